"""
The checks that a draft can fail, without Turtle.

They are those of `guidegraph check` that look at meaning and not at form, and carry the names of
the quality queries that do the same on triples.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from kg.axioms import InClass, leaves
from kg.case import Bound, Fact, Value
from kg.contradictions import find_contradictions
from kg.derivation import Status
from kg.drafts import Draft, deciding, measures
from kg.evaluation import FactView, ways


@dataclass(frozen=True, slots=True, order=True)
class DraftFault:
    """One thing that `guidegraph check` would refuse, by the name of its rule."""

    rule: str
    term: str
    message: str


def faults(draft: Draft) -> tuple[DraftFault, ...]:
    """Return everything that is wrong with *draft*, sorted."""
    found = (
        *_thresholds(draft),
        *_undecided(draft),
        *_never_cited(draft),
        *_two_answers(draft),
        *_both_sides(draft),
    )
    return tuple(sorted(found))


def _thresholds(draft: Draft) -> Iterator[DraftFault]:
    guideline = draft.guideline
    for criterion in guideline.criteria.values():
        for _, test in measures(draft.rules, criterion.id):
            unit = guideline.observables[test.observable].unit
            given = {
                bound
                for statement in criterion.statements
                for quantity in guideline.statements[statement].quantities
                if quantity.unit == unit
                for bound in (quantity.lower, quantity.upper)
            }
            if test.amount not in given:
                message = f"No statement behind {criterion.id} gives the number {test.amount}."
                yield DraftFault("threshold_not_in_statement", criterion.id, message)


def _undecided(draft: Draft) -> Iterator[DraftFault]:
    used = {
        leaf.name
        for expression in draft.rules.summary.values()
        for leaf in leaves(expression)
        if isinstance(leaf, InClass)
    }
    for criterion in deciding(draft.guideline):
        sides = {name for side, name in draft.rules.side_class.items() if side[0] == criterion}
        if not sides & used:
            message = f"{criterion} is in no decision."
            yield DraftFault("criterion_in_no_decision", criterion, message)


def _never_cited(draft: Draft) -> Iterator[DraftFault]:
    statements = draft.guideline.statements.values()
    cited = {reference for statement in statements for reference in statement.references}
    for reference in draft.guideline.references.values():
        if reference.id not in cited:
            message = f"Reference {reference.number} is cited by no statement."
            yield DraftFault("reference_never_cited", reference.id, message)


def _two_answers(draft: Draft) -> Iterator[DraftFault]:
    answers: dict[tuple[str, str], set[str]] = {}
    for statement in draft.guideline.statements.values():
        for content in statement.contents:
            if draft.guideline.aspects[content.aspect].single_valued:
                answers.setdefault((content.subject, content.aspect), set()).add(content.value)
    for (subject, aspect), values in answers.items():
        if len(values) > 1:
            message = f"{subject} has two answers to {aspect}: {', '.join(sorted(values))}."
            yield DraftFault("contradicting_contents", subject, message)


def _both_sides(draft: Draft) -> Iterator[DraftFault]:
    """The met and the refuted class of a criterion are disjoint (owl:disjointWith)."""
    sides, nothing = draft.rules.sides, FactView((), draft.hierarchy)
    for criterion in draft.guideline.criteria:
        met, refuted = (sides[criterion, side] for side in (Status.MET, Status.REFUTED))
        together = [
            one | other for one, other in product(ways(met, nothing), ways(refuted, nothing))
        ]
        together += [frozenset({value}) for value in _on_thresholds(draft, criterion)]
        for facts in together:
            view = FactView(facts, draft.hierarchy)
            possible = not find_contradictions(facts, draft.hierarchy, draft.guideline.observables)
            if possible and view.holds(met) and view.holds(refuted):
                message = f"{criterion} can be met and refuted at once."
                yield DraftFault("disjoint_sides", criterion, message)
                break


def _on_thresholds(draft: Draft, criterion: str) -> Iterator[Fact]:
    for _, test in measures(draft.rules, criterion):
        yield Value(test.observable, Bound.EXACTLY, test.amount)
