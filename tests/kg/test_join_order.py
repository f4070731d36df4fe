"""The order of joins; that it is Oxigraph's own is shown by `tests/external/test_join_order.py`."""

from __future__ import annotations

import pytest

from kg.join_order import JoinOrder
from kg.pattern_reader import read_patterns
from kg.pattern_words import shown


def _order(group: str) -> list[str]:
    query = read_patterns(f"SELECT * {{ {group} }}")
    assert query is not None
    return [shown(element) for element in JoinOrder().of(query.elements)]


@pytest.mark.parametrize(
    ("group", "order"),
    [
        ("", []),
        ("?a :p ?b . ?c :q 5", ["?c :q 5", "?a :p ?b"]),
        ("?a :p ?b . ?b :q 5", ["?b :q 5", "?a :p ?b"]),
        ("?s ?p ?o . :x ?p ?q", [":x ?p ?q", "?s ?p ?o"]),
        ("?a :p ?b . $a :q :c", ["$a :q :c", "?a :p ?b"]),
        ("?a :p* ?b . ?b :q ?c", ["?b :q ?c", "?a :p* ?b"]),
        ("?a :p+ :x . ?a (:q|:r) :y . ?a ^:s ?b", ["?a (:q|:r) :y", "?a :p+ :x", "?a ^:s ?b"]),
        ("?a !:p :x . ?a :q :y", ["?a :q :y", "?a !:p :x"]),
        ("?a :p :x VALUES ?a { 1 2 -3 }", ["VALUES ?a { 1 2 -3 }", "?a :p :x"]),
        ("?a :p :x VALUES (?a ?b) { (1 2) }", ["VALUES (?a ?b) { (1 2) }", "?a :p :x"]),
        (
            "FILTER(?b > 1) ?a :p ?b . ?a :q ?c FILTER(?d > 1)",
            ["?a :p ?b", "FILTER(?b > 1)", "?a :q ?c", "FILTER(?d > 1)"],
        ),
        (
            "?a :p ?b OPTIONAL { ?a :q ?c } ?a :r :x",
            ["?a :r :x", "?a :p ?b", "OPTIONAL { ?a :q ?c }"],
        ),
        (
            "?d :p ?c { SELECT ?a (MAX(?x) AS ?c) { ?a :q ?x } GROUP BY ?a } ?x :r ?a",
            [
                "?d :p ?c",
                "{ SELECT ?a (MAX(?x) AS ?c) { ?a :q ?x } GROUP BY ?a }",
                "?x :r ?a",
            ],
        ),
    ],
)
def test_what_is_known_most_comes_first_and_then_what_shares_a_variable(
    group: str, order: list[str]
) -> None:
    assert _order(group) == order


def test_groups_may_lie_deep_inside_one_another() -> None:
    group = "?x :p ?y"
    for level in range(60):
        group = f"?a{level} :p ?x . {{ {group} }} UNION {{ ?b{level} :q ?x }} ?x :r ?a{level}"

    # In time that doubled with every level this would never end.
    assert len(_order(group)) == 3
