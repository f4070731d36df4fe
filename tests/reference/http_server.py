"""A Tornado server of one target in a thread, for tests that ask over HTTP."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tornado.httpserver import HTTPServer
from tornado.testing import bind_unused_port
from tornado.web import Application

from app.headers import TRANSFORMS


@contextmanager
def served(target: Any, **arguments: Any) -> Iterator[str]:
    """Serve *target*, a handler or router of Tornado's, at every path; yield the address."""
    socket, port = bind_unused_port()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    async def serve() -> None:
        rule = (r"/.*", target, arguments) if arguments else (r"/.*", target)
        server = HTTPServer(Application([rule], transforms=TRANSFORMS))
        server.add_socket(socket)
        await stop.wait()
        server.stop()
        await server.close_all_connections()

    def run() -> None:
        loop.run_until_complete(serve())
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(5)
