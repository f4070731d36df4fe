"""Behind the toolbar of a query page: other values for a stored question, layout, the plan."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from app.components.query_console import QueryConsole
from app.plan_view import plan_html
from app.query_failures import Failure, failure_of
from app.services import Services
from app.stored_question import asked_link
from kg.errors import KnowledgeGraphError, QueryLimitError
from kg.query_format import formatted
from kg.query_limits import Limits
from kg.query_parameters import values_in
from kg.query_plan import plan_of
from kg.stored_queries import StoredQuery, filled

Outcome = TypeVar("Outcome")

_LONGEST = Limits().text_length
_log = logging.getLogger(__name__)


class Bench:
    """Does for one console what changes or explains a text without answering it."""

    def __init__(
        self, services: Services, console: QueryConsole, stored: StoredQuery | None = None
    ) -> None:
        self._services = services
        self._console = console
        self._stored = stored

    async def on_message(self, event: Any) -> None:
        """Do what a message of the browser asks for; anything else in it is left alone."""
        match event.data:
            case {"fill": dict(values), "text": str(text)} if self._stored is not None:
                self._fill(self._stored, values, text)
            case {"run": str(text)} if self._stored is not None and self._stored.parameters:
                self._tell_values(self._stored, text)
            case {"format": str(text)}:
                tidy = await self._off_the_page(partial(formatted, text), text)
                if tidy is not None:
                    self._console.formatted(tidy)
            case {"plan": str(text)}:
                plan = await self._off_the_page(
                    partial(plan_of, text, self._services.sandbox), text
                )
                if plan is not None:
                    self._console.planned(plan_html(plan))

    def _fill(self, stored: StoredQuery, values: dict[object, object], text: str) -> None:
        names = {parameter.name for parameter in stored.parameters}
        wanted = {str(name): str(value) for name, value in values.items() if name in names}
        try:
            _require_short(text)
            new = filled(stored, wanted, text)
        except KnowledgeGraphError as error:
            self._fail(Failure("This value does not fit", str(error)))
            return
        self._tell_values(stored, new)
        self._console.filled(new)

    def _tell_values(self, stored: StoredQuery, text: str) -> None:
        if len(text) <= _LONGEST:
            self._console.asked(text, values_in(text), asked_link(stored, text))

    async def _off_the_page(self, work: Callable[[], Outcome], text: str) -> Outcome | None:
        """Return what *work* gives, done in a thread; None where the browser was told why not."""
        try:
            _require_short(text)
            return await asyncio.get_running_loop().run_in_executor(None, work)
        except KnowledgeGraphError as error:
            self._fail(failure_of(error))
        except Exception:  # noqa: BLE001 - the boundary: the browser waits for an end of it
            _log.exception("the toolbar of the query page failed")
            self._fail(Failure("That did not work", "It is our fault; try again."))
        return None

    def _fail(self, failure: Failure) -> None:
        told = failure
        self._console.failed(told.title, told.message, told.line, told.column)


def _require_short(text: str) -> None:
    if len(text) > _LONGEST:
        raise QueryLimitError("length", f"No text of more than {_LONGEST:,} characters is read.")
