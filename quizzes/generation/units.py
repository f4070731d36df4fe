"""Units and figures in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from kg.model import Guideline, Quantity
from kg.rendering import plain_number
from quizzes.quantities import QuantityBound

# Names of UCUM units where no observable of the guideline names them.
_UNITS = {
    "d": "days",
    "h": "hours",
    "wk": "weeks",
    "mo": "months",
    "a": "years",
    "%": "percent",
    "{#}": "patients",
    "{dose}": "doses",
    "{score}": "points",
}


def unit_word(quantity: Quantity, guideline: Guideline) -> str:
    """Return the unit of *quantity* in the words of its guideline, or else in plain English."""
    for observable in guideline.observables.values():
        if observable.ucum == quantity.ucum:
            return observable.unit_label
    return _UNITS.get(quantity.ucum, quantity.ucum)


def is_scale(quantity: Quantity, guideline: Guideline) -> bool:
    """Tell whether *quantity* is the end of a scale: nobody need be asked for the 10 in "of 10"."""
    return any(
        observable.maximum is not None
        and (observable.ucum, observable.maximum) == (quantity.ucum, quantity.lower)
        for observable in guideline.observables.values()
    )


def figure(label: str, numbers: Mapping[QuantityBound, Decimal], unit: str) -> str:
    """Return a figure as a line: "average cement volume: 4 to 6 mL", "day of the scan: day 1"."""
    shown = [plain_number(number) for number in numbers.values()]
    unit = unit.removesuffix("s") if shown == ["1"] else unit
    if label.startswith("day ") and len(shown) == 1:
        return f"{label}: day {shown[0]}"
    match tuple(numbers):
        case (QuantityBound.LOWER,):
            text = f"{shown[0]} {unit} or more"
        case (QuantityBound.UPPER,):
            text = f"up to {shown[0]} {unit}"
        case (QuantityBound.NUMERATOR, _):
            text = f"{' of '.join(shown)} {unit}"
        case _:
            text = f"{' to '.join(shown)} {unit}"
    return f"{label}: {text}"
