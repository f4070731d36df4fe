"""Behind the console of a query page: runs what it asks, and grades what is handed in."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from typing import Any, TypeVar

from markupsafe import Markup

from app.components.query_console import QueryConsole
from app.components.result_pane import ResultPane
from app.query_failures import failure_of
from app.resource_links import TermPages
from app.result import Result
from app.result_view import offered, result_html
from app.result_views import Choice, View, read_choice
from app.row_view import row_html
from app.services import Services
from app.stored_question import asked_title
from kg.empty_faults import Fault
from kg.empty_results import diagnose
from kg.engine import QueryEngine
from kg.errors import QueryError
from kg.query_answer import Term
from kg.query_text import read_form
from kg.row_origins import origins_of_row
from kg.stored_queries import StoredQuery, asked_with

Outcome = TypeVar("Outcome")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is said of a query that was handed in: whether it passed, in a sentence and in HTML."""

    passed: bool
    summary: str
    html: Markup


class Desk:
    """Answers what one console asks, one run at a time."""

    def __init__(
        self,
        services: Services,
        console: QueryConsole,
        pane: ResultPane,
        stored: StoredQuery | None = None,
        timer: Callable[[], float] = perf_counter,
        examine: Callable[[str], Verdict] | None = None,
        choice: Choice | None = None,
    ) -> None:
        self._services = services
        self._pages = TermPages(services.library, services.dataset)
        self._console = console
        self._pane = pane
        self._stored = stored
        self._timer = timer
        self._examine = examine
        self._choice = choice or Choice()
        self._result: Result | None = None
        self._running = False

    async def on_message(self, event: Any) -> None:
        """Do what a message of the browser asks for; anything else in it is left alone."""
        work = None if self._running else self._work(event.data)
        if work is None:
            if isinstance(event.data, dict) and "explain" in event.data:
                self._console.explained(Markup())  # The browser waits for an answer.
            return
        self._running = True
        try:
            await work
        finally:
            self._running = False

    def _work(self, message: Any) -> Coroutine[Any, Any, None] | None:
        match message:
            case {"run": str(text)}:
                return self._run(text)
            case {"hand_in": str(text)} if self._examine is not None:
                return self._hand_in(self._examine, text)
            case {"explain": int(number)} if self._result is not None:
                return self._explain(self._result, number)
            case {"page": int(number)} if self._result is not None:
                return self._turn(self._result.at(number))
            case {"view": str(text)} if self._result is not None:
                return self._look(self._result, read_choice(text))
        return None

    async def _run(self, text: str) -> None:
        result = await self._off_the_page(partial(self._answer, text))
        if result is not None and (pages := await self._show(result)):
            self._console.answered(result.summary(), result.range(), result.page, pages)

    async def _turn(self, result: Result) -> None:
        if pages := await self._show(result):
            self._console.turned(result.range(), result.page, pages)

    async def _look(self, result: Result, choice: Choice) -> None:
        self._choice = choice
        if pages := await self._show(result):
            self._console.viewed(result.range(), result.page, pages)

    async def _hand_in(self, examine: Callable[[str], Verdict], text: str) -> None:
        verdict = await self._off_the_page(partial(examine, text))
        if verdict is not None:
            self._pane.show(verdict.html)
            self._console.graded(verdict.passed, verdict.summary)

    async def _explain(self, result: Result, number: int) -> None:
        rows = result.table.rows
        if not 0 <= number < len(rows):
            self._console.explained(Markup())
            return
        row = dict(zip(result.table.columns, rows[number], strict=True))
        services = self._services
        engine = _knowing(row, services)
        work = partial(origins_of_row, result.text, row, engine, services.dataset)
        origins = await self._off_the_page(work, result)
        if origins is not None:
            self._console.explained(
                row_html(number + 1, origins, services.library, self._pages.address)
            )

    async def _off_the_page(
        self, work: Callable[[], Outcome], result: Result | None = None
    ) -> Outcome | None:
        """
        Return what *work* gives, done in a thread; None where the browser was told why not.

        *result* stays in view meanwhile.
        """
        self._result = result
        if result is None:
            self._pane.show(Markup())
        try:
            return await asyncio.get_running_loop().run_in_executor(None, work)
        except QueryError as error:
            self._fail(error)
        except Exception:  # noqa: BLE001 - the boundary: the browser waits for an end of the run
            _log.exception("a query failed")
            self._fail(QueryError("The query could not be run. It is our fault; try again."))
        return None

    def _answer(self, text: str) -> Result:
        start = self._timer()
        table = self._services.sandbox.select(text)
        seconds = self._timer() - start
        title, name = "Result", "result"
        values = asked_with(self._stored, text) if self._stored else None
        if self._stored is not None and values is not None:
            title, name = asked_title(self._stored, values), self._stored.name
        result = Result(title, name, text, read_form(text), table, seconds)
        return replace(result, fault=self._diagnosed(text)) if result.is_empty else result

    def _diagnosed(self, text: str) -> Fault | None:
        dataset = self._services.dataset
        return diagnose(text, self._services.sandbox, dataset.vocabulary, dataset.graphs)

    async def _show(self, result: Result) -> int:
        """
        Show *result* in the view that was chosen, or as a table where that does not fit.

        Return how many pages the view has, 0 where it could not be shown.
        """
        drawn = await self._off_the_page(partial(self._drawn, result), result)
        if drawn is None:
            return 0
        view, markup, bar = drawn
        self._pane.show(markup, bar)
        return result.pages if view is View.TABLE else 1

    def _drawn(self, result: Result) -> tuple[View, Markup, dict[str, Any]]:
        choice, bar = offered(result, self._pages, self._choice)
        return choice.view, result_html(result, self._pages, choice), bar

    def _fail(self, error: QueryError) -> None:
        told = failure_of(error)
        self._console.failed(told.title, told.message, told.line, told.column)


def _knowing(row: Mapping[str, Term | None], services: Services) -> QueryEngine:
    """
    Return what can find the matches of a row.

    A server elsewhere may write a value in one way and look for it in another, so what answers from
    the same data here is asked; but only the server knows what it calls a blank node.
    """
    has_blank_node = any(term is not None and term.kind == "bnode" for term in row.values())
    return services.sandbox if has_blank_node else services.at_hand or services.sandbox
