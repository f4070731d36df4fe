"""A learner's studies: the standing in one guideline, and what the pages make of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from app.services import Services
from quizzes.bank import ItemBank
from quizzes.entries import CaseDecision, Profile, Progress
from quizzes.errors import RecordsError
from quizzes.mastery import mastery
from quizzes.results import place_of
from quizzes.standing import Standing, standing
from quizzes.study import DueNow, new_statements
from quizzes.study_days import StudyClock


@dataclass(frozen=True)
class Studies:
    """One learner in one guideline at one moment."""

    bank: ItemBank
    at: datetime
    standing: Standing

    @cached_property
    def clock(self) -> StudyClock:
        """The learner's calendar."""
        return StudyClock(ZoneInfo(self.standing.profile.time_zone))

    @cached_property
    def last_known(self) -> dict[str, bool]:
        """Whether each statement was known when it was asked last."""
        told = self.standing.evidence
        return {id_: known for one in told for id_, known in one.statements.items()}

    @cached_property
    def days_studied(self) -> frozenset[date]:
        """The study days with an answer or a decision."""
        runs = self.standing.progress
        moments = [answer.answered for progress in runs for answer in progress.answers]
        moments += [decision.decided for decision in self._decided]
        return frozenset(self.clock.days_of(moments))

    @property
    def is_new(self) -> bool:
        """Whether the learner has neither answered nor decided anything."""
        return not self.standing.history and not self._decided

    @property
    def unfinished(self) -> tuple[Progress, ...]:
        """The runs to go on with, the latest first; an exam that is over is none."""
        return tuple(
            one
            for one in self.standing.progress
            if not one.run.is_over(self.at) and place_of(one, self.bank.items) is not None
        )

    @property
    def _decided(self) -> tuple[CaseDecision, ...]:
        return (*self.standing.decisions, *self.standing.waiting)


def studies_of(services: Services, learner: str, bank: ItemBank) -> Studies:
    """Return the studies of *learner*; somebody whom the records do not know is at the start."""
    at, records = services.clock(), services.records
    try:
        now = standing(records, learner, bank, at)
    except RecordsError:
        return Studies(bank, at, _at_the_start(learner, bank, at))
    return Studies(bank, at, now)


def profile_of(services: Services, learner: str) -> Profile | None:
    """Return the profile of a learner; None if the records know nobody by this id."""
    try:
        return services.records.profile(learner)
    except RecordsError:
        return None


def in_days(day: date, today: date) -> str:
    """Return how far a day is from today in words: "today", "in 3 days", "5 days ago"."""
    ahead = (day - today) // timedelta(days=1)
    near = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    if ahead in near:
        return near[ahead]
    return f"in {ahead} days" if ahead > 0 else f"{-ahead} days ago"


def _at_the_start(learner: str, bank: ItemBank, at: datetime) -> Standing:
    profile = Profile(learner, at)
    today = StudyClock(ZoneInfo(profile.time_zone)).day_of(at)
    return Standing(
        profile=profile,
        today=today,
        memories={},
        due=DueNow((), 0),
        new=new_statements(bank, {}, today, profile.new_per_day),
        history=(),
        last_today=None,
        progress=(),
        answers=(),
        decisions=(),
        waiting=(),
        evidence=(),
        mastery=mastery({}, bank.guideline, today),
    )
