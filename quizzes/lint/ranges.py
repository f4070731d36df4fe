"""The numbers that an option allows, read from its claim or from its text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kg.case import Bound, Value
from quizzes.case_claims import DecisiveFactClaim
from quizzes.lint.examined import Answer
from quizzes.lint.words import stems

_INTERVAL = re.compile(
    r"(?P<before>at least|at most|more than|less than|fewer than|up to|over|under|≥|≤|>=|<=|>|<)?"
    r"\s*(?P<low>\d+(?:\.\d+)?)"
    r"(?:\s*(?:-|–|to|and)\s*(?P<high>\d+(?:\.\d+)?))?"
    r"\s*(?P<unit>%|[A-Za-z]+)?"
    r"\s*(?P<after>or more|or longer|or less|or fewer|and above|and below)?",
    re.IGNORECASE,
)
_INFINITE = Decimal("Infinity")


@dataclass(frozen=True)
class Interval:
    """
    All numbers from *low* to *high*, each end included or not.

    *rest* holds the stems of what the option says beside the numbers.
    """

    low: Decimal
    high: Decimal
    has_low: bool
    has_high: bool
    unit: str
    rest: frozenset[str]

    def meets(self, other: Interval) -> bool:
        """Tell whether a number lies in both."""
        low, high = max(self.low, other.low), min(self.high, other.high)
        if low != high:
            return low < high
        ends = (
            (i.low != low or i.has_low) and (i.high != low or i.has_high) for i in (self, other)
        )
        return all(ends)


def interval_of(answer: Answer) -> Interval | None:
    """Return the numbers that an option allows; None if it names none, or several."""
    claim = answer.option.claim
    if isinstance(claim, DecisiveFactClaim) and isinstance(claim.fact, Value):
        return _interval_of_value(claim.fact)
    text = answer.text.text
    found = list(_INTERVAL.finditer(text))
    if len(found) != 1:
        return None
    (match,) = found
    low = Decimal(match["low"])
    unit = (match["unit"] or "").lower().removesuffix("s")
    rest = stems(text[: match.start()] + " " + text[match.end() :])
    if match["high"] is not None:
        return Interval(low, Decimal(match["high"]), True, True, unit, rest)
    before, after = (match["before"] or "").lower(), (match["after"] or "").lower()
    if before in ("at least", "≥", ">=") or after in ("or more", "or longer", "and above"):
        return Interval(low, _INFINITE, True, False, unit, rest)
    if before in ("more than", "over", ">"):
        return Interval(low, _INFINITE, False, False, unit, rest)
    if before in ("at most", "up to", "≤", "<=") or after in ("or less", "or fewer", "and below"):
        return Interval(-_INFINITE, low, False, True, unit, rest)
    if before in ("less than", "fewer than", "under", "<"):
        return Interval(-_INFINITE, low, False, False, unit, rest)
    return Interval(low, low, True, True, unit, rest)


def _interval_of_value(value: Value) -> Interval:
    name, amount = frozenset({value.observable}), value.amount
    match value.bound:
        case Bound.AT_LEAST:
            return Interval(amount, _INFINITE, True, False, "", name)
        case Bound.LESS_THAN:
            return Interval(-_INFINITE, amount, False, False, "", name)
        case Bound.EXACTLY:
            return Interval(amount, amount, True, True, "", name)
