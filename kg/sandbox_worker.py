"""
The process that answers SPARQL texts from outside, and its confinement.

Started as `python -m kg.sandbox_worker FD` by `kg.sandbox_process`. It reads its settings (one line
of JSON) and the dataset (N-Quads) from standard input, loads them once, and then forks a worker for
each message that arrives on the socket FD. A worker answers one query after the other until it is
told to end, and never two at once.

What a worker cannot do, whatever the text says:

- run longer than its time: the kernel ends it by SIGALRM;
- take more memory than its share: RLIMIT_AS (Linux only; macOS does not enforce it). A worker that
  keeps some of it after an answer retires, so that no query pays for another;
- open a file or a socket: RLIMIT_NOFILE is at the number of descriptors that it already has, so
  SERVICE finds no socket to call with;
- change anything that another query sees: queries are read-only, and of what a worker does the
  process that it was forked from sees nothing.

The process is single-threaded on purpose: only then is a fork without exec safe.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
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
from typing import NoReturn

import pyoxigraph as ox

from kg.sandbox_answer import Request, Settings, answer

STATUS = struct.Struct("!i")
"""How the exit code of a worker is written to the one who asked for it."""

REQUEST = struct.Struct("!I")
"""What precedes a request: its length."""

REPLY = struct.Struct("!?II")
"""What precedes a reply: whether the worker takes another request, and the two lengths."""

_REPLY_FD, _STATM_FD = 3, 4
_STATM_OF_SELF = "/proc/self/statm"
_READ_SIZE = 65_536
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4
# Of its share of memory, what a worker may keep between queries before it retires.
_KEPT_SHARE = 8


def main() -> None:
    """Load the dataset, say whether that worked, and fork workers until the socket closes."""
    with socket.socket(fileno=int(sys.argv[1])) as control:
        settings = Settings(**json.loads(sys.stdin.buffer.readline()))
        store = ox.Store()
        try:
            store.load(sys.stdin.buffer, format=ox.RdfFormat.N_QUADS)
        except SyntaxError as fault:
            control.sendall(f"!{fault}".encode())
            return
        gc.collect()
        gc.freeze()  # A collection in a worker would otherwise copy every page it touches.
        worker = _Worker(store, settings)
        control.sendall(b"+")
        _serve(control, worker.work)


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


class _Worker:
    """What a forked process does; made before the fork, which then costs as little as it can."""

    def __init__(self, store: ox.Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._zygote = os.getpid()
        self._is_linux = sys.platform == "linux"
        self._prctl = ctypes.CDLL(None).prctl if self._is_linux else None
        self._space = 0

    def work(self, reply: int) -> NoReturn:
        """Answer the queries that arrive on *reply*, and end; the exit code is 0 only then."""
        try:
            self._confine(reply)
            stays = True
            while stays and (head := _read_exactly(REQUEST.size)):
                self._start_clock()
                (length,) = REQUEST.unpack(head)
                request = Request(*json.loads(_read_exactly(length)))
                header, body = answer(self._store, self._settings, request)
                stays = self._kept() * _KEPT_SHARE < self._settings.memory_bytes
                line = json.dumps(header).encode()
                _write_all(REPLY.pack(stays, len(line), len(body)) + line + body)
                signal.setitimer(signal.ITIMER_REAL, 0)
            os._exit(0)
        finally:
            os._exit(1)

    def _confine(self, reply: int) -> None:
        """Take from the process, for good, what a query has no use for."""
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if self._prctl is not None:
            self._prctl(_PR_SET_PDEATHSIG, int(signal.SIGKILL))
            self._prctl(_PR_SET_DUMPABLE, 0)
            if os.getppid() != self._zygote:  # It died before its death could be watched.
                os._exit(1)
        # Standard output is /dev/null; a worker that aborts has nothing to say to an operator.
        os.dup2(1, 0)
        os.dup2(1, 2)
        # By way of high numbers, because either may stand where the other goes.
        statm = os.open(_STATM_OF_SELF, os.O_RDONLY) if self._is_linux else 1
        kept = [
            fcntl.fcntl(descriptor, fcntl.F_DUPFD, _STATM_FD + 1) for descriptor in (reply, statm)
        ]
        os.dup2(kept[0], _REPLY_FD)
        os.dup2(kept[1], _STATM_FD)
        os.closerange(_STATM_FD + 1, os.sysconf("SC_OPEN_MAX"))
        _limit(resource.RLIMIT_NOFILE, _STATM_FD + 1)
        _limit(resource.RLIMIT_CORE, 0)
        if self._is_linux:
            self._space = _address_space(_STATM_FD)
            _limit(resource.RLIMIT_AS, self._settings.memory_bytes + self._space)

    def _start_clock(self) -> None:
        """Give the next query its time, counted from now."""
        signal.setitimer(signal.ITIMER_REAL, self._settings.seconds)
        used = resource.getrusage(resource.RUSAGE_SELF)
        most = math.ceil(used.ru_utime + used.ru_stime + self._settings.seconds) + 1
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (most, hard))

    def _kept(self) -> int:
        """Return the bytes that the process has mapped since it was forked."""
        return _address_space(_STATM_FD) - self._space if self._is_linux else 0


def _limit(kind: int, value: int) -> None:
    resource.setrlimit(kind, (value, value))


def _address_space(statm: int) -> int:
    """Return the bytes that a process has mapped, read from its open /proc/<pid>/statm."""
    return int(os.pread(statm, _READ_SIZE, 0).split()[0]) * resource.getpagesize()


def _read_exactly(length: int) -> bytes:
    """Return so many bytes, or none at all where the other side has closed."""
    received = bytearray()
    while len(received) < length:
        part = os.read(_REPLY_FD, min(length - len(received), _READ_SIZE))
        if not part:
            return b""
        received += part
    return bytes(received)


def _write_all(content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(_REPLY_FD, view) :]


if __name__ == "__main__":
    main()
