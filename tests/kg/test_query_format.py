from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery

from kg.exercises import load_exercises
from kg.library import Library
from kg.query_format import formatted
from kg.query_text import Token, TokenKind, tokens_and_comments, without_full_stops
from kg.stored_queries import StoredQuery, load_stored_queries

QUESTIONS = load_stored_queries("competency")
LONG = """\
prefix gg: <http://x/> select distinct ?s (count(?x) as ?n) from <http://g> where{?s a gg:C;gg:p \
?x,?y.filter(?x<5&&?y>=3)?s gg:q "a # b"@en # trailing
.optional{?s gg:r ?z}{?a ?b ?c}union{?d ?e ?f.?g ?h ?i}filter not exists{?s gg:no ?x} values ?v \
{1 2 3}minus{?s ?p ?o;?q ?r}}group by ?s having(isiri(?s)) order by desc(?n) limit 5 offset 2"""
TIDY = """\
PREFIX gg: <http://x/>

SELECT DISTINCT ?s (COUNT(?x) AS ?n)
FROM <http://g>
WHERE {
  ?s a gg:C ;
    gg:p ?x, ?y .
  FILTER(?x<5&&?y>=3)
  ?s gg:q "a # b"@en  # trailing
  .
  OPTIONAL { ?s gg:r ?z }
  { ?a ?b ?c } UNION {
    ?d ?e ?f .
    ?g ?h ?i
  }
  FILTER NOT EXISTS { ?s gg:no ?x }
  VALUES ?v { 1 2 3 }
  MINUS {
    ?s ?p ?o ;
      ?q ?r
  }
}
GROUP BY ?s
HAVING(isIRI(?s))
ORDER BY DESC(?n)
LIMIT 5
OFFSET 2
"""
COMMENTED = """\
# top
BASE <http://x/>
# about p
PREFIX p: <y>

# what
SELECT * {
  # first

  ?s p:a [ p:b ?c; p:d (1 2.5 .5) ] .

  # second
  ?s p:a/p:b*|^p:c ?x .
  GRAPH ?g {
    ?x ?y ?z .
    BIND(IF(?x = 1, "a", "b") AS ?w)
  }
  VALUES (?a ?b) {
    (1 2)  # a row
    (3 4)
  }
  {
    SELECT ?s (MAX(?v) AS ?m) WHERE {
      ?s p:v ?v
    }
    GROUP BY ?s
  }
}
"""
# Pieces of SPARQL, fit and unfit, that a text can be put together from.
PIECES = (
    *[
        "SELECT",
        "ask",
        "Construct",
        "where",
        ".",
        ";",
        ",",
        "?s",
        "a",
        "ex:a",
        "ex:b.",
        "<urn:x>",
        "@en",
        "^^",
        "5",
        ".5",
        "1.5e3",
        "in",
        "as",
    ],
    *[
        "filter",
        "optional",
        "union",
        "values",
        "minus",
        "bind",
        "graph",
        "exists",
        "not",
        "order",
        "group",
        "limit",
        "from",
    ],
    *[
        "{}",
        "()",
        "[]",
        "{|}",
        "<<(?s)>>",
        "/",
        "|",
        "*",
        "+",
        "-",
        "!",
        "&&",
        "||",
        "!=",
        "\\u0041",
        "{",
    ],
    *("< 5", '"x # y"', "'''a\n'b'''", "# note\n", "#\r\n", "prefix ex: <urn:e/>", "{| ex:a 5 |}"),
)
GAPS = st.sampled_from(["", " ", "\n", "\n\n", "\t"])
SENTENCES = st.lists(st.tuples(st.sampled_from(PIECES), GAPS), max_size=8).map(
    lambda pairs: "".join(piece + gap for piece, gap in pairs)
)
TEXTS = st.recursive(
    SENTENCES,
    lambda inner: st.tuples(
        SENTENCES, st.sampled_from(["{}", "{}", "()", "[]"]), inner, SENTENCES
    ).map(lambda parts: f"{parts[0]}{parts[1][0]}{parts[2]}{parts[1][1]}{parts[3]}"),
    max_leaves=6,
)


def _meaning(text: str) -> list[str]:
    """Return the tokens as they were written, with every word in capitals."""
    shown = []
    for token in tokens_and_comments(text):
        shown += _parts(token)
    return shown


def _parts(token: Token) -> list[str]:
    if token.kind is TokenKind.COMMENT:
        return [token.text.rstrip()]
    if token.kind is TokenKind.WORD:
        return [token.text if token.text == "a" else token.text.upper()]
    bare = without_full_stops(token.text) if token.kind is TokenKind.NAME else token.text
    return [bare, *token.text[len(bare) :]]


@pytest.mark.parametrize(("text", "tidy"), [(LONG, TIDY), (COMMENTED, COMMENTED)])
def test_a_query_is_laid_out(text: str, tidy: str) -> None:
    assert formatted(text) == tidy


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("ask{}", "ASK {}\n"),
        ("construct where { ?s ?p ?o }", "CONSTRUCT WHERE {\n  ?s ?p ?o\n}\n"),
        ("describe <urn:x>", "DESCRIBE <urn:x>\n"),
        ("select ( count( ?x ) as ?n ){ }", "SELECT (COUNT(?x) AS ?n) {}\n"),
        ("SELECT * { ?s ?p '''a\n  b''' . }", "SELECT * {\n  ?s ?p '''a\n  b''' .\n}\n"),
        ("PREFIX a: <b> SELECT*{?s a:c.d\\. a:e.}", None),
        ("SELECT * { ?s a ?A . ?s ?count 'COUNT' }", None),
    ],
)
def test_small_queries_are_laid_out_too(text: str, tidy: str | None) -> None:
    if tidy is not None:
        assert formatted(text) == tidy
    assert _meaning(formatted(text)) == _meaning(text)


@pytest.mark.parametrize(
    "text", ["", "SELECT * {", "ask } {", 'ask { ?s ?p "x }', "SELECT ( ] )", " # nothing"]
)
def test_what_is_no_whole_query_loses_nothing(text: str) -> None:
    assert formatted(text).strip() == text.strip()


def test_a_long_line_is_broken_between_what_belongs_together() -> None:
    items = " ".join(f"(COUNT(DISTINCT ?variable{n}) AS ?count{n})" for n in range(5))

    lines = formatted(f"SELECT {items} {{ ?s ?p ?o }}").splitlines()

    assert max(map(len, lines)) <= 100
    assert all(line.count("(") == line.count(")") for line in lines)
    assert lines[1].startswith("  (COUNT(")


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.name)
def test_the_stored_questions_are_tidy(query: StoredQuery) -> None:
    assert formatted(query.text) == query.text


def _untidy(text: str) -> str:
    """Return the query on as few lines as its comments allow, its keywords in small letters."""
    written, end = "", 0
    for token in tokens_and_comments(text):
        written += " " if token.start > end else ""
        written += token.text.lower() if token.kind is TokenKind.WORD else token.text
        written += "\n" if token.kind is TokenKind.COMMENT else ""
        end = token.start + len(token.text)
    return written


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.name)
def test_the_algebra_stays_the_same(query: StoredQuery) -> None:
    untidy = _untidy(query.text)

    tidy = formatted(untidy)

    assert tidy != untidy
    assert _algebra(tidy) == _algebra(untidy) == _algebra(query.text)


def _algebra(text: str) -> object:
    return translateQuery(parseQuery(text)).algebra


def test_the_answers_to_the_exercises_stay_the_same(library: Library) -> None:
    for exercise in load_exercises():
        text = exercise.reference

        tidy = formatted(_untidy(text))

        assert _answers(library, tidy) == _answers(library, text)


def _answers(library: Library, text: str) -> list[str]:
    return [str(row) for row in library.store.query(text)]


@settings(deadline=None, max_examples=300)
@given(text=TEXTS)
def test_nothing_but_white_space_and_capitals_changes_in_any_text(text: str) -> None:
    assert _meaning(formatted(text)) == _meaning(text)


@settings(deadline=None, max_examples=100)
@given(
    text=st.sampled_from([LONG, COMMENTED, *(query.text for query in QUESTIONS)]),
    gaps=st.lists(st.sampled_from([" ", "\n", "\n\n\n", " # note\n", "\n# line\n"]), min_size=1),
)
def test_once_is_enough_for_a_query_however_it_is_spaced(text: str, gaps: list[str]) -> None:
    written, end = "", 0
    for index, token in enumerate(tokens_and_comments(text)):
        written += gaps[index % len(gaps)] if token.start > end else ""
        written += token.text + ("\n" if token.kind is TokenKind.COMMENT else "")
        end = token.start + len(token.text)

    tidy = formatted(written)

    assert _meaning(tidy) == _meaning(written)
    assert formatted(tidy) == tidy
