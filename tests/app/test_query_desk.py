"""Runs of the query page, without a browser."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from markupsafe import Markup

from app.query_desk import Desk
from app.result_views import read_choice
from app.services import Services
from kg.dataset import GraphDataset, build_dataset
from kg.errors import QueryError
from kg.library import Library
from kg.query_answer import ResultTable
from kg.sandbox import Limits, QuerySandbox
from kg.stored_queries import stored_query

BS = "https://w3id.org/guidegraph/bilateral-sacroplasty/"
GG = "https://w3id.org/guidegraph/schema/"
OWL = "http://www.w3.org/2002/07/owl#"


@pytest.fixture(scope="module")
def dataset(library: Library) -> GraphDataset:
    return build_dataset(library)


@pytest.fixture(scope="module")
def sandbox(dataset: GraphDataset) -> Iterator[QuerySandbox]:
    with QuerySandbox(dataset.dump(), Limits(rows=120), graphs=dataset.names) as sandbox:
        yield sandbox


class Told:
    """Takes the place of the browser's side: keeps what the console would be told."""

    def __init__(self) -> None:
        self.messages: list[tuple[Any, ...]] = []
        self.html = Markup()

    def answered(self, summary: str, range: str, page: int, pages: int) -> None:
        shown = re.sub(r" in [\d.]+ m?s", "", summary)
        self.messages.append(("answered", shown, range, page, pages))

    def turned(self, range: str, page: int, pages: int) -> None:
        self.messages.append(("turned", range, page, pages))

    def viewed(self, range: str, page: int, pages: int) -> None:
        self.messages.append(("viewed", range, page, pages))

    def explained(self, markup: Markup) -> None:
        self.messages.append(("explained", re.findall(r"<h2[^>]*>([^<]+)", markup)))
        self.html = markup

    def failed(self, title: str, message: str, line: int | None, column: int | None) -> None:
        self.messages.append(("failed", title, line, column))


class Shown:
    """Takes the place of the pane: keeps what it would show."""

    def __init__(self) -> None:
        self.html = Markup()
        self.bar: dict[str, Any] = {}

    def show(self, markup: Markup, bar: dict[str, Any] | None = None) -> None:
        self.html, self.bar = markup, bar or {}


class Seat:
    """A desk with what stands on it."""

    def __init__(
        self,
        library: Library,
        dataset: GraphDataset,
        sandbox: Any,
        stored: str = "",
        view: str = "",
        at_hand: Any = None,
    ) -> None:
        self.told = Told()
        self.shown = Shown()
        services = Services(
            library=library,
            banks={},
            records=None,
            sandbox=sandbox,
            workshop=None,
            dataset=dataset,
            at_hand=at_hand,
        )
        query = stored_query("competency", stored) if stored else None
        self.desk = Desk(services, self.told, self.shown, query, choice=read_choice(view))

    def send(self, *messages: dict[str, Any]) -> list[tuple[Any, ...]]:
        async def all_at_once() -> None:
            await asyncio.gather(*(self.desk.on_message(SimpleNamespace(data=m)) for m in messages))

        asyncio.run(all_at_once())
        return self.told.messages


@pytest.fixture
def seat(library: Library, dataset: GraphDataset, sandbox: QuerySandbox) -> Seat:
    return Seat(library, dataset, sandbox)


def test_a_run_shows_its_rows_and_says_how_many(seat: Seat) -> None:
    told = seat.send({"run": f"SELECT ?c {{ ?c <{GG}code> 'X4' }}"})

    assert told == [("answered", "1 row.", "Rows 1 to 1 of 1", 0, 1)]
    assert '<a href="/terms/X4">bs:X4</a>' in seat.shown.html


def test_pages_are_turned_on_the_server(seat: Seat) -> None:
    seat.send({"run": "SELECT * { ?s ?p ?o } LIMIT 60"})

    told = seat.send({"page": 1})

    assert told[1:] == [("turned", "Rows 51 to 60 of 60", 1, 2)]
    assert seat.shown.html.count("<tr>") == 1 + 10


def test_triples_are_shown_as_a_table(seat: Seat) -> None:
    told = seat.send({"run": f"DESCRIBE <{BS}X4>"})

    assert re.fullmatch(r"\d+ triples\.", told[0][1])
    headers = re.findall(r'<th scope="col">(\w+)', seat.shown.html)
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
    assert seat.shown.html == ""


def test_a_defect_of_ours_ends_the_run_and_the_next_one_works(
    library: Library, dataset: GraphDataset, sandbox: QuerySandbox, caplog: pytest.LogCaptureFixture
) -> None:
    class FailsOnce:
        def select(self, text: str) -> ResultTable:
            self.select = sandbox.select
            raise RuntimeError("secret detail")

    seat = Seat(library, dataset, FailsOnce())

    seat.send({"run": "ASK {}"})
    told = seat.send({"run": "ASK {}"})

    assert [message[0] for message in told] == ["failed", "answered"]
    assert "secret detail" in caplog.text
    assert "secret" not in str(told)


def test_two_runs_never_interleave(seat: Seat) -> None:
    told = seat.send({"run": "SELECT (1 AS ?a) {}"}, {"run": "SELECT (2 AS ?b) {}"}, {"page": 0})

    assert [message[0] for message in told] == ["answered"]
    assert '<th scope="col" class="gg-result__number">a</th>' in seat.shown.html


def test_the_event_loop_goes_on_while_a_query_runs(
    library: Library, dataset: GraphDataset, sandbox: QuerySandbox
) -> None:
    class WaitsForTheLoop:
        def __init__(self) -> None:
            self.loop_goes_on = threading.Event()

        def select(self, text: str) -> ResultTable:
            assert self.loop_goes_on.wait(5), "the query held the loop up"
            return sandbox.select(text)

    waiting = WaitsForTheLoop()
    seat = Seat(library, dataset, waiting)

    async def run() -> None:
        asyncio.get_running_loop().call_later(0.01, waiting.loop_goes_on.set)
        await seat.desk.on_message(SimpleNamespace(data={"run": "ASK {}"}))

    asyncio.run(run())

    assert [message[0] for message in seat.told.messages] == ["answered"]


@pytest.mark.parametrize(
    "message",
    [
        {},
        {"run": 3},
        {"page": "1"},
        {"page": 2},
        {"view": "graph"},
        {"other": "x"},
        "text",
        None,
    ],
)
def test_a_message_that_means_nothing_is_left_alone(seat: Seat, message: Any) -> None:
    assert seat.send(message) == []


def test_a_stored_query_gives_its_answer_a_title_until_it_is_edited(
    library: Library, dataset: GraphDataset, sandbox: QuerySandbox
) -> None:
    query = stored_query("competency", "criteria-in-order")
    seat = Seat(library, dataset, sandbox, query.name)

    seat.send({"run": query.text})
    stored = seat.shown.html
    seat.send({"run": query.text + "# edited"})

    assert f"<caption><span>{query.summary}</span></caption>" in stored
    assert 'download="criteria-in-order.csv"' in stored
    assert "<caption><span>Result</span></caption>" in seat.shown.html


KINDS = f"SELECT ?kind (COUNT(*) AS ?n) {{ ?s <{GG}hasKind> ?kind }} GROUP BY ?kind"


def test_a_view_is_chosen_after_the_run_and_kept_for_the_next(seat: Seat) -> None:
    seat.send({"run": KINDS})

    told = seat.send({"view": "chart"}, {"run": KINDS})

    assert told[1:] == [("viewed", "Rows 1 to 15 of 15", 0, 1)]
    assert seat.shown.bar["address"] == "chart:x=kind,y=n"
    assert seat.shown.html.count("<rect") == 15
    seat.send({"run": KINDS})
    assert seat.shown.bar["view"] == "chart"


def test_the_address_chooses_the_view_and_only_tables_have_pages(
    library: Library, dataset: GraphDataset, sandbox: QuerySandbox
) -> None:
    seat = Seat(library, dataset, sandbox, view="pivot:rows=p")

    told = seat.send({"run": "SELECT ?s ?p { ?s ?p ?o } ORDER BY ?s ?p LIMIT 60"})

    assert told == [("answered", "60 rows.", "Rows 1 to 50 of 60", 0, 1)]
    assert seat.shown.bar["address"] == "pivot:rows=p,columns="
    assert "gg-pivot" in seat.shown.html


def test_a_view_that_does_not_fit_gives_way_to_the_table_until_it_fits_again(seat: Seat) -> None:
    seat.send({"run": KINDS})
    seat.send({"view": "chart"})

    seat.send({"run": f"DESCRIBE <{BS}X4>"})
    missing = {view["name"]: view["missing"] for view in seat.shown.bar["views"]}
    shown = seat.shown.bar["view"]
    seat.send({"run": KINDS})

    assert (shown, seat.shown.bar["view"]) == ("table", "chart")
    assert missing == {
        "table": "",
        "graph": "",
        "chart": "is for rows; this answer holds triples",
        "pivot": "",
    }


def test_a_row_is_explained_on_request(seat: Seat) -> None:
    seat.send({"run": f"SELECT ?c {{ ?c <{GG}code> 'X4' }}"})

    told = seat.send({"explain": 0})

    assert told[1:] == [("explained", ["Behind row 1"])]


def test_a_row_that_is_not_there_is_answered_because_the_browser_waits(seat: Seat) -> None:
    before = list(seat.send({"explain": 0}))
    seat.send({"run": f"SELECT ?c {{ ?c <{GG}code> 'X4' }}"})

    told = seat.send({"explain": 7})

    assert (before, told[-1]) == ([("explained", [])], ("explained", []))


class Elsewhere:
    """A server of others: it answers a text, and nothing that was made of it."""

    def __init__(self, sandbox: QuerySandbox, text: str) -> None:
        self._sandbox = sandbox
        self._text = text

    def select(self, text: str, graphs: object = None) -> ResultTable:
        if text != self._text:
            raise QueryError("The SPARQL server answered 500: no")
        return self._sandbox.select(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (f"SELECT ?c {{ ?c <{GG}code> 'X4' }}", "stated in the guideline"),
        (f"SELECT ?c {{ <{BS}X4Met> <{OWL}equivalentClass> ?c }}", "answered 500: no"),
    ],
    ids=["names", "a blank node, which only the server knows"],
)
def test_what_a_server_elsewhere_answered_is_led_back_here_where_it_can_be(
    library: Library, dataset: GraphDataset, sandbox: QuerySandbox, text: str, said: str
) -> None:
    seat = Seat(library, dataset, Elsewhere(sandbox, text), at_hand=sandbox)
    seat.send({"run": text})

    seat.send({"explain": 0})

    assert said in seat.told.html
