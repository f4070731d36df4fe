"""
Cases out of files of other systems: what all readers share.

Such a file holds much that no guideline asks for. What is not read is not dropped in silence: each
reader says what it left out and why.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kg.case import Bound, Case, Fact, Value
from kg.errors import CaseError
from kg.model import Guideline, Observable
from kg.namespaces import namespace_of
from kg.units import UnitError, convert


@dataclass(frozen=True, slots=True)
class ReadCase:
    """A case, with what was left out of the file and why, a sentence each."""

    case: Case
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Why a part of a file says nothing that a case holds."""

    reason: str


def collect(
    parts: Iterable[tuple[str, Iterable[Fact] | LeftOut]],
) -> tuple[frozenset[Fact], tuple[str, ...]]:
    """Return the facts of all parts, and what was left out; each part comes with its name."""
    facts: set[Fact] = set()
    left_out = []
    for name, found in parts:
        if isinstance(found, LeftOut):
            left_out.append(f"{name}: {found.reason}")
        else:
            facts.update(found)
    return frozenset(facts), tuple(left_out)


def term_in(
    codes: Iterable[tuple[str, str]], guideline: Guideline, kinds: Mapping[str, object]
) -> str | None:
    """
    Return the first of *codes* that is a term of the guideline, None if none is.

    Args:
        codes: Pairs of a namespace and a code.
        guideline: Whose namespace counts.
        kinds: The ids that are looked for.
    """
    namespace = namespace_of(guideline.slug)
    return next((code for system, code in codes if system == namespace and code in kinds), None)


def only_guideline(namespaces: Iterable[str], guidelines: Mapping[str, Guideline]) -> Guideline:
    """
    Return the one guideline whose namespace is among *namespaces*.

    Raises:
        CaseError: If there is none, or more than one.
    """
    named = set(namespaces)
    found = [one for slug, one in guidelines.items() if namespace_of(slug) in named]
    if len(found) != 1:
        spaces = ", ".join(namespace_of(slug) for slug in guidelines)
        number = "no guideline" if not found else "more than one guideline"
        raise CaseError(f"it names {number}. Use codes of one of these systems: {spaces}")
    return found[0]


def measured(observable: Observable, bound: Bound, amount: object, unit: str) -> Value:
    """
    Return a value in the observable's own unit.

    Raises:
        CaseError: If *amount* is no number that is held exactly, or *unit* cannot be converted.
    """
    if not isinstance(amount, Decimal):
        raise CaseError(f"the value of {observable.id} is no number.")
    # Made before it is converted too: no number comes to `convert` that it would have to round.
    written = Value(observable.id, bound, amount)
    try:
        return Value(observable.id, bound, convert(written.amount, unit, observable.ucum))
    except UnitError as error:
        raise CaseError(f"{observable.id}: {error}") from error


def mapping(value: Any, what: str) -> Mapping[str, Any]:
    """Return *value* if it is a JSON object, an empty one for nothing; CaseError otherwise."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise CaseError(f"{what} must be an object.")
    return value


def objects(value: Any, what: str) -> Iterator[Mapping[str, Any]]:
    """Yield the objects in a JSON array, none for nothing; CaseError for anything else."""
    if value is None:
        return
    if not isinstance(value, list):
        raise CaseError(f"{what} must be an array.")
    for number, item in enumerate(value):
        if not isinstance(item, dict):
            raise CaseError(f"{what}[{number}] must be an object.")
        yield item


def text(value: Any) -> str:
    """Return *value* if it is a text, '' otherwise."""
    return value if isinstance(value, str) else ""
