"""An answer as a chart: bars of one column of numbers, or points of two."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from kg.namespaces import UNIT
from kg.query_answer import ResultTable, Term
from kg.rendering import plain_number
from kg.result_columns import Column, ColumnKind, columns_of, number

MOST_BARS = 40
MOST_POINTS = 500
#: Of the plot of points, in pixels; its width is that of the page.
HEIGHT = 300.0
# In percent of the width: room for the numbers on the left, and for half a dot on the right.
_LEFT, _RIGHT = 9.0, 98.0
_MOST_TICKS = 6

Names = Callable[[Term | None], str]
"""Returns how a value is written as a label."""


@dataclass(frozen=True, slots=True)
class Tick:
    """A number on an axis; *place* is in percent of a width, or in pixels of a height."""

    place: float
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A number of *term* as a bar from *start* over *length*, in percent of the width."""

    label: str
    term: Term | None
    text: str
    start: float
    length: float


@dataclass(frozen=True, slots=True)
class Dot:
    """Two numbers as a point, *x* in percent of the width and *y* in pixels from above."""

    x: float
    y: float
    texts: tuple[str, str]


@dataclass(frozen=True)
class BarChart:
    """Bars in the order of the answer; *left_out* rows beyond the most are not drawn."""

    across: str
    measured: str
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    left_out: int
    without: int
    summary: str


@dataclass(frozen=True)
class DotChart:
    """Points, joined by a line where each value along has one number; else *lines* is empty."""

    across: str
    measured: str
    dots: tuple[Dot, ...]
    lines: tuple[tuple[Dot, Dot], ...]
    ticks_across: tuple[Tick, ...]
    ticks_up: tuple[Tick, ...]
    left_out: int
    without: int
    summary: str


def chart_of(table: ResultTable, x: str, y: str, name: Names) -> BarChart | DotChart:
    """
    Return the chart of column *y* along column *x*.

    Args:
        table: The answer.
        x: A column; where it holds numbers, the chart has points, else bars.
        y: A column of numbers.
        name: Writes the labels of bars.
    """
    columns = {column.name: column for column in columns_of(table)}
    along, up = columns[x], columns[y]
    measured = f"{y}{_unit(table, columns.values())}"
    pairs = [(number(row[along.index]), number(row[up.index])) for row in table.rows]
    known = [(one, other) for one, other in pairs if one is not None and other is not None]
    if along.kind is ColumnKind.NUMBERS and along is not up and known:
        return _dots(known, len(pairs) - len(known), (x, measured))
    return _bars(table, along, up, measured, name)


def ticks(low: Decimal, high: Decimal) -> list[Decimal]:
    """Return round numbers at equal distances that enclose *low* and *high*."""
    if low == high:
        low, high = min(low, Decimal(0)), max(high, Decimal(0))
    if low == high:
        high = Decimal(1)
    step = Decimal(10) ** ((high - low).adjusted() - 1)
    factors = (Decimal(f) for f in ("1", "2", "5", "10", "20", "50", "100"))
    step = next(
        step * factor for factor in factors if (high - low) / (step * factor) <= _MOST_TICKS - 2
    )
    first = (low / step).to_integral_value("ROUND_FLOOR")
    last = (high / step).to_integral_value("ROUND_CEILING")
    return [step * n for n in range(int(first), int(last) + 1)]


def shown(value: Decimal) -> str:
    """Return a number as charts and pivot tables show it: two decimals at most, four below 1."""
    places = Decimal("0.01") if abs(value) >= 1 else Decimal("0.0001")
    return plain_number(round(value / places) * places)


def _bars(table: ResultTable, along: Column, up: Column, measured: str, name: Names) -> BarChart:
    pairs = [(row[along.index], number(row[up.index])) for row in table.rows]
    known = [(term, value) for term, value in pairs if value is not None]
    drawn = known[:MOST_BARS]
    values = [value for _, value in drawn]
    marks = ticks(min([Decimal(0), *values]), max([Decimal(0), *values]))
    zero = _share(Decimal(0), marks)
    bars = []
    for term, value in drawn:
        end = _share(value, marks)
        bars.append(Bar(name(term), term, shown(value), min(zero, end), abs(end - zero)))
    return BarChart(
        across=along.name,
        measured=measured,
        bars=tuple(bars),
        ticks=tuple(Tick(_share(mark, marks), shown(mark)) for mark in marks),
        left_out=len(known) - len(drawn),
        without=len(pairs) - len(known),
        summary=f"Bars of {measured} for each {along.name}.{_extremes(drawn, name)}",
    )


def _dots(known: list[tuple[Decimal, Decimal]], without: int, titles: tuple[str, str]) -> DotChart:
    drawn = known[:MOST_POINTS]
    marks = ticks(min(x for x, _ in drawn), max(x for x, _ in drawn))
    lowest, highest = min(y for _, y in drawn), max(y for _, y in drawn)
    # Nearly down to nothing: then down to nothing, which misleads nobody.
    marks_up = ticks(Decimal(0) if 0 < lowest <= highest - lowest else lowest, highest)

    def across(value: Decimal) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * _share(value, marks) / 100, 2)

    def height(value: Decimal) -> float:
        return round(HEIGHT * (1 - _share(value, marks_up) / 100), 1)

    dots = [Dot(across(x), height(y), (shown(x), shown(y))) for x, y in drawn]
    is_series = len({x for x, _ in drawn}) == len(drawn) > 1
    in_order = sorted(dots, key=lambda dot: dot.x)
    return DotChart(
        across=titles[0],
        measured=titles[1],
        dots=tuple(dots),
        lines=tuple(pairwise(in_order)) if is_series else (),
        ticks_across=tuple(Tick(across(mark), shown(mark)) for mark in marks),
        ticks_up=tuple(Tick(height(mark), shown(mark)) for mark in marks_up),
        left_out=len(known) - len(drawn),
        without=without,
        summary=f"{len(dots)} points of {titles[1]} along {titles[0]},"
        f" from {shown(lowest)} to {shown(highest)}.",
    )


def _share(value: Decimal, marks: list[Decimal]) -> float:
    """Return where *value* lies between the first and the last mark, in percent."""
    return round(float((value - marks[0]) / (marks[-1] - marks[0]) * 100), 2)


def _extremes(drawn: list[tuple[Term | None, Decimal]], name: Names) -> str:
    if len(drawn) < 2:
        return ""
    least = min(drawn, key=lambda pair: pair[1])
    most = max(drawn, key=lambda pair: pair[1])
    return (
        f" The most is {shown(most[1])}, {name(most[0])};"
        f" the least is {shown(least[1])}, {name(least[0])}."
    )


def _unit(table: ResultTable, columns: Iterable[Column]) -> str:
    """Return the unit that all rows share, in brackets; a warning where they have several."""
    for column in columns:
        values = {term.value for row in table.rows if (term := row[column.index]) is not None}
        names_unit = column.name.lower() in {"unit", "units", "ucum", "ucumcode"}
        if values and (names_unit or all(value.startswith(UNIT) for value in values)):
            one = next(iter(values)).removeprefix(UNIT)
            return f" ({one})" if len(values) == 1 else " (in different units)"
    return ""
