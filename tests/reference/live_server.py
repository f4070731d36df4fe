"""The real server in a process of its own, as `guidegraph serve` starts it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROGRAM = """
import sys
from pathlib import Path
from app.opening import open_services
from app.server import build_server, run

with open_services(Path(sys.argv[1]), *sys.argv[2:]) as services:
    server = build_server(services, port=0)
    print(server.port, flush=True)
    run(server)
"""


@contextmanager
def live_server(folder: Path, *options: str) -> Iterator[str]:
    """Yield the address of a server that keeps its answers in *folder*; end it at the end."""
    command = [sys.executable, "-c", PROGRAM, str(folder), *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = next(line for line in process.stdout if line.strip().isdecimal()).strip()
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()
