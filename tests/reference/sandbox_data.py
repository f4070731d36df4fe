"""What the tests of the sandbox ask, of what data, and how they see its processes."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from kg.query_answer import ResultTable, Term
from kg.query_limits import Limits
from kg.sandbox import QuerySandbox
from kg.sandbox_answer import Settings

JSON = "application/sparql-results+json"
MIB = 1024 * 1024
# A ring, so that a path never ends, with a label on each member.
RING = "".join(
    f"<http://e/{i}> <http://e/next> <http://e/{(i + 1) % 300}> .\n"
    f'<http://e/{i}> <http://e/label> "number {i}"@en .\n'
    for i in range(300)
).encode()
# The text limits are out of the way here: what they would refuse must be harmless all the same.
LIMITS = Limits(
    seconds=1.0,
    memory_bytes=96 * MIB,
    rows=1_000,
    result_bytes=100_000,
    text_length=20 * MIB,
    depth=1_000_000,
)
SETTINGS = Settings(
    LIMITS.seconds, LIMITS.memory_bytes, LIMITS.rows, LIMITS.result_bytes, {}, "http://base/"
)
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
GOOD = "SELECT ?n { <http://e/7> <http://e/next> ?n }"
GOOD_TABLE = ResultTable(("n",), ((Term("uri", "http://e/8"),),), None)

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def children(pid: int) -> set[int]:
    """Return the ids of the processes that *pid* started and that are not yet collected."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return {int(child) for task in tasks for child in task.read_text().split()}


def zygotes() -> set[int]:
    """Return the ids of this process's sandboxes; tests of other things start children too."""
    own = children(os.getpid())
    return {pid for pid in own if b"sandbox_worker" in Path(f"/proc/{pid}/cmdline").read_bytes()}


@contextmanager
def sandbox_and_its_process(limits: Limits = LIMITS) -> Iterator[tuple[QuerySandbox, int]]:
    """Yield a sandbox on the ring and the id of the one process that forks its workers."""
    others = zygotes()
    with QuerySandbox(RING, limits) as sandbox:
        (zygote,) = zygotes() - others
        yield sandbox, zygote


def is_running(pid: int) -> bool:
    """Tell whether *pid* runs; an orphan that init has not collected yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition: Callable[[], object], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)
