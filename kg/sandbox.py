"""
Answers SPARQL text from outside, so that no text harms anybody but its own answer.

Oxigraph in Python can neither be cancelled nor told to refuse SERVICE, and some texts crash the
process that parses them. So a text from outside runs in a disposable process: see
`kg.sandbox_worker` for how that is confined, and `kg.query_text` for what is refused beforehand.
A process that has answered well answers the next text too, which saves a fork for each.

Linux is the target. On macOS everything works but the memory limit, which that system does not
enforce: time, network and crashes are still contained. Windows has no fork.

After `os.fork()` (a server with several processes) each process opens a sandbox of its own.
"""

from __future__ import annotations

import asyncio
import json
import signal
import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Any

from kg.errors import MalformedQueryError, QueryError, QueryLimitError, RefusedQueryError
from kg.graphs import Selection
from kg.namespaces import BASE, PREFIXES
from kg.query_answer import (
    SPARQL_JSON,
    AnswerKind,
    QueryAnswer,
    ResultTable,
    Term,
    formats_of,
    read_table,
)
from kg.query_limits import Limits
from kg.query_places import Places
from kg.query_text import QueryForm, check_query, require_known_graphs
from kg.sandbox_answer import Request, Settings
from kg.sandbox_process import Outcome, Worker, Zygote, ZygoteDiedError

__all__ = ["Limits", "QueryAnswer", "QuerySandbox", "ResultTable", "Term"]


class QuerySandbox:
    """
    Runs SPARQL queries over a fixed dataset, outside the process; threads may share it.

    Args:
        dataset: What can be queried, as N-Quads; a text that names no graph reads the default one.
        limits: What one query may take.
        prefixes: How the IRIs of an answered graph are abbreviated.
        graphs: The named graphs that a query may choose.

    Raises:
        SourceError: If *dataset* is not N-Quads.
    """

    def __init__(
        self,
        dataset: bytes,
        limits: Limits,
        prefixes: Mapping[str, str] = PREFIXES,
        graphs: Collection[str] = (),
    ) -> None:
        self._dataset = dataset
        self._limits = limits
        self._graphs = frozenset(graphs)
        self._settings = Settings.of(limits, prefixes)
        self._places = Places(limits)
        self._replacing = threading.Lock()
        self._changing = threading.Lock()
        self._closed = False
        self._idle: list[Worker] = []
        self._zygote = Zygote(dataset, self._settings)

    def __enter__(self) -> QuerySandbox:
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
        Answer one query in the media type *format*.

        Args:
            text: The query.
            format: One of `formats_of` its form.
            graphs: What it reads, whatever its FROM says; None leaves that to the text.

        Raises:
            RefusedQueryError: If it is an update, calls another server, or reads a graph that is
                not here.
            MalformedQueryError: If it is not SPARQL; says where and why.
            QueryLimitError: If it meets a limit: "time", "memory", "depth", "length" or "queue".
            ValueError: If *format* is none of `formats_of` the query's form, or after `close`.
        """
        self._check_format(self._check(text, graphs), format)
        return self._answer(text, format, graphs)

    async def answer(
        self, text: str, *, format: str, graphs: Selection | None = None
    ) -> QueryAnswer:
        """
        Do as `run` does, while the event loop goes on.

        Raises:
            QueryError: As `run` does.
            ValueError: As `run` does.
        """
        self._check_format(self._check(text, graphs), format)
        request = _request(text, format, graphs)
        async with self._places.taken_in_turn():
            try:
                with self._worker(self._zygote) as worker:
                    outcome = await worker.answer(request)
            except ZygoteDiedError:  # To start another takes long.
                outcome = await asyncio.to_thread(self._ask, request)
        return self._read(outcome, format)

    def select(self, text: str, graphs: Selection | None = None) -> ResultTable:
        """
        Answer one query of any form as a table.

        Raises:
            QueryError: As `run` does.
        """
        self._check(text, graphs)
        return read_table(self._answer(text, SPARQL_JSON, graphs))

    def close(self) -> None:
        """End all processes; a query that is running then fails."""
        with self._changing:
            self._closed = True
            self._let_go()
            self._zygote.close()

    def _check(self, text: str, graphs: Selection | None) -> QueryForm:
        if graphs is not None:
            require_known_graphs((*graphs.default, *graphs.named), self._graphs)
        return check_query(
            text,
            max_length=self._limits.text_length,
            max_depth=self._limits.depth,
            graphs=self._graphs,
            base=BASE,
        )

    @staticmethod
    def _check_format(form: QueryForm, format: str) -> None:
        if format not in formats_of(form):
            raise ValueError(f"{form.value} is not answered as '{format}': {formats_of(form)}")

    def _answer(self, text: str, media_type: str, graphs: Selection | None) -> QueryAnswer:
        with self._places.taken():
            outcome = self._ask(_request(text, media_type, graphs))
        return self._read(outcome, media_type)

    def _read(self, outcome: Outcome, media_type: str) -> QueryAnswer:
        if outcome.exit_code != 0:
            raise _limit_met(outcome.exit_code, self._limits)
        header = json.loads(outcome.header)
        if "fault" in header:
            raise _fault(header, self._limits)
        return QueryAnswer(
            AnswerKind(header["kind"]),
            media_type,
            outcome.body,
            header["rows"],
            header["truncated"],
        )

    def _ask(self, request: Request) -> Outcome:
        zygote = self._zygote
        try:
            with self._worker(zygote) as worker:
                return worker.ask(request)
        except ZygoteDiedError:
            replacement = self._replacement(zygote)
        try:
            with self._worker(replacement) as worker:
                return worker.ask(request)
        except ZygoteDiedError:
            raise QueryError("The process that answers queries ended twice; try again.") from None

    @contextmanager
    def _worker(self, zygote: Zygote) -> Iterator[Worker]:
        """Hold a worker; it is kept afterwards if it takes another query."""
        worker = self._waiting() or zygote.worker()
        try:
            yield worker
        finally:
            with self._changing:
                keeps = worker.takes_another() and zygote is self._zygote and not self._closed
                if keeps:
                    self._idle.append(worker)
            if not keeps:
                worker.close()

    def _waiting(self) -> Worker | None:
        """Return a worker that has answered before and still waits, None if there is none."""
        with self._changing:
            while self._idle:
                worker = self._idle.pop()
                if worker.takes_another():
                    return worker
                worker.close()
            return None

    def _replacement(self, dead: Zygote) -> Zygote:
        with self._replacing:
            if self._zygote is not dead:  # Another thread has been here first.
                return self._zygote
            with self._changing:
                self._let_go()
                self._require_open()
            dead.close()
            replacement = Zygote(self._dataset, self._settings)
            with self._changing:
                self._zygote = replacement
                if self._closed:
                    replacement.close()
                self._require_open()
            return replacement

    def _require_open(self) -> None:
        if self._closed:
            raise ValueError("the sandbox is closed")

    def _let_go(self) -> None:
        while self._idle:
            self._idle.pop().close()


def _request(text: str, media_type: str, graphs: Selection | None) -> Request:
    if graphs is None:
        return Request(text, media_type)
    return Request(text, media_type, list(graphs.default), list(graphs.named))


def _limit_met(exit_code: int, limits: Limits) -> QueryError:
    if exit_code in {-signal.SIGALRM, -signal.SIGXCPU}:
        return QueryLimitError(
            "time",
            f"The query was stopped after {limits.seconds:g} seconds. Start from a bound term, "
            "join every pattern to another, or ask for fewer rows.",
        )
    if exit_code in {-signal.SIGSEGV, -signal.SIGBUS, -signal.SIGILL}:
        return QueryLimitError(
            "depth", "The query is nested too deeply to be read. Say it with fewer groups."
        )
    if exit_code in {-signal.SIGABRT, -signal.SIGKILL}:
        return _memory_met(limits)
    return QueryError(f"The process that ran the query ended without an answer ({exit_code}).")


def _memory_met(limits: Limits) -> QueryLimitError:
    return QueryLimitError(
        "memory",
        f"The query needed more than {limits.memory_bytes // 1_048_576} MiB of memory. "
        "Join every pattern to another, or sort and concatenate fewer rows.",
    )


def _fault(header: dict[str, Any], limits: Limits) -> QueryError:
    if header["fault"] == "syntax":
        return MalformedQueryError(header["message"], header["line"], header["column"])
    if header["fault"] == "memory":
        return _memory_met(limits)
    if header["fault"] == "network":
        return RefusedQueryError("A query here reaches no other server. Remove the SERVICE clause.")
    return MalformedQueryError(f"The query cannot be evaluated: {header['message']}.")
