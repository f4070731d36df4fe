"""
The process that answers SPARQL texts from outside, and its confinement.

Started as `python -m kg.sandbox_worker FD` by `kg.sandbox_process`. It reads its settings (one line
of JSON) and the dataset (N-Triples) from standard input, loads them once, and then forks a worker
for each query that arrives on the socket FD. A worker answers one query and ends.

What a worker cannot do, whatever the text says:

- run longer than its time: the kernel ends it by SIGALRM;
- take more memory than its share: RLIMIT_AS (Linux only; macOS does not enforce it);
- open a file or a socket: RLIMIT_NOFILE is at the number of descriptors that it already has, so
  SERVICE finds no socket to call with;
- harm another query: nothing that it does is seen by the process that it was forked from.

The process is single-threaded on purpose: only then is a fork without exec safe.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import math
import os
import resource
import select
import signal
import socket
import struct
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pyoxigraph as ox

from kg.sandbox_answer import Settings, answer

STATUS = struct.Struct("!i")
"""How the exit code of a worker is written to the one who asked for it."""

_REPLY_FD = 3
_READ_SIZE = 65_536
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4


def main() -> None:
    """Load the dataset, say whether that worked, and fork workers until the socket closes."""
    with socket.socket(fileno=int(sys.argv[1])) as control:
        settings = Settings(**json.loads(sys.stdin.buffer.readline()))
        store = ox.Store()
        try:
            store.load(sys.stdin.buffer, format=ox.RdfFormat.N_TRIPLES)
        except SyntaxError as fault:
            control.sendall(f"!{fault}".encode())
            return
        gc.collect()
        gc.freeze()  # A collection in a worker would otherwise copy every page it touches.
        confine = _confinement(settings)
        control.sendall(b"+")
        _serve(control, lambda reply: _work(reply, store, settings, confine))


def _serve(control: socket.socket, work: Callable[[int], NoReturn]) -> None:
    wake, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.set_wakeup_fd(woken)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    statuses: dict[int, int] = {}
    while True:
        ready, _, _ = select.select([control.fileno(), wake], [], [])
        if wake in ready:
            os.read(wake, _READ_SIZE)
            _reap(statuses)
        if control.fileno() in ready:
            message, descriptors, _, _ = socket.recv_fds(control, 1, 2)
            if not message:
                break
            reply, status = descriptors
            worker = os.fork()
            if worker == 0:
                work(reply)
            os.close(reply)
            statuses[worker] = status
    for worker in statuses:
        os.kill(worker, signal.SIGKILL)
        os.waitpid(worker, 0)


def _reap(statuses: dict[int, int]) -> None:
    while statuses:
        worker, status = os.waitpid(-1, os.WNOHANG)
        if worker == 0:
            return
        descriptor = statuses.pop(worker)
        with contextlib.suppress(BrokenPipeError):  # Whoever asked may have given up.
            os.write(descriptor, STATUS.pack(os.waitstatus_to_exitcode(status)))
        os.close(descriptor)


def _confinement(settings: Settings) -> Callable[[int], None]:
    """Return the function that takes from a worker, for good, what a query has no use for."""
    zygote = os.getpid()
    is_linux = sys.platform == "linux"
    prctl = ctypes.CDLL(None).prctl if is_linux else None
    address_space = settings.memory_bytes + (_address_space() if is_linux else 0)

    def confine(reply: int) -> None:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, settings.seconds)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if prctl is not None:
            prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
            prctl(_PR_SET_DUMPABLE, 0)
            if os.getppid() != zygote:  # It died before its death could be watched.
                os._exit(1)
        # Standard output is /dev/null; a worker that aborts has nothing to say to an operator.
        os.dup2(1, 0)
        os.dup2(1, 2)
        os.dup2(reply, _REPLY_FD)
        os.closerange(_REPLY_FD + 1, os.sysconf("SC_OPEN_MAX"))
        _limit(resource.RLIMIT_NOFILE, _REPLY_FD + 1)
        _limit(resource.RLIMIT_CORE, 0)
        _limit(resource.RLIMIT_CPU, math.ceil(settings.seconds) + 1)
        if is_linux:
            _limit(resource.RLIMIT_AS, address_space)

    return confine


def _limit(kind: int, value: int) -> None:
    resource.setrlimit(kind, (value, value))


def _address_space() -> int:
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()


def _work(
    reply: int, store: ox.Store, settings: Settings, confine: Callable[[int], None]
) -> NoReturn:
    """Answer the one query that stands on *reply*, and end; the exit code is 0 only then."""
    try:
        confine(reply)
        request = json.loads(_read_all(_REPLY_FD))
        header, body = answer(store, settings, request["text"], request["format"])
        _write_all(_REPLY_FD, json.dumps(header).encode() + b"\n" + body)
        os._exit(0)
    finally:
        os._exit(1)


def _read_all(descriptor: int) -> bytes:
    return b"".join(iter(lambda: os.read(descriptor, _READ_SIZE), b""))


def _write_all(descriptor: int, content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(descriptor, view) :]


if __name__ == "__main__":
    main()
