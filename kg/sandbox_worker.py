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
import gc
import json
import os
import select
import signal
import socket
import struct
import sys
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

import pyoxigraph as ox

from kg.confinement import CHANNEL_FD, Confinement
from kg.sandbox_answer import Request, Settings, answer

STATUS = struct.Struct("!i")
"""How the exit code of a worker is written to the one who asked for it."""

REQUEST = struct.Struct("!I")
"""What precedes a request: its length."""

REPLY = struct.Struct("!?II")
"""What precedes a reply: whether the worker takes another request, and the two lengths."""

_READ_SIZE = 65_536

Work = Callable[[int], NoReturn]
"""What a forked process does with its end of the channel to whoever asked for it."""


def main(prepare: Callable[[ox.Store, Mapping[str, Any]], Work]) -> None:
    """
    Load the dataset, say whether that worked, and fork processes until the socket closes.

    Args:
        prepare: Returns, for the dataset and the settings, what each process does.
    """
    with socket.socket(fileno=int(sys.argv[1])) as control:
        settings = json.loads(sys.stdin.buffer.readline())
        store = ox.Store()
        try:
            store.load(sys.stdin.buffer, format=ox.RdfFormat.N_QUADS)
        except SyntaxError as fault:
            control.sendall(f"!{fault}".encode())
            return
        work = prepare(store, settings)
        gc.collect()
        gc.freeze()  # A collection in a fork would otherwise copy every page it touches.
        control.sendall(b"+")
        _serve(control, work)


def _serve(control: socket.socket, work: Work) -> None:
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
    """What a forked process does; made before the fork."""

    def __init__(self, store: ox.Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._confinement = Confinement(settings.memory_bytes)

    def work(self, channel: int) -> NoReturn:
        """Answer the queries that arrive on *channel*, and end; the exit code is 0 only then."""
        try:
            self._confinement.enter(channel)
            stays = True
            while stays and (head := _read_exactly(REQUEST.size)):
                self._confinement.start_clock(self._settings.seconds)
                (length,) = REQUEST.unpack(head)
                request = Request(*json.loads(_read_exactly(length)))
                header, body = answer(self._store, self._settings, request)
                stays = self._confinement.allows_another()
                line = json.dumps(header).encode()
                _write_all(REPLY.pack(stays, len(line), len(body)) + line + body)
                self._confinement.stop_clock()
            os._exit(0)
        finally:
            os._exit(1)


def _read_exactly(length: int) -> bytes:
    """Return so many bytes, or none at all where the other side has closed."""
    received = bytearray()
    while len(received) < length:
        part = os.read(CHANNEL_FD, min(length - len(received), _READ_SIZE))
        if not part:
            return b""
        received += part
    return bytes(received)


def _write_all(content: bytes) -> None:
    view = memoryview(content)
    while view:
        view = view[os.write(CHANNEL_FD, view) :]


if __name__ == "__main__":
    main(lambda store, settings: _Worker(store, Settings(**settings)).work)
