"""`guidegraph serve`."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Timer
from typing import Annotated

import typer

from app.commands.exits import own_errors, wrong

_FILES_AFTER = 5.0  # seconds


def serve(
    port: Annotated[int, typer.Option(help="The port to listen on; 0 for any free one.")] = 8000,
    address: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    host: Annotated[
        list[str] | None,
        typer.Option(help="A name:port under which browsers reach the server; may be repeated."),
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="The folder for answers; by default one of your own.")
    ] = None,
    sparql: Annotated[
        str,
        typer.Option(
            envvar="GUIDEGRAPH_SPARQL",
            help="The address of a SPARQL server that holds the dataset and answers queries.",
        ),
    ] = "",
) -> None:
    """Start the web app and the SPARQL endpoint."""
    with ExitStack() as stack:
        with _without_collection():
            # Panel takes a second to import; the other commands do not wait for it.
            from app.errors import StartupError
            from app.express.opening import express_lane
            from app.opening import open_services
            from app.server import build_server, run

            folder = data or Path(typer.get_app_dir("guidegraph"))
            stack.enter_context(own_errors())
            try:
                services = stack.enter_context(open_services(folder, sparql))
                server = build_server(services, port=port, address=address, hosts=host or ())
            except StartupError as error:
                raise wrong(str(error)) from error
        typer.echo(f"GuideGraph is at http://localhost:{server.port}/  (answers in {folder})")
        typer.echo("It teaches; it is not for clinical use. Stop it with Ctrl-C.")
        # In the background: nobody waits for the files to download, and few ask for them.
        # Later, so that the first page does not share the processor with it.
        files = Timer(_FILES_AFTER, services.downloads.prepare)
        files.daemon = True
        files.start()
        run(server, express_lane(services))


@contextmanager
def _without_collection() -> Iterator[None]:
    """Do without the garbage collector: what is made at the start stays."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
