import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.query_faults import explain


def parse(text):
    try:
        pyoxigraph.Store().query(text)
    except SyntaxError as fault:
        return str(fault)
    return None


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("SELECT * { ?s ?p", "Line 1, column 10: this '{' is never closed."),
        ("SELECT *\n{ ?s ?p ?o } }", "Line 2, column 14: this '}' closes nothing."),
        (
            "SELECT ?s { (?s ?p }",
            "Line 1, column 20: '}' cannot close the '(' of line 1, column 13.",
        ),
        (
            "SELECT ?x\n{ ?x foo:bar 1 }",
            "Line 2, column 6: the prefix 'foo:' is not declared. "
            "Add PREFIX foo: <...> at the top.",
        ),
        (
            "ASK { ?s ?p 1 . ?x <a> ?y }",
            "Line 1, column 20: <a> is not a whole IRI, such as <https://...>, "
            "and there is no BASE.",
        ),
        (
            "SELECT ?s {\n ?s ?p 'abc }",
            "Line 2, column 8: the string that starts with ' here is never closed.",
        ),
        (
            "SELECT (COUNT(*) AS ?n) ?s { ?s ?p ?o }",
            "Line 1, column 39: SELECT lists a variable that has no single value in a group. "
            "Add it to GROUP BY, or aggregate it.",
        ),
        (
            "SELECT * { ?s ?p ?o FILTER ?o > 3 }",
            "Line 1, column 28: '?o' cannot stand here after 'FILTER'.",
        ),
        (
            "SELECT * { ?a ?b ?c ?d ?e ?f }",
            "Line 1, column 21: '?d' cannot stand here after '?c'.",
        ),
        (
            "SELECT * { 'é' ?p ?o }\nLIMIT many",
            "Line 2, column 7: 'many' cannot stand here after 'LIMIT'.",
        ),
        ("SELECT * { ?s ?p ?o } LIMIT", "Line 1, column 28: the query ends too early."),
        (
            "PREFIX e <http://e/> SELECT * {}",
            "Line 1, column 8: 'e' cannot stand here after 'PREFIX'.",
        ),
    ],
)
def test_the_cause_is_named_where_it_stands(text, sentence):
    error = explain(text, parse)

    assert str(error) == sentence
    assert sentence.startswith(f"Line {error.line}, column {error.column}: ")


def test_nothing_is_wrong_with_a_query():
    assert explain("SELECT * { ?s ?p ?o } # done", parse) is None


TOKENS = ["SELECT", "*", "?x", "{", "}", "(", ")", "a:b", "<http://e/>", "'s'", "5", ".", "FILTER"]


@given(st.lists(st.sampled_from(TOKENS), max_size=12))
def test_a_text_has_a_fault_exactly_if_the_parser_refuses_it(words):
    text = " ".join(words)

    assert (explain(text, parse) is None) == (parse(text) is None)
