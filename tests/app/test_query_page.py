from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from markupsafe import Markup
from pyoxigraph import Store

from app.components import html
from app.components.query_console import QueryConsole
from app.errors import PageNotFoundError
from app.pages.query import STARTER, page
from app.query_desk import Desk
from app.result_view import Cell, Result, cell, duration, result_html
from app.services import Services
from app.visit import Visit
from kg.dataset import GraphDataset
from kg.library import Library
from kg.namespaces import XSD
from kg.query_answer import ResultTable, Term
from kg.query_text import QueryForm
from kg.sandbox import Limits, QuerySandbox
from kg.stored_queries import load_stored_queries, stored_query

BS = "https://w3id.org/guidegraph/bilateral-sacroplasty/"
GG = "https://w3id.org/guidegraph/schema/"
DATASET = GraphDataset((), Store(), "")
PAYLOAD = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def sandbox(library: Library) -> Iterator[QuerySandbox]:
    with QuerySandbox(library.dump(), Limits(rows=120)) as sandbox:
        yield sandbox


class Told:
    """Takes the place of the browser's side: keeps what the console would be told."""

    def __init__(self) -> None:
        self.messages: list[tuple[Any, ...]] = []

    def answered(self, summary: str, range: str, page: int, pages: int) -> None:
        shown = re.sub(r" in [\d.]+ m?s", "", summary)
        self.messages.append(("answered", shown, range, page, pages))

    def turned(self, range: str, page: int, pages: int) -> None:
        self.messages.append(("turned", range, page, pages))

    def explained(self, row: int, grounds: list[dict[str, Any]]) -> None:
        self.messages.append(("explained", row, len(grounds)))

    def failed(self, title: str, message: str, line: int | None, column: int | None) -> None:
        self.messages.append(("failed", title, line, column))


class Seat:
    """A desk with what stands on it."""

    def __init__(self, library: Library, sandbox: Any, stored: str = "") -> None:
        self.told = Told()
        self.shown = html(Markup())
        services = Services(
            library=library, banks={}, records=None, sandbox=sandbox, workshop=None, dataset=DATASET
        )
        query = stored_query("competency", stored) if stored else None
        self.desk = Desk(services, self.told, self.shown, query)

    def send(self, *messages: dict[str, Any]) -> list[tuple[Any, ...]]:
        async def all_at_once() -> None:
            await asyncio.gather(*(self.desk.on_message(SimpleNamespace(data=m)) for m in messages))

        asyncio.run(all_at_once())
        return self.told.messages


@pytest.fixture
def seat(library: Library, sandbox: QuerySandbox) -> Seat:
    return Seat(library, sandbox)


def _result(table: ResultTable, form: QueryForm = QueryForm.SELECT, text: str = "SELECT") -> Result:
    return Result("What?", "what", text, form, table, 0.012)


def _literal(text: str) -> Term:
    return Term("literal", text)


def _text(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).strip()


# Cells


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


# Results


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


# Runs


def test_a_run_shows_its_rows_and_says_how_many(seat: Seat) -> None:
    told = seat.send({"run": f"SELECT ?c {{ ?c <{GG}code> 'X4' }}"})

    assert told == [("answered", "1 row.", "Rows 1 to 1 of 1", 0, 1)]
    assert '<a href="/terms/X4">bs:X4</a>' in seat.shown.object


def test_pages_are_turned_on_the_server(seat: Seat) -> None:
    seat.send({"run": "SELECT * { ?s ?p ?o } LIMIT 60"})

    told = seat.send({"page": 1})

    assert told[1:] == [("turned", "Rows 51 to 60 of 60", 1, 2)]
    assert seat.shown.object.count("<tr>") == 1 + 10


def test_triples_are_shown_as_a_table(seat: Seat) -> None:
    told = seat.send({"run": f"DESCRIBE <{BS}X4>"})

    assert re.fullmatch(r"\d+ triples\.", told[0][1])
    headers = re.findall(r'<th scope="col">(\w+)', seat.shown.object)
    assert headers == ["subject", "predicate", "object"]


@pytest.mark.parametrize(
    ("text", "failed"),
    [
        ("SELECT *\n{ ?s ?p }", ("This is not SPARQL yet", 2, 9)),
        ("SELECT * { SERVICE <http://e/> {} }", ("This is not allowed here", None, None)),
        ("SELECT " + "(" * 100, ("The query met a limit", None, None)),
    ],
)
def test_a_fault_clears_the_old_result_and_says_where_it_is(
    seat: Seat, text: str, failed: tuple[str, int | None, int | None]
) -> None:
    seat.send({"run": "ASK {}"})

    told = seat.send({"run": text}, {"page": 0})

    assert told[1:] == [("failed", *failed)]
    assert seat.shown.object == ""


def test_a_defect_of_ours_ends_the_run_and_the_next_one_works(
    library: Library, sandbox: QuerySandbox, caplog: pytest.LogCaptureFixture
) -> None:
    class FailsOnce:
        def select(self, text: str) -> ResultTable:
            self.select = sandbox.select
            raise RuntimeError("secret detail")

    seat = Seat(library, FailsOnce())

    seat.send({"run": "ASK {}"})
    told = seat.send({"run": "ASK {}"})

    assert [message[0] for message in told] == ["failed", "answered"]
    assert "secret detail" in caplog.text
    assert "secret" not in str(told)


def test_two_runs_never_interleave(seat: Seat) -> None:
    told = seat.send({"run": "SELECT (1 AS ?a) {}"}, {"run": "SELECT (2 AS ?b) {}"}, {"page": 0})

    assert [message[0] for message in told] == ["answered"]
    assert '<th scope="col">a</th>' in seat.shown.object


def test_the_event_loop_goes_on_while_a_query_runs(library: Library, sandbox: QuerySandbox) -> None:
    class WaitsForTheLoop:
        def __init__(self) -> None:
            self.loop_goes_on = threading.Event()

        def select(self, text: str) -> ResultTable:
            assert self.loop_goes_on.wait(5), "the query held the loop up"
            return sandbox.select(text)

    waiting = WaitsForTheLoop()
    seat = Seat(library, waiting)

    async def run() -> None:
        asyncio.get_running_loop().call_later(0.01, waiting.loop_goes_on.set)
        await seat.desk.on_message(SimpleNamespace(data={"run": "ASK {}"}))

    asyncio.run(run())

    assert [message[0] for message in seat.told.messages] == ["answered"]


@pytest.mark.parametrize(
    "message", [{}, {"run": 3}, {"page": "1"}, {"page": 2}, {"other": "x"}, "text", None]
)
def test_a_message_that_means_nothing_is_left_alone(seat: Seat, message: Any) -> None:
    assert seat.send(message) == []


def test_a_stored_query_gives_its_answer_a_title_until_it_is_edited(
    library: Library, sandbox: QuerySandbox
) -> None:
    query = stored_query("competency", "criteria-in-order")
    seat = Seat(library, sandbox, query.name)

    seat.send({"run": query.text})
    stored = seat.shown.object
    seat.send({"run": query.text + "# edited"})

    assert f"<caption><span>{query.summary}</span></caption>" in stored
    assert 'download="criteria-in-order.csv"' in stored
    assert "<caption><span>Result</span></caption>" in seat.shown.object


# The page


def _console(services: Services, **query: str) -> QueryConsole:
    visit = Visit("/query", query={key: (value,) for key, value in query.items()})
    body = page(services, visit).body
    assert isinstance(body, QueryConsole)
    return body


@pytest.mark.parametrize(
    ("query", "text", "starts"),
    [
        ({}, STARTER, False),
        ({"q": "ASK {}"}, "ASK {}", True),
        (
            {"name": "criteria-in-order"},
            stored_query("competency", "criteria-in-order").text,
            True,
        ),
        ({"name": "criteria-in-order", "q": "ASK {}"}, "ASK {}", True),
    ],
)
def test_the_address_says_what_is_in_the_editor_and_whether_it_runs(
    services: Services, query: dict[str, str], text: str, starts: bool
) -> None:
    console = _console(services, **query)

    assert (console.editor.value, console.starts) == (text, starts)


def test_the_first_query_that_is_offered_has_an_answer(sandbox: QuerySandbox) -> None:
    assert len(sandbox.select(STARTER).rows) == 14


def test_the_gallery_links_to_every_stored_question_and_marks_the_current_one(
    services: Services,
) -> None:
    intro = page(services, Visit("/query", query={"name": ("criteria-in-order",)})).intro

    links = re.findall(r'href="/query\?name=([\w-]+)"', intro)
    assert sorted(links) == sorted(query.name for query in load_stored_queries("competency"))
    assert re.findall(r'name=([\w-]+)" aria-current="page"', intro) == ["criteria-in-order"]


def test_a_name_of_no_stored_query_suggests_those_that_look_alike(services: Services) -> None:
    with pytest.raises(PageNotFoundError) as caught:
        page(services, Visit("/query", query={"name": ("criteria-in-ordr",)}))

    assert caught.value.suggestions == (("criteria-in-order", "/query?name=criteria-in-order"),)
