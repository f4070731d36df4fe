"""What a learner has to do today and in the days to come, and the study run for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from statistics import median

from app.services import Services
from app.studies import Studies, studies_of
from quizzes.bank import ItemBank
from quizzes.entries import QuizRun, RunMode
from quizzes.study import DueNow, forecast

#: Questions of one study run: about ten minutes.
SITTING = 15

_USUAL_PACE = 45.0  # seconds for a question, until the learner's own are known
_ENOUGH = 10  # own times from which their median is taken
_LONGEST = 300.0  # seconds; who takes longer was called away


@dataclass(frozen=True)
class Agenda:
    """
    What is due today, what may be met for the first time, and the questions for both.

    *questions* are ids of items in the order in which they would be asked; *minutes* is what they
    take at the learner's own pace.
    """

    due: DueNow
    new: tuple[str, ...]
    questions: tuple[str, ...]
    minutes: int

    @property
    def sitting(self) -> int:
        """How many of the questions one study run asks."""
        return min(SITTING, len(self.questions))

    @property
    def sitting_minutes(self) -> int:
        """What one study run takes."""
        return ceil(self.minutes * self.sitting / max(1, len(self.questions)))


def agenda_of(studies: Studies, seed: str = "") -> Agenda:
    """Return the agenda of the study day; *seed* decides among items that would do equally."""
    session = studies.standing.session(studies.bank, seed)
    questions = tuple(draw.item for draw in session.draws)
    minutes = ceil(len(questions) * pace_of(studies) / 60)
    return Agenda(studies.standing.due, studies.standing.new, questions, minutes)


def pace_of(studies: Studies) -> float:
    """Return the seconds that a question takes this learner, by the median of those answered."""
    times = [
        seconds
        for one in studies.standing.progress
        for before, after in pairwise(answer.answered for answer in one.answers)
        if 0 < (seconds := (after - before).total_seconds()) <= _LONGEST
    ]
    return median(times) if len(times) >= _ENOUGH else _USUAL_PACE


def workload(studies: Studies, days: int) -> tuple[tuple[int, ...], int]:
    """
    Return how many statements are reviewed on each of *days*, and how many wait beyond them.

    What the daily limit holds back moves to the next day. Statements not met yet are not in it.
    """
    limit, room = studies.standing.profile.reviews_per_day, len(studies.standing.due.memories)
    counts = forecast(studies.standing.memories.values(), studies.standing.today, days)
    load, waiting = [], 0
    for ahead, count in enumerate(counts):
        taken = min(waiting + count, limit if ahead else room)
        waiting += count - taken
        load.append(taken)
    return tuple(load), waiting


def start_study(services: Services, learner: str, bank: ItemBank) -> QuizRun | None:
    """
    Return today's study run: the one not finished yet, else a new one, stored.

    None, and nothing is stored, if there is nothing to study.
    """
    studies = studies_of(services, learner, bank)
    begun = _begun_today(studies)
    if begun is not None:
        return begun
    seed = services.new_id()
    items = agenda_of(studies, seed).questions[:SITTING]
    if not items:
        return None
    run = QuizRun(
        services.new_id(),
        learner,
        bank.guideline.slug,
        items,
        seed,
        studies.at,
        mode=RunMode.STUDY,
    )
    services.records.add_learner(learner, studies.at)
    services.records.start_run(run)
    return run


def _begun_today(studies: Studies) -> QuizRun | None:
    candidates: Sequence[QuizRun] = [
        one.run
        for one in studies.unfinished
        if one.run.mode is RunMode.STUDY
        and studies.clock.day_of(one.run.started) == studies.standing.today
    ]
    return next(iter(candidates), None)
