"""The servers that are asked the same SPARQL questions, each in a process of its own."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

from app.opening import open_services
from benchmarks.server import Server, guidegraph, running

OURS, OXIGRAPH, RDFLIB = "/sparql", "Oxigraph server", "rdflib behind our route"
HANDLER, ROUTE = "no query: a handler of Tornado's", "no query: a route as ours"
BARE = frozenset({HANDLER, ROUTE})
"""They do not read what is asked."""

_PROGRAM = Path(".venv-external/bin/oxigraph")


@dataclass(frozen=True, slots=True)
class Peer:
    """A server and the path at which it takes queries."""

    server: Server
    path: str


@contextmanager
def peers(folder: Path) -> Iterator[dict[str, Peer]]:
    """Run all servers on the same graphs, by name; the Oxigraph server only if it is there."""
    data = folder / "data.nq"
    with open_services(folder) as services:
        data.write_bytes(services.dataset.dump())
    module = [sys.executable, "-m"]
    commands = {
        RDFLIB: [*module, "benchmarks.rdflib_endpoint", str(data)],
        HANDLER: [*module, "benchmarks.bare_server", "handler"],
        ROUTE: [*module, "benchmarks.bare_server", "route"],
    }
    with ExitStack() as stack:
        found = {OURS: Peer(stack.enter_context(guidegraph(folder)), "/sparql")}
        program = shutil.which("oxigraph") or (str(_PROGRAM) if _PROGRAM.exists() else None)
        if program is None:
            note = "No Oxigraph server: python3 run.py check --external installs one."
            print(note, file=sys.stderr)
        else:
            found[OXIGRAPH] = Peer(stack.enter_context(_oxigraph(program, data)), "/query")
        for name, command in commands.items():
            found[name] = Peer(stack.enter_context(running(command)), "/sparql")
        yield found


@contextmanager
def _oxigraph(program: str, data: Path) -> Iterator[Server]:
    """Run the server on a store in memory, as ours is."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    started = time.perf_counter()
    with subprocess.Popen(
        [program, "serve", "--bind", f"127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        server = Server(port, process.pid, started)
        try:
            _load(server.host, data)
            yield server
        finally:
            process.kill()


def _load(host: str, data: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        connection = HTTPConnection(host, timeout=30)
        try:
            typed = {"Content-Type": "application/n-quads"}
            connection.request("POST", "/store", data.read_bytes(), typed)
            assert connection.getresponse().status in {201, 204}
            return
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "the Oxigraph server does not start"
            time.sleep(0.1)
        finally:
            connection.close()
