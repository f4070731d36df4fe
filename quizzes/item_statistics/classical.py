"""
Classical item analysis: facility, discrimination, and what each option was chosen for.

What the rest score is to a learner: the share right over all other steps that they answered.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizzes.mastery import wilson

#: Truman Kelley's share of the best and of the worst, 1939.
_GROUP = 0.27
#: Chosen by fewer, a distractor is said not to function (as Rogausch 2010 counts).
FEWEST_CHOOSERS = 0.05

Column = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Facility:
    """How many of *n* were right; *low* and *high* bound the share with 95 % (Wilson)."""

    right: int
    n: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """The share right: 1 is easiest."""
        return self.right / self.n


@dataclass(frozen=True, slots=True)
class OptionUse:
    """
    How often an option was chosen, and by whom.

    *correlation* is that of choosing it with the rest score, None if it cannot be computed.
    """

    option: str
    is_key: bool
    chosen: int
    n: int
    correlation: float | None

    @property
    def share(self) -> float:
        """The share of learners who chose it."""
        return self.chosen / self.n

    @property
    def functions(self) -> bool:
        """Whether a distractor is chosen often enough, and rather by those who know less."""
        weak = self.correlation is not None and self.correlation < 0
        return not self.is_key and self.share >= FEWEST_CHOOSERS and weak


def facility(right: Column) -> Facility:
    """Return the facility of a column of 0 and 1 without gaps."""
    hits, n = int(right.sum()), len(right)
    return Facility(hits, n, *wilson(hits, n))


def point_biserial(right: Column, rest: Column) -> float | None:
    """
    Return Pearson's correlation of 0 and 1 with the rest score.

    None if all are right or wrong, or all rest scores are equal: it is undefined then.
    """
    usable = ~np.isnan(rest)
    ones, scores = right[usable], rest[usable]
    if len(ones) < 2 or np.ptp(ones) == 0 or np.ptp(scores) == 0:
        return None
    return float(np.corrcoef(ones, scores)[0, 1])


def upper_lower(right: Column, rest: Column) -> float | None:
    """
    Return the share right among the best 27 % by rest score, less that among the worst 27 %.

    Learners whose score ties with the last of a group belong to it, so that order says nothing.
    None if the two groups are not apart.
    """
    usable = ~np.isnan(rest)
    ones, scores = right[usable], rest[usable]
    size = max(1, round(_GROUP * len(ones)))
    ordered = np.sort(scores)
    if len(ones) < 2 or ordered[size - 1] >= ordered[-size]:
        return None
    low, high = scores <= ordered[size - 1], scores >= ordered[-size]
    return float(ones[high].mean() - ones[low].mean())


def option_uses(
    options: tuple[str, ...],
    key: frozenset[str],
    chosen: list[frozenset[str]],
    rest: Column,
) -> tuple[OptionUse, ...]:
    """Return the use of each option; *chosen* and *rest* have an entry for each learner."""
    uses = []
    for option in options:
        took = np.array([1.0 if option in some else 0.0 for some in chosen])
        correlation = point_biserial(took, rest)
        uses.append(OptionUse(option, option in key, int(took.sum()), len(chosen), correlation))
    return tuple(uses)
