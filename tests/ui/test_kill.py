"""
Nothing that was acknowledged is lost, however the process dies.

A learner answers quizzes and exams over the websocket, as the browser does, while the process that
serves is killed with SIGKILL at random moments. Acknowledged means that what follows the answer has
reached the learner: the feedback, in an exam the next question.

A life ends after a few answers, drawn at random, and then at any moment of the next two as long as
one takes on this machine now. So the moments spread over everything that an answer causes, and how
much is answered does not depend on how busy the machine is.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError, websocket_connect

from kg.library import Library
from quizzes.bank import content_folder, load_bank
from quizzes.judgement import Knowledge
from quizzes.quiz import Selection, choose_items
from quizzes.records import QuizRun, Records, RunMode

_log = logging.getLogger(__name__)

LEARNER = "c" * 32
KILLS = 50
ROOT = Path(__file__).parents[2]
AT = datetime(2026, 1, 1, tzinfo=UTC)

Place = tuple[str, int, int]  # run, position, step


class ConnectionLostError(Exception):
    """The server died in the middle of a conversation."""


class Conversation:
    """One open quiz page, without a browser: the websocket messages that BokehJS would send."""

    def __init__(self, socket: Any, form: str, html: str) -> None:
        self._socket = socket
        self._form = form
        self.html = html

    @classmethod
    async def open(cls, url: str, run: str) -> Conversation:
        try:
            answer = await AsyncHTTPClient().fetch(
                f"{url}/quiz/{run}", headers={"Cookie": f"gg-learner={LEARNER}"}
            )
            found = re.search(r'"token":"([^"]+)"', answer.body.decode())
            assert found is not None
            address = f"{url.replace('http', 'ws')}/quiz/{run}/ws"
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

    async def do(self, event: str, fields: dict[str, list[str]]) -> str:
        """Send what a learner did and return the HTML that comes back."""
        data = {"event": event, "fields": fields}
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


@dataclass
class Learner:
    """Answers one run after the other; remembers what was asked and what was acknowledged."""

    url: str
    runs: list[str]
    chance: random.Random
    acknowledged: dict[Place, list[str]] = field(default_factory=dict)
    resumed: list[Place] = field(default_factory=list)

    async def answer_until(self, answers: int, kill: Callable[[float], None]) -> None:
        """
        Go on where the run stands.

        After so many *answers* were acknowledged, *kill* is told how many seconds one has taken.
        """
        with suppress(ConnectionLostError):
            started = time.monotonic()
            page = await self._open()
            try:
                self.resumed.append(self._place(page.html))
                for count in itertools.count():
                    if count == answers:
                        kill(time.monotonic() - started)
                    started = time.monotonic()
                    await self._answer(page)
                    if "All questions" in page.html:
                        page.close()
                        page = await self._open()
            finally:
                page.close()

    async def _open(self) -> Conversation:
        """Open the first run that is not done."""
        page = await Conversation.open(self.url, self.runs[0])
        while "All questions" in page.html:
            page.close()
            self.runs.pop(0)
            page = await Conversation.open(self.url, self.runs[0])
        return page

    async def _answer(self, page: Conversation) -> None:
        place = self._place(page.html)
        choices = re.findall(r'name="answer" value="([^"]+)"', page.html)
        in_exam = "Hand in the exam" in page.html
        given = [self.chance.choice(choices)] if choices else [str(self.chance.randint(1, 9))]
        fields = {"position": [str(place[1])], "step": [str(place[2])], "answer": given}
        reply = await page.do("answer", fields)
        assert ("gg-item__feedback" in reply) is not in_exam
        assert "first answer stands" not in reply
        assert "All questions" in reply or not in_exam or self._place(reply) > place
        self.acknowledged[place] = given
        if not in_exam:
            await page.do("next", {})

    def _place(self, html: str) -> Place:
        position, step = (
            int(re.search(rf'name="{name}" value="(\d+)"', html)[1])  # type: ignore[index]
            for name in ("position", "step")
        )
        return self.runs[0], position, step


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
            str(Path(__file__).with_name("serve_until_killed.py")),
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


async def live_and_be_killed(learner: Learner, server: int, answers: int, after: float) -> None:
    def kill(pace: float) -> None:
        asyncio.get_running_loop().call_later(after * pace, os.kill, server, signal.SIGKILL)

    await asyncio.wait_for(learner.answer_until(answers, kill), 60)


def test_every_acknowledged_answer_survives_fifty_kills_and_the_run_goes_on_at_its_place(
    tmp_path: Path, library: Library
) -> None:
    guideline = next(iter(library.guidelines.values()))
    reasoner = library.reasoner(guideline.slug)
    bank = load_bank(content_folder(), Knowledge(guideline, reasoner.assess))
    database, port = f"sqlite:///{tmp_path / 'records.sqlite3'}", free_port()
    steps: list[Place] = []
    with Records(database) as records:
        records.add_learner(LEARNER, AT)
        for number in range(100):
            run, items = f"{number:032x}", choose_items(bank, Selection(), 5, str(number))
            mode = RunMode.EXAM if number % 2 else RunMode.TUTOR
            records.start_run(
                QuizRun(run, LEARNER, guideline.slug, items, str(number), AT, mode=mode)
            )
            steps += [
                (run, position, step)
                for position, item in enumerate(items)
                for step in range(len(bank.items[item].item.steps))
            ]
    chance = random.Random(20261122)  # noqa: S311 - the moments must be repeatable
    runs = [f"{number:032x}" for number in range(100)]
    learner = Learner(f"http://127.0.0.1:{port}", runs, chance)

    stored_before: list[int] = []
    planned = [chance.randint(0, 3) for _ in range(KILLS)]
    # A thread of its own: Playwright's loop may still run in this one.
    with lives(port, database) as begin, ThreadPoolExecutor(1) as thread:
        for answers in planned:
            with Records(database) as records:
                stored_before.append(len(records.answers(LEARNER)))
            life = live_and_be_killed(learner, begin(), answers, chance.uniform(0.0, 2.0))
            thread.submit(asyncio.run, life).result()

    with Records(database) as records:
        stored = {
            (answer.run, answer.position, answer.step): answer
            for answer in records.answers(LEARNER)
        }
        assert len(stored) == len(records.answers(LEARNER))
    lost = [place for place in learner.acknowledged if place not in stored]
    assert lost == []
    for place, given in learner.acknowledged.items():
        response = stored[place].response
        assert response in ({"options": given}, {"amount": given[0]})
    # Of what was stored, at most the last answer of each life did not reach the learner any more.
    assert len(stored) - len(learner.acknowledged) <= KILLS
    assert list(stored) == steps[: len(stored)]
    # Each life began at the first step that had no answer then.
    assert learner.resumed == [steps[number] for number in stored_before]
    assert len(learner.acknowledged) >= sum(planned)
    _log.info("%d acknowledged, %d stored", len(learner.acknowledged), len(stored))
