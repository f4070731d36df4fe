"""
A case that tells two versions of a guideline apart.

Every test of the axioms holds by one fact, and every verdict by a minimal set of facts. So a change
of an axiom shows in a minimal case of some verdict, or in one that is one fact away from it; those
are tried, in a fixed order.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from kg.axioms import Measure
from kg.case import Absent, Bound, Case, Fact, Present, Value
from kg.contradictions import find_contradictions
from kg.drafts import Draft, measures
from kg.edits import apply_edit
from kg.evaluation import FactSet, FactView, ways


def witness(before: Draft, after: Draft) -> Case | None:
    """
    Return a case for which *after* gives another verdict than *before*, or another status.

    One with another verdict goes first. None where neither differs in any minimal case of a
    verdict, nor one fact away from it: then nothing that a learner can be asked about a patient
    shows the change.
    """
    status_only: Case | None = None
    observables = before.guideline.observables
    seen: set[FactSet] = set()
    for facts in _candidates(before, after):
        if facts in seen:
            continue
        seen.add(facts)
        classes = [d.rules.classes(FactView(facts, d.hierarchy)) for d in (before, after)]
        # Few differ, so that only those are looked at more closely.
        if classes[0] == classes[1] or find_contradictions(facts, before.hierarchy, observables):
            continue
        case = Case("witness", before.guideline.slug, facts)
        if before.verdict(case) is not after.verdict(case):
            return case
        status_only = status_only or case
    return status_only


def _candidates(before: Draft, after: Draft) -> Iterator[FactSet]:
    facts = [*_findings(before), *values_at_thresholds(before, after)]
    nothing = FactView((), before.hierarchy)
    for draft in (before, after):
        for expression in draft.rules.decisions.values():
            for minimal_case in ways(expression, nothing):
                yield from _around(minimal_case, facts, before)
    yield from _around(frozenset(), facts, before)


def _around(start: FactSet, facts: list[Fact], draft: Draft) -> Iterator[FactSet]:
    yield start
    for gone in sorted(start, key=repr):
        yield start - {gone}
    for fact in facts:
        yield apply_edit(start, fact, draft.hierarchy)


def _findings(draft: Draft) -> Iterator[Fact]:
    for finding in draft.guideline.findings:
        yield Present(finding)
        yield Absent(finding)


def values_at_thresholds(*drafts: Draft) -> Iterator[Value]:
    """Yield values on every threshold of the versions given, and between one and the next."""
    tests: dict[str, set[Measure]] = {}
    for draft in drafts:
        for criterion in draft.guideline.criteria:
            for _, test in measures(draft.rules, criterion):
                tests.setdefault(test.observable, set()).add(test)
    for observable, found in sorted(tests.items()):
        amounts = sorted({test.amount for test in found})
        between = [(low + high) / 2 for low, high in pairwise(amounts)]
        for amount in sorted({*amounts, *between, amounts[0] / 2, amounts[-1] + 1}):
            for bound in Bound:
                yield Value(observable, bound, amount)
