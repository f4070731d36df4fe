"""
A server that is killed at random moments, and a learner who goes on after each.

The learner talks to it over the websocket, as the browser does. A life ends after a few acts, drawn
at random, and then at any moment of the next two as long as one takes on this machine now. So the
moments spread over everything that an act causes, and how much is done does not depend on how busy
the machine is.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError, websocket_connect

ROOT = Path(__file__).parents[2]
NO_FIELDS: Mapping[str, list[str]] = {}


class ConnectionLostError(Exception):
    """The server died in the middle of a conversation."""


class Conversation:
    """One open page with an answer form, by the websocket messages that BokehJS would send."""

    def __init__(self, socket: Any, form: str, html: str) -> None:
        self._socket = socket
        self._form = form
        self.html = html

    @classmethod
    async def open(cls, url: str, path: str, learner: str) -> Conversation:
        """Open the page at *path*; ConnectionLostError if the server dies meanwhile."""
        try:
            answer = await AsyncHTTPClient().fetch(
                f"{url}{path}", headers={"Cookie": f"gg-learner={learner}"}
            )
            found = re.search(r'"token":"([^"]+)"', answer.body.decode())
            assert found is not None
            address = f"{url.replace('http', 'ws')}{path}/ws"
            protocols = {"Origin": url, "Sec-WebSocket-Protocol": f"bokeh, {found[1]}"}
            socket = await websocket_connect(HTTPRequest(address, headers=protocols))
        except (OSError, HTTPClientError, StreamClosedError) as error:
            raise ConnectionLostError from error
        conversation = cls(socket, "", "")
        try:
            await conversation._begin()
        except ConnectionLostError:
            conversation.close()
            raise
        return conversation

    async def do(self, event: str, fields: Mapping[str, list[str]] = NO_FIELDS) -> str:
        """Send what a learner did and return the HTML that comes back."""
        data = {"event": event, "fields": dict(fields)}
        await self._event("data_event", {"model": {"id": self._form}, "data": data})
        while True:
            _, content = await self._message()
            for change in content.get("events", ()):
                if change.get("attr") == "view":
                    self.html = dict(change["new"]["entries"])["html"]
                    return self.html

    def close(self) -> None:
        """Leave the page."""
        self._socket.close()

    async def _begin(self) -> None:
        await self._message()  # the server's greeting
        await self._send("PULL-DOC-REQ", {})
        while not self._form:
            kind, content = await self._message()
            if kind == "PULL-DOC-REPLY":
                self._find_form(content["doc"])
        await self._event("document_ready", {})

    def _find_form(self, part: Any) -> None:
        if isinstance(part, dict):
            data = part.get("attributes", {}).get("data")
            if isinstance(data, dict) and "view" in data.get("attributes", {}):
                self._form = part["id"]
                self.html = dict(data["attributes"]["view"]["entries"])["html"]
        for value in part.values() if isinstance(part, dict) else part:
            if isinstance(value, dict | list):
                self._find_form(value)

    async def _event(self, name: str, values: dict[str, Any]) -> None:
        sent = {"type": "event", "name": name, "values": values}
        patch = {"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": sent}
        await self._send("PATCH-DOC", {"events": [patch]})

    async def _send(self, kind: str, content: dict[str, Any]) -> None:
        header = {"msgid": f"{time.monotonic_ns()}", "msgtype": kind}
        try:
            for fragment in (header, {}, content):
                await self._socket.write_message(json.dumps(fragment))
        except (WebSocketClosedError, StreamClosedError) as error:
            raise ConnectionLostError from error

    async def _message(self) -> tuple[str, dict[str, Any]]:
        header, _, content = [json.loads(await self._fragment()) for _ in range(3)]
        return header["msgtype"], content

    async def _fragment(self) -> str:
        fragment = await self._socket.read_message()
        if fragment is None:
            raise ConnectionLostError
        return str(fragment)


class Learner(Protocol):
    """Somebody who goes on wherever the pages stand."""

    async def open(self) -> Conversation:
        """Open the page to go on with."""

    async def act(self, page: Conversation) -> Conversation:
        """Do one thing and return the page to go on with; remember what was acknowledged."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def lives(port: int, database: str) -> Iterator[Callable[[], int]]:
    """Start a process that serves in children; what is yielded begins the next child's life."""
    process = subprocess.Popen(
        [
            sys.executable,
            str(ROOT / "tests" / "ui" / "serve_until_killed.py"),
            str(port),
            database,
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdin is not None
    assert process.stdout is not None

    def begin() -> int:
        process.stdin.write("\n")
        process.stdin.flush()
        while not (line := process.stdout.readline().strip()).isdigit():
            assert process.poll() is None, "the server could not be started"
        return int(line)

    try:
        assert process.stdout.readline() == "ready\n"
        yield begin
    finally:
        process.stdin.close()
        process.wait(20)
        process.stdout.close()


def live_and_be_killed(
    learner: Learner, planned: list[int], chance: random.Random, begin: Callable[[], int]
) -> Iterator[None]:
    """
    Let *learner* act through as many lives of a server as *planned* has entries.

    Yields before each life. An entry says how many acts are acknowledged before the moment of death
    is drawn.
    """
    # A thread of its own: Playwright's loop may still run in this one.
    with ThreadPoolExecutor(1) as thread:
        for acts in planned:
            yield
            life = _live(learner, begin(), acts, chance.uniform(0.0, 2.0))
            thread.submit(asyncio.run, life).result()


async def _live(learner: Learner, server: int, acts: int, after: float) -> None:
    def kill(pace: float) -> None:
        asyncio.get_running_loop().call_later(after * pace, os.kill, server, signal.SIGKILL)

    await asyncio.wait_for(_act_until(learner, acts, kill), 60)


async def _act_until(learner: Learner, acts: int, kill: Callable[[float], None]) -> None:
    """Go on; after so many *acts*, *kill* is told how many seconds one has taken."""
    with suppress(ConnectionLostError):
        started = time.monotonic()
        page = await learner.open()
        try:
            for count in itertools.count():
                if count == acts:
                    kill(time.monotonic() - started)
                started = time.monotonic()
                page = await learner.act(page)
        finally:
            page.close()
