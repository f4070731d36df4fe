"""
Nothing that was acknowledged in a quiz or an exam is lost, however the process dies.

Acknowledged means that what follows the answer has reached the learner: the feedback, in an exam
the next question.
"""

from __future__ import annotations

import logging
import random
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from killed_server import Conversation, free_port, live_and_be_killed, lives

from kg.library import Library
from quizzes.bank import content_folder, load_bank
from quizzes.entries import QuizRun, RunMode
from quizzes.judgement import Knowledge
from quizzes.quiz import Selection, choose_items
from quizzes.records import Records

_log = logging.getLogger(__name__)

LEARNER = "c" * 32
KILLS = 50
AT = datetime(2026, 1, 1, tzinfo=UTC)

Place = tuple[str, int, int]  # run, position, step


@pytest.fixture(autouse=True)
def offline_guard() -> None:
    """No browser is needed here, so there is none to watch."""


@dataclass
class QuizTaker:
    """Answers one run after the other; remembers what was asked and what was acknowledged."""

    url: str
    runs: list[str]
    chance: random.Random
    acknowledged: dict[Place, list[str]] = field(default_factory=dict)
    resumed: list[Place] = field(default_factory=list)

    async def open(self) -> Conversation:
        page = await self._open()
        self.resumed.append(self._place(page.html))
        return page

    async def act(self, page: Conversation) -> Conversation:
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
            await page.do("next")
        if "All questions" in page.html:
            page.close()
            return await self._open()
        return page

    async def _open(self) -> Conversation:
        """Open the first run that is not done."""
        while True:
            page = await Conversation.open(self.url, f"/quiz/{self.runs[0]}", LEARNER)
            if "All questions" not in page.html:
                return page
            page.close()
            self.runs.pop(0)

    def _place(self, html: str) -> Place:
        position, step = (
            int(re.search(rf'name="{name}" value="(\d+)"', html)[1])
            for name in ("position", "step")
        )
        return self.runs[0], position, step


def test_every_acknowledged_answer_survives_fifty_kills_and_the_run_goes_on_at_its_place(
    tmp_path: Path, library: Library
) -> None:
    guideline = next(iter(library.guidelines.values()))
    reasoner = library.reasoner(guideline.slug)
    bank = load_bank(content_folder(), Knowledge(guideline, reasoner.assess))
    database, port = f"sqlite:///{tmp_path / 'records.sqlite3'}", free_port()
    runs = [f"{number:032x}" for number in range(100)]
    steps: list[Place] = []
    with Records(database) as records:
        records.add_learner(LEARNER, AT)
        for number, run in enumerate(runs):
            items = choose_items(bank, Selection(), 5, str(number))
            mode = RunMode.EXAM if number % 2 else RunMode.TUTOR
            records.start_run(
                QuizRun(run, LEARNER, guideline.slug, items, str(number), AT, mode=mode)
            )
            steps += [
                (run, position, step)
                for position, item in enumerate(items)
                for step in range(len(bank.items[item].item.steps))
            ]
    chance = random.Random(20261122)
    learner = QuizTaker(f"http://127.0.0.1:{port}", runs, chance)

    stored_before: list[int] = []
    planned = [chance.randint(0, 3) for _ in range(KILLS)]
    with lives(port, database) as begin, Records(database) as records:
        for _ in live_and_be_killed(learner, planned, chance, begin):
            stored_before.append(len(records.answers(LEARNER)))

        answers = records.answers(LEARNER)
    stored = {(answer.run, answer.position, answer.step): answer for answer in answers}
    assert len(stored) == len(answers)
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
