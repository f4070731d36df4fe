"""What a column of a result holds."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.namespaces import XSD
from kg.query_answer import ResultTable, Term
from kg.result_columns import ColumnKind, columns_of, number

IRI = Term("uri", "https://e/x")
TEXT = Term("literal", "x", lang="en")
NUMBER = Term("literal", "2.50", XSD + "decimal")
BLANK = Term("bnode", "b")


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ((IRI, None, IRI), ColumnKind.TERMS),
        ((NUMBER, None), ColumnKind.NUMBERS),
        ((TEXT, TEXT), ColumnKind.TEXTS),
        ((NUMBER, TEXT), ColumnKind.MIXED),
        ((IRI, BLANK), ColumnKind.MIXED),
        ((None, None), ColumnKind.NOTHING),
    ],
)
def test_a_column_is_what_all_its_values_are(
    values: tuple[Term | None, ...], kind: ColumnKind
) -> None:
    table = ResultTable(("a",), tuple((value,) for value in values), None)

    assert [column.kind for column in columns_of(table)] == [kind]


@pytest.mark.parametrize(
    ("term", "value"),
    [
        (NUMBER, Decimal("2.50")),
        (Term("literal", "-3", XSD + "integer"), Decimal(-3)),
        (Term("literal", "1.5e3", XSD + "double"), Decimal(1500)),
        (Term("literal", "INF", XSD + "double"), None),
        (Term("literal", "NaN", XSD + "double"), None),
        (Term("literal", "x", XSD + "integer"), None),
        (Term("literal", "3"), None),
        (IRI, None),
        (None, None),
    ],
)
def test_a_number_is_read_exactly_or_not_at_all(term: Term | None, value: Decimal | None) -> None:
    assert number(term) == value
