"""A learner's studies: the standing in one guideline, and the runs and days it came from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from app.services import Services
from quizzes.attribution import Evidence, evidence
from quizzes.bank import ItemBank
from quizzes.entries import Answer, Profile, Progress, QuizRun, RunMode
from quizzes.errors import RecordsError
from quizzes.mastery import mastery
from quizzes.results import place_of
from quizzes.standing import Standing, standing
from quizzes.study import DueNow, new_statements
from quizzes.study_days import StudyClock


@dataclass(frozen=True)
class Studies:
    """One learner in one guideline at one moment; *runs* are those in it, the latest first."""

    bank: ItemBank
    at: datetime
    standing: Standing
    runs: tuple[QuizRun, ...]

    @cached_property
    def clock(self) -> StudyClock:
        """The learner's calendar."""
        return StudyClock(ZoneInfo(self.standing.profile.time_zone))

    @cached_property
    def evidence(self) -> tuple[Evidence, ...]:
        """What the answers and decisions tell of the statements, in the order of time."""
        return evidence(self.standing.answers, self.standing.decisions, self.bank)

    @cached_property
    def last_known(self) -> dict[str, bool]:
        """Whether each statement was known when it was asked last."""
        return {id_: known for one in self.evidence for id_, known in one.statements.items()}

    @cached_property
    def days_studied(self) -> frozenset[date]:
        """The study days with an answer or a decision."""
        moments = [answer.answered for answer in self.standing.answers]
        moments += [decision.decided for decision in self.standing.decisions]
        return frozenset(map(self.clock.day_of, moments))

    @property
    def is_new(self) -> bool:
        """Whether the learner has neither answered nor decided anything."""
        return not self.standing.answers and not self.standing.decisions

    @cached_property
    def progress(self) -> tuple[Progress, ...]:
        """The runs with their answers, the latest first."""
        given: dict[str, list[Answer]] = {}
        for answer in self.standing.answers:
            given.setdefault(answer.run, []).append(answer)
        return tuple(
            Progress(run, tuple(sorted(given.get(run.id, ()), key=lambda a: (a.position, a.step))))
            for run in self.runs
        )

    @property
    def unfinished(self) -> tuple[Progress, ...]:
        """The runs to go on with, the latest first; an exam that is over is none."""
        return tuple(one for one in self.progress if self._goes_on(one))

    def _goes_on(self, progress: Progress) -> bool:
        run = progress.run
        handed_in = run.mode is RunMode.EXAM and run.finished is not None
        too_late = run.deadline is not None and self.at > run.deadline
        return not (handed_in or too_late) and place_of(progress, self.bank.items) is not None


def studies_of(services: Services, learner: str, bank: ItemBank) -> Studies:
    """Return the studies of *learner*; somebody whom the records do not know is at the start."""
    at, records = services.clock(), services.records
    try:
        now = standing(records, learner, bank, at)
    except RecordsError:
        return Studies(bank, at, _at_the_start(learner, bank, at), ())
    slug = bank.guideline.slug
    runs = tuple(run for run in records.runs(learner) if run.guideline == slug)
    return Studies(bank, at, now, runs)


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
        answers=(),
        decisions=(),
        mastery=mastery({}, bank.guideline, today),
    )
