"""
Cases out of a table: a row a case, a column a finding, an observable or a bound of one.

A data frame of any library will do, as long as it names its columns by `keys()` and gives each by
its name; no such library is imported here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from kg.case import Absent, Bound, Case, Fact, Present, Value
from kg.errors import CaseError, UnknownNameError
from kg.model import Guideline

_ID = "id"
_SUFFIX = {"": Bound.EXACTLY, "_at_least": Bound.AT_LEAST, "_less_than": Bound.LESS_THAN}
_UNKNOWN = ("", "unknown")
_PRESENT = (True, "present", "true")
_ABSENT = (False, "absent", "false")


def cases_of_table(
    table: Any, guideline: Guideline, ignore: frozenset[str] = frozenset()
) -> tuple[list[str], list[Case]]:
    """
    Return what each row is called, and its case; the ids of the cases are the numbers of the rows.

    Args:
        table: Columns by name, or one mapping for each row.
        guideline: Whose findings and observables the columns are named after.
        ignore: Columns that say nothing.

    Raises:
        CaseError: If a column or value is not understood; names row and column.
    """
    rows = list(_rows(table))
    columns = dict.fromkeys(name for row in rows for name in row if name not in ignore)
    kinds = {name: _kind(name, guideline) for name in columns if name != _ID}
    names, cases = [], []
    for number, row in enumerate(rows):
        facts = {
            fact
            for name, kind in kinds.items()
            if (fact := _fact(row.get(name), kind, f"row {number}, column '{name}'")) is not None
        }
        names.append(str(row.get(_ID, number)))
        cases.append(Case(str(number), guideline.slug, frozenset(facts)))
    return names, cases


def _rows(table: Any) -> Iterable[Mapping[str, object]]:
    if not hasattr(table, "keys"):
        return list(table)
    names = [str(name) for name in table]
    columns = [list(table[name]) for name in names]
    if len({len(column) for column in columns}) > 1:
        raise CaseError("The columns have different lengths. Give each one value for each case.")
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _kind(column: str, guideline: Guideline) -> str | tuple[str, Bound]:
    """Return the finding that a column is about, or the observable and the bound."""
    if column in guideline.findings:
        return column
    for suffix, bound in _SUFFIX.items():
        observable = column.removesuffix(suffix)
        if column.endswith(suffix) and observable in guideline.observables:
            return observable, bound
    bounds = [name + suffix for name in guideline.observables for suffix in _SUFFIX]
    unknown = UnknownNameError("column", column, [*guideline.findings, *bounds])
    raise CaseError(f"{unknown} Name columns without meaning here in `ignore`.")


def _fact(value: object, kind: str | tuple[str, Bound], place: str) -> Fact | None:
    if _is_missing(value):
        return None
    if isinstance(kind, tuple):
        observable, bound = kind
        try:
            return Value(observable, bound, _number(value))
        except (CaseError, InvalidOperation) as error:
            raise CaseError(f"{place}: '{value}' is no number that is held exactly.") from error
    known = value.strip().lower() if isinstance(value, str) else value
    if known in _PRESENT:
        return Present(kind)
    if known in _ABSENT:
        return Absent(kind)
    raise CaseError(f"{place}: '{value}' is neither true nor false. Leave what is unknown empty.")


def _number(value: object) -> Decimal:
    if isinstance(value, bool):
        raise CaseError("a truth value is no number")
    # The text of a binary number is the shortest decimal that stands for it: 3.1 stays 3.1.
    return value if isinstance(value, Decimal) else Decimal(str(value).strip())


def _is_missing(value: object) -> bool:
    if value is None or (isinstance(value, str) and value.strip().lower() in _UNKNOWN):
        return True
    try:
        return bool(value != value)  # Of all values only "not a number" differs from itself.
    except TypeError:  # Missing values of data frames compare to neither true nor false.
        return True
