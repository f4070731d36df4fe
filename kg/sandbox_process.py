"""
The parent's side of the processes that answer SPARQL texts: starting, asking and ending them.

For each worker the parent makes two socket pairs, and hands one end of each to the forking process
over its control socket. The worker reads and writes the first; the process that forked it writes
the worker's exit code to the second. So no process id is ever passed around, and the end of a
worker cannot be mistaken for the end of another.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
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


class _Reply:
    """What a worker sends, as it comes in."""

    def __init__(self) -> None:
        self.stays = True
        self._received = bytearray()

    def take(self, part: bytes) -> Outcome | None:
        """Return the outcome, None as long as some of it is missing."""
        received = self._received
        received += part
        if len(received) < REPLY.size:
            return None
        self.stays, header_length, body_length = REPLY.unpack_from(received)
        middle = REPLY.size + header_length
        if len(received) < middle + body_length:
            return None
        return Outcome(bytes(received[REPLY.size : middle]), bytes(received[middle:]), 0)


class Worker:
    """A process that answers one query after the other; whoever holds it uses it alone."""

    def __init__(self, channel: socket.socket, ending: socket.socket, patience: float) -> None:
        self._channel = channel
        self._ending = ending
        self._patience = patience
        self._stays = True

    def takes_another(self) -> bool:
        """Tell whether it waits for a request; one that retired or was killed does not."""
        if not self._stays:
            return False
        self._channel.setblocking(False)
        try:
            # Whoever waits for a request has nothing to say: what can be read is the end.
            self._channel.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False

    def ask(self, request: Request) -> Outcome:
        """
        Have one query answered and return how that went.

        Raises:
            ZygoteDiedError: If the forking process ended before it said how the worker ended.
        """
        deadline = time.monotonic() + self._patience
        reply = _Reply()
        with contextlib.suppress(OSError):  # A worker that ended early says so by its code.
            self._channel.settimeout(self._patience)
            self._channel.sendall(_packed(request))
            while part := _received(self._channel, deadline):
                outcome = reply.take(part)
                if outcome is not None:
                    self._stays = reply.stays
                    return outcome
        self._stays = False
        with contextlib.suppress(OSError):
            return _ended(_received(self._ending, deadline))
        raise ZygoteDiedError

    async def answer(self, request: Request) -> Outcome:
        """
        Do as `ask` does, while the event loop goes on.

        Raises:
            ZygoteDiedError: As `ask` does.
        """
        loop = asyncio.get_running_loop()
        reply = _Reply()
        for each in (self._channel, self._ending):
            each.setblocking(False)
        self._stays = False  # Whoever stops waiting for the reply leaves it unread.
        try:
            async with asyncio.timeout(self._patience):
                with contextlib.suppress(ConnectionError):
                    await loop.sock_sendall(self._channel, _packed(request))
                    while part := await loop.sock_recv(self._channel, _READ_SIZE):
                        outcome = reply.take(part)
                        if outcome is not None:
                            self._stays = reply.stays
                            return outcome
                return _ended(await loop.sock_recv(self._ending, STATUS.size))
        except TimeoutError:
            raise ZygoteDiedError from None

    def close(self) -> None:
        """Let the worker go; it ends when it is next about to wait."""
        self._channel.close()
        self._ending.close()


class Zygote:
    """
    A running process that holds the dataset and forks workers.

    Raises:
        SourceError: If *dataset* is not N-Quads.
    """

    def __init__(
        self, dataset: bytes, settings: Settings, module: str = "kg.sandbox_worker"
    ) -> None:
        self._patience = settings.seconds + _GRACE_SECONDS
        self._sending = threading.Lock()
        self._control, theirs = socket.socketpair()
        with theirs:
            # A session of its own: Ctrl+C in the terminal of the server is not meant for it, and
            # its workers can be ended together with it. It ends when the control socket closes.
            self._process = subprocess.Popen(  # noqa: S603  Nothing here comes from outside.
                [sys.executable, "-P", "-m", module, str(theirs.fileno())],
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
        channel, ending = self.fork()
        return Worker(channel, ending, self._patience)

    def fork(self) -> tuple[socket.socket, socket.socket]:
        """
        Fork a process; return the channel to it and the socket that will say how it ended.

        Raises:
            ZygoteDiedError: If the process ended.
        """
        channel, theirs = socket.socketpair()
        ending, status = socket.socketpair()
        try:
            with theirs, status, self._sending:
                socket.send_fds(self._control, [b"?"], [theirs.fileno(), status.fileno()])
        except OSError as fault:
            channel.close()
            ending.close()
            raise ZygoteDiedError from fault
        return channel, ending

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


def _packed(request: Request) -> bytes:
    content = json.dumps([request.text, request.media_type, request.default, request.named])
    return REQUEST.pack(len(content)) + content.encode()


def _received(channel: socket.socket, deadline: float) -> bytes:
    """Return what comes next, nothing at the end; OSError if that takes until *deadline*."""
    channel.settimeout(max(0.001, deadline - time.monotonic()))
    return channel.recv(_READ_SIZE)


def _ended(status: bytes) -> Outcome:
    if len(status) != STATUS.size:
        raise ZygoteDiedError
    return Outcome(b"", b"", STATUS.unpack(status)[0])
