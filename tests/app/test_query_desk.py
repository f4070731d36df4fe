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
from pyoxigraph import Store

from app.components import html
from app.query_desk import Desk
from app.services import Services
from kg.dataset import GraphDataset
from kg.library import Library
from kg.query_answer import ResultTable
from kg.sandbox import Limits, QuerySandbox
from kg.stored_queries import stored_query

BS = "https://w3id.org/guidegraph/bilateral-sacroplasty/"
GG = "https://w3id.org/guidegraph/schema/"
DATASET = GraphDataset((), Store(), "")


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
