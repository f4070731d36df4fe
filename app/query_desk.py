"""Behind the console of a query page: runs what it asks, and grades what is handed in."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from time import perf_counter
from typing import Any, TypeVar

from markupsafe import Markup

from app.components.markup import TrustedHtml
from app.components.query_console import QueryConsole
from app.query_failures import failure_of
from app.result_view import Result, result_html
from app.row_view import told_grounds
from app.services import Services
from app.stored_question import asked_title
from app.terms import page_of_iri
from kg.empty_faults import Fault
from kg.empty_results import diagnose
from kg.errors import QueryError
from kg.query_text import read_form
from kg.row_origins import grounds_of_row
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
        shown: TrustedHtml,
        stored: StoredQuery | None = None,
        timer: Callable[[], float] = perf_counter,
        examine: Callable[[str], Verdict] | None = None,
    ) -> None:
        self._services = services
        self._console = console
        self._shown = shown
        self._stored = stored
        self._timer = timer
        self._examine = examine
        self._result: Result | None = None
        self._running = False

    async def on_message(self, event: Any) -> None:
        """Do what a message of the browser asks for; anything else in it is left alone."""
        match event.data:
            case {"run": str(text)} if not self._running:
                self._running = True
                try:
                    await self._run(text)
                finally:
                    self._running = False
            case {"hand_in": str(text)} if self._examine is not None and not self._running:
                self._running = True
                try:
                    await self._hand_in(self._examine, text)
                finally:
                    self._running = False
            case {"explain": int(number)} if self._result is not None and not self._running:
                self._running = True
                try:
                    await self._explain(self._result, number)
                finally:
                    self._running = False
            case {"page": int(number)} if self._result is not None and not self._running:
                result = self._show(self._result.at(number))
                self._console.turned(result.range(), result.page, result.pages)

    async def _run(self, text: str) -> None:
        result = await self._off_the_page(partial(self._answer, text))
        if result is not None:
            self._show(result)
            self._console.answered(result.summary(), result.range(), result.page, result.pages)

    async def _hand_in(self, examine: Callable[[str], Verdict], text: str) -> None:
        verdict = await self._off_the_page(partial(examine, text))
        if verdict is not None:
            self._shown.object = verdict.html
            self._console.graded(verdict.passed, verdict.summary)

    async def _explain(self, result: Result, number: int) -> None:
        rows = result.table.rows
        if not 0 <= number < len(rows):
            return
        values = zip(result.table.columns, rows[number], strict=True)
        row = {name: term for name, term in values if term is not None}
        services = self._services
        work = partial(grounds_of_row, result.text, row, services.sandbox, services.dataset)
        grounds = await self._off_the_page(work, result)
        if grounds is not None:
            page_of = partial(page_of_iri, services.library)
            told = [told_grounds(one, page_of) for one in grounds]
            self._console.explained(number + 1, told)

    async def _off_the_page(
        self, work: Callable[[], Outcome], result: Result | None = None
    ) -> Outcome | None:
        """
        Return what *work* gives, done in a thread; None where the browser was told why not.

        *result* stays in view meanwhile.
        """
        self._result = result
        if result is None:
            self._shown.object = Markup()
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

    def _show(self, result: Result) -> Result:
        self._result = result
        self._shown.object = result_html(result, partial(page_of_iri, self._services.library))
        return result

    def _fail(self, error: QueryError) -> None:
        told = failure_of(error)
        self._console.failed(told.title, told.message, told.line, told.column)
