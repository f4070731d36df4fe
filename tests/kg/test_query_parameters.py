from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, NamedNode, Quad, Store

from kg.errors import MalformedQueryError, UnknownNameError
from kg.query_parameters import term, text_term, values_in, with_terms, with_values

_A, _B = NamedNode("urn:a"), NamedNode("urn:b")
_P = NamedNode("urn:p")


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    store.extend([Quad(_A, _P, Literal("1")), Quad(_B, _P, Literal("2"))])
    return store


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("<urn:a>", "<urn:a>"),
        ("bs:X4", "<https://w3id.org/guidegraph/bilateral-sacroplasty/X4>"),
        ("bs:st-30a", "<https://w3id.org/guidegraph/bilateral-sacroplasty/st-30a>"),
        ("3", "3"),
        ("-2.50", "-2.50"),
        ("true", "true"),
        ("other:X4", '"other:X4"'),
        ("words here", '"words here"'),
        ('a "b" \\ c\n', '"a \\"b\\" \\\\ c\\n"'),
        ("", '""'),
    ],
)
def test_a_value_is_written_as_what_it_looks_like(value: str, written: str) -> None:
    assert term(value) == written


@settings(deadline=None, max_examples=60)
@given(value=st.text())
def test_no_value_breaks_out_of_its_place(store: Store, value: str) -> None:
    if not value.startswith("<"):
        text = with_values("SELECT ?o { BIND(?v AS ?o) }", {"v": value})

        assert len(list(store.query(text))) == 1


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s ?o { ?s <urn:p> ?o }",
        "SELECT ?s ?o WHERE{?s <urn:p> ?o} ORDER BY ?o",
        "SELECT ?s (MAX(?x) AS ?o) WHERE { ?s <urn:p> ?x } GROUP BY ?s",
        "SELECT (?s AS ?t) ?o { ?s <urn:p> ?o FILTER EXISTS { ?s ?q ?o } }",
        "# SELECT { } \nSELECT $s ?o { $s <urn:p> ?o }",
    ],
)
def test_only_rows_with_the_value_are_left(store: Store, text: str) -> None:
    rows = list(store.query(with_values(text, {"s": "<urn:b>"})))

    assert [row["o"].value for row in rows] == ["2"]


def test_construct_describe_and_ask_take_values_too(store: Store) -> None:
    construct = with_values("CONSTRUCT { ?s <urn:q> ?o } { ?s <urn:p> ?o }", {"s": "<urn:a>"})
    describe = with_values("DESCRIBE ?s { ?s <urn:p> ?o }", {"o": "2"})
    ask = with_values("ASK { ?s <urn:p> ?o }", {"s": "<urn:c>"})

    assert [triple.object.value for triple in store.query(construct)] == ["1"]
    assert list(store.query(describe)) == []  # The number 2 is not the text "2".
    assert not store.query(ask)


def test_without_values_the_text_stays_as_it_is() -> None:
    assert with_values("no query at all", {}) == "no query at all"


def test_a_variable_that_the_query_does_not_have_is_named() -> None:
    with pytest.raises(UnknownNameError, match="statement"):
        with_values("SELECT ?statement { ?statement ?p ?o }", {"statment": "1"})


@pytest.mark.parametrize(
    "text", ["DESCRIBE ?s", "CONSTRUCT WHERE { ?s ?p ?o }", "SELECT ?s VALUES (?s) { (1) }"]
)
def test_a_query_without_a_group_takes_no_values(text: str) -> None:
    with pytest.raises(MalformedQueryError, match="no group"):
        with_values(text, {"s": "1"})


@pytest.mark.parametrize("value", ["<a b>", "<a>b>", "<{>"])
def test_what_is_no_iri_is_refused(value: str) -> None:
    with pytest.raises(MalformedQueryError, match="no IRI"):
        term(value)


# The values that a query has of its own

OWN = """\
PREFIX bs: <https://w3id.org/guidegraph/bilateral-sacroplasty/>
SELECT ?o {
  VALUES ?s { <urn:a> }  # VALUES ?s { <urn:b> }
  ?s <urn:p> ?o
}"""


def test_a_value_takes_the_place_of_the_one_that_the_query_has(store: Store) -> None:
    text = with_values(OWN, {"s": "<urn:b>"})

    assert text == OWN.replace("{ <urn:a> }", "{ <urn:b> }")
    assert [row["o"].value for row in store.query(text)] == ["2"]


def test_an_iri_is_put_with_the_prefix_that_the_query_declares() -> None:
    assert "VALUES ?s { bs:X4 }" in with_values(OWN, {"s": "bs:X4"})
    assert "VALUES ?s { <https://w3id.org/guidegraph/schema/Case> }" in with_values(
        OWN, {"s": "gg:Case"}
    )


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("5", "5"),
        ("-2.5", "-2.5"),
        ("true", "true"),
        ("bs:X4", "bs:X4"),
        ("<https://w3id.org/guidegraph/bilateral-sacroplasty/X4>", "bs:X4"),
        ("<urn:a>", "<urn:a>"),
        ('"a \\"b\\" \\u00e9"', 'a "b" é'),
        ("'''it's'''", "it's"),
        ('"a"@en', '"a"@en'),
        ('"1"^^<urn:t>', '"1"^^<urn:t>'),
    ],
)
def test_the_value_that_a_query_has_is_read_and_replaced(written: str, value: str) -> None:
    text = OWN.replace("<urn:a>", written)

    assert values_in(text) == {"s": value}
    assert values_in(with_values(text, {"s": "<urn:b>"})) == {"s": "<urn:b>"}


@pytest.mark.parametrize(
    "block", ["?s { }", "?s { 1 2 }", "(?s) { (1) }", "?s { UNDEF }", "?s { bs:", "?s { - }", ""]
)
def test_what_is_not_one_value_for_one_variable_is_left_alone(block: str) -> None:
    assert values_in(f"SELECT * {{ VALUES {block}") == {}


@settings(deadline=None, max_examples=60)
@given(value=st.text())
def test_a_text_comes_back_as_it_was_put(store: Store, value: str) -> None:
    text = with_terms("SELECT ?s { VALUES ?s { 5 } }", {"s": text_term(value)})

    assert values_in(text) == {"s": value}
    if "\x00" not in value:
        assert [row["s"] for row in store.query(text)] == [Literal(value)]
