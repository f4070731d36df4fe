"""
Contradictions in a case, found before it is reasoned about and named fact by fact.

From a contradictory case everything follows, so no verdict is given for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import combinations, product

from kg.case import Absent, Bound, Case, Fact, Present, Value
from kg.hierarchy import FindingHierarchy
from kg.model import Observable


class Conflict(Enum):
    """The kinds of contradiction."""

    PRESENT_AND_ABSENT = "present and absent"
    INCOMPATIBLE_FINDINGS = "incompatible findings"
    IMPOSSIBLE_BOUNDS = "impossible bounds"
    OUT_OF_RANGE = "out of range"


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Facts of one case that cannot all be so: two, or one value outside its range."""

    conflict: Conflict
    facts: frozenset[Fact]


@dataclass(frozen=True, slots=True)
class Refusal:
    """A case that is not reasoned about because its facts contradict each other."""

    case: Case
    contradictions: tuple[Contradiction, ...]


def find_contradictions(
    facts: Iterable[Fact], hierarchy: FindingHierarchy, observables: Mapping[str, Observable]
) -> tuple[Contradiction, ...]:
    """Return every contradiction among *facts*, in a stable order."""
    known = list(facts)
    present = [f for f in known if isinstance(f, Present)]
    absent = [f for f in known if isinstance(f, Absent)]
    values = [f for f in known if isinstance(f, Value)]
    found = [
        *_present_and_absent(present, absent, hierarchy),
        *_incompatible(present, hierarchy),
        *_impossible(values),
        *_out_of_range(values, observables),
    ]
    return tuple(
        sorted(found, key=lambda c: (c.conflict.value, sorted(repr(fact) for fact in c.facts)))
    )


def _present_and_absent(
    present: list[Present], absent: list[Absent], hierarchy: FindingHierarchy
) -> Iterator[Contradiction]:
    for has, lacks in product(present, absent):
        if lacks.finding in hierarchy.broader[has.finding]:
            yield Contradiction(Conflict.PRESENT_AND_ABSENT, frozenset({has, lacks}))


def _incompatible(present: list[Present], hierarchy: FindingHierarchy) -> Iterator[Contradiction]:
    for one, other in combinations(present, 2):
        if other.finding in hierarchy.ruled_out[one.finding]:
            yield Contradiction(Conflict.INCOMPATIBLE_FINDINGS, frozenset({one, other}))


def _impossible(values: list[Value]) -> Iterator[Contradiction]:
    for one, other in combinations(values, 2):
        if one.observable == other.observable and _clash(one, other):
            yield Contradiction(Conflict.IMPOSSIBLE_BOUNDS, frozenset({one, other}))


def _clash(one: Value, other: Value) -> bool:
    match one.bound, other.bound:
        case Bound.EXACTLY, Bound.EXACTLY:
            return one.amount != other.amount
        case ((Bound.EXACTLY | Bound.AT_LEAST), Bound.LESS_THAN):
            return one.amount >= other.amount
        case Bound.EXACTLY, Bound.AT_LEAST:
            return one.amount < other.amount
        case Bound.AT_LEAST, Bound.AT_LEAST:
            return False
        case Bound.LESS_THAN, Bound.LESS_THAN:
            return False
        case _:
            return _clash(other, one)


def _out_of_range(
    values: list[Value], observables: Mapping[str, Observable]
) -> Iterator[Contradiction]:
    for value in values:
        low, high = observables[value.observable].minimum, observables[value.observable].maximum
        # "less than the minimum" leaves nothing; "at least the maximum" still leaves the maximum.
        too_low = low is not None and (
            value.amount <= low if value.bound is Bound.LESS_THAN else value.amount < low
        )
        too_high = high is not None and value.bound is not Bound.LESS_THAN and value.amount > high
        # A lower bound under the minimum says nothing and harms nothing.
        if (too_low and value.bound is not Bound.AT_LEAST) or too_high:
            yield Contradiction(Conflict.OUT_OF_RANGE, frozenset({value}))
