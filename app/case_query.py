"""
A case in the query string of an address, so that every case can be linked to.

`?has=Malignancy&lacks=Infection&ConservativeManagementDuration=at_least:4`; values are in the unit
of their observable.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from kg.case import PLACES, Absent, Bound, Fact, Present, Value
from kg.model import Guideline
from kg.rendering import plain_number

_BOUNDS = {bound.value: bound for bound in Bound}

# What people type while they type it ("2." on the way to 2.5), and nothing that Value refuses.
_NUMBER = re.compile(rf"-?(?=[.,]?\d)\d{{0,{PLACES}}}(?:[.,]\d{{0,{PLACES}}})?", re.ASCII)


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
            value = read_value(observable, *text.partition(":")[::2])
            if value is None:
                unknown.append(f"{observable}={text}")
            else:
                facts.add(value)
    return frozenset(facts), tuple(unknown)


def read_value(observable: str, bound: str, amount: str) -> Value | None:
    """Return the value written as a bound ("at_least") and a plain number, None if it is none."""
    text = amount.strip()
    if bound not in _BOUNDS or _NUMBER.fullmatch(text) is None:
        return None
    return Value(observable, _BOUNDS[bound], Decimal(text.replace(",", ".")))
