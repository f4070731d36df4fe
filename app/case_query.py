"""
A case in the query string of an address, so that every case can be linked to.

`?has=Malignancy&lacks=Infection&ConservativeManagementDuration=at_least:4`; values are in the unit
of their observable.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

from kg.case import Absent, Bound, Fact, Present, Value
from kg.model import Guideline
from kg.rendering import plain_number

_BOUNDS = {bound.value: bound for bound in Bound}


def facts_to_query(facts: Iterable[Fact]) -> dict[str, tuple[str, ...]]:
    """Return the query string of *facts*, sorted, so that one case has one address."""
    query: dict[str, list[str]] = {"has": [], "lacks": []}
    for fact in facts:
        match fact:
            case Present(finding):
                query["has"].append(finding)
            case Absent(finding):
                query["lacks"].append(finding)
            case Value(observable, bound, amount):
                query.setdefault(observable, []).append(f"{bound.value}:{plain_number(amount)}")
    return {key: tuple(sorted(values)) for key, values in query.items() if values}


def facts_from_query(
    query: Mapping[str, tuple[str, ...]], guideline: Guideline
) -> tuple[frozenset[Fact], tuple[str, ...]]:
    """Return the facts in *query*, and those parts that the guideline does not know."""
    facts: set[Fact] = set()
    unknown: list[str] = []
    for key, kind in (("has", Present), ("lacks", Absent)):
        for finding in query.get(key, ()):
            if finding in guideline.findings:
                facts.add(kind(finding))
            else:
                unknown.append(finding)
    for observable in guideline.observables:
        for text in query.get(observable, ()):
            value = _value(observable, text)
            if value is None:
                unknown.append(f"{observable}={text}")
            else:
                facts.add(value)
    return frozenset(facts), tuple(unknown)


def _value(observable: str, text: str) -> Value | None:
    bound, _, number = text.partition(":")
    amount = read_number(number)
    return (
        None
        if amount is None or bound not in _BOUNDS
        else Value(observable, _BOUNDS[bound], amount)
    )


def read_number(text: str) -> Decimal | None:
    """Return a plain number with at most 12 digits on either side, None for anything else."""
    try:
        number = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() > 12 or number.as_tuple().exponent < -12:  # type: ignore[operator]
        return None
    return number
