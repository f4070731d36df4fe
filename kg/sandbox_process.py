"""
The parent's side of the processes that answer SPARQL texts: starting, asking and ending them.

For each worker the parent makes a socket pair and a pipe, and hands one end of each to the forking
process over its control socket. The worker reads and writes the socket; the process that forked it
writes the worker's exit code to the pipe. So no process id is ever passed around, and the end of a
worker cannot be mistaken for the end of another.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from kg.errors import SourceError
from kg.sandbox_answer import Request, Settings
from kg.sandbox_worker import REPLY, REQUEST, STATUS

_READ_SIZE = 65_536
_START_SECONDS = 60.0
_GRACE_SECONDS = 2.0


class ZygoteDiedError(Exception):
    """The process that forks the workers ended, or no longer says how its workers end."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    What came of a query: the reply, or how the worker ended instead.

    *header* is one line of JSON. *exit_code* is 0, or minus the number of the signal that ended the
    worker; then there is neither header nor body.
    """

    header: bytes
    body: bytes
    exit_code: int


class Worker:
    """A process that answers one query after the other; whoever holds it uses it alone."""

    def __init__(self, channel: socket.socket, exit_code: int, patience: float) -> None:
        self._channel = channel
        self._exit_code = exit_code
        self._patience = patience
        self._stays = True

    def takes_another(self) -> bool:
        """Tell whether it waits for a request; one that retired or was killed does not."""
        # Whoever waits for a request has nothing to say: what can be read is the end.
        return self._stays and not select.select([self._channel], [], [], 0)[0]

    def ask(self, request: Request) -> Outcome:
        """
        Have one query answered and return how that went.

        Raises:
            ZygoteDiedError: If the forking process ended before it said how the worker ended.
        """
        deadline = time.monotonic() + self._patience
        content = json.dumps(asdict(request)).encode()
        with contextlib.suppress(OSError):  # A worker that ended early says so by its code.
            self._channel.settimeout(self._patience)
            self._channel.sendall(REQUEST.pack(len(content)) + content)
        head = self._receive(REPLY.size, deadline)
        if head is not None:
            self._stays, header_length, body_length = REPLY.unpack(head)
            header = self._receive(header_length, deadline)
            body = self._receive(body_length, deadline)
            if header is not None and body is not None:
                return Outcome(header, body, 0)
        self._stays = False
        return Outcome(b"", b"", self._ending(deadline))

    def close(self) -> None:
        """Let the worker go; it ends when it is next about to wait."""
        self._channel.close()
        with contextlib.suppress(OSError):
            os.close(self._exit_code)

    def _receive(self, length: int, deadline: float) -> bytes | None:
        """Return so many bytes, None if they do not come until *deadline*."""
        received = bytearray()
        while len(received) < length:
            try:
                self._channel.settimeout(max(0.001, deadline - time.monotonic()))
                part = self._channel.recv(min(length - len(received), _READ_SIZE))
            except OSError:  # Too late, or the worker ended with the request unread.
                return None
            if not part:
                return None
            received += part
        return bytes(received)

    def _ending(self, deadline: float) -> int:
        patience = max(0.0, deadline - time.monotonic())
        ready, _, _ = select.select([self._exit_code], [], [], patience)
        ending = os.read(self._exit_code, STATUS.size) if ready else b""
        if len(ending) != STATUS.size:
            raise ZygoteDiedError
        code: int = STATUS.unpack(ending)[0]
        return code


class Zygote:
    """
    A running process that holds the dataset and forks workers.

    Raises:
        SourceError: If *dataset* is not N-Quads.
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

    def worker(self) -> Worker:
        """
        Fork a worker.

        Raises:
            ZygoteDiedError: If the process ended.
        """
        ours, reply = socket.socketpair()
        exit_code, status = os.pipe()
        worker = Worker(ours, exit_code, self._patience)
        try:
            with reply, self._sending:
                socket.send_fds(self._control, [b"?"], [reply.fileno(), status])
        except OSError as fault:
            worker.close()
            raise ZygoteDiedError from fault
        finally:
            os.close(status)
        return worker

    def ask(self, text: str, media_type: str) -> Outcome:
        """
        Have one query answered by a worker of its own and return how that went.

        Raises:
            ZygoteDiedError: If the process ended before it said how the worker ended.
        """
        with contextlib.closing(self.worker()) as worker:
            return worker.ask(Request(text, media_type))

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
                "It must be N-Quads in UTF-8."
            )
