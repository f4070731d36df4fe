"""KR-20 (Kuder and Richardson 1937, formula 20) with a bootstrap interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from quizzes.item_statistics.attempts import Matrix

_RESAMPLES = 1000
_SEED = 20


@dataclass(frozen=True, slots=True)
class Reliability:
    """
    KR-20 of *steps* steps that the same *learners* learners all answered.

    *low* and *high* are the percentiles 2.5 and 97.5 over resampled learners.
    """

    value: float
    low: float
    high: float
    learners: int
    steps: int


def kr20(right: Matrix) -> float | None:
    """Return KR-20 of a matrix without gaps; None if it has one column or no variance."""
    steps = right.shape[1]
    total = right.sum(axis=1).var()
    if steps < 2 or total == 0:
        return None
    share = right.mean(axis=0)
    return float(steps / (steps - 1) * (1 - (share * (1 - share)).sum() / total))


def reliability(right: Matrix, fewest_learners: int, fewest_steps: int) -> Reliability | None:
    """
    Return KR-20 of the largest part of *right* without gaps.

    None if that has fewer learners or steps than asked for. The resampling is seeded, so equal
    answers give equal intervals.
    """
    block = complete_block(right, fewest_learners)
    if block.shape[0] < fewest_learners or block.shape[1] < fewest_steps:
        return None
    value = kr20(block)
    if value is None:
        return None
    random = np.random.default_rng(_SEED)
    n = len(block)
    drawn = (kr20(block[random.integers(0, n, n)]) for _ in range(_RESAMPLES))
    low, high = np.percentile([one for one in drawn if one is not None], [2.5, 97.5])
    return Reliability(value, float(low), float(high), *block.shape)


def complete_block(right: Matrix, fewest_learners: int) -> Matrix:
    """
    Return a large part of *right* without gaps, found by taking the most answered steps first.

    Of the parts with at least *fewest_learners* rows it is the one with most cells; 0 by 0 if
    there is none.
    """
    answered = ~np.isnan(right)
    order = np.argsort(-answered.sum(axis=0), kind="stable")
    everybody = np.logical_and.accumulate(answered[:, order], axis=1)
    learners = everybody.sum(axis=0)
    cells = np.where(learners >= fewest_learners, learners * (np.arange(len(order)) + 1), 0)
    if not cells.size or cells.max() == 0:
        return np.empty((0, 0))
    best = int(cells.argmax())
    return np.asarray(right[np.ix_(everybody[:, best], order[: best + 1])])
