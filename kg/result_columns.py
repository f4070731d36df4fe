"""What the columns of a result hold: terms, numbers or texts; read from the values themselves."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum

from kg.namespaces import XSD
from kg.query_answer import ResultTable, Term

_NUMBER_TYPES = frozenset(
    XSD + name
    for name in (
        *("integer", "decimal", "double", "float", "int", "long", "short", "byte"),
        *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
        *("unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
    )
)


class ColumnKind(Enum):
    """What every value of a column is; a column without values holds nothing."""

    TERMS = "terms"
    NUMBERS = "numbers"
    TEXTS = "texts"
    MIXED = "mixed"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a result; *index* is its place, 0 for the first."""

    name: str
    index: int
    kind: ColumnKind


def columns_of(table: ResultTable) -> tuple[Column, ...]:
    """Return the columns of *table*, each with what it holds."""
    return tuple(
        Column(name, index, _kind([row[index] for row in table.rows]))
        for index, name in enumerate(table.columns)
    )


def number(term: Term | None) -> Decimal | None:
    """Return the number that *term* is, None where it is none, or none that can be drawn."""
    if term is None or term.kind != "literal" or term.datatype not in _NUMBER_TYPES:
        return None
    try:
        value = Decimal(term.value)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def _kind(values: list[Term | None]) -> ColumnKind:
    kinds = {_kind_of(value) for value in values if value is not None}
    if not kinds:
        return ColumnKind.NOTHING
    return kinds.pop() if len(kinds) == 1 else ColumnKind.MIXED


def _kind_of(term: Term) -> ColumnKind:
    if term.kind == "uri":
        return ColumnKind.TERMS
    if term.kind != "literal":
        return ColumnKind.MIXED
    return ColumnKind.TEXTS if number(term) is None else ColumnKind.NUMBERS
