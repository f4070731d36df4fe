"""Pivot tables: what stands in the cells, and what the totals add up to."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.namespaces import XSD
from kg.pivot import MOST_COLUMNS, MOST_ROWS, Measure, PivotTable, pivot
from kg.query_answer import ResultTable, Term


def text(value: str) -> Term:
    return Term("literal", value)


def integer(value: object) -> Term:
    return Term("literal", str(value), XSD + "integer")


A, B, X, Y = map(text, "abxy")
TABLE = ResultTable(
    ("row", "column", "n"),
    (
        (A, X, integer(1)),
        (A, Y, integer(2)),
        (B, X, integer(3)),
        (A, X, integer(5)),
        (B, Y, None),
        (B, None, text("many")),
    ),
    None,
)


def test_rows_are_counted_in_the_order_of_the_result() -> None:
    assert pivot(TABLE, 0, 1) == PivotTable(
        rows=(A, B),
        columns=(X, Y, None),
        cells=((Decimal(2), Decimal(1), Decimal(0)), (Decimal(1), Decimal(1), Decimal(1))),
        row_totals=(Decimal(3), Decimal(3)),
        column_totals=(Decimal(3), Decimal(2), Decimal(1)),
        total=Decimal(6),
        left_out=(0, 0),
    )


def test_what_is_no_number_is_neither_summed_nor_averaged() -> None:
    sums, means = pivot(TABLE, 0, 1, Measure.SUM, 2), pivot(TABLE, 0, 1, Measure.MEAN, 2)

    assert sums.cells == ((Decimal(6), Decimal(2), None), (Decimal(3), None, None))
    assert means.cells == ((Decimal(3), Decimal(2), None), (Decimal(3), None, None))
    assert (sums.total, means.total) == (Decimal(11), Decimal("2.75"))


def test_without_a_column_for_heads_there_is_one_column() -> None:
    table = pivot(TABLE, 0)

    assert (table.columns, table.cells) == ((None,), ((Decimal(3),), (Decimal(3),)))


def test_a_sum_needs_a_column() -> None:
    with pytest.raises(ValueError, match="column of numbers"):
        pivot(TABLE, 0, 1, Measure.SUM)


def test_a_big_table_is_cut_and_its_totals_are_not() -> None:
    many = range(MOST_ROWS + 7)
    rows = tuple((integer(n), integer(n % (MOST_COLUMNS + 3))) for n in many)

    table = pivot(ResultTable(("a", "b"), rows, None), 0, 1)

    assert (len(table.rows), len(table.columns)) == (MOST_ROWS, MOST_COLUMNS)
    assert (table.left_out, table.total) == ((7, 3), Decimal(len(many)))


heads = st.sampled_from([A, B, X, Y, None])
numbers = st.one_of(st.none(), st.integers(-1000, 1000).map(integer))


@given(st.lists(st.tuples(heads, heads, numbers), max_size=40))
def test_cells_add_up_to_the_totals_and_the_totals_to_the_whole(
    rows: list[tuple[Term | None, Term | None, Term | None]],
) -> None:
    for measure in (Measure.COUNT, Measure.SUM):
        table = pivot(ResultTable(("a", "b", "n"), tuple(rows), None), 0, 1, measure, 2)

        across = [sum(cell or 0 for cell in row) for row in table.cells]
        down = [sum(cell or 0 for cell in column) for column in zip(*table.cells, strict=True)]
        assert across == [total or 0 for total in table.row_totals]
        assert down == [total or 0 for total in table.column_totals]
        assert sum(across) == sum(down) == (table.total or 0)
