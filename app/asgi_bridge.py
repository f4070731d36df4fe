"""
An ASGI application (FastAPI) served by a Tornado request handler.

HTTP only. The body of a request is buffered by Tornado, the body of an answer is streamed. The
application is told when the client goes away. The lifespan protocol is not run. This module goes
when Panel serves ASGI itself (Panel 1.10, holoviz/panel#8722).
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import unquote

from tornado.httputil import HTTPServerRequest
from tornado.iostream import StreamClosedError
from tornado.web import RequestHandler

Message = MutableMapping[str, Any]
AsgiApp = Callable[
    [Message, Callable[[], Awaitable[Message]], Callable[[Message], Awaitable[None]]],
    Awaitable[None],
]


class AsgiHandler(RequestHandler):
    """Hands a request to an ASGI application and writes its answer."""

    def initialize(self, app: AsgiApp) -> None:
        """Take the application from the route; Tornado calls this for every request."""
        self._app = app
        self._gone = asyncio.Event()
        self._body: bytes | None = self.request.body

    async def _serve(self, *_: str, **__: str) -> None:
        try:
            await self._app(scope_of(self.request), self._receive, self._send)
        except asyncio.CancelledError:
            # The server stops. If the client has gone before, nobody is left to be answered, and
            # Tornado must not write an error of ours into the log.
            if self._gone.is_set():
                self.detach()
            raise

    get = post = put = patch = delete = head = options = _serve

    def on_connection_close(self) -> None:
        """Note that the client left."""
        self._gone.set()

    def check_xsrf_cookie(self) -> None:
        """Leave cross-site checks to the application."""

    def compute_etag(self) -> None:
        """Leave validators to the application."""

    async def _receive(self) -> Message:
        if self._body is not None:
            body, self._body = self._body, None
            return {"type": "http.request", "body": body, "more_body": False}
        await self._gone.wait()
        return {"type": "http.disconnect"}

    async def _send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.set_status(message["status"])
            self.clear_header("Content-Type")
            for name, value in message.get("headers", ()):
                self.add_header(name.decode("latin-1"), value.decode("latin-1"))
            return
        if self._gone.is_set():
            return
        if body := message.get("body", b""):
            self.write(body)
        if message.get("more_body", False):
            try:
                await self.flush()
            except StreamClosedError:
                self._gone.set()


def scope_of(request: HTTPServerRequest) -> Message:
    """Return what ASGI calls the scope of a request."""
    host, _, port = (
        request.host.rpartition(":") if ":" in request.host else (request.host, "", "80")
    )
    return {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": request.version.removeprefix("HTTP/"),
        "method": request.method,
        "scheme": request.protocol,
        "path": unquote(request.path),
        "raw_path": request.path.encode(),
        "query_string": request.query.encode(),
        "root_path": "",
        "headers": [
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in request.headers.get_all()
        ],
        "client": (request.remote_ip, 0),
        "server": (host, int(port) if port.isdecimal() else None),
        "state": {},
    }
