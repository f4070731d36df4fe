"""A server in a process of its own, and what it costs as the kernel counts it."""

from __future__ import annotations

import contextlib
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_ADDRESS = re.compile(r"http://(?:localhost|127\.0\.0\.1):(\d+)")
_START = 120  # seconds after which a server that says nothing is given up


@dataclass(frozen=True, slots=True)
class Server:
    """A running server: *port* on this machine, and when its process was *started*."""

    port: int
    pid: int
    started: float

    @property
    def host(self) -> str:
        """The host and port, as an origin names them."""
        return f"127.0.0.1:{self.port}"

    def cpu(self) -> float:
        """Return the seconds of CPU that it and its live children have used; a tick is 10 ms."""
        return sum(_cpu(pid) for pid in (self.pid, *_children(self.pid)))

    def memory(self) -> float:
        """Return the resident memory of the process itself in MB."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
        return int(found[1]) / 1024 if found else 0.0


@contextmanager
def guidegraph(data: Path) -> Iterator[Server]:
    """Start `guidegraph serve` on a free port, with answers in *data*; stop it at the end."""
    command = "from app.cli import main; main()"
    with running([sys.executable, "-c", command, "serve", "--port", "0", "--data", str(data)]) as s:
        yield s


@contextmanager
def peer() -> Iterator[Server]:
    """Start the stock Panel page of `benchmarks.peer_page`; stop it at the end."""
    with running([sys.executable, "-m", "benchmarks.peer_page"]) as server:
        yield server


@contextmanager
def running(command: Sequence[str]) -> Iterator[Server]:
    """
    Start *command*, wait until it prints its address, and end it at the end.

    Raises:
        RuntimeError: If it ends or stays silent instead.
    """
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Server(_port(process, command), process.pid, started)
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()


def _port(process: subprocess.Popen[str], command: Sequence[str]) -> int:
    assert process.stdout is not None
    deadline = time.monotonic() + _START
    with selectors.DefaultSelector() as selector:
        selector.register(process.stdout, selectors.EVENT_READ)
        while selector.select(max(0, deadline - time.monotonic())):
            line = process.stdout.readline()
            if not line:
                break
            if found := _ADDRESS.search(line):
                return int(found[1])
    raise RuntimeError(f"{' '.join(command)} printed no address.")


def _cpu(pid: int) -> float:
    try:
        # The name, in parentheses, may hold blanks; user and system time are fields 14 and 15.
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    except FileNotFoundError:  # it ended in the meantime
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _children(pid: int) -> list[int]:
    # By every thread: a child is listed under the one that started it.
    listed: list[int] = []
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(FileNotFoundError):  # it ended in the meantime
            listed += map(int, task.read_text("ascii").split())
    return [child for found in listed for child in (found, *_children(found))]
