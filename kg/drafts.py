"""
A draft: a guideline as it might become, decided in Python alone.

A change of a guideline is tried out on values in memory, without triples and without compiling, so
that hundreds of changes can be judged in seconds. What is decided is what the reasoner would decide
once the change stands in the ontology; flips are not worked out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from kg.axioms import All, Any, Expression, InClass, Measure, leaves
from kg.case import Case
from kg.contradictions import Refusal, find_contradictions
from kg.derivation import Derivation, Status, Verdict
from kg.deriving import derivation_of, statuses_of, verdicts_of
from kg.edits import verdict_of
from kg.errors import DraftError
from kg.evaluation import FactView
from kg.hierarchy import FindingHierarchy, build_hierarchy
from kg.model import Guideline, Quantity, Role, Statement
from kg.reasoner import Reasoner
from kg.rules import Rules, Side
from kg.settling import find_settlings

#: What is never so: the definition of a class without members.
NEVER = Any(())


@dataclass(frozen=True)
class Draft:
    """A guideline with its rules, neither of which need be what the ontology holds."""

    guideline: Guideline
    rules: Rules

    @cached_property
    def hierarchy(self) -> FindingHierarchy:
        """The closed finding hierarchy; a change of the guideline has another."""
        return build_hierarchy(self.guideline.findings)

    def assess(self, case: Case) -> Derivation | Refusal:
        """
        Return what the draft says about *case*, without flips.

        Raises:
            CaseError: If a criterion is met and refuted at once.
        """
        observables = self.guideline.observables
        contradictions = find_contradictions(case.facts, self.hierarchy, observables)
        if contradictions:
            return Refusal(case, contradictions)
        view = FactView(case.facts, self.hierarchy)
        names = self.rules.classes(view)
        undecided = verdicts_of(names, self.rules) == [Verdict.CANNOT_TELL]
        settling = (
            find_settlings(case.facts, self.rules.decisions, self.hierarchy, observables)
            if undecided
            else ()
        )
        return derivation_of(case, names, view, self.guideline, self.rules, settling, ())

    def verdict(self, case: Case) -> Verdict | None:
        """Return the verdict alone, which is fast; None if the case contradicts itself."""
        if find_contradictions(case.facts, self.hierarchy, self.guideline.observables):
            return None
        return verdict_of(FactView(case.facts, self.hierarchy), self.rules.decisions)

    def statuses(self, case: Case) -> dict[str, Status]:
        """
        Return the status of every criterion.

        Raises:
            CaseError: If a criterion is met and refuted at once.
        """
        names = self.rules.classes(FactView(case.facts, self.hierarchy))
        return statuses_of(names, self.guideline, self.rules)

    def with_sides(self, sides: Mapping[Side, Expression]) -> Draft:
        """Return the draft with other definitions of some classes of criteria."""
        return Draft(self.guideline, self.rules.changed(sides=sides))

    def with_decision(self, verdict: Verdict, expression: Expression) -> Draft:
        """Return the draft with another definition of one decision, in terms of criteria."""
        return Draft(self.guideline, self.rules.changed(summary={verdict: expression}))

    def with_guideline(self, guideline: Guideline) -> Draft:
        """Return the draft with other statements, references, findings or observables."""
        return Draft(guideline, self.rules)


def draft_of(reasoner: Reasoner) -> Draft:
    """Return the guideline of *reasoner* as a draft in which nothing is changed yet."""
    return Draft(reasoner.guideline, reasoner.rules)


def without_part(expression: Expression, index: int) -> Expression:
    """Return an intersection or union of at least two parts without one of them."""
    if not isinstance(expression, All | Any):
        return NEVER
    parts = (*expression.parts[:index], *expression.parts[index + 1 :])
    return parts[0] if len(parts) == 1 else type(expression)(parts)


def replaced(expression: Expression, old: Expression, new: Expression) -> Expression:
    """Return *expression* with *new* wherever it holds *old*."""
    if expression == old:
        return new
    if isinstance(expression, All | Any):
        return type(expression)(tuple(replaced(part, old, new) for part in expression.parts))
    return expression


def measures(rules: Rules, criterion: str) -> tuple[tuple[Side, Measure], ...]:
    """Return the tests of values in the classes of *criterion*, each with its side."""
    return tuple(
        (side, leaf)
        for side, expression in rules.sides.items()
        if side[0] == criterion
        for leaf in leaves(expression)
        if isinstance(leaf, Measure)
    )


def deciding(guideline: Guideline) -> tuple[str, ...]:
    """Return the ids of the criteria that can decide, in the order of the guideline."""
    return tuple(c.id for c in guideline.criteria.values() if c.role is not Role.SUPPORTING)


def with_statement(guideline: Guideline, statement: Statement) -> Guideline:
    """Return *guideline* with *statement* in the place of the one of its id."""
    return replace(guideline, statements={**guideline.statements, statement.id: statement})


def with_threshold(draft: Draft, criterion: str, amount: Decimal) -> Draft:
    """
    Return the draft with another threshold for *criterion*.

    Every test of the criterion that has the number it has now gets the new one, and so do the
    quantities of the statements behind it: an axiom and its document are changed together.

    Raises:
        DraftError: If the criterion tests no value, or values of several thresholds.
    """
    tests = measures(draft.rules, criterion)
    amounts = {test.amount for _, test in tests}
    if len(amounts) != 1:
        found = "no value" if not amounts else f"{len(amounts)} different values"
        raise DraftError(f"{criterion} tests {found}. Name a criterion with one threshold.")
    (old,) = amounts
    sides = {side: draft.rules.sides[side] for side, _ in tests}
    for side, test in tests:
        sides[side] = replaced(sides[side], test, replace(test, amount=amount))
    units = {draft.guideline.observables[test.observable].unit for _, test in tests}
    guideline = draft.guideline
    for id_ in guideline.criteria[criterion].statements:
        statement = guideline.statements[id_]
        quantities = tuple(
            _moved(quantity, old, amount) if quantity.unit in units else quantity
            for quantity in statement.quantities
        )
        guideline = with_statement(guideline, replace(statement, quantities=quantities))
    return draft.with_sides(sides).with_guideline(guideline)


def without_criterion(draft: Draft, criterion: str) -> Draft:
    """Return the draft in which *criterion* decides nothing: it is supporting, in no decision."""
    gone = {name for side, name in draft.rules.side_class.items() if side[0] == criterion}
    summary = {v: _without(e, gone) for v, e in draft.rules.summary.items()}
    known = draft.guideline.criteria
    criteria = {**known, criterion: replace(known[criterion], role=Role.SUPPORTING)}
    guideline = replace(draft.guideline, criteria=criteria)
    return Draft(guideline, draft.rules.changed(summary=summary))


def _moved(quantity: Quantity, old: Decimal, new: Decimal) -> Quantity:
    return replace(
        quantity,
        lower=new if quantity.lower == old else quantity.lower,
        upper=new if quantity.upper == old else quantity.upper,
    )


def _without(expression: Expression, names: Collection[str]) -> Expression:
    if isinstance(expression, All | Any):
        kept = tuple(
            _without(part, names)
            for part in expression.parts
            if not (isinstance(part, InClass) and part.name in names)
        )
        return kept[0] if len(kept) == 1 else type(expression)(kept)
    return NEVER if isinstance(expression, InClass) and expression.name in names else expression
