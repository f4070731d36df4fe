"""Simulated cohorts: learners of known ability answer shipped items of known difficulty."""

from __future__ import annotations

from datetime import UTC, datetime
from math import exp
from random import Random

from quizzes.bank import ItemBank
from quizzes.entries import Answer
from quizzes.model import ChoiceKey, ChoiceStep

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)


def plain_items(bank: ItemBank, count: int) -> list[str]:
    """Return the ids of items with one step, of which one of several options is right."""
    return [
        keyed.item.id
        for keyed in bank.items.values()
        if len(keyed.item.steps) == 1
        and isinstance(keyed.item.steps[0], ChoiceStep)
        and not keyed.item.steps[0].multiple
    ][:count]


def cohort(
    bank: ItemBank,
    difficulties: dict[str, float],
    learners: int,
    seed: int,
    *,
    miskeyed: frozenset[str] = frozenset(),
    share_answered: float = 1.0,
    confidence: bool = False,
) -> list[Answer]:
    """
    Return one answer of each learner to each item, by the Rasch model with abilities N(0, 1).

    Who knows a miskeyed item answers something else than the key, who does not guesses the key now
    and then. *share_answered* leaves gaps at random.
    """
    random = Random(seed)
    answers = []
    for learner in range(learners):
        ability = random.gauss(0, 1)
        for item, difficulty in difficulties.items():
            knows = random.random() < 1 / (1 + exp(difficulty - ability))
            if random.random() >= share_answered:
                continue
            level = (3 if knows else random.choice((1, 2))) if confidence else None
            answers.append(_answer(bank, item, learner, knows, random, item in miskeyed, level))
    return answers


def _answer(
    bank: ItemBank,
    item: str,
    learner: int,
    knows: bool,
    random: Random,
    is_miskeyed: bool,
    confidence: int | None,
) -> Answer:
    keyed = bank.items[item]
    step, key = keyed.item.steps[0], keyed.key.steps[0]
    assert isinstance(step, ChoiceStep)
    assert isinstance(key, ChoiceKey)
    (right,) = key.options
    wrong = sorted(option.id for option in step.options if option.id != right)
    if is_miskeyed:
        # What is in truth right is called wrong.
        chosen = wrong[0] if knows else random.choice([right, *wrong[1:]])
    else:
        chosen = right if knows else random.choice(wrong)
    return Answer(
        learner=f"{learner:032x}",
        run=f"{learner:032x}",
        position=0,
        step=0,
        item=item,
        item_digest=keyed.item.digest,
        guideline_version="0.1.0",
        response={"options": [chosen]},
        score=1.0 if chosen == right else 0.0,
        answered=AT,
        confidence=confidence,
    )
