"""Choosing distractors that do not give the key away by its words or its length."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random
from typing import TypeVar

_T = TypeVar("_T")

_WORD = re.compile(r"[A-Za-z]{4,}")
_TRIALS = 60
# How many letters of a word tell it from others, whatever its ending.
_ROOT = 5


def balanced(
    key: _T,
    among: Sequence[_T],
    count: int,
    asked: str,
    text: Callable[[_T], str],
    random: Random,
) -> list[_T]:
    """
    Return *count* of *among*: those that leave the key least to stand out, fewer if there are not.

    A word of the question (*asked*) that comes back in the key should stand in a distractor too,
    and the key should not be the longest by far. Earlier entries of *among* are preferred.
    """
    if len(among) <= count:
        return list(among)
    best: tuple[float, list[_T]] | None = None
    roots = _roots(text(key)) & _roots(asked)
    for _ in range(_TRIALS):
        # The nearer half is drawn from more often.
        pool = among[: max(count, len(among) // 2)] if random.random() < 1 / 2 else among
        chosen = random.sample(list(pool), count)
        texts = [text(one) for one in chosen]
        uncovered = roots - frozenset().union(*(_roots(other) for other in texts))
        lengths = sorted(len(other) for other in texts)
        excess = max(0.0, len(text(key)) / max(1, lengths[-1]) - 1)
        score = len(uncovered) + excess
        if best is None or score < best[0]:
            best = (score, chosen)
    return best[1] if best else []


def _roots(text: str) -> frozenset[str]:
    return frozenset(word.lower()[:_ROOT] for word in _WORD.findall(text))
