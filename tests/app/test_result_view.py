"""Answers to queries, written as HTML."""

from __future__ import annotations

import re

import pytest

from app.result_view import Cell, Result, cell, duration, result_html
from kg.namespaces import XSD
from kg.query_answer import ResultTable, Term
from kg.query_text import QueryForm

BS = "https://w3id.org/guidegraph/bilateral-sacroplasty/"
GG = "https://w3id.org/guidegraph/schema/"
PAYLOAD = "<img src=x onerror=alert(1)>"


def _result(table: ResultTable, form: QueryForm = QueryForm.SELECT, text: str = "SELECT") -> Result:
    return Result("What?", "what", text, form, table, 0.012)


def _literal(text: str) -> Term:
    return Term("literal", text)


def _text(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).strip()


@pytest.mark.parametrize(
    ("term", "expected"),
    [
        (None, None),
        (Term("uri", BS + "X4"), Cell("bs:X4", href="/page-of-X4")),
        (
            Term("uri", GG + "code"),
            Cell(
                "gg:code",
                href="/query?q=DESCRIBE+%3Chttps%3A%2F%2Fw3id.org%2Fguidegraph%2Fschema%2Fcode%3E",
            ),
        ),
        (Term("uri", "https://e/x"), Cell("https://e/x", href="https://e/x", external=True)),
        (Term("uri", "javascript:alert(1)"), Cell("javascript:alert(1)")),
        (Term("uri", "data:text/html,x"), Cell("data:text/html,x")),
        (Term("bnode", "a81f"), Cell("_:7")),
        (Term("literal", "MRI", lang="en"), Cell("MRI", note="@en")),
        (Term("literal", "2.10", XSD + "decimal"), Cell("2.10")),
        (Term("literal", "P1D", XSD + "duration"), Cell("P1D", note="xsd:duration")),
        (_literal("text"), Cell("text")),
        (Term("triple", "<<( a b c )>>"), Cell("<<( a b c )>>")),
    ],
)
def test_a_term_is_shown_short_with_a_link_where_one_is_safe(
    term: Term | None, expected: Cell | None
) -> None:
    pages = {BS + "X4": "/page-of-X4"}

    assert cell(term, pages.get, {"a81f": 7}) == expected


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.0004, "0 ms"), (0.0126, "13 ms"), (0.9, "900 ms"), (4.96, "5.0 s")]
)
def test_a_time_is_written_as_people_say_it(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_what_looks_like_markup_stays_text_in_cells_columns_titles_and_links() -> None:
    iri = Term("uri", f"https://e/{PAYLOAD}\"'")
    table = ResultTable((PAYLOAD, "y"), ((_literal(PAYLOAD), iri),), None)
    result = Result(PAYLOAD, 'x" onclick="', f'SELECT "{PAYLOAD}', QueryForm.SELECT, table, 0.1)

    written = result_html(result, lambda iri: None)

    assert "<img" not in written
    assert written.count("&lt;img src=x onerror=alert(1)&gt;") == 5
    assert ' onclick="' not in written


def test_a_table_has_a_caption_headers_and_a_word_for_what_is_missing() -> None:
    table = ResultTable(("a", "b"), ((_literal("1"), None),), None)

    written = result_html(_result(table), lambda iri: None)

    assert "<caption><span>What?</span></caption>" in written
    assert written.count('<th scope="col">') == 2
    assert '<span class="gg-sr">no value</span>' in written


def test_an_external_link_gives_nothing_away() -> None:
    table = ResultTable(("a",), ((Term("uri", "https://e/x"),),), None)

    written = result_html(_result(table), lambda iri: None)

    assert '<a href="https://e/x" rel="external noopener noreferrer">https://e/x</a>' in written


def test_long_results_are_shown_in_pages_and_no_page_lies_outside() -> None:
    rows = tuple((_literal(f"v{number}"),) for number in range(101))
    result = _result(ResultTable(("a",), rows, None))

    pages = {number: result.at(number) for number in (-1, 0, 1, 2, 3)}

    assert {number: (p.page, p.range()) for number, p in pages.items()} == {
        -1: (0, "Rows 1 to 50 of 101"),
        0: (0, "Rows 1 to 50 of 101"),
        1: (1, "Rows 51 to 100 of 101"),
        2: (2, "Rows 101 to 101 of 101"),
        3: (2, "Rows 101 to 101 of 101"),
    }
    assert re.findall(r"v\d+", result_html(pages[2], lambda iri: None)) == ["v100"]


@pytest.mark.parametrize(
    ("form", "downloads"),
    [
        (
            QueryForm.SELECT,
            [
                ("csv", "what.csv"),
                ("tsv", "what.tsv"),
                ("json", "what.json"),
                ("xml", "what.xml"),
            ],
        ),
        (
            QueryForm.DESCRIBE,
            [
                ("turtle", "what.ttl"),
                ("ntriples", "what.nt"),
                ("json", "what.jsonld"),
                ("xml", "what.rdf"),
                ("trig", "what.trig"),
            ],
        ),
    ],
)
def test_the_whole_answer_can_be_downloaded(
    form: QueryForm, downloads: list[tuple[str, str]]
) -> None:
    table = ResultTable(("a",), ((_literal("1"),),), None)

    written = result_html(_result(table, form, "A & B"), lambda iri: None)

    links = re.findall(
        r'href="/sparql\?query=A\+%26\+B&amp;format=(\w+)" download="(\S+)"', written
    )
    assert links == downloads


def test_a_query_too_long_for_a_link_is_not_offered_for_download() -> None:
    table = ResultTable(("a",), ((_literal("1"),),), None)

    assert "/sparql" not in result_html(_result(table, text="x" * 20_000), lambda iri: None)


def test_an_empty_answer_says_what_to_try_next() -> None:
    written = result_html(_result(ResultTable(("a",), (), None)), lambda iri: None)

    assert "Nothing matches" in written
    assert "OPTIONAL" in written


@pytest.mark.parametrize(("limit", "words"), [("rows", "more than 1 rows"), ("bytes", "longer")])
def test_what_was_left_out_is_said(limit: str, words: str) -> None:
    table = ResultTable(("a",), ((_literal("1"),),), limit)

    assert words in _text(result_html(_result(table), lambda iri: None))


@pytest.mark.parametrize(("value", "word"), [("true", "Yes"), ("false", "No")])
def test_a_question_of_yes_or_no_is_answered_by_a_word(value: str, word: str) -> None:
    truth = Term("literal", value, XSD + "boolean")
    result = _result(ResultTable(("answer",), ((truth,),), None), QueryForm.ASK)

    assert f" {word} " in _text(result_html(result, lambda iri: None)) + " "
