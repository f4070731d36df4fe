"""
Answers SPARQL text by a SPARQL 1.1 server elsewhere, chosen by one URL.

The server holds the named graphs of `kg.dataset`, loaded there by its own means; `kg.dataset` says
which version that must be. What is refused here is refused before anything is sent: the text is
checked as in the sandbox, and parsed in a sandbox without data. The graphs to read go along as
parameters of the protocol, so that the default graph means the same on every server, and the
answer is cut and written here, so that limits and formats are the same too.

What a query costs over there is limited over there; here the waiting is, and what is read.
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPException, HTTPResponse
from types import TracebackType
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urlsplit
from urllib.request import Request, urlopen

import pyoxigraph as ox

from kg.catalog import DATASET, SPDX
from kg.dataset import GraphDataset
from kg.errors import MalformedQueryError, QueryError, QueryLimitError, SourceError
from kg.graphs import CATALOG, GraphRole, Selection
from kg.namespaces import BASE
from kg.query_answer import (
    SPARQL_JSON,
    AnswerKind,
    QueryAnswer,
    ResultTable,
    formats_of,
    read_table,
)
from kg.query_limits import Limits
from kg.query_places import Places
from kg.query_text import QueryForm, names_graphs, read_form
from kg.sandbox import QuerySandbox
from kg.sandbox_answer import Result, Settings, write

_ACCEPT_ROWS = SPARQL_JSON
_ACCEPT_GRAPH = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.5"
# Names a graph that nobody has: to some servers, to name none is to name all.
_NO_GRAPH = (f"{BASE}no-graph",)
# Virtuoso writes a blank node in JSON with a label that is none.
_VIRTUOSO_BLANK, _BLANK = b'"bnode", "value": "nodeID://', b'"bnode", "value": "'
# Virtuoso repeats the query, in its own words, after what it has to say.
_VIRTUOSO_QUERY = " SPARQL query:"
_LONGEST_MESSAGE = 300
# More than run at once, so that those who wait for a place are told so in time.
_THREADS = 32


class RemoteEngine:
    """
    Runs SPARQL queries on the server at a URL; threads may share it.

    Args:
        url: The address of its SPARQL endpoint.
        dataset: What it must hold.
        limits: As of the sandbox; memory is the server's own matter.

    Raises:
        SourceError: If the server cannot be asked, or holds other data.
    """

    def __init__(self, url: str, dataset: GraphDataset, limits: Limits) -> None:
        if urlsplit(url).scheme not in {"http", "https"}:
            raise SourceError(f"'{url}' is no address of a SPARQL server: start it with http.")
        self._url = url
        self._limits = limits
        self._settings = Settings.of(limits)
        self._usual = Selection(dataset.of_roles({GraphRole.ASSERTED}).default, dataset.names)
        self._places = Places(limits)
        self._threads = ThreadPoolExecutor(_THREADS, "sparql")
        self._parser = QuerySandbox(b"", limits, graphs=dataset.names)
        try:
            self._require(dataset.digest)
        except BaseException:
            self._parser.close()
            raise

    def __enter__(self) -> RemoteEngine:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def run(self, text: str, *, format: str, graphs: Selection | None = None) -> QueryAnswer:
        """
        Answer one query in the media type *format*; the errors are those of `QuerySandbox.run`.

        Raises:
            QueryError: If the server cannot be reached or fails.
        """
        form = read_form(text)
        if format not in formats_of(form):
            raise ValueError(f"{form.value} is not answered as '{format}': {formats_of(form)}")
        return self._answer(text, form, format, graphs)

    async def answer(
        self, text: str, *, format: str, graphs: Selection | None = None
    ) -> QueryAnswer:
        """
        Do as `run` does, while the event loop goes on.

        Raises:
            QueryError: As `run` does.
        """
        work = partial(self.run, text, format=format, graphs=graphs)
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def select(self, text: str, graphs: Selection | None = None) -> ResultTable:
        """
        Answer one query of any form as a table.

        Raises:
            QueryError: As `run` does.
        """
        return read_table(self._answer(text, read_form(text), SPARQL_JSON, graphs))

    def close(self) -> None:
        """End the process that parses; who is waiting for the server gets the answer still."""
        self._threads.shutdown(wait=False)
        self._parser.close()

    def _answer(
        self, text: str, form: QueryForm, media_type: str, graphs: Selection | None
    ) -> QueryAnswer:
        self._parser.select(text, graphs)
        request = self._request(text, form, graphs)
        with self._places.taken():
            header, body = self._fetched(request, form, media_type)
        return QueryAnswer(
            AnswerKind(header["kind"]), media_type, body, header["rows"], header["truncated"]
        )

    def _request(self, text: str, form: QueryForm, graphs: Selection | None) -> Request:
        fields = [("query", f"BASE <{BASE}>\n{text}")]
        if graphs is None and not names_graphs(text):
            graphs = self._usual
        if graphs is not None:
            fields += [("default-graph-uri", iri) for iri in graphs.default or _NO_GRAPH]
            fields += [("named-graph-uri", iri) for iri in graphs.named or _NO_GRAPH]
        asks_for_rows = form in {QueryForm.SELECT, QueryForm.ASK}
        return Request(  # noqa: S310  The scheme was checked; the address is the operator's.
            self._url,
            urlencode(fields).encode(),
            {
                "Accept": _ACCEPT_ROWS if asks_for_rows else _ACCEPT_GRAPH,
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )

    def _fetched(
        self, request: Request, form: QueryForm, media_type: str
    ) -> tuple[dict[str, Any], bytes]:
        seconds = self._limits.seconds
        deadline = time.monotonic() + seconds
        try:
            with urlopen(request, timeout=seconds) as response:  # noqa: S310  The same.
                found = _read(_Timed(response, deadline), form)
                return write(found, self._settings, media_type)
        except HTTPError as error:
            failure = self._refused(error)
        except (HTTPException, OSError, SyntaxError) as error:
            reason = error.reason if isinstance(error, URLError) else error
            is_late = isinstance(reason, TimeoutError) or time.monotonic() >= deadline
            failure = self._too_late() if is_late else QueryError(f"The SPARQL server: {reason}.")
        # Raised here and not in place of the other error, whose traceback holds what pyoxigraph
        # wants to be dropped in this thread.
        raise failure

    def _too_late(self) -> QueryLimitError:
        return QueryLimitError(
            "time",
            f"The query had no answer after {self._limits.seconds:g} seconds. Start from a bound "
            "term, join every pattern to another, or ask for fewer rows.",
        )

    def _refused(self, error: HTTPError) -> QueryError:
        said = " ".join(error.read(_LONGEST_MESSAGE).decode(errors="replace").split())
        said = said.partition(_VIRTUOSO_QUERY)[0]
        if error.code == 400:
            return MalformedQueryError(f"The SPARQL server does not take this query: {said}")
        return QueryError(f"The SPARQL server answered {error.code}: {said}")

    def _require(self, digest: str) -> None:
        """Check that the server holds the data whose digest this is."""
        asked = Selection((), (CATALOG,))
        text = (
            f"SELECT ?digest {{ GRAPH <{CATALOG}> {{ <{DATASET}> <{SPDX}checksum> ?sum . "
            f"?sum <{SPDX}checksumValue> ?digest }} }}"
        )
        try:
            rows = self.select(text, asked).rows
        except QueryError as error:
            raise SourceError(f"{self._url}: {error}") from error
        found = {term.value for row in rows for term in row if term is not None}
        if found != {digest}:
            held = "other data" if found else "none of the data"
            raise SourceError(
                f"{self._url} holds {held} than this version needs. Write it with 'guidegraph "
                "dataset > guidegraph.nq' and load that file there, in place of what it holds."
            )


class _Timed:
    """A response that is read until a moment on the monotonic clock."""

    def __init__(self, response: HTTPResponse, deadline: float) -> None:
        self._response = response
        self._deadline = deadline
        self._held = b""
        self.media_type = response.headers.get_content_type()

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, none at the end; TimeoutError after the deadline."""
        while True:
            if time.monotonic() > self._deadline:
                raise TimeoutError("the answer took too long")
            part = self._response.read1(max(size - len(self._held), 1) if size > 0 else -1)
            found = (self._held + part).replace(_VIRTUOSO_BLANK, _BLANK)
            # What may be the start of one is held back until the rest is there.
            keep = len(_VIRTUOSO_BLANK) - 1 if part else 0
            out, self._held = found[: len(found) - keep], found[len(found) - keep :]
            if out or not part:
                return out


def _read(response: _Timed, form: QueryForm) -> Result:
    stream: Any = response  # All that is asked of it is `read`.
    if form in {QueryForm.SELECT, QueryForm.ASK}:
        rows = ox.parse_query_results(stream, ox.QueryResultsFormat.JSON)
        if form is QueryForm.ASK and not isinstance(rows, ox.QueryBoolean):
            return _boolean(next(iter(rows), None) is not None)
        return rows
    format = ox.RdfFormat.from_media_type(response.media_type)
    return (quad.triple for quad in ox.parse(stream, format or ox.RdfFormat.N_TRIPLES))


def _boolean(truth: bool) -> ox.QueryBoolean:
    """Return yes or no for a server that answers ASK with a row or with none, as Virtuoso does."""
    text = f'{{"head": {{}}, "boolean": {str(truth).lower()}}}'
    answer = ox.parse_query_results(text, ox.QueryResultsFormat.JSON)
    assert isinstance(answer, ox.QueryBoolean)  # noqa: S101  It is what the text above says.
    return answer
