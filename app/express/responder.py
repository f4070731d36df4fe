"""
A process that answers simple questions on the connection to the client itself.

Started as `python -m app.express.responder FD` by `app.express.lane`, it loads the default graph
and forks responders, which are confined as the workers of the sandbox are (`kg.confinement`) and
get far less time. A responder is handed one connection after the other. It looks at the request
that waits there without taking it out, and takes it out only when it has the whole answer. So
whatever it does not answer (what is no simple request, refused, malformed, too long, of other
graphs), and whatever it was working on when the kernel ended it, is still there for the endpoint
to answer, with its limits and in its words.
"""

from __future__ import annotations

import json
import os
import select
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from enum import StrEnum
from typing import Any, NoReturn

from app.express.requests import LONGEST, SimpleRequest, read_simple
from app.kept_answers import KeptAnswers
from app.query_request import QueryRequest, RequestError
from app.question import Question, read_question
from kg.confinement import CHANNEL_FD, Confinement
from kg.errors import QueryError
from kg.query_text import check_query, is_repeatable, reads_default_graph
from kg.sandbox_answer import Settings
from kg.sandbox_worker import Work, main
from kg.whole_answers import Store, whole_answer

ASKED_BACK = b"b"
"""What a responder is told when it is to let go of a connection at which nothing is said."""

HANDED = b"c"
"""What goes with a connection."""

# Milliseconds for which a client that says nothing is waited for.
_WAIT_MS = 1_000
# Seconds in which a client that has read nothing for long takes an answer.
_SEND = 1.0
# Of answers, after which they are reported while the client still asks.
_REPORTED = 64
_ROOM_BYTES = 4 * 1024 * 1024
_SEND_BUFFER = 131_072


class Ending(StrEnum):
    """Why a responder lets go of a connection."""

    WAITS = "waits"
    """The client says nothing for now."""

    UNREAD = "unread"
    """What the client says is for the endpoint."""

    GONE = "gone"
    """Nobody says anything any more."""


@dataclass(frozen=True, slots=True)
class ExpressSettings(Settings):
    """
    The settings of a responder.

    *seconds* is what a query gets here. *heads* holds status line and fields of an answer by the
    client's name for its media type, less those that differ from answer to answer; *version* is
    what the tags of answers depend on. The rest is as `check_query` takes it.
    """

    heads: dict[str, str] = field(default_factory=dict)
    version: str = ""
    text_length: int = 0
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Report:
    """
    What a responder did since it last said so.

    *answered* and *known* are the seconds that answers took, those of queries that ran and of
    answers that were kept. *ending* is None while the connection is still held.
    """

    ending: Ending | None
    answered: list[float]
    known: list[float]

    def packed(self) -> bytes:
        """Return it as one line."""
        return json.dumps([self.ending, self.answered, self.known]).encode() + b"\n"

    @classmethod
    def read(cls, line: bytes) -> Report:
        """Return what `packed` made a line of."""
        ending, answered, known = json.loads(line)
        return cls(None if ending is None else Ending(ending), answered, known)


class Responder:
    """
    Answers the clients whose connections it is handed.

    Args:
        store: What is asked.
        settings: The limits, and what answers look like.
        confinement: What times the queries and watches the memory.
    """

    def __init__(self, store: Store, settings: ExpressSettings, confinement: Confinement) -> None:
        self._store = store
        self._settings = settings
        self._confinement = confinement
        self._heads = {name: head.encode("latin-1") for name, head in settings.heads.items()}
        self._kept: KeptAnswers[bytes] = KeptAnswers(_ROOM_BYTES, len)
        self._date = (0, b"")
        self._answered: list[float] = []
        self._known: list[float] = []

    def work(self, channel: int) -> NoReturn:
        """Serve the connections that arrive on *channel*, and end."""
        try:
            # One descriptor for the connection, and so none while a query runs.
            self._confinement.enter(channel, spare=1)
            with socket.socket(fileno=CHANNEL_FD) as control:
                while self._confinement.allows_another() and (handed := _handed(control)):
                    with handed:
                        ending = self.hold(handed, control)
                    control.sendall(self._report(ending).packed())
            os._exit(0)
        finally:
            os._exit(1)

    def hold(self, connection: socket.socket, control: socket.socket) -> Ending:
        """Answer a client as long as it asks simple questions, reporting to *control*."""
        # Room for a whole answer, so that no client that reads slowly holds the responder up.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)
        # As the server has it already: this is shared with the process that it was handed by.
        connection.setblocking(False)
        heard = select.poll()
        heard.register(connection, select.POLLIN)
        heard.register(control, select.POLLIN)
        while ready := dict(heard.poll(_WAIT_MS)):
            if connection.fileno() not in ready:
                control.recv(len(ASKED_BACK))
                break
            try:
                content = connection.recv(LONGEST, socket.MSG_PEEK)
                if not content:
                    return Ending.GONE
                request = read_simple(content)
                answer = None if request is None else self._answer(request)
                if request is None or answer is None:
                    return Ending.UNREAD
                connection.recv(len(content))
                _send(connection, answer)
            except OSError:
                return Ending.GONE
            if not request.keeps:
                return Ending.GONE
            if len(self._answered) + len(self._known) >= _REPORTED:
                control.sendall(self._report(None).packed())
        return Ending.WAITS

    def _report(self, ending: Ending | None) -> Report:
        report = Report(ending, self._answered, self._known)
        self._answered, self._known = [], []
        return report

    def _answer(self, request: SimpleRequest) -> bytes | None:
        """Return the whole response, None if the endpoint must answer."""
        started = time.monotonic()
        try:
            name, question = read_question(QueryRequest(request.text, None, request.accept))
        except (QueryError, RequestError):
            return None
        body, times = self._kept.get(question), self._known
        if body is None:
            body, times = self._run(question), self._answered
        if body is None:
            return None
        end = "" if request.keeps else "Connection: close\r\n"
        tag, length = question.etag(self._settings.version), len(body)
        last = f"Etag: {tag}\r\nContent-Length: {length}\r\n{end}\r\n".encode()
        times.append(time.monotonic() - started)
        return b"".join((self._heads[name], self._dated(), last, body))

    def _run(self, question: Question) -> bytes | None:
        settings = self._settings
        try:
            check_query(
                question.text,
                max_length=settings.text_length,
                max_depth=settings.depth,
            )
        except QueryError:
            return None
        if not (reads_default_graph(question.text) and is_repeatable(question.text)):
            return None
        self._confinement.start_clock(settings.seconds)
        try:
            body = whole_answer(self._store, settings, question.text, question.media_type)
        except Exception:  # noqa: BLE001 - the boundary: the endpoint says what is wrong
            return None
        finally:
            self._confinement.stop_clock()
        if body is not None:
            self._kept.put(question, body)
        return body

    def _dated(self) -> bytes:
        now = int(time.time())
        if now != self._date[0]:
            self._date = (now, f"Date: {formatdate(now, usegmt=True)}\r\n".encode())
        return self._date[1]


def _handed(control: socket.socket) -> socket.socket | None:
    """Wait for the next connection; None when there will be none."""
    # One byte at a time: a descriptor comes with its own.
    while received := socket.recv_fds(control, len(HANDED), 1):
        said, descriptors, _, _ = received
        if descriptors:
            return socket.socket(fileno=descriptors[0])
        if not said:
            break  # Else it was asked for a connection that it had let go of by itself.
    return None


def _send(connection: socket.socket, content: bytes) -> None:
    try:
        sent = connection.send(content)
    except BlockingIOError:
        sent = 0
    if sent < len(content):
        connection.settimeout(_SEND)
        connection.sendall(content[sent:])
        connection.setblocking(False)


def prepare(store: Store, given: Mapping[str, Any]) -> Work:
    """Return what each forked process does."""
    settings = ExpressSettings(**given)
    return Responder(store, settings, Confinement(settings.memory_bytes)).work


if __name__ == "__main__":
    main(prepare)
