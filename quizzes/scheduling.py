"""
When a statement is due again: FSRS-6 with its published default parameters.

What is scheduled is a statement of the guideline, never an item: a learner who meets the same item
again learns its wording. Pure functions on study days; nothing here knows the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import lru_cache

import fsrs

from quizzes.study_days import noon_of

#: FSRS makes a statement due when its retrievability has fallen to this.
DESIRED_RETENTION = 0.9

# Without (re)learning steps nothing is due again on the day on which it was answered. Without
# fuzz the same history gives the same day everywhere.
_FSRS = fsrs.Scheduler(
    desired_retention=DESIRED_RETENTION,
    learning_steps=(),
    relearning_steps=(),
    enable_fuzzing=False,
)


_DAY = date(2000, 1, 1)  # any: FSRS counts the days between


class Rating(Enum):
    """What an answer says of a statement. Nobody rates their own answer, so none is easy."""

    AGAIN = "again"
    HARD = "hard"
    GOOD = "good"


_OF_FSRS = {
    Rating.AGAIN: fsrs.Rating.Again,
    Rating.HARD: fsrs.Rating.Hard,
    Rating.GOOD: fsrs.Rating.Good,
}


@dataclass(frozen=True, slots=True)
class Review:
    """One piece of evidence on *target*, the id of a statement, on a study day."""

    target: str
    day: date
    rating: Rating


@dataclass(frozen=True, slots=True)
class Memory:
    """
    What FSRS holds of one statement in the mind of one learner.

    *stability* is in days: after that many, retrievability has fallen to 0.9. *difficulty* is from
    1 to 10. *introduced* is the day of the first review. A lapse is a wrong answer after that.
    """

    target: str
    stability: float
    difficulty: float
    introduced: date
    last_reviewed: date
    due: date
    reviews: int
    lapses: int


@dataclass(frozen=True, slots=True)
class WhyDue:
    """
    Why a statement is due on *due*: what "Why is this due?" shows.

    *stability* and *interval* (from the last review to the due day) are in days, *difficulty* is
    from 1 to 10, *retrievability* from 0 to 1. *overdue* is how many days ago it was due, 0 or
    less if it is not yet.
    """

    stability: float
    difficulty: float
    retrievability: float
    due: date
    last_reviewed: date
    interval: int
    overdue: int


def rate(right: bool, confidence: int | None = None) -> Rating:
    """Return the rating of an answer; right with *confidence* 1, of 3, is a lucky guess."""
    if not right:
        return Rating.AGAIN
    return Rating.HARD if confidence == 1 else Rating.GOOD


def review(memory: Memory | None, new: Review) -> Memory:
    """
    Return the memory after one more review; None stands for a statement never met.

    Raises:
        ValueError: If the review is older than the last one, or of another statement.
    """
    if memory is None:
        return _first(new)
    if new.target != memory.target:
        raise ValueError(f"{new} is of another statement than {memory}.")
    return _after(memory, [new])


def replay(reviews: Iterable[Review]) -> dict[str, Memory]:
    """
    Return the memory of every statement that was ever reviewed, by its id.

    Args:
        reviews: In the order in which they happened.
    """
    of_target: dict[str, list[Review]] = {}
    for one in reviews:
        of_target.setdefault(one.target, []).append(one)
    return {target: _after(_first(mine[0]), mine[1:]) for target, mine in of_target.items()}


def retrievability(memory: Memory, day: date) -> float:
    """Return how probable it is that the statement is recalled on a study day, in (0, 1]."""
    return float(_FSRS.get_card_retrievability(_card(memory), noon_of(day)))


def why_due(memory: Memory, day: date) -> WhyDue:
    """Return the figures behind the due day of a statement, as they are on *day*."""
    return WhyDue(
        stability=memory.stability,
        difficulty=memory.difficulty,
        retrievability=retrievability(memory, day),
        due=memory.due,
        last_reviewed=memory.last_reviewed,
        interval=(memory.due - memory.last_reviewed).days,
        overdue=(day - memory.due).days,
    )


def _first(new: Review) -> Memory:
    """Return the memory of a statement met for the first time; not to know it is no lapse then."""
    stability, difficulty, interval = _begun(new.rating)
    due = new.day + timedelta(days=interval)
    return Memory(new.target, stability, difficulty, new.day, new.day, due, reviews=1, lapses=0)


def _after(memory: Memory, reviews: Sequence[Review]) -> Memory:
    """Return the memory after more reviews of the same statement; ValueError if one is older."""
    stability, difficulty, last = memory.stability, memory.difficulty, memory.last_reviewed
    due, lapses = memory.due, memory.lapses
    # No memory is made of what is between: a learner of some months has thousands of reviews.
    for one in reviews:
        gap = (one.day - last).days
        if gap < 0:
            raise ValueError(f"{one} does not come after {last}.")
        stability, difficulty, interval = _next(stability, difficulty, gap, one.rating)
        last, due = one.day, one.day + timedelta(days=interval)
        lapses += one.rating is Rating.AGAIN
    return Memory(
        target=memory.target,
        stability=stability,
        difficulty=difficulty,
        introduced=memory.introduced,
        last_reviewed=last,
        due=due,
        reviews=memory.reviews + len(reviews),
        lapses=lapses,
    )


@lru_cache
def _begun(rating: Rating) -> tuple[float, float, int]:
    """Return stability, difficulty and interval in days after the first review."""
    # Given an id and a due day of its own, a card neither asks for the time nor waits for it.
    return _rated(fsrs.Card(card_id=0, due=noon_of(date.min)), rating, _DAY)


# Most histories begin alike, and every visit replays the same one: what FSRS says to a rating
# depends on nothing but these four.
@lru_cache(maxsize=65_536)
def _next(
    stability: float, difficulty: float, gap: int, rating: Rating
) -> tuple[float, float, int]:
    """Return stability, difficulty and interval in days after a review *gap* days later."""
    last = Memory("", stability, difficulty, _DAY, _DAY, _DAY, reviews=1, lapses=0)
    return _rated(_card(last), rating, _DAY + timedelta(days=gap))


def _rated(card: fsrs.Card, rating: Rating, day: date) -> tuple[float, float, int]:
    after, _ = _FSRS.review_card(card, _OF_FSRS[rating], noon_of(day))
    if after.stability is None or after.difficulty is None:
        raise AssertionError("FSRS returned a card without a memory.")
    return after.stability, after.difficulty, (after.due.date() - day).days


def _card(memory: Memory) -> fsrs.Card:
    return fsrs.Card(
        card_id=0,
        state=fsrs.State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=noon_of(memory.due),
        last_review=noon_of(memory.last_reviewed),
    )
