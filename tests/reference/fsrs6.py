"""
FSRS-6 by hand from the published formulas, on study days; it shares nothing with `quizzes`.

Source: the page "The Algorithm" of the open-spaced-repetition project (formulas of FSRS-6 and its
21 default parameters). Grades: 1 again, 2 hard, 3 good, 4 easy.
"""

from __future__ import annotations

from math import exp

W = (
    *(0.212, 1.2931, 2.3065, 8.2956, 6.4133, 0.8334, 3.0194, 0.001, 1.8722, 0.1666, 0.796),
    *(1.4835, 0.0614, 0.2629, 1.6483, 0.6014, 1.8729, 0.5425, 0.0912, 0.0658, 0.1542),
)
FACTOR = 0.9 ** (-1 / W[20]) - 1


def recall(days: int, stability: float) -> float:
    """R(t, S)."""
    return (1 + FACTOR * days / stability) ** -W[20]


def memory(history: list[tuple[int, int]]) -> tuple[float, float]:
    """Return stability and difficulty after *history*: pairs of day and grade, in order."""
    last, grade = history[0]
    stability, difficulty = W[grade - 1], _within(1, first_difficulty(grade), 10)
    for day, grade in history[1:]:
        if day == last:
            stability = same_day(stability, grade)
        else:
            r = recall(day - last, stability)
            change = forgotten if grade == 1 else recalled
            stability = change(stability, difficulty, r, grade)
        difficulty = next_difficulty(difficulty, grade)
        last = day
    return stability, difficulty


def first_difficulty(grade: int) -> float:
    """D0(G), before it is clamped."""
    return W[4] - exp(W[5] * (grade - 1)) + 1


def next_difficulty(d: float, grade: int) -> float:
    """D''(D, G): linear damping, then mean reversion to D0(4)."""
    damped = d - W[6] * (grade - 3) * (10 - d) / 9
    return _within(1, W[7] * first_difficulty(4) + (1 - W[7]) * damped, 10)


def recalled(s: float, d: float, r: float, grade: int) -> float:
    """S'r(D, S, R, G)."""
    growth = exp(W[8]) * (11 - d) * s ** -W[9] * (exp(W[10] * (1 - r)) - 1)
    return s * (1 + growth * (W[15] if grade == 2 else 1) * (W[16] if grade == 4 else 1))


def forgotten(s: float, d: float, r: float, grade: int) -> float:
    """S'f(D, S, R), and never more than what a lapse on the same day would leave."""
    left = W[11] * d ** -W[12] * ((s + 1) ** W[13] - 1) * exp(W[14] * (1 - r))
    return min(left, s / exp(W[17] * W[18]))


def same_day(s: float, grade: int) -> float:
    """S'(S, G); a right answer never lowers stability (srs-benchmark issue 343, py-fsrs 6.3.2)."""
    growth = exp(W[17] * (grade - 3 + W[18])) * s ** -W[19]
    return s * (max(1.0, growth) if grade > 1 else growth)


def _within(low: float, value: float, high: float) -> float:
    return min(max(value, low), high)
