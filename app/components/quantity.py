"""Quantities of statements in words."""

from __future__ import annotations

from kg.model import Quantity
from kg.rendering import plain_number
from kg.units import unit_words


def amount(quantity: Quantity) -> str:
    """Return the number with its unit: "at least 3 weeks", "4 to 6 mL", "11 of 13"."""
    if quantity.numerator is not None:
        return f"{quantity.numerator} of {quantity.denominator}"
    lower, upper = quantity.lower, quantity.upper
    if upper is None:
        number = f"at least {plain_number(lower)}"
    elif lower is None:
        number = f"at most {plain_number(upper)}"
    elif lower == upper:
        number = plain_number(lower)
    else:
        number = f"{plain_number(lower)} to {plain_number(upper)}"
    unit = unit_words(quantity.ucum)
    if lower == upper == 1:
        unit = unit.removesuffix("s")
    return f"{number} {unit}".strip()
