"""
Agreement of the two evaluators that answer requests: compiled SPARQL and plain Python.

They read the same axioms in different ways, so that a case on which they differ is a defect of
ours. HermiT, which takes seconds, is asked in `kg.oracle`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from random import Random

from kg.axioms import Measure, leaves
from kg.case import Absent, Bound, Case, Fact, Present, Value
from kg.evaluation import FactView
from kg.reasoner import Reasoner

# Around a threshold: below, on and above it, by a whole and by the smallest step that is kept.
_OFFSETS = [Decimal(step) for step in ("-1", "-1e-18", "0", "1e-18", "1")]


def sample_cases(
    reasoner: Reasoner, seeds: Sequence[Case], random: Random, count: int
) -> list[Case]:
    """
    Return *count* cases without contradictions, drawn by *random*.

    Args:
        reasoner: The guideline whose findings, observables and thresholds they speak of.
        seeds: Cases to start from; a sample forgets some of their facts and adds others.
        random: Its seed makes the samples the same on every run.
        count: How many.
    """
    facts = [*_finding_facts(reasoner), *_values_at_thresholds(reasoner)]
    starts = [sorted(case.facts, key=repr) for case in seeds] or [[]]
    drawn: list[Case] = []
    while len(drawn) < count:
        start = random.choice(starts)
        kept = random.sample(start, random.randint(0, len(start)))
        added = random.sample(facts, random.randint(0, min(3, len(facts))))
        name = f"sample-{len(drawn)}"
        case = Case(name, reasoner.guideline.slug, frozenset([*kept, *added]))
        if not reasoner.contradictions(case):
            drawn.append(case)
    return drawn


def disagreements(
    reasoner: Reasoner, cases: Sequence[Case]
) -> Iterator[tuple[Case, frozenset[str]]]:
    """Yield each case on which the evaluators differ, with the ids of the classes in question."""
    by_sparql = reasoner.classify(cases)
    for case in cases:
        by_python = reasoner.rules.classes(FactView(case.facts, reasoner.hierarchy))
        if differ := by_python ^ by_sparql[case.id]:
            yield case, differ


def _finding_facts(reasoner: Reasoner) -> Iterator[Fact]:
    for finding in reasoner.guideline.findings:
        yield Present(finding)
        yield Absent(finding)


def _values_at_thresholds(reasoner: Reasoner) -> Iterator[Fact]:
    rules = reasoner.rules
    tests = {leaf for e in rules.sides.values() for leaf in leaves(e) if isinstance(leaf, Measure)}
    for test in sorted(tests, key=repr):
        for offset in _OFFSETS:
            for bound in Bound:
                yield Value(test.observable, bound, test.amount + offset)
