"""What came of quiz runs: where one stands, the score of each item, and what was missed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from quizzes.bank import KeyedItem
from quizzes.records import Answer, Progress


@dataclass(frozen=True, slots=True)
class ItemResult:
    """
    What came of one item of a run.

    *position* is its 0-based place in the run. *answers* are those to its steps, in their order.
    *score* is between 0 and 1; None if steps are left, or if the item was withdrawn unanswered.
    """

    position: int
    item: str
    answers: tuple[Answer, ...]
    score: float | None

    @property
    def missed(self) -> bool:
        """Whether it was answered, but not wholly right."""
        return self.score is not None and self.score < 1


def place_of(progress: Progress, items: Mapping[str, KeyedItem]) -> tuple[int, int] | None:
    """Return the position and step to answer next; an item withdrawn since has no steps."""
    return progress.place([_step_count(item, items) for item in progress.run.items])


def item_results(progress: Progress, items: Mapping[str, KeyedItem]) -> tuple[ItemResult, ...]:
    """Return the result of every item of a run, in its order."""
    return tuple(
        _result(position, item, progress.answers, items)
        for position, item in enumerate(progress.run.items)
    )


def missed_items(answers: Iterable[Answer]) -> frozenset[str]:
    """
    Return the ids of the items that were not wholly right when they were answered last.

    Args:
        answers: Of one learner, in the order given.
    """
    latest: dict[str, list[Answer]] = {}
    for answer in answers:
        same = latest.get(answer.item, [])
        goes_on = bool(same) and (same[-1].run, same[-1].position) == (answer.run, answer.position)
        latest[answer.item] = [*same, answer] if goes_on else [answer]
    return frozenset(item for item, given in latest.items() if any(a.score < 1 for a in given))


def _step_count(item: str, items: Mapping[str, KeyedItem]) -> int:
    return len(items[item].item.steps) if item in items else 0


def _result(
    position: int, item: str, answers: Collection[Answer], items: Mapping[str, KeyedItem]
) -> ItemResult:
    given = tuple(answer for answer in answers if answer.position == position)
    whole = len(given) >= max(1, _step_count(item, items))
    score = sum(answer.score for answer in given) / len(given) if whole else None
    return ItemResult(position, item, given, score)
