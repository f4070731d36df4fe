"""
The server's side of the responders: which connections they are handed, and what comes back.

Every connection is looked at when its client first says something, and again whenever a responder
gives it back. It goes to a responder if it starts as a simple request does and one is free, and
otherwise to the server, which keeps it. The lane makes answers faster and nothing else: without
it, and for all that it leaves, the endpoint answers the same.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
from collections.abc import Callable
from typing import Any

from tornado.iostream import IOStream

from app.express.requests import START
from app.express.responder import Ending, ExpressSettings, Report
from app.query_log import QueryLog
from kg.errors import KnowledgeGraphError
from kg.sandbox_process import Zygote, ZygoteDiedError

Serve = Callable[[IOStream, Any], None]
"""Answers whatever comes over a connection from an address, until that closes."""

_MODULE = "app.express.responder"
_READ_SIZE = 65_536

_log = logging.getLogger(__name__)


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
        self._idle: list[_Held] = []
        self._responders: set[_Held] = set()
        self._waiting: set[IOStream] = set()
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
        for stream in self._waiting:
            loop.remove_reader(stream.socket)
            stream.close()
        self._waiting.clear()
        for responder in tuple(self._responders):
            self._drop(responder)
        if self._zygote is not None:
            self._zygote.close()
            self._zygote = None

    def received(self, serve: Serve, stream: IOStream, address: Any) -> None:
        """Take a connection that a client has just opened; *serve* gets it unless it is ours."""
        if self._responders:
            self._await(serve, stream, address)
        else:
            serve(stream, address)

    def _loaded(self) -> Zygote:
        return Zygote(self._dataset(), self._settings, _MODULE)

    def _await(self, serve: Serve, stream: IOStream, address: Any) -> None:
        self._waiting.add(stream)
        loop = asyncio.get_running_loop()
        loop.add_reader(stream.socket, self._heard, serve, stream, address)

    def _heard(self, serve: Serve, stream: IOStream, address: Any) -> None:
        self._waiting.discard(stream)
        asyncio.get_running_loop().remove_reader(stream.socket)
        if self._idle and _starts_simply(stream.socket):
            self._hand(self._idle.pop(), serve, stream, address)
        else:
            serve(stream, address)

    def _hand(self, responder: _Held, serve: Serve, stream: IOStream, address: Any) -> None:
        responder.back = lambda ending: self._back(ending, serve, stream, address)
        try:
            socket.send_fds(responder.channel, [b"c"], [stream.socket.fileno()])
        except OSError:  # It has ended, which its channel is about to say.
            responder.back = None
            serve(stream, address)

    def _back(self, ending: Ending, serve: Serve, stream: IOStream, address: Any) -> None:
        match ending:
            case Ending.WAITS if self._closed:
                stream.close()
            case Ending.WAITS:
                self._await(serve, stream, address)
            case Ending.UNREAD:
                serve(stream, address)
            case Ending.GONE:
                stream.close()

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
        responder = _Held(channel)
        self._responders.add(responder)
        self._idle.append(responder)
        asyncio.get_running_loop().add_reader(channel, self._said, responder)

    def _said(self, responder: _Held) -> None:
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
                responder.let_go(report.ending)

    def _ended(self, responder: _Held) -> None:
        """Take another for one that the kernel ended, or that has kept too much memory."""
        self._drop(responder)
        if not self._closed:
            self._add()
        # What it was working on is unread, and now the endpoint's.
        responder.let_go(Ending.UNREAD)

    def _drop(self, responder: _Held) -> None:
        asyncio.get_running_loop().remove_reader(responder.channel)
        responder.channel.close()
        self._responders.discard(responder)
        with contextlib.suppress(ValueError):
            self._idle.remove(responder)


class _Held:
    """A responder as the server sees it: a channel, and what to do with the connection it has."""

    def __init__(self, channel: socket.socket) -> None:
        self.channel = channel
        self.back: Callable[[Ending], None] | None = None
        self._received = b""

    def reports(self, content: bytes) -> list[Report]:
        """Return the reports that are whole, now that *content* has come."""
        *lines, self._received = (self._received + content).split(b"\n")
        return [Report.read(line) for line in lines]

    def let_go(self, ending: Ending) -> None:
        """Do with the connection what *ending* says, if there is one."""
        back, self.back = self.back, None
        if back is not None:
            back(ending)


def _starts_simply(connection: socket.socket) -> bool:
    try:
        return connection.recv(len(START), socket.MSG_PEEK) == START
    except OSError:
        return False
