"""The ways in which an answer can be looked at, and the one that an address or a reader chose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from app.result import Result
from kg.pivot import MOST_COLUMNS, Measure
from kg.query_text import QueryForm
from kg.result_columns import Column, ColumnKind

NONE = ""


class View(Enum):
    """A way to look at an answer; the value is its word in the address."""

    TABLE = "table"
    GRAPH = "graph"
    CHART = "chart"
    PIVOT = "pivot"


@dataclass(frozen=True)
class Choice:
    """A view with what was picked for it: names of columns, by what they are for."""

    view: View = View.TABLE
    picks: Mapping[str, str] = field(default_factory=dict)

    def text(self) -> str:
        """Return the choice as it stands in an address: "chart:x=kind,y=statements"."""
        if self.view is View.TABLE:
            return ""
        picks = ",".join(f"{name}={value}" for name, value in self.picks.items())
        return f"{self.view.value}:{picks}" if picks else self.view.value


@dataclass(frozen=True, slots=True)
class Field:
    """Something to be picked for a view; *options* are values with their words."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str


def read_choice(text: str) -> Choice:
    """Return the choice in an address; what means nothing there is left alone."""
    word, _, rest = text.partition(":")
    known = {view.value: view for view in View}
    picks = dict(part.split("=", 1) for part in rest.split(",") if "=" in part)
    return Choice(known.get(word, View.TABLE), picks)


def missing(result: Result, has_links: bool) -> dict[View, str]:
    """
    Return why a view is not offered for *result*, for each that is not.

    Args:
        result: The answer.
        has_links: Whether anything in it joins two terms.
    """
    is_rows = result.form is QueryForm.SELECT
    columns = result.columns
    numbers = [column for column in columns if column.kind is ColumnKind.NUMBERS]
    reasons = {}
    if not has_links:
        reasons[View.GRAPH] = (
            "needs two columns of terms" if is_rows else "no triple joins two terms"
        )
    if not is_rows:
        reasons[View.CHART] = "is for rows; this answer holds triples"
    elif not numbers:
        reasons[View.CHART] = "needs a column of numbers"
    elif len(columns) < 2:
        reasons[View.CHART] = "needs a second column beside the numbers"
    if len(columns) < 2:
        reasons[View.PIVOT] = "needs two columns"
    return reasons


def settled(result: Result, choice: Choice, without: Mapping[View, str]) -> Choice:
    """Return *choice* as far as it fits *result*, with what was not picked picked for it."""
    if choice.view in without:
        return Choice()
    offered = fields(result, choice)
    return Choice(choice.view, {field.name: field.value for field in offered})


def fields(result: Result, choice: Choice) -> tuple[Field, ...]:
    """Return what can be picked for the chosen view."""
    columns = result.columns
    match choice.view:
        case View.CHART:
            return _chart_fields(columns, choice.picks)
        case View.PIVOT:
            return _pivot_fields(result, columns, choice.picks)
    return ()


def _chart_fields(columns: tuple[Column, ...], picks: Mapping[str, str]) -> tuple[Field, ...]:
    numbers = [column for column in columns if column.kind is ColumnKind.NUMBERS]
    labels = [column for column in columns if column.kind is not ColumnKind.NUMBERS]
    across = _field("x", "Along", [*labels, *numbers], picks)
    rest = [column for column in numbers if column.name != across.value] or numbers
    return across, _field("y", "Numbers", rest, picks)


def _pivot_fields(
    result: Result, columns: tuple[Column, ...], picks: Mapping[str, str]
) -> tuple[Field, ...]:
    spread = {c.name: len({row[c.index] for row in result.table.rows}) for c in columns}
    few_first = sorted(columns, key=lambda c: (spread[c.name] < 2, spread[c.name], c.index))
    rows = _field("rows", "Rows", columns, picks, few_first[0].name)
    others = [c for c in few_first if c.name != rows.value and 1 < spread[c.name] <= MOST_COLUMNS]
    heads = _field(
        "columns",
        "Columns",
        [column for column in columns if column.name != rows.value],
        picks,
        others[0].name if others else NONE,
        (NONE, "none"),
    )
    numbers = [column for column in columns if column.kind is ColumnKind.NUMBERS]
    if not numbers:
        return rows, heads
    words = {Measure.COUNT: "number of rows", Measure.SUM: "sum", Measure.MEAN: "mean"}
    options = tuple((measure.value, word) for measure, word in words.items())
    picked = picks.get("measure", "")
    value = picked if picked in dict(options) else Measure.COUNT.value
    measure = Field("measure", "Cells", options, value)
    if value == Measure.COUNT.value:
        return rows, heads, measure
    return rows, heads, measure, _field("of", "Of", numbers, picks)


def _field(
    name: str,
    label: str,
    columns: list[Column] | tuple[Column, ...],
    picks: Mapping[str, str],
    default: str | None = None,
    *others: tuple[str, str],
) -> Field:
    options = (*others, *((column.name, column.name) for column in columns))
    first = options[0][0] if default is None else default
    picked = picks.get(name)
    return Field(name, label, options, picked if picked in dict(options) else first)
