"""What the learners' records hold, as frozen values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from functools import lru_cache
from operator import attrgetter
from typing import Any

from kg.case import Fact, Value
from kg.derivation import Verdict


@dataclass(frozen=True, slots=True)
class Profile:
    """
    One local learner.

    *learner* is the pseudonym, *name* what the learner wants to be called, None if nothing is told.
    *time_zone* is an IANA name. At most *new_per_day* statements are met for the first time on a
    study day, and at most *reviews_per_day* that were met before are asked again.
    """

    learner: str
    since: datetime
    name: str | None = None
    time_zone: str = "UTC"
    new_per_day: int = 10
    reviews_per_day: int = 40


class RunMode(Enum):
    """When a run tells what was right: after each item, or at the end; study is what is due."""

    TUTOR = "tutor"
    EXAM = "exam"
    STUDY = "study"


@dataclass(frozen=True, slots=True)
class QuizRun:
    """
    One quiz of one learner: the ids of its items in order, and the seed of its orders.

    *time_limit* is in seconds from *started*, None if there is none. *topic* names what the learner
    chose: "section:", "criterion:" or "kind:" with its id, "everything" or "missed".
    """

    id: str
    learner: str
    guideline: str
    items: tuple[str, ...]
    seed: str
    started: datetime
    finished: datetime | None = None
    mode: RunMode = RunMode.TUTOR
    time_limit: int | None = None
    topic: str | None = None

    @property
    def deadline(self) -> datetime | None:
        """The last moment at which an answer counts."""
        if self.time_limit is None:
            return None
        return self.started + timedelta(seconds=self.time_limit)

    def is_over(self, at: datetime) -> bool:
        """Tell whether no answer counts any more; a tutor without a limit waits for ever."""
        handed_in = self.mode is RunMode.EXAM and self.finished is not None
        return handed_in or (self.deadline is not None and at > self.deadline)


@dataclass(frozen=True, slots=True)
class Answer:
    """
    The answer to one step of one item, with the versions of what graded it.

    *position* is the 0-based place in the run, *step* that in the item. *response* is one entry of
    `quizzes.responses.responses_to_json`. *score* is between 0 and 1. *confidence* is from 1 (a
    guess) to 3 (sure), if given.
    """

    learner: str
    run: str
    position: int
    step: int
    item: str
    item_digest: str
    guideline_version: str
    response: Any
    score: float
    answered: datetime
    confidence: int | None = None


@dataclass(frozen=True, slots=True)
class CaseDecision:
    """
    What a learner decided on a vignette before anything was revealed.

    *facts_digest* tells which facts the vignette had then. *confidence* is from 1 to 3, if given.
    """

    id: str
    learner: str
    vignette: str
    facts_digest: str
    guideline_version: str
    chosen: Verdict
    confidence: int | None
    derived: Verdict
    decided: datetime


@dataclass(frozen=True, slots=True)
class StepTaken:
    """
    One step of an attempt at a case.

    *attempt* is also the id of the decision that is made in it. *position* counts the steps from 0.
    *step* is what `quizzes.case_steps.step_to_json` gives.
    """

    attempt: str
    position: int
    learner: str
    vignette: str
    facts_digest: str
    step: Any
    taken: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """A run with the answers given so far, in the order of the run."""

    run: QuizRun
    answers: tuple[Answer, ...]

    def having(self, answer: Answer) -> Progress:
        """Return the run with *answer* given too."""
        given = sorted((*self.answers, answer), key=attrgetter("position", "step"))
        return replace(self, answers=tuple(given))

    def place(self, step_counts: Sequence[int]) -> tuple[int, int] | None:
        """
        Return the first position and step not answered yet; None if nothing is left.

        Args:
            step_counts: How many steps each item of the run has.
        """
        given = {(answer.position, answer.step) for answer in self.answers}
        for position, count in enumerate(step_counts):
            for step in range(count):
                if (position, step) not in given:
                    return position, step
        return None


def facts_digest(facts: Iterable[Fact]) -> str:
    """Return a digest that is equal for equal facts, whatever their order."""
    return _digest(frozenset(facts))


# Every visit compares all decisions of a learner with the facts of the same few cases.
@lru_cache(maxsize=1024)
def _digest(facts: frozenset[Fact]) -> str:
    lines = sorted(
        f"{fact.observable} {fact.bound.value} {fact.amount.normalize():f}"
        if isinstance(fact, Value)
        else f"{fact.finding} {type(fact).__name__}"
        for fact in facts
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def attempt_id(learner: str, vignette: str, number: int) -> str:
    """
    Return the id of a learner's attempt at a vignette; *number* counts their attempts from 0.

    Two pages that begin the same attempt at the same moment name it alike, so that the key of its
    first step lets only one of them begin it. Nobody guesses it who does not hold the pseudonym.
    """
    return hashlib.sha256(f"{learner} {vignette} {number}".encode()).hexdigest()[:32]
