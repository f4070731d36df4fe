"""The query page: SPARQL text, the stored questions, and answers as tables."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from time import perf_counter
from typing import Any

from markupsafe import Markup

from app.components import html, stylesheet
from app.components.markup import TrustedHtml
from app.components.query_console import QueryConsole, query_console
from app.errors import PageNotFoundError
from app.query_links import stored_link
from app.result_view import Result, result_html
from app.services import Services
from app.shell import Page, Width
from app.templating import asset_url, render
from app.terms import page_of_iri
from app.visit import Visit
from kg.empty_faults import Fault
from kg.empty_results import diagnose
from kg.errors import (
    MalformedQueryError,
    QueryError,
    QueryLimitError,
    RefusedQueryError,
    UnknownNameError,
)
from kg.namespaces import PREFIXES
from kg.query_text import read_form
from kg.stored_queries import StoredQuery, load_stored_queries, stored_query

_log = logging.getLogger(__name__)

_FOLDER = "competency"
STARTER = """\
PREFIX gg: <https://w3id.org/guidegraph/schema/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>

# Every criterion, and what it asks.
SELECT ?criterion ?label WHERE {
  ?criterion a/rdfs:subClassOf gg:Criterion ;
    gg:position ?position ;
    rdfs:label ?label .
}
ORDER BY ?position
"""


def page(services: Services, visit: Visit) -> Page:
    """
    Return the page with a query in the editor.

    In the query string, `q` holds a SPARQL text or `name` the name of a stored query; either is run
    as soon as the page is ready.
    """
    name, text = visit.first("name"), visit.first("q")
    stored = _stored(name) if name and not text else None
    text = stored.text if stored else text
    result = html(Markup(), margin=0)
    result.stylesheets = [stylesheet(), asset_url("query.css")]
    console = query_console(
        text or STARTER,
        result,
        PREFIXES,
        stored_text=stored.text if stored else "",
        stored_link=stored_link(stored.name) if stored else "",
        starts=bool(text),
    )
    console.on_msg(Desk(services, console, result, stored).on_message)
    queries = load_stored_queries(_FOLDER)
    return Page(
        title="Query",
        lede="Ask the guideline in SPARQL, or start from a question that is already written.",
        intro=render(
            "query_gallery.html.j2",
            groups=_by_tag(queries),
            total=len(queries),
            current=stored.name if stored else "",
            stored_link=stored_link,
        ),
        body=console,
        width=Width.WIDE,
    )


class Desk:
    """Answers what one console asks, one run at a time."""

    def __init__(
        self,
        services: Services,
        console: QueryConsole,
        shown: TrustedHtml,
        stored: StoredQuery | None,
        timer: Callable[[], float] = perf_counter,
    ) -> None:
        self._services = services
        self._console = console
        self._shown = shown
        self._stored = stored
        self._timer = timer
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
            case {"page": int(number)} if self._result is not None and not self._running:
                result = self._show(self._result.at(number))
                self._console.turned(result.range(), result.page, result.pages)

    async def _run(self, text: str) -> None:
        self._result = None
        self._shown.object = Markup()
        answer = partial(self._answer, text)
        try:
            result = await asyncio.get_running_loop().run_in_executor(None, answer)
        except QueryError as error:
            self._fail(error)
            return
        except Exception:  # noqa: BLE001 - the boundary: the browser waits for an end of the run
            _log.exception("a query failed")
            self._fail(QueryError("The query could not be run. It is our fault; try again."))
            return
        self._show(result)
        self._console.answered(result.summary(), result.range(), result.page, result.pages)

    def _answer(self, text: str) -> Result:
        start = self._timer()
        table = self._services.sandbox.select(text)
        seconds = self._timer() - start
        is_stored = self._stored is not None and text == self._stored.text
        title = self._stored.summary if self._stored and is_stored else "Result"
        name = self._stored.name if self._stored and is_stored else "result"
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
        match error:
            case MalformedQueryError(line=line, column=column):
                self._console.failed("This is not SPARQL yet", str(error), line, column)
            case RefusedQueryError():
                self._console.failed("This is not allowed here", str(error), None, None)
            case QueryLimitError():
                self._console.failed("The query met a limit", str(error), None, None)
            case _:
                self._console.failed("There is no answer", str(error), None, None)


def _stored(name: str) -> StoredQuery:
    try:
        return stored_query(_FOLDER, name)
    except UnknownNameError as error:
        suggestions = tuple(
            (suggestion, stored_link(suggestion)) for suggestion in error.suggestions
        )
        raise PageNotFoundError(str(error), suggestions) from error


def _by_tag(queries: Iterable[StoredQuery]) -> dict[str, list[StoredQuery]]:
    """Return the queries under their first tag, tags with the most queries first."""
    queries = list(queries)
    count = Counter(query.tags[0] for query in queries)
    groups: dict[str, list[StoredQuery]] = {tag: [] for tag, _ in count.most_common()}
    for query in queries:
        groups[query.tags[0]].append(query)
    return groups
