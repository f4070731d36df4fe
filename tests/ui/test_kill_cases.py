"""
Nothing that was acknowledged at a case is lost, however the process dies.

A learner asks, decides, gives the rationale and compares with the twin, case after case, some of
them again. Acknowledged means that what follows the step has reached the learner.
"""

from __future__ import annotations

import logging
import random
import re
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from killed_server import Conversation, free_port, live_and_be_killed, lives

from quizzes.bank import content_folder
from quizzes.entries import StepTaken
from quizzes.records import Records
from quizzes.yaml_source import read_yaml

_log = logging.getLogger(__name__)

LEARNER = "d" * 32
KILLS = 50
VERDICTS = ("indicated", "not indicated", "contraindicated", "cannot tell")

Step = dict[str, Any]
Attempt = tuple[str, int]  # vignette, how many attempts at it there were before
# What a page shows of a place: phase, and the questions asked, the verdict given, whether compared.
Shown = tuple[str, int | str | tuple[str, bool]]


@pytest.fixture(autouse=True)
def offline_guard() -> None:
    """No browser is needed here, so there is none to watch."""


@dataclass
class CaseSolver:
    """Works up one case after the other; remembers every step that was acknowledged."""

    url: str
    cases: list[str]
    chance: random.Random
    begun: dict[str, int]
    acknowledged: list[tuple[Attempt, Step]] = field(default_factory=list)
    resumed: list[tuple[str, Shown]] = field(default_factory=list)
    again: bool = False

    async def open(self) -> Conversation:
        page = await self._open()
        self.again = False
        self.resumed.append((self.cases[0], shown(page.html)))
        return page

    async def act(self, page: Conversation) -> Conversation:
        match shown(page.html):
            case "asking", int(asked):
                await self._ask_or_decide(page, asked)
            case "reasoning", _:
                await self._reason(page)
            case "revealed", (_, False):
                await self._compare(page)
            case _ if self.chance.random() < 0.3:
                await page.do("again")
                self.again = True
                assert shown(page.html) == ("asking", 0)
            case _:
                page.close()
                self.cases.append(self.cases.pop(0))
                return await self._open()
        return page

    async def _open(self) -> Conversation:
        return await Conversation.open(self.url, f"/cases/{self.cases[0]}", LEARNER)

    async def _ask_or_decide(self, page: Conversation, asked: int) -> None:
        if self.chance.random() < 0.7:
            subject = self.chance.choice(re.findall(r'data-event="ask:([^"]+)"', page.html))
            await page.do(f"ask:{subject}")
            assert shown(page.html) == ("asking", asked + 1)
            self._note({"step": "asked", "subject": subject})
        else:
            verdict = self.chance.choice(VERDICTS)
            await page.do("decide", {"verdict": [verdict], "confidence": ["Certain"]})
            assert shown(page.html) == ("reasoning", verdict)
            step = {"step": "decided", "verdict": verdict, "confidence": 3, "told": False}
            self._note(step)

    async def _reason(self, page: Conversation) -> None:
        """Mark facts, name the fact to obtain, or leave the rationale out."""
        wanted = re.findall(r'name="wanted" value="([^"]+)"', page.html)
        facts = re.findall(r'name="fact" value="([^"]+)"', page.html)
        if self.chance.random() < 0.2:
            await page.do("skip")
            step: Step = {"step": "skipped"}
        elif wanted:
            chosen = self.chance.choice(wanted)
            await page.do("want", {"wanted": [chosen]})
            step = {"step": "wanted", "subject": chosen}
        else:
            marked = self.chance.sample(facts, self.chance.randint(1, len(facts)))
            await page.do("mark", {"fact": marked})
            # The form names facts by number; how many they were is enough to know them again.
            step = {"step": "marked", "facts": len(marked)}
        assert shown(page.html)[0] == "revealed"
        self._note(step)

    async def _compare(self, page: Conversation) -> None:
        criterion = re.findall(r'data-event="compare:([^"]+)"', page.html)[0]
        choice = self.chance.choice(re.findall(r'name="changed" value="([^"]+)"', page.html))
        await page.do(f"compare:{criterion}", {"changed": [choice]})
        self._note({"step": "compared", "criterion": criterion, "choice": choice})

    def _note(self, step: Step) -> None:
        case = self.cases[0]
        if self.again or not self.begun.get(case):
            self.begun[case] = self.begun.get(case, 0) + 1
            self.again = False
        self.acknowledged.append(((case, self.begun[case] - 1), step))


def shown(html: str) -> Shown:
    """Return the place that a page shows."""
    assert "Another tab went ahead" not in html
    if 'data-event="decide"' in html:
        return "asking", sum(map(int, re.findall(r">(\d+) asked<", html)))
    if decided := re.search(r"You decided: <strong>([^<]+)<", html):
        return "reasoning", decided[1]
    said = re.search(r"You said <strong>([^<]+)<", html)
    assert said is not None
    return "revealed", (said[1], 'data-event="compare:' not in html)


def place_of(steps: list[Step]) -> Shown:
    """Return what a page must show after *steps* of an attempt."""
    kinds = [step["step"] for step in steps]
    verdict = next((step["verdict"] for step in steps if step["step"] == "decided"), None)
    if verdict is None:
        return "asking", kinds.count("asked")
    if kinds[-1] == "decided":
        return "reasoning", verdict
    return "revealed", (verdict, "compared" in kinds)


def known_by(step: Step) -> Step:
    return {**step, "facts": len(step["facts"])} if step["step"] == "marked" else step


def attempts(records: Records, cases: list[str]) -> dict[Attempt, list[StepTaken]]:
    """Return the steps of every attempt that was stored."""
    return {
        (case, number): list(steps)
        for case in cases
        for number, (_, steps) in enumerate(
            groupby(records.steps(LEARNER, case), lambda step: step.attempt)
        )
    }


def test_every_acknowledged_step_at_a_case_survives_fifty_kills_and_the_case_goes_on_at_its_place(
    tmp_path: Path,
) -> None:
    files = sorted((content_folder() / "vignettes").rglob("*.yaml"))
    cases = [file.stem for file in files if "opening" in read_yaml(file).data]
    database, port = f"sqlite:///{tmp_path / 'records.sqlite3'}", free_port()
    chance = random.Random(20261123)
    solver = CaseSolver(f"http://127.0.0.1:{port}", list(cases), chance, {})

    must_resume: list[Shown] = []
    planned = [chance.randint(0, 3) for _ in range(KILLS)]
    with Records(database) as records, lives(port, database) as begin:
        for _ in live_and_be_killed(solver, planned, chance, begin):
            stored = attempts(records, cases)
            solver.begun = {case: sum(of == case for of, _ in stored) for case in cases}
            latest = (solver.cases[0], solver.begun[solver.cases[0]] - 1)
            must_resume.append(place_of([entry.step for entry in stored.get(latest, [])]))

        stored, decisions = attempts(records, cases), records.decisions(LEARNER)
    of_attempt = {
        attempt: [step for at, step in solver.acknowledged if at == attempt]
        for attempt, _ in solver.acknowledged
    }
    kept = {attempt: [known_by(entry.step) for entry in steps] for attempt, steps in stored.items()}
    lost = [
        (attempt, step)
        for attempt, steps in of_attempt.items()
        for step in steps
        if step not in kept.get(attempt, [])
    ]
    assert lost == []
    for attempt, steps in kept.items():
        acknowledged = of_attempt.get(attempt, [])
        assert [step for step in steps if step in acknowledged] == acknowledged
        assert all(steps.count(step) == 1 for step in steps)
        assert [entry.position for entry in stored[attempt]] == list(range(len(steps)))
    # Of what was stored, at most the last step of each life did not reach the learner any more.
    assert sum(map(len, kept.values())) - len(solver.acknowledged) <= KILLS
    assert {decision.id: decision.chosen.value for decision in decisions} == {
        entry.attempt: entry.step["verdict"]
        for steps in stored.values()
        for entry in steps
        if entry.step["step"] == "decided"
    }
    assert [place for _, place in solver.resumed] == must_resume[: len(solver.resumed)]
    assert {step["step"] for _, step in solver.acknowledged} == {
        *("asked", "decided", "marked", "wanted", "skipped", "compared")
    }
    _log.info("%d acknowledged, %d kept", len(solver.acknowledged), sum(map(len, kept.values())))
