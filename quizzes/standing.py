"""Where a learner stands in one guideline: all that a study page is made from, in one value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from quizzes.attribution import Evidence, evidence, exercised_by, reviews
from quizzes.bank import ItemBank
from quizzes.entries import Answer, CaseDecision, Profile, Progress
from quizzes.mastery import Mastery, mastery
from quizzes.records import Records
from quizzes.results import progress_of, with_end
from quizzes.scheduling import Memory, replay
from quizzes.sealed import sealed_decisions, sealed_runs
from quizzes.study import DueNow, Session, due_now, new_statements, plan_session
from quizzes.study_days import StudyClock


@dataclass(frozen=True)
class Standing:
    """
    A learner at one moment, with the learner's own clock and daily limits.

    *memories* is by statement. *new* are the statements to meet today, the most important first.
    *history* holds the ids of the items answered, the latest last; *last_today* is the latest if it
    was today. *progress* are the runs with their ends, the latest first. *answers* and *decisions*
    are those of this guideline in the order given, and *evidence* is what they tell in the order of
    time. An exam that goes on tells nothing: its answers are in *history* and *progress* only. Nor
    does a decision that waits for its rationale: those are in *waiting*.
    """

    profile: Profile
    today: date
    memories: Mapping[str, Memory]
    due: DueNow
    new: tuple[str, ...]
    history: tuple[str, ...]
    last_today: str | None
    progress: tuple[Progress, ...]
    answers: tuple[Answer, ...]
    decisions: tuple[CaseDecision, ...]
    waiting: tuple[CaseDecision, ...]
    evidence: tuple[Evidence, ...]
    mastery: Mastery

    def session(self, bank: ItemBank, seed: str) -> Session:
        """Return the session of today: what is due, then what is new."""
        due = [memory.target for memory in self.due.memories]
        return plan_session(bank, [*due, *self.new], self.history, seed, self.last_today)


def standing(records: Records, learner: str, bank: ItemBank, at: datetime) -> Standing:
    """
    Return where a learner stands in the guideline of *bank* at a moment, from the whole log.

    Raises:
        RecordsError: If there is no such learner.
    """
    profile = records.profile(learner)
    clock = StudyClock(ZoneInfo(profile.time_zone))
    today = clock.day_of(at)
    log = records.answers(learner)
    runs = (run for run in records.runs(learner) if run.guideline == bank.guideline.slug)
    progress = tuple(with_end(one, bank.items, at) for one in progress_of(runs, log))
    sealed = sealed_runs(progress, bank.items, at)
    given = [one for one in log if one.item in bank.items]
    answers = tuple(one for one in given if one.run not in sealed)
    made = [one for one in records.decisions(learner) if one.vignette in bank.vignettes]
    unexplained = sealed_decisions(learner, made, records, bank.vignettes)
    decisions = tuple(one for one in made if one.id not in unexplained)
    told = evidence(answers, decisions, bank)
    memories = replay(reviews(told, clock))
    history = tuple(one.item for one in given)
    is_fresh = bool(given) and clock.day_of(given[-1].answered) == today
    exercised = [one for decision in decisions for one in exercised_by(decision, bank)]
    return Standing(
        profile=profile,
        today=today,
        memories=memories,
        due=due_now(memories.values(), at, clock, profile.reviews_per_day),
        new=new_statements(bank, memories, today, profile.new_per_day),
        history=history,
        last_today=history[-1] if is_fresh else None,
        progress=progress,
        answers=answers,
        decisions=decisions,
        waiting=tuple(one for one in made if one.id in unexplained),
        evidence=told,
        mastery=mastery(memories, bank.guideline, today, exercised),
    )
