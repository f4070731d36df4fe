"""What decides: the axioms of one guideline as expressions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from kg.axioms import All, Any, Expression, InClass
from kg.derivation import Status, Verdict
from kg.evaluation import FactView

#: A criterion and one of its two sides, met or refuted.
Side = tuple[str, Status]


@dataclass(frozen=True)
class Rules:
    """
    What decides, read from the axioms of one guideline.

    *sides* holds the expressions of each criterion's met and refuted class by (criterion, status).
    *decisions* holds those of the decision classes, written out, strongest verdict first.
    *side_class* and *decision_class* give the id of each class; *summary* holds the decision
    classes in terms of the classes of the criteria.
    """

    sides: Mapping[Side, Expression]
    decisions: Mapping[Verdict, Expression]
    side_class: Mapping[Side, str]
    decision_class: Mapping[Verdict, str]
    summary: Mapping[Verdict, Expression]

    def classes(self, view: FactView) -> frozenset[str]:
        """Return the ids of the classes that follow by the Python evaluator."""
        sides = {self.side_class[s] for s, e in self.sides.items() if view.holds(e)}
        decisions = {self.decision_class[v] for v, e in self.decisions.items() if view.holds(e)}
        return frozenset(sides | decisions)

    def verdict_of_sides(self, sides: Collection[Side]) -> Verdict:
        """Return the verdict where exactly these sides hold, be there such a case or not."""
        names = {self.side_class[side] for side in sides if side in self.side_class}
        for verdict, expression in self.summary.items():
            if _follows(expression, names):
                return verdict
        return Verdict.CANNOT_TELL

    def changed(
        self,
        sides: Mapping[Side, Expression] | None = None,
        summary: Mapping[Verdict, Expression] | None = None,
    ) -> Rules:
        """Return rules with some expressions replaced and the decisions written out anew."""
        new_sides = {**self.sides, **(sides or {})}
        new_summary = {**self.summary, **(summary or {})}
        by_class = {self.side_class[side]: expression for side, expression in new_sides.items()}
        decisions = {v: written_out(e, by_class) for v, e in new_summary.items()}
        return Rules(new_sides, decisions, self.side_class, self.decision_class, new_summary)


def written_out(expression: Expression, definitions: Mapping[str, Expression]) -> Expression:
    """Return *expression* with every class that *definitions* holds replaced by its definition."""
    match expression:
        case InClass(name) if name in definitions:
            return definitions[name]
        case All(parts):
            return All(tuple(written_out(part, definitions) for part in parts))
        case Any(parts):
            return Any(tuple(written_out(part, definitions) for part in parts))
    return expression


def _follows(expression: Expression, names: Collection[str]) -> bool:
    """Tell whether *expression* follows from membership in the classes *names* alone."""
    match expression:
        case InClass(name):
            return name in names
        case All(parts):
            return all(_follows(part, names) for part in parts)
        case Any(parts):
            return any(_follows(part, names) for part in parts)
    return False
