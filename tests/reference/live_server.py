"""The real server in a process of its own, as `guidegraph serve` starts it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = """
import os, sys
from pathlib import Path
from app.express.opening import express_lane
from app.opening import open_services
from app.server import build_server, run

sparql = sys.argv[2] or os.environ.get("GUIDEGRAPH_SPARQL", "")
with open_services(Path(sys.argv[1]), sparql) as services:
    server = build_server(services, port=0)
    print(server.port, flush=True)
    run(server, express_lane(services))
"""


@contextmanager
def live_server(folder: Path, sparql: str = "") -> Iterator[str]:
    """
    Yield the address of a server that keeps its answers in *folder*; end it at the end.

    *sparql* is the SPARQL server behind it; by default the environment says, as for `serve`.
    """
    command = [sys.executable, "-c", PROGRAM, str(folder), sparql]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = next(line for line in process.stdout if line.strip().isdecimal()).strip()
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
