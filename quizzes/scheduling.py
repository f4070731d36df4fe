"""
When a statement is due again: FSRS-6 with its published default parameters.

What is scheduled is a statement of the guideline, never an item: a learner who meets the same item
again learns its wording. Pure functions on study days; nothing here knows the time.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import Enum

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
    if memory is not None and (new.target != memory.target or new.day < memory.last_reviewed):
        raise ValueError(f"{new} does not come after {memory}.")
    card, _ = _FSRS.review_card(_card(memory), _OF_FSRS[new.rating], noon_of(new.day))
    if card.stability is None or card.difficulty is None:
        raise AssertionError("FSRS returned a card without a memory.")
    lapsed = memory is not None and new.rating is Rating.AGAIN
    return Memory(
        target=new.target,
        stability=card.stability,
        difficulty=card.difficulty,
        introduced=memory.introduced if memory else new.day,
        last_reviewed=new.day,
        due=card.due.date(),
        reviews=(memory.reviews if memory else 0) + 1,
        lapses=(memory.lapses if memory else 0) + lapsed,
    )


def replay(reviews: Iterable[Review]) -> dict[str, Memory]:
    """
    Return the memory of every statement that was ever reviewed, by its id.

    Args:
        reviews: In the order in which they happened.
    """
    memories: dict[str, Memory] = {}
    for one in reviews:
        memories[one.target] = review(memories.get(one.target), one)
    return memories


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


def _card(memory: Memory | None) -> fsrs.Card:
    # Given an id and a due day of its own, a card neither asks for the time nor waits for it.
    if memory is None:
        return fsrs.Card(card_id=0, due=noon_of(date.min))
    return fsrs.Card(
        card_id=0,
        state=fsrs.State.Review,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=noon_of(memory.due),
        last_review=noon_of(memory.last_reviewed),
    )
