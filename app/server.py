"""One process that serves everything: live pages, documents, REST and files."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import signal
import socket
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from threading import Timer

import panel as pn
from bokeh.server.server import Server
from fastapi import FastAPI

from app import MATERIAL_FILES, PANEL_FILES, compat
from app.asgi_bridge import AsgiHandler
from app.documents import AssetHandler, DocumentHandler, LongDocumentHandler, NotFoundHandler
from app.errors import StartupError
from app.express.lane import ExpressLane
from app.headers import TRANSFORMS
from app.rest import REST_PATTERN, SPARQL_PATTERN, build_rest, build_sparql
from app.routes import DOCUMENTS, LONG_DOCUMENTS, PAGES, pattern, specific_first
from app.services import Services
from app.shell import PageFunction, live
from app.templating import STATIC, compile_templates

# Seconds after which the templates are compiled, and between two of them.
_TEMPLATES_AFTER, _PAUSE = 3.0, 0.02
# Seconds after which the express lane opens: the first page has the processor for itself.
_LANE_AFTER = 1.0

_PANEL_DIST = Path(pn.__file__).parent / "dist"
_MATERIAL_DIST = Path(compat.pmui.__file__).parent / "dist"


def build_server(
    services: Services,
    *,
    port: int,
    address: str = "127.0.0.1",
    hosts: Sequence[str] = (),
    rest: FastAPI | None = None,
    pages: dict[str, PageFunction] = PAGES,
    documents: dict[str, PageFunction] = DOCUMENTS,
) -> Server:
    """
    Return a server that listens but does not run yet.

    Args:
        services: What the pages work with.
        port: The port to listen on, 0 for any free one.
        address: The address to listen on.
        hosts: Further "name:port" under which browsers reach the server, behind a proxy for
            example; any other origin is refused on the websocket.
        rest: The REST application, by default the one of `app.rest`.
        pages: Live pages by route.
        documents: Document pages by route.

    Raises:
        StartupError: The address or port cannot be listened on.
    """
    compat.open_pages_faster()
    compat.watch_nobody()
    port = _listenable(address, port)
    own = [f"{name}:{port}" for name in (address, "localhost", "127.0.0.1")]
    server = pn.serve(
        {route: live(page, services) for route, page in specific_first(pages).items()},
        port=port,
        address=address,
        show=False,
        start=False,
        verbose=False,  # the command says where the server is
        liveness=True,
        websocket_origin=sorted({*own, *hosts}),
        extra_patterns=_patterns(services, rest or build_rest(services), documents),
        transforms=TRANSFORMS,
        default_handler_class=NotFoundHandler,
        ico_path="none",
        check_unused_sessions_milliseconds=5_000,
        unused_session_lifetime_milliseconds=10_000,
    )
    # Before all others: to look through these takes a while, and this one is asked the most.
    server._tornado.add_handlers(r".*", [(SPARQL_PATTERN, build_sparql(services))])
    compat.use_own_handlers(server._tornado)
    return server


def run(server: Server, lane: ExpressLane | None = None) -> None:
    """
    Serve until SIGTERM or SIGINT, then close all connections and return.

    Args:
        server: What serves.
        lane: Answers simple questions at `/sparql` beside it; None leaves them to the server.
    """
    loop = server.io_loop
    if lane is not None:
        _attach(lane, server)
    signals = (signal.SIGTERM, signal.SIGINT)

    def stop() -> None:
        for number in signals:
            loop.asyncio_loop.remove_signal_handler(number)  # a second one ends the process at once
        loop.add_callback(shut_down, server, lane)

    # What was made by now lasts. Panel has garbage collected whenever a visitor has left; to look
    # through all this for it would hold up every page for 0.2 s.
    gc.freeze()
    server.start()
    # After the first pages, which need few of them: nobody waits for the others later.
    templates = Timer(_TEMPLATES_AFTER, compile_templates, [_PAUSE])
    templates.daemon = True
    templates.start()
    for number in signals:
        loop.asyncio_loop.add_signal_handler(number, stop)
    loop.start()
    templates.cancel()


async def shut_down(server: Server, lane: ExpressLane | None = None) -> None:
    """Close all connections of *server*, end its tasks and stop its loop."""
    server.stop(wait=False)
    if lane is not None:
        lane.close()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(server._http.close_all_connections(), timeout=2)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    server.io_loop.stop()


def _attach(lane: ExpressLane, server: Server) -> None:
    """Have every connection go by the lane first."""
    http = server._http
    # Tornado asks the server itself for what a connection is handed to (`TCPServer.handle_stream`).
    http.handle_stream = partial(lane.received, http.handle_stream)
    server.io_loop.call_later(_LANE_AFTER, lane.open)


def _patterns(
    services: Services, rest: FastAPI, documents: dict[str, PageFunction]
) -> list[tuple[str, type, dict[str, object]]]:
    return [
        (REST_PATTERN, AsgiHandler, {"app": rest}),
        (r"/assets/[0-9a-f]{12}/(.*)", AssetHandler, {"path": str(STATIC)}),
        (rf"{PANEL_FILES}[^/]*/?dist/(.*)", AssetHandler, {"path": str(_PANEL_DIST)}),
        (rf"{MATERIAL_FILES}[^/]+/(.*)", AssetHandler, {"path": str(_MATERIAL_DIST)}),
        *(
            (
                pattern(route),
                LongDocumentHandler if route in LONG_DOCUMENTS else DocumentHandler,
                {"page": page, "services": services},
            )
            for route, page in specific_first(documents).items()
        ),
    ]


def _listenable(address: str, port: int) -> int:
    # Asked before Bokeh does, which needs the number for the origins and leaks a socket on failure.
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise StartupError(
                f"Cannot listen on {address}:{port} ({error.strerror}). Choose another port."
            ) from error
        return int(probe.getsockname()[1])
