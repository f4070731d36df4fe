"""Units in words."""

from __future__ import annotations

from kg.model import Guideline, Quantity

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
