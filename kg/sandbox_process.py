"""
The parent's side of the process that answers SPARQL texts: starting it, asking it, ending it.

For each query the parent makes a socket pair and a pipe, and hands one end of each to the process
over its control socket. The worker that is forked for the query reads and writes the socket; the
process that forked it writes the worker's exit code to the pipe. So no process id is ever passed
around, and the end of a worker cannot be mistaken for the end of another.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from kg.errors import SourceError
from kg.sandbox_answer import Settings
from kg.sandbox_worker import STATUS

_READ_SIZE = 65_536
_START_SECONDS = 60.0
_GRACE_SECONDS = 2.0


class ZygoteDiedError(Exception):
    """The process that forks the workers ended, or no longer says how its workers end."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a worker wrote, and how it ended: 0, or minus the number of the signal that ended it."""

    output: bytes
    exit_code: int


class Zygote:
    """
    A running process that holds the dataset and forks a worker for each query.

    Raises:
        SourceError: If *dataset* is not N-Triples.
    """

    def __init__(self, dataset: bytes, settings: Settings) -> None:
        self._patience = settings.seconds + _GRACE_SECONDS
        self._sending = threading.Lock()
        self._control, theirs = socket.socketpair()
        with theirs:
            # A session of its own: Ctrl+C in the terminal of the server is not meant for it, and
            # its workers can be ended together with it. It ends when the control socket closes.
            self._process = subprocess.Popen(  # noqa: S603  Nothing here comes from outside.
                [sys.executable, "-P", "-m", "kg.sandbox_worker", str(theirs.fileno())],
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
                env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
            )
        try:
            self._load(dataset, settings)
        except BaseException:
            self.close()
            raise

    def ask(self, text: str, media_type: str) -> Outcome:
        """
        Have one query answered by a worker of its own and return how that went.

        Raises:
            ZygoteDiedError: If the process ended before it said how the worker ended.
        """
        ours, reply = socket.socketpair()
        status_source, status = os.pipe()
        with ours, os.fdopen(status_source, "rb", buffering=0) as exit_code:
            try:
                with reply, self._sending:
                    socket.send_fds(self._control, [b"?"], [reply.fileno(), status])
            except OSError as fault:
                raise ZygoteDiedError from fault
            finally:
                os.close(status)
            deadline = time.monotonic() + self._patience
            request = json.dumps({"text": text, "format": media_type}).encode()
            with contextlib.suppress(OSError):  # A worker that ended early says so by its code.
                ours.sendall(request)
                ours.shutdown(socket.SHUT_WR)
            output = _read(ours.fileno(), deadline)
            ending = _read(exit_code.fileno(), deadline)
        if len(ending) != STATUS.size:
            raise ZygoteDiedError
        return Outcome(output, STATUS.unpack(ending)[0])

    def close(self) -> None:
        """End the process and its workers and collect it; closing twice does no harm."""
        with self._sending, contextlib.suppress(OSError):
            self._control.shutdown(socket.SHUT_RDWR)
        self._control.close()
        try:
            self._process.wait(_GRACE_SECONDS)  # It ends and collects its workers first.
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _load(self, dataset: bytes, settings: Settings) -> None:
        assert self._process.stdin is not None  # noqa: S101  It was opened as a pipe above.
        with contextlib.suppress(BrokenPipeError), self._process.stdin as pipe:
            pipe.write(json.dumps(asdict(settings)).encode() + b"\n")
            pipe.write(dataset)
        self._control.settimeout(_START_SECONDS)
        verdict = self._control.recv(_READ_SIZE)
        self._control.settimeout(None)
        if verdict != b"+":
            reason = verdict[1:].decode(errors="replace") or "the process ended while it started"
            raise SourceError(
                f"The dataset of the SPARQL endpoint cannot be loaded: {reason}. "
                "It must be N-Triples in UTF-8."
            )


def _read(descriptor: int, deadline: float) -> bytes:
    """Return what comes until the other side closes or until *deadline* on the monotonic clock."""
    received = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(descriptor, selectors.EVENT_READ)
        while selector.select(max(0.0, deadline - time.monotonic())):
            try:
                part = os.read(descriptor, _READ_SIZE)
            except ConnectionResetError:  # The worker ended with the request unread.
                break
            if not part:
                break
            received += part
    return bytes(received)
