"""The rows of a result counted, summed or averaged by the values of one or two of its columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from kg.query_answer import ResultTable, Term
from kg.result_columns import number

#: What is shown of a bigger table; the totals count everything.
MOST_ROWS = 100
MOST_COLUMNS = 20


class Measure(Enum):
    """What stands in a cell."""

    COUNT = "count"
    SUM = "sum"
    MEAN = "mean"


@dataclass(frozen=True)
class PivotTable:
    """
    A table with a row and a column for each value, both in the order of the result.

    A head is None for rows of the result without a value there. A cell is None where a sum or a
    mean has no number.

    Attributes:
        rows: The heads of the rows.
        columns: The heads of the columns; one head, None, where nothing was chosen for them.
        cells: Row by row.
        row_totals: One for each row, over all columns, those left out too.
        column_totals: One for each column, over all rows.
        total: Over the whole result.
        left_out: How many rows and how many columns were left out.
    """

    rows: tuple[Term | None, ...]
    columns: tuple[Term | None, ...]
    cells: tuple[tuple[Decimal | None, ...], ...]
    row_totals: tuple[Decimal | None, ...]
    column_totals: tuple[Decimal | None, ...]
    total: Decimal | None
    left_out: tuple[int, int]


def pivot(
    table: ResultTable,
    rows: int,
    columns: int | None = None,
    measure: Measure = Measure.COUNT,
    of: int | None = None,
) -> PivotTable:
    """
    Return *table* pivoted; columns are named by their place, 0 for the first.

    Args:
        table: The result.
        rows: The column whose values head the rows.
        columns: The column whose values head the columns, None for a table of one column.
        measure: What stands in a cell.
        of: The column that is summed or averaged; only values that are numbers count.

    Raises:
        ValueError: If a sum or a mean is asked for without *of*.
    """
    if measure is not Measure.COUNT and of is None:
        raise ValueError(f"a {measure.value} needs a column of numbers")
    groups: dict[tuple[Term | None, Term | None], list[Decimal]] = defaultdict(list)
    for row in table.rows:
        value = Decimal(1) if of is None or measure is Measure.COUNT else number(row[of])
        if value is not None:
            groups[row[rows], None if columns is None else row[columns]].append(value)
    row_heads = list(dict.fromkeys(row[rows] for row in table.rows))
    column_heads: list[Term | None] = [None]
    if columns is not None:
        column_heads = list(dict.fromkeys(row[columns] for row in table.rows))
    by_row, by_column = _merged(groups, 0), _merged(groups, 1)
    shown_rows, shown_columns = row_heads[:MOST_ROWS], column_heads[:MOST_COLUMNS]
    return PivotTable(
        rows=tuple(shown_rows),
        columns=tuple(shown_columns),
        cells=tuple(
            tuple(_measured(groups.get((r, c), ()), measure) for c in shown_columns)
            for r in shown_rows
        ),
        row_totals=tuple(_measured(by_row.get(r, ()), measure) for r in shown_rows),
        column_totals=tuple(_measured(by_column.get(c, ()), measure) for c in shown_columns),
        total=_measured([value for values in groups.values() for value in values], measure),
        left_out=(len(row_heads) - len(shown_rows), len(column_heads) - len(shown_columns)),
    )


def _merged(
    groups: Mapping[tuple[Term | None, Term | None], Sequence[Decimal]], side: int
) -> dict[Term | None, list[Decimal]]:
    merged: dict[Term | None, list[Decimal]] = defaultdict(list)
    for heads, values in groups.items():
        merged[heads[side]] += values
    return merged


def _measured(values: Sequence[Decimal], measure: Measure) -> Decimal | None:
    match measure:
        case Measure.COUNT:
            return Decimal(len(values))
        case Measure.SUM:
            return sum(values, Decimal(0)) if values else None
        case Measure.MEAN:
            return sum(values, Decimal(0)) / len(values) if values else None
