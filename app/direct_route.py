"""
A route of the Tornado server without a request handler, for answers that are asked for often.

A request handler, and an ASGI application behind it, take as much time as most queries do. Here a
function gets the request and returns the response. What every answer of the server has in common
is done all the same: the transforms of `app.headers`, a date, no content for HEAD, and 500 with a
line in the log for what nobody foresaw.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from fastapi import Response
from tornado.httputil import (
    HTTPHeaders,
    HTTPMessageDelegate,
    HTTPServerRequest,
    ResponseStartLine,
    format_timestamp,
)
from tornado.routing import Router

from app.headers import TRANSFORMS

Respond = Callable[[HTTPServerRequest], Response | Awaitable[Response]]
"""Answers a request at once, or later if that takes longer; the body is in `request.body`."""

Sent = tuple[int, HTTPHeaders, bytes]
"""Status, headers and body as they go over the wire."""

# Bytes from which to compress a body takes longer than an event of a page may be held up.
_LONG = 65_536

_log = logging.getLogger(__name__)


class DirectRoute(Router):
    """
    Answers the requests of one route.

    Args:
        respond: Makes the response.
        longest: The bytes of a body that are kept. Of a longer one *respond* gets one byte more.
    """

    def __init__(self, respond: Respond, longest: int) -> None:
        self._respond = respond
        self._longest = longest
        # The event loop itself holds its tasks only weakly.
        self._running: set[asyncio.Task[None]] = set()

    def find_handler(self, request: HTTPServerRequest, **_: Any) -> HTTPMessageDelegate:
        """Return what receives the rest of the request; Tornado calls this for every request."""
        return _Receiver(request, self._longest, self._received)

    def _received(self, request: HTTPServerRequest) -> None:
        try:
            response = self._respond(request)
        except Exception:  # noqa: BLE001 - the boundary: the client waits for an answer
            response = _unforeseen()
        if isinstance(response, Response) and len(response.body) < _LONG:
            _send(request, as_sent(request, response))
            return
        task = asyncio.ensure_future(_send_later(request, response))
        self._running.add(task)
        task.add_done_callback(self._running.discard)


class _Receiver(HTTPMessageDelegate):
    """Collects the body of a request, up to what is kept of it."""

    def __init__(
        self,
        request: HTTPServerRequest,
        longest: int,
        received: Callable[[HTTPServerRequest], None],
    ) -> None:
        self._request = request
        self._room = longest + 1
        self._body = bytearray()
        self._whole = received

    def data_received(self, chunk: bytes) -> None:
        """Take a part of the body."""
        self._body += chunk[: self._room - len(self._body)]

    def finish(self) -> None:
        """Have the request answered, which is whole now."""
        self._request.body = bytes(self._body)
        self._whole(self._request)


async def _send_later(request: HTTPServerRequest, response: Response | Awaitable[Response]) -> None:
    try:
        found = response if isinstance(response, Response) else await response
    except Exception:  # noqa: BLE001 - the boundary: the client waits for an answer
        found = _unforeseen()
    if len(found.body) < _LONG:
        _send(request, as_sent(request, found))
    else:
        _send(request, await asyncio.to_thread(as_sent, request, found))


def _unforeseen() -> Response:
    _log.exception("a request was not answered")
    text = "This could not be answered. It is our fault; try again.\n"
    return Response(text, HTTPStatus.INTERNAL_SERVER_ERROR, media_type="text/plain")


def as_sent(request: HTTPServerRequest, response: Response) -> Sent:
    """Return what goes over the wire for *response*, with what all answers have in common."""
    status, body = response.status_code, bytes(response.body)
    headers = HTTPHeaders({"Date": format_timestamp(time.time())})
    for name, value in response.raw_headers:
        headers.add(name.decode("latin-1"), value.decode("latin-1"))
    for transform in TRANSFORMS:
        status, headers, body = transform(request).transform_first_chunk(
            status, headers, body, finishing=True
        )
    return status, headers, b"" if request.method == "HEAD" else body


def _send(request: HTTPServerRequest, written: Sent) -> None:
    status, headers, body = written
    connection = request.connection
    assert connection is not None  # noqa: S101 - for the type checker: it came by one
    connection.write_headers(
        ResponseStartLine("", status, HTTPStatus(status).phrase), headers, body
    )
    connection.finish()
