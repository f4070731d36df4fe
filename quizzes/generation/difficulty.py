"""
How hard a generated item is expected to be.

The knobs are counted, their weights are our own guess and rest on no data: what comes out is a
prediction, shown as one, to be compared with the answers once there are any.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import exp


class Level(Enum):
    """The prediction in a word."""

    EASY = "easy"
    MEDIUM = "medium"
    HARD = "hard"


@dataclass(frozen=True, slots=True)
class Knobs:
    """
    What makes an item hard.

    *criteria* is how many criteria must be worked through. *distance* is how far a value lies from
    its threshold, as a share of the threshold; None if none matters. *irrelevant* counts facts that
    decide nothing. *similar* is the share of distractors that are siblings of the key or its answer
    one fact away. *steps* counts steps up or down the finding hierarchy. *unknown* tells that
    something that is not known must be noticed.
    """

    criteria: int = 1
    distance: float | None = None
    irrelevant: int = 0
    similar: float = 0.0
    steps: int = 0
    unknown: bool = False


_EASIEST = -1.5
_OF_CRITERION = 0.06
_OF_THRESHOLD = 1.2
_OF_IRRELEVANT = 0.15
_OF_SIMILAR = 0.9
_OF_STEP = 0.35
_OF_UNKNOWN = 0.6


def predicted_difficulty(knobs: Knobs) -> float:
    """Return the predicted share of wrong first answers, between 0 and 1."""
    near = 0.0 if knobs.distance is None else max(0.0, 1 - knobs.distance)
    logit = (
        _EASIEST
        + _OF_CRITERION * knobs.criteria
        + _OF_THRESHOLD * near
        + _OF_IRRELEVANT * knobs.irrelevant
        + _OF_SIMILAR * knobs.similar
        + _OF_STEP * knobs.steps
        + _OF_UNKNOWN * knobs.unknown
    )
    return 1 / (1 + exp(-logit))


def level_of(difficulty: float) -> Level:
    """Return a difficulty in a word: up to a third, up to a half, or more answer wrongly."""
    if difficulty <= 1 / 3:
        return Level.EASY
    return Level.MEDIUM if difficulty <= 1 / 2 else Level.HARD
