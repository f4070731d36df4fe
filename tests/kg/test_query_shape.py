"""What a query makes of its matches, read from its text."""

from __future__ import annotations

import pytest

from kg.pattern_reader import read_patterns
from kg.query_shape import Shape, clauses_of, shape_of


def _shape(text: str) -> Shape:
    query = read_patterns(text)
    assert query is not None
    return shape_of(query)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT * { ?s ?p ?o }", Shape(None, {}, None, "", "")),
        (
            "SELECT DISTINCT ?s (STR(?o) AS ?t) FROM <x> WHERE { ?s ?p ?o } VALUES ?s { <y> }",
            Shape(("s", "t"), {"t": "STR(?o)"}, None, "", "VALUES ?s { <y> }"),
        ),
        ("ASK { ?s ?p ?o }", Shape((), {}, None, "", "")),
        (
            "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
            Shape(("n",), {"n": "COUNT(*)"}, {}, "", ""),
        ),
        ("SELECT ?s { ?s ?p ?o } ORDER BY STRLEN(?s)", Shape(("s",), {}, None, "", "")),
        ("SELECT ?s { ?s ?p ?o } ORDER BY COUNT(?s)", Shape(("s",), {}, {}, "", "")),
        (
            "SELECT ?p { ?s ?p ?o } GROUP BY ?p (STRLEN(?o) AS ?l) STR(?s) (?o + 1) LCASE(STR(?o)) "
            "HAVING (COUNT(?s) > 1) ORDER BY ?p LIMIT 3",
            Shape(
                ("p",),
                {},
                {
                    "p": "?p",
                    "l": "STRLEN(?o)",
                    "group_4": "STR(?s)",
                    "group_5": "(?o + 1)",
                    "group_6": "LCASE(STR(?o))",
                },
                "HAVING (COUNT(?s) > 1)",
                "",
            ),
        ),
    ],
)
def test_columns_and_groups_are_read(text: str, expected: Shape) -> None:
    assert _shape(text) == expected


def test_clauses_are_kept_as_they_are_written() -> None:
    tail = 'GROUP BY ?a\n HAVING (?x = "LIMIT  2") ORDER BY  ?a VALUES ?a { 1 }'

    assert clauses_of(tail) == (
        "GROUP BY ?a",
        'HAVING (?x = "LIMIT  2")',
        "ORDER BY  ?a",
        "VALUES ?a { 1 }",
    )
