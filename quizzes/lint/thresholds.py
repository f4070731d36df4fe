"""Where criteria change with a value, found by asking the reasoner on either side of it."""

from __future__ import annotations

from decimal import Decimal

from kg.case import Bound, Case, Value
from kg.derivation import Derivation, Status
from kg.model import Role
from quizzes.judgement import Knowledge

_STEP = Decimal("0.000001")


class Thresholds:
    """The thresholds of one guideline; each number is asked for once."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._found: dict[tuple[str, Decimal], tuple[str, ...]] = {}

    def at(self, observable: str, amount: Decimal) -> tuple[str, ...]:
        """Return the deciding criteria whose status changes where *observable* is *amount*."""
        key = (observable, amount)
        if key not in self._found:
            below = self._statuses(observable, amount - _STEP)
            above = self._statuses(observable, amount + _STEP)
            self._found[key] = tuple(
                criterion for criterion in below if below[criterion] is not above.get(criterion)
            )
        return self._found[key]

    def _statuses(self, observable: str, amount: Decimal) -> dict[str, Status]:
        guideline = self._knowledge.guideline
        fact = Value(observable, Bound.EXACTLY, amount)
        result = self._knowledge.assess(Case("probe", guideline.slug, frozenset({fact})))
        # Beyond the range of the observable there is nothing to be decided.
        if not isinstance(result, Derivation):
            return {}
        return {
            found.criterion: found.status
            for found in result.criteria
            if guideline.criteria[found.criterion].role is not Role.SUPPORTING
        }
