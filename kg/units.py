"""
Units by their codes in UCUM (https://ucum.org): turned into each other, and in words.

Only conversions that are exact by definition are made. A month is none of them: UCUM's mean month
and a calendar month differ, so "a month" must be written as the weeks that are known.
"""

from __future__ import annotations

from decimal import Context, Decimal
from fractions import Fraction

from kg.errors import CaseError
from kg.rendering import plain_number

#: Days in each unit of time that is an exact number of days.
_DAYS = {"d": 1, "wk": 7}

# UCUM codes as words; a code in braces is an annotation that is a word already.
_WORDS = {
    "wk": "weeks",
    "d": "days",
    "mo": "months",
    "mL": "mL",
    "%": "%",
    "{#}": "",
    "{score}": "",
}

# Oxigraph holds 18 fractional digits. Rounding to 12 keeps the order with any threshold of six
# digits or less: n/7 is never that close to one without being equal.
_PLACES = Decimal("1e-12")


class UnitError(CaseError):
    """A value has a unit that cannot be turned into that of its observable."""


def convert(amount: Decimal, unit: str, wanted: str) -> Decimal:
    """
    Return *amount*, one that a `Value` may hold, of *unit* in the unit *wanted* (UCUM codes).

    Raises:
        UnitError: If that is not exact by definition.
    """
    if unit == wanted:
        return amount
    if unit in _DAYS and wanted in _DAYS:
        exact = Fraction(amount) * _DAYS[unit] / _DAYS[wanted]
        context = Context(prec=40)
        quotient = context.divide(Decimal(exact.numerator), Decimal(exact.denominator))
        return quotient.quantize(_PLACES, context=context).normalize(context)
    known = ", ".join(sorted(_DAYS)) if wanted in _DAYS else wanted
    raise UnitError(f"The unit '{unit}' cannot be turned into '{wanted}'. Use one of: {known}.")


def unit_words(ucum: str) -> str:
    """Return a UCUM code as a plural: "weeks", "mL"; "" for what is merely counted or scored."""
    return _WORDS.get(ucum, ucum.strip("{}"))


def amount_words(amount: Decimal, ucum: str) -> str:
    """Return a number with its unit: "3 weeks", "1 week", "5 mL", "7" where there is no unit."""
    unit = unit_words(ucum)
    return f"{plain_number(amount)} {unit.removesuffix('s') if amount == 1 else unit}".strip()
