"""What a draft changes: two versions of a guideline compared, value by value."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import Enum
from typing import Any

from kg.axiom_words import in_words
from kg.axioms import Measure, leaves
from kg.drafts import Draft
from kg.model import Quantity
from kg.rendering import plain_number
from kg.units import amount_words

#: The parts of a guideline that are compared, by what one of each is called.
_PARTS = {
    "statements": "statement",
    "references": "reference",
    "findings": "finding",
    "observables": "observable",
    "criteria": "criterion",
    "encoding_decisions": "encoding decision",
    "topics": "topic",
    "aspects": "aspect",
    "sections": "section",
}
# Where something stands, and what follows from other fields.
_SILENT = {"iri"}


@dataclass(frozen=True, slots=True)
class NumberChange:
    """A number that became another, in a unit (UCUM); *after* is None if it is gone."""

    before: Decimal
    after: Decimal | None
    ucum: str


@dataclass(frozen=True, slots=True)
class Difference:
    """
    One change of one term.

    *statements* and *criteria* are the ids of those whose meaning it touches. *numbers* are the
    numbers that it replaces.
    """

    part: str
    term: str
    text: str
    statements: frozenset[str]
    criteria: frozenset[str]
    numbers: tuple[NumberChange, ...] = ()


def differences(before: Draft, after: Draft) -> tuple[Difference, ...]:
    """Return every difference, the axioms first."""
    return (*_of_axioms(before, after), *_of_values(before, after))


def _of_axioms(before: Draft, after: Draft) -> Iterator[Difference]:
    for side in dict.fromkeys([*before.rules.sides, *after.rules.sides]):
        old, new = before.rules.sides.get(side), after.rules.sides.get(side)
        if old == new:
            continue
        criterion, status = side
        said = "nothing" if old is None else in_words(old, before.guideline)
        becomes = "nothing" if new is None else in_words(new, after.guideline)
        old_tests = [] if old is None else _tests(old)
        new_tests = [] if new is None else _tests(new)
        yield Difference(
            "axiom",
            criterion,
            f"{criterion} {status.value}: “{said}” becomes “{becomes}”.",
            frozenset(_behind(before, criterion)),
            frozenset({criterion}),
            tuple(_moved(old_tests, new_tests, before)),
        )
    for verdict in dict.fromkeys([*before.rules.summary, *after.rules.summary]):
        old, new = before.rules.summary.get(verdict), after.rules.summary.get(verdict)
        if old != new:
            said = "nothing" if old is None else in_words(old, before.guideline)
            becomes = "nothing" if new is None else in_words(new, after.guideline)
            text = f"{verdict.value}: “{said}” becomes “{becomes}”."
            yield Difference("decision", verdict.value, text, frozenset(), frozenset())


def _tests(expression: Any) -> list[Measure]:
    return [leaf for leaf in leaves(expression) if isinstance(leaf, Measure)]


def _moved(old: list[Measure], new: list[Measure], draft: Draft) -> Iterator[NumberChange]:
    """Pair the tests of two expressions in their order; a number without a partner is gone."""
    for index, test in enumerate(old):
        other = new[index].amount if index < len(new) else None
        if other != test.amount:
            ucum = draft.guideline.observables[test.observable].ucum
            yield NumberChange(test.amount, other, ucum)


def _behind(draft: Draft, criterion: str) -> tuple[str, ...]:
    known = draft.guideline.criteria.get(criterion)
    return known.statements if known else ()


def _of_values(before: Draft, after: Draft) -> Iterator[Difference]:
    for name, part in _PARTS.items():
        old: Mapping[str, Any] = getattr(before.guideline, name)
        new: Mapping[str, Any] = getattr(after.guideline, name)
        for term in dict.fromkeys([*old, *new]):
            if term not in new:
                yield _difference(part, term, "is gone.", before)
            elif term not in old:
                yield _difference(part, term, "is new.", after)
            elif old[term] != new[term]:
                for text, numbers in _of_fields(old[term], new[term]):
                    yield _difference(part, term, text, before, numbers)


def _of_fields(old: Any, new: Any) -> Iterator[tuple[str, tuple[NumberChange, ...]]]:
    for field in fields(old):
        was, becomes = getattr(old, field.name), getattr(new, field.name)
        if was == becomes or field.name in _SILENT:
            continue
        name = field.name.replace("_", " ")
        if field.name == "quantities":
            yield (
                f"{name}: {_quantities(was)} becomes {_quantities(becomes)}.",
                _numbers(was, becomes),
            )
        else:
            yield f"{name}: {_said(was)} becomes {_said(becomes)}.", ()


def _difference(
    part: str,
    term: str,
    text: str,
    draft: Draft,
    numbers: tuple[NumberChange, ...] = (),
) -> Difference:
    criteria = {
        criterion.id
        for criterion in draft.guideline.criteria.values()
        if term == criterion.id or term in criterion.statements
    }
    statements = {term} if part == "statement" else set(_behind(draft, term))
    return Difference(
        part, term, f"{term}, {text}", frozenset(statements), frozenset(criteria), numbers
    )


def _numbers(old: tuple[Quantity, ...], new: tuple[Quantity, ...]) -> tuple[NumberChange, ...]:
    by_label = {quantity.label: quantity for quantity in new}
    return tuple(
        NumberChange(number, other, quantity.ucum)
        for quantity in old
        for number, other in zip(
            _bounds(quantity), _bounds(by_label.get(quantity.label)), strict=True
        )
        if number is not None and number != other
    )


def _bounds(quantity: Quantity | None) -> tuple[Decimal | None, ...]:
    if quantity is None:
        return (None, None, None, None)
    ratio = (quantity.numerator, quantity.denominator)
    counts = (None if n is None else Decimal(n) for n in ratio)
    # An exact figure is one number, though it bounds on both sides.
    upper = None if quantity.upper == quantity.lower else quantity.upper
    return (quantity.lower, upper, *counts)


def _quantities(quantities: tuple[Quantity, ...]) -> str:
    shown = []
    for quantity in quantities:
        numbers = [number for number in _bounds(quantity) if number is not None]
        told = [*map(plain_number, numbers[:-1])]
        told += [amount_words(number, quantity.ucum) for number in numbers[-1:]]
        shown.append(f"{quantity.label} {' to '.join(told)}")
    return "; ".join(shown) or "none"


def _said(value: Any) -> str:
    if isinstance(value, Enum):
        return f"“{value.value}”"
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value) or "none"
    return f"“{value}”" if value not in (None, "") else "nothing"
