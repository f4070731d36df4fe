"""The first answers of all learners, as a matrix of learners by steps of items."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from quizzes.bank import ItemBank
from quizzes.entries import Answer
from quizzes.mastery import is_right
from quizzes.responses import ChoiceResponse, responses_from_json

#: 1 for right, 0 for wrong, NaN for not answered; a row a learner, a column a step.
Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True, order=True)
class StepId:
    """One step of one item; the unit of all statistics. *step* counts from 0."""

    item: str
    step: int


@dataclass(frozen=True)
class Attempts:
    """
    First answers to the present version of each item.

    *right* has a row for each of *learners* and a column for each of *steps*. *chosen* holds the
    options of each cell that was answered by choosing. *older* counts, by step, the first answers
    that were given to an earlier version: later ones are not first.
    """

    learners: tuple[str, ...]
    steps: tuple[StepId, ...]
    right: Matrix
    chosen: dict[tuple[int, int], frozenset[str]]
    older: dict[StepId, int]
    answers: tuple[Answer, ...]

    @cached_property
    def rest(self) -> Matrix:
        """For every cell, the learner's share right over all other steps; NaN if there is none."""
        answered = ~np.isnan(self.right)
        sums = np.nansum(self.right, axis=1, keepdims=True)
        counts = answered.sum(axis=1, keepdims=True)
        own = np.where(answered, self.right, 0.0)
        others = counts - answered
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(answered & (others > 0), (sums - own) / others, np.nan)


def gather(answers: Iterable[Answer], bank: ItemBank) -> Attempts:
    """
    Return the matrix of *answers*, which hold at most one for each learner and step.

    Answers to items that are no longer in the bank are left out.
    """
    known = [answer for answer in answers if answer.item in bank.items]
    present, older = [], dict[StepId, int]()
    for answer in known:
        item = bank.items[answer.item].item
        step = StepId(answer.item, answer.step)
        if answer.item_digest == item.digest and answer.step < len(item.steps):
            present.append(answer)
        else:
            older[step] = older.get(step, 0) + 1
    learners = tuple(sorted({answer.learner for answer in present}))
    steps = tuple(sorted({StepId(answer.item, answer.step) for answer in present}))
    row = {learner: index for index, learner in enumerate(learners)}
    column = {step: index for index, step in enumerate(steps)}
    right = np.full((len(learners), len(steps)), np.nan)
    chosen: dict[tuple[int, int], frozenset[str]] = {}
    for answer in present:
        cell = row[answer.learner], column[StepId(answer.item, answer.step)]
        right[cell] = 1.0 if is_right(answer) else 0.0
        (response,) = responses_from_json([answer.response])
        if isinstance(response, ChoiceResponse):
            chosen[cell] = response.options
    return Attempts(learners, steps, right, chosen, older, tuple(present))
