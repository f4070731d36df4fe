"""What came of quiz runs: where one stands, when it ended, what was scored and what was missed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from operator import attrgetter

from kg.model import Guideline
from quizzes.attribution import evidence_of_step
from quizzes.bank import KeyedItem
from quizzes.entries import Answer, Progress, QuizRun, RunMode


@dataclass(frozen=True, slots=True)
class ItemResult:
    """
    What came of one item of a run.

    *position* is its 0-based place in the run. *answers* are those to its steps, in their order.
    *score* is between 0 and 1; None if steps are left, or if the item was withdrawn unanswered. In
    an exam that has ended nothing is left: a step without an answer scores 0, and the item is
    *left_out*.
    """

    position: int
    item: str
    answers: tuple[Answer, ...]
    score: float | None
    left_out: bool = False

    @property
    def missed(self) -> bool:
        """Whether it counts, but was not wholly right."""
        return self.score is not None and self.score < 1


@dataclass(frozen=True, slots=True)
class MissedStatement:
    """A statement behind misses, and the positions of the items that were missed for it."""

    statement: str
    positions: tuple[int, ...]


def progress_of(runs: Iterable[QuizRun], answers: Iterable[Answer]) -> tuple[Progress, ...]:
    """Return *runs* in their order, each with its own of *answers*."""
    given: dict[str, list[Answer]] = {}
    for answer in answers:
        given.setdefault(answer.run, []).append(answer)
    return tuple(
        Progress(run, tuple(sorted(given.get(run.id, ()), key=attrgetter("position", "step"))))
        for run in runs
    )


def place_of(progress: Progress, items: Mapping[str, KeyedItem]) -> tuple[int, int] | None:
    """Return the position and step to answer next; an item withdrawn since has no steps."""
    return progress.place([_step_count(item, items) for item in progress.run.items])


def ended_at(progress: Progress, items: Mapping[str, KeyedItem], at: datetime) -> datetime | None:
    """
    Return when a run ended, as seen at the moment *at*; None if it goes on.

    It ends with the last answer, when an exam is handed in, or when its time is over: that follows
    from when it was started, whether or not anybody was looking.
    """
    run = progress.run
    if run.finished is not None:
        return run.finished
    if progress.answers and place_of(progress, items) is None:
        return max(answer.answered for answer in progress.answers)
    return run.deadline if run.is_over(at) else None


def with_end(progress: Progress, items: Mapping[str, KeyedItem], at: datetime) -> Progress:
    """Return a run with its end as seen at the moment *at*, whether or not anybody noted it."""
    ended = ended_at(progress, items, at)
    return (
        progress if ended is None else replace(progress, run=replace(progress.run, finished=ended))
    )


def item_results(progress: Progress, items: Mapping[str, KeyedItem]) -> tuple[ItemResult, ...]:
    """Return the result of every item of a run, in its order."""
    given: dict[int, list[Answer]] = {}
    for answer in progress.answers:
        given.setdefault(answer.position, []).append(answer)
    return tuple(
        _result(position, item, tuple(given.get(position, ())), progress.run, items)
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


def missed_statements(
    progress: Progress, items: Mapping[str, KeyedItem], guideline: Guideline
) -> tuple[MissedStatement, ...]:
    """Return the statements behind what was missed, those behind most first, then by the source."""
    positions: dict[str, list[int]] = {}
    for result in item_results(progress, items):
        if result.missed and result.item in items:
            for statement in _behind_miss(result, items[result.item], guideline):
                positions.setdefault(statement, []).append(result.position)
    in_order = [id_ for id_ in guideline.statements if id_ in positions]
    in_order.sort(key=lambda id_: -len(positions[id_]))
    return tuple(MissedStatement(id_, tuple(positions[id_])) for id_ in in_order)


def _behind_miss(result: ItemResult, keyed: KeyedItem, guideline: Guideline) -> set[str]:
    behind: set[str] = set()
    for answer in result.answers:
        told = evidence_of_step(keyed, answer, guideline)
        behind |= {statement for statement, known in told.items() if not known}
    answered = {answer.step for answer in result.answers}
    for index, statements in enumerate(keyed.step_statements):
        if index not in answered:
            behind |= statements
    return behind


def _step_count(item: str, items: Mapping[str, KeyedItem]) -> int:
    return len(items[item].item.steps) if item in items else 0


def _result(
    position: int,
    item: str,
    given: tuple[Answer, ...],
    run: QuizRun,
    items: Mapping[str, KeyedItem],
) -> ItemResult:
    steps, points = _step_count(item, items), sum(answer.score for answer in given)
    if len(given) >= max(1, steps):
        return ItemResult(position, item, given, points / len(given))
    handed_in = run.mode is RunMode.EXAM and run.finished is not None
    if handed_in and steps:
        return ItemResult(position, item, given, points / steps, left_out=True)
    return ItemResult(position, item, given, None)
