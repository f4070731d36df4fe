"""B1 to B3: what only shows over a whole item bank."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from math import erfc, exp, pi, sqrt

from quizzes.lint.context import LintContext
from quizzes.lint.examined import Choice, Examined, Found

# The thresholds of this module are our own.
_SIGNIFICANT = 0.01
_MOST_OF_ONE = 0.3


def key_position(examined: Sequence[Examined]) -> Iterator[Found]:
    """B1: where the keys stand, against a place drawn at random, by a chi-square test."""
    by_count: dict[int, Counter[int]] = defaultdict(Counter)
    for choice in _free_choices(examined):
        (key,) = choice.right
        by_count[len(choice.answers)][choice.answers.index(key)] += 1
    for count, positions in sorted(by_count.items()):
        total = positions.total()
        # With fewer, the expected counts are too small for the test.
        if total < 5 * count:
            continue
        expected = total / count
        square = sum((positions[place] - expected) ** 2 / expected for place in range(count))
        if chi_square_tail(square, count - 1) < _SIGNIFICANT:
            seen = ", ".join(str(positions[place]) for place in range(count))
            yield Found(
                "",
                None,
                f"Of {total} items with {count} options, the key stands first, second and so on "
                f"in {seen}.",
                "Move keys; where options are printed in this order, the usual place is a cue.",
            )


def longest_is_key(examined: Sequence[Examined]) -> Iterator[Found]:
    """B2: how often the one longest option is the key, against chance and two standard errors."""
    choices = [choice for choice in _free_choices(examined) if _longest(choice) is not None]
    if len(choices) < 20:
        return
    hits = sum(1 for choice in choices if _longest(choice) in choice.right)
    chances = [1 / len(choice.answers) for choice in choices]
    error = sqrt(sum(chance * (1 - chance) for chance in chances))
    if hits > sum(chances) + 2 * error:
        yield Found(
            "",
            None,
            f"The longest option is right in {hits} of {len(choices)} items; by chance it would be "
            f"in {sum(chances):.0f}.",
            "Lengthen distractors or shorten keys (W4 marks the worst).",
        )


def blueprint(examined: Sequence[Examined], context: LintContext) -> Iterator[Found]:
    """B3: criteria that no item assesses, and one that takes too large a share."""
    assessed = Counter(
        criterion for each in examined if each.keyed for criterion in each.keyed.criteria
    )
    criteria = context.bank.guideline.criteria
    for criterion in criteria.values():
        if examined and not assessed[criterion.id]:
            message = f"No item assesses {criterion.id} ({criterion.label})."
            yield Found("", None, message, "Write one, or accept a generated one.")
    for criterion_id, times in assessed.items():
        if times > _MOST_OF_ONE * len(examined):
            label = criteria[criterion_id].label
            message = f"{times} of {len(examined)} items assess {criterion_id} ({label})."
            yield Found("", None, message, "Write items on the others, or retire some.")


def chi_square_tail(square: float, freedom: int) -> float:
    """Return the probability that a chi-square of *freedom* degrees exceeds *square*."""
    half = square / 2
    if freedom % 2 == 0:
        term, total = 1.0, 1.0
        for step in range(1, freedom // 2):
            term *= half / step
            total += term
        return exp(-half) * total
    tail, term = erfc(sqrt(half)), exp(-half) * sqrt(half) * 2 / sqrt(pi)
    for step in range((freedom - 1) // 2):
        tail += term
        term *= half / (step + 1.5)
    return tail


def _free_choices(examined: Iterable[Examined]) -> Iterator[Choice]:
    for each in examined:
        yield from (choice for choice in each.choices if choice.has_one_key)


def _longest(choice: Choice) -> object:
    """Return the one longest option; None if two are as long."""
    ordered = sorted(choice.answers, key=lambda answer: len(answer.text.text))
    if len(ordered[-1].text.text) == len(ordered[-2].text.text):
        return None
    return ordered[-1]
