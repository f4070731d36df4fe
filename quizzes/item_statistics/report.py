"""
The statistics of an item bank, each shown only where there are answers enough.

The least numbers come from a simulation of 400 cohorts with 20 items each: with 10 learners a good
item looks bad (correlation below 0.10) in 22 of 100 cohorts, with 30 in 6; a wrong key is caught in
95 of 100 from 20 learners on; the Rasch model needs some 27 to 61 persons for a logit (Linacre).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from quizzes.bank import ItemBank
from quizzes.entries import Answer
from quizzes.item_statistics.attempts import Attempts, Matrix, StepId, gather
from quizzes.item_statistics.classical import (
    Facility,
    OptionUse,
    facility,
    option_uses,
    point_biserial,
    upper_lower,
)
from quizzes.item_statistics.rasch import fit_rasch
from quizzes.item_statistics.reliability import Reliability, reliability
from quizzes.mastery import ConfidenceLevel, calibration
from quizzes.model import ChoiceKey, ChoiceStep

#: Groups of fewer learners are not shown, so that nobody is recognised.
SMALLEST_GROUP = 5


@dataclass(frozen=True, slots=True)
class Gates:
    """From how many learners on each figure is shown; *formative* counts steps."""

    facility: int = 10
    alarm: int = 20
    discrimination: int = 30
    rasch: int = 50
    rasch_settled: int = 150
    reliability: int = 30
    formative: int = 40


GATES = Gates()


@dataclass(frozen=True, slots=True)
class Difficulty:
    """A Rasch difficulty in logits with its standard error; *provisional* below 150 learners."""

    logits: float
    error: float
    provisional: bool


@dataclass(frozen=True, slots=True)
class MiskeyAlarm:
    """
    Who knows more answers this step wrong: the key may be.

    *correlation* is that of the key with the rest score. *rival* is the distractor that goes with
    knowing more, None if there is none.
    """

    correlation: float
    rival: str | None


@dataclass(frozen=True)
class StepStatistics:
    """
    What is known of one step; None stands for: too few answers, or not defined.

    *n* counts the first answers to the present version, *older* those to earlier ones.
    *discrimination* is the corrected item-rest correlation, *upper_lower* the difference between
    the best and the worst 27 %.
    """

    step: StepId
    n: int
    older: int
    facility: Facility | None = None
    discrimination: float | None = None
    upper_lower: float | None = None
    options: tuple[OptionUse, ...] = ()
    difficulty: Difficulty | None = None
    alarm: MiskeyAlarm | None = None

    @property
    def functioning(self) -> int | None:
        """How many distractors function; None where discrimination is not shown."""
        if not self.options or self.n < GATES.discrimination:
            return None
        return sum(use.functions for use in self.options)


@dataclass(frozen=True)
class BankStatistics:
    """
    The statistics of one item bank.

    *steps* holds every step that was answered, in the order of their names. *confidence* is left
    empty for levels that fewer than the least number chose.
    """

    learners: int
    answers: int
    steps: tuple[StepStatistics, ...]
    reliability: Reliability | None
    confidence: tuple[ConfidenceLevel, ...]


def bank_statistics(bank: ItemBank, answers: Iterable[Answer]) -> BankStatistics:
    """
    Return the statistics of *bank*.

    Args:
        bank: The items in their present version.
        answers: The first answers of all learners (`Records.first_answers`).
    """
    attempts = gather(answers, bank)
    difficulties = _difficulties(attempts)
    steps = [
        _step(attempts, column, bank, difficulties.get(step))
        for column, step in enumerate(attempts.steps)
    ]
    seen = {each.step for each in steps}
    outdated = [
        StepStatistics(step, 0, older)
        for step, older in attempts.older.items()
        if step not in seen and older >= SMALLEST_GROUP
    ]
    return BankStatistics(
        learners=len(attempts.learners),
        answers=len(attempts.answers),
        steps=tuple(sorted([*steps, *outdated], key=lambda each: each.step)),
        reliability=reliability(attempts.right, GATES.reliability, 2),
        confidence=tuple(
            level for level in calibration(attempts.answers) if level.n >= GATES.facility
        ),
    )


def shown_counts(counts: Iterable[int]) -> tuple[int | None, ...]:
    """
    Return counts of one group as they may be shown: None for 1 to 4, and never for one alone.

    A single hidden count could be worked out from the others, so the next smallest goes with it.
    """
    given = list(counts)
    hidden = {index for index, count in enumerate(given) if 0 < count < SMALLEST_GROUP}
    others = sorted((count, index) for index, count in enumerate(given) if index not in hidden)
    if len(hidden) == 1:
        hidden |= {index for _, index in [one for one in others if one[0]][:1]}
    return tuple(None if index in hidden else count for index, count in enumerate(given))


def _step(
    attempts: Attempts, column: int, bank: ItemBank, difficulty: Difficulty | None
) -> StepStatistics:
    step = attempts.steps[column]
    rows = np.flatnonzero(~np.isnan(attempts.right[:, column]))
    n, older = len(rows), attempts.older.get(step, 0)
    if n < GATES.facility:
        return StepStatistics(step, n, older)
    right, rest = attempts.right[rows, column], attempts.rest[rows, column]
    options = _options(attempts, column, rows, bank)
    correlation = point_biserial(right, rest)
    telling = n >= GATES.discrimination
    return StepStatistics(
        step=step,
        n=n,
        older=older,
        facility=facility(right),
        discrimination=correlation if telling else None,
        upper_lower=upper_lower(right, rest) if telling else None,
        options=options,
        difficulty=difficulty,
        alarm=_alarm(correlation, options, n),
    )


def _options(
    attempts: Attempts, column: int, rows: NDArray[np.intp], bank: ItemBank
) -> tuple[OptionUse, ...]:
    keyed = bank.items[attempts.steps[column].item]
    step = keyed.item.steps[attempts.steps[column].step]
    key = keyed.key.steps[attempts.steps[column].step]
    if not isinstance(step, ChoiceStep) or not isinstance(key, ChoiceKey):
        return ()
    chosen = [attempts.chosen.get((int(row), column), frozenset()) for row in rows]
    names = tuple(option.id for option in step.options)
    return option_uses(names, key.options, chosen, attempts.rest[rows, column])


def _alarm(correlation: float | None, options: tuple[OptionUse, ...], n: int) -> MiskeyAlarm | None:
    if n < GATES.alarm or correlation is None or correlation >= 0:
        return None
    rivals = [use for use in options if not use.is_key and use.correlation and use.correlation > 0]
    best = max(rivals, key=lambda use: use.correlation or 0.0, default=None)
    return MiskeyAlarm(correlation, best.option if best else None)


def _difficulties(attempts: Attempts) -> dict[StepId, Difficulty]:
    """Fit the Rasch model to the steps with answers enough, right ones and wrong ones."""
    rows, columns = _estimable(attempts.right)
    if len(columns) < 2:
        return {}
    part = attempts.right[np.ix_(rows, columns)]
    fit = fit_rasch(part)
    if not fit.converged:
        return {}
    counts = (~np.isnan(part)).sum(axis=0)
    return {
        attempts.steps[column]: Difficulty(
            float(fit.difficulty[index]),
            float(fit.error[index]),
            bool(counts[index] < GATES.rasch_settled),
        )
        for index, column in enumerate(columns)
    }


def _estimable(right: Matrix) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the rows with two answers at least, and the columns with enough of both kinds."""
    rows, columns = np.arange(right.shape[0]), np.arange(right.shape[1])
    while True:
        part = right[np.ix_(rows, columns)]
        answered = ~np.isnan(part)
        counts, hits = answered.sum(axis=0), np.nansum(part, axis=0)
        keep_columns = (counts >= GATES.rasch) & (hits > 0) & (hits < counts)
        # From one step alone nothing is learnt of anybody's ability.
        keep_rows = answered[:, keep_columns].sum(axis=1) >= 2
        if keep_columns.all() and keep_rows.all():
            return rows, columns
        rows, columns = rows[keep_rows], columns[keep_columns]
