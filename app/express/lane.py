"""
The server's side of the responders: which connections they are handed, and what comes back.

Every connection is looked at when its client first says something, and again whenever a responder
gives it back. If it starts as a simple request does, it goes to a responder as soon as one is free;
one whose client says nothing is asked back for it. All others, and those that waited in vain, go to
the server, which keeps them. The lane makes answers faster and nothing else: without
it, and for all that it leaves, the endpoint answers the same.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tornado.iostream import IOStream

from app.express.requests import START
from app.express.responder import ASKED_BACK, HANDED, Ending, ExpressSettings, Report
from app.query_log import QueryLog
from kg.errors import KnowledgeGraphError
from kg.sandbox_process import Zygote, ZygoteDiedError

Serve = Callable[[IOStream, Any], None]
"""Answers whatever comes over a connection from an address, until that closes."""

# Seconds for which a client waits for a responder.
_PATIENCE = 0.02
_MODULE = "app.express.responder"
_READ_SIZE = 65_536

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Connection:
    """A connection, and who gets it if the lane does not."""

    stream: IOStream
    address: Any
    serve: Serve

    def leave(self) -> None:
        self.serve(self.stream, self.address)


class ExpressLane:
    """
    Hands connections to responders; for one event loop.

    Args:
        dataset: Returns what is asked, as N-Triples: the default graph.
        settings: What the responders go by.
        responders: How many there are.
        log: Where answers are counted.
    """

    def __init__(
        self,
        dataset: Callable[[], bytes],
        settings: ExpressSettings,
        responders: int,
        log: QueryLog,
    ) -> None:
        self._dataset = dataset
        self._settings = settings
        self._wanted = responders
        self._log = log
        self._zygote: Zygote | None = None
        self._reopening: asyncio.Future[None] | None = None
        self._responders: set[_Responder] = set()
        self._idle: list[_Responder] = []
        # In the order in which they were handed something.
        self._busy: dict[_Responder, None] = {}
        self._silent: set[IOStream] = set()
        # With the timers that end their patience.
        self._queue: dict[_Connection, asyncio.TimerHandle] = {}
        self._closed = False

    async def open(self) -> None:
        """Start the responders; until that is done, and if it fails, the server does without."""
        try:
            zygote = await asyncio.to_thread(self._loaded)
        except (KnowledgeGraphError, OSError):
            _log.exception("questions are answered without responders")
            return
        if self._closed:
            zygote.close()
            return
        self._zygote = zygote
        for _ in range(self._wanted):
            self._add()

    def close(self) -> None:
        """End the responders, and close the connections that nobody has."""
        self._closed = True
        loop = asyncio.get_running_loop()
        for stream in self._silent:
            loop.remove_reader(stream.socket)
            stream.close()
        self._silent.clear()
        for connection, timer in self._queue.items():
            timer.cancel()
            connection.stream.close()
        self._queue.clear()
        for responder in tuple(self._responders):
            self._drop(responder)
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None

    def received(self, serve: Serve, stream: IOStream, address: Any) -> None:
        """Take a connection that a client has just opened; *serve* gets it unless it is ours."""
        connection = _Connection(stream, address, serve)
        if not self._responders:
            connection.leave()
        elif _says(stream.socket) == START:  # Most clients have spoken by the time they are heard.
            self._enqueue(connection)
        else:
            self._listen(connection)

    def _loaded(self) -> Zygote:
        return Zygote(self._dataset(), self._settings, _MODULE)

    def _listen(self, connection: _Connection) -> None:
        self._silent.add(connection.stream)
        loop = asyncio.get_running_loop()
        loop.add_reader(connection.stream.socket, self._heard, connection)

    def _heard(self, connection: _Connection) -> None:
        loop = asyncio.get_running_loop()
        loop.remove_reader(connection.stream.socket)
        self._silent.discard(connection.stream)
        if _says(connection.stream.socket) == START:
            self._enqueue(connection)
        else:
            connection.leave()

    def _enqueue(self, connection: _Connection) -> None:
        loop = asyncio.get_running_loop()
        self._queue[connection] = loop.call_later(_PATIENCE, self._give_up, connection)
        if not self._idle:
            self._ask_back()
        self._hand_on()

    def _give_up(self, connection: _Connection) -> None:
        del self._queue[connection]
        connection.leave()

    def _ask_back(self) -> None:
        """Ask the responder that has been with its client the longest to let go of it."""
        for responder in self._busy:
            if not responder.asked_back:
                responder.asked_back = True
                with contextlib.suppress(OSError):  # It has ended, which its channel will say.
                    responder.channel.send(ASKED_BACK)
                return

    def _hand_on(self) -> None:
        """Give those that wait to those that are free."""
        while self._queue and self._idle:
            responder, connection = self._idle.pop(), next(iter(self._queue))
            self._queue.pop(connection).cancel()
            try:
                descriptors = [connection.stream.socket.fileno()]
                socket.send_fds(responder.channel, [HANDED], descriptors)
            except OSError:  # As above.
                connection.leave()
                continue
            responder.connection = connection
            responder.asked_back = False
            self._busy[responder] = None

    def _taken_back(self, responder: _Responder, ending: Ending) -> None:
        self._busy.pop(responder, None)
        connection, responder.connection = responder.connection, None
        if connection is None:
            return
        match ending:
            case Ending.WAITS if not self._closed:
                self._listen(connection)
            case Ending.UNREAD:
                connection.leave()
            case _:
                connection.stream.close()

    def _add(self) -> None:
        if self._zygote is None:
            return
        try:
            channel, ending = self._zygote.fork()
        except ZygoteDiedError:
            _log.error("the process that forks the responders ended; they are started anew")
            self._zygote.close()
            self._zygote = None
            self._reopening = asyncio.ensure_future(self.open())
            return
        ending.close()
        channel.setblocking(False)
        responder = _Responder(channel)
        self._responders.add(responder)
        self._idle.append(responder)
        asyncio.get_running_loop().add_reader(channel, self._said, responder)
        self._hand_on()

    def _said(self, responder: _Responder) -> None:
        try:
            content = responder.channel.recv(_READ_SIZE)
        except BlockingIOError:
            return
        except OSError:
            content = b""
        if not content:
            self._ended(responder)
            return
        for report in responder.reports(content):
            for seconds in report.answered:
                self._log.record("answered", seconds, express=True)
            for seconds in report.known:
                self._log.record("cached", seconds, express=True)
            if report.ending is not None:
                self._idle.append(responder)
                self._taken_back(responder, report.ending)
        self._hand_on()

    def _ended(self, responder: _Responder) -> None:
        """Take another for one that the kernel ended, or that has kept too much memory."""
        self._drop(responder)
        if not self._closed:
            self._add()
        # What it was working on is unread, and now the endpoint's.
        self._taken_back(responder, Ending.UNREAD)

    def _drop(self, responder: _Responder) -> None:
        asyncio.get_running_loop().remove_reader(responder.channel)
        responder.channel.close()
        self._responders.discard(responder)
        with contextlib.suppress(ValueError):
            self._idle.remove(responder)


class _Responder:
    """A responder as the server sees it: a channel, and the connection that it has."""

    def __init__(self, channel: socket.socket) -> None:
        self.channel = channel
        self.connection: _Connection | None = None
        self.asked_back = False
        self._received = b""

    def reports(self, content: bytes) -> list[Report]:
        """Return the reports that are whole, now that *content* has come."""
        *lines, self._received = (self._received + content).split(b"\n")
        return [Report.read(line) for line in lines]


def _says(connection: socket.socket) -> bytes:
    """Return how what waits in a connection starts, nothing if nothing can be read."""
    try:
        return connection.recv(len(START), socket.MSG_PEEK)
    except OSError:
        return b""
