"""Numbers that statements give: finding one, and comparing a claimed one with it."""

from __future__ import annotations

from decimal import Decimal
from enum import Enum

from kg.errors import UnknownNameError
from kg.model import Quantity, Statement
from quizzes.judgement import Truth, truth_of


class QuantityBound(Enum):
    """Which number of a quantity is meant."""

    EXACTLY = "exactly"
    LOWER = "lower"
    UPPER = "upper"
    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


# UCUM code -> kind of quantity, then the least and the most that one such unit can be. A month has
# 28 to 31 days, a year 365 or 366; UCUM's mean lengths would lend "18 months" a false precision.
_SCALES: dict[str, tuple[str, Decimal, Decimal]] = {
    "h": ("time", Decimal(1), Decimal(1)),
    "d": ("time", Decimal(24), Decimal(24)),
    "wk": ("time", Decimal(168), Decimal(168)),
    "mo": ("time", Decimal(28 * 24), Decimal(31 * 24)),
    "a": ("time", Decimal(365 * 24), Decimal(366 * 24)),
    "mL": ("volume", Decimal(1), Decimal(1)),
    "cL": ("volume", Decimal(10), Decimal(10)),
    "dL": ("volume", Decimal(100), Decimal(100)),
    "L": ("volume", Decimal(1000), Decimal(1000)),
}


def find_quantity(statement: Statement, selector: str | int | None) -> Quantity:
    """
    Return the quantity of *statement* with this label or 1-based place; None means the only one.

    Raises:
        UnknownNameError: If there is no such quantity, or several and no *selector*.
    """
    places = {str(place): q for place, q in enumerate(statement.quantities, start=1)}
    candidates = places | {quantity.label: quantity for quantity in statement.quantities}
    if selector is None and len(statement.quantities) == 1:
        return statement.quantities[0]
    if str(selector) not in candidates or selector is None:
        label = "(not named)" if selector is None else str(selector)
        raise UnknownNameError(f"quantity of {statement.id}", label, candidates)
    return candidates[str(selector)]


def bound_of(quantity: Quantity, bound: QuantityBound) -> Decimal | None:
    """Return the number that *bound* names, None where the source leaves it open."""
    match bound:
        case QuantityBound.LOWER:
            return quantity.lower
        case QuantityBound.UPPER:
            return quantity.upper
        case QuantityBound.EXACTLY:
            return quantity.lower if quantity.lower == quantity.upper else None
        case QuantityBound.NUMERATOR:
            return None if quantity.numerator is None else Decimal(quantity.numerator)
        case QuantityBound.DENOMINATOR:
            return None if quantity.denominator is None else Decimal(quantity.denominator)


def comparable_units(ucum: str) -> tuple[str, ...]:
    """Return the UCUM codes of units whose numbers can be compared with those in *ucum*."""
    if ucum not in _SCALES:
        return (ucum,)
    return tuple(code for code, scale in _SCALES.items() if scale[0] == _SCALES[ucum][0])


def compare(claimed: Decimal, claimed_unit: str, stated: Decimal | None, unit: str) -> Truth:
    """
    Tell whether *claimed* is the number that is *stated*; units are UCUM codes.

    UNKNOWN where nothing is stated, where the units measure different things, and where a month or
    a year of unfixed length leaves it open.
    """
    if stated is None:
        return Truth.UNKNOWN
    if claimed_unit == unit:
        return truth_of(claimed == stated)
    if claimed_unit not in _SCALES or unit not in _SCALES:
        return Truth.UNKNOWN
    claimed_kind, claimed_least, claimed_most = _SCALES[claimed_unit]
    kind, least, most = _SCALES[unit]
    if claimed_kind != kind:
        return Truth.UNKNOWN
    if claimed * claimed_most < stated * least or stated * most < claimed * claimed_least:
        return Truth.FALSE
    fixed = claimed_least == claimed_most and least == most
    return Truth.TRUE if fixed else Truth.UNKNOWN
