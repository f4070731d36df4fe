"""
What a learner studies next: what is due, what is new, and by which items.

Pure functions. The daily limits count statements, whatever made them due or known: what a case
reviewed today counts as much as what a card would have.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kg.model import Role
from quizzes.bank import ItemBank, KeyedItem
from quizzes.model import ContentStatus
from quizzes.quiz import seeded_rank
from quizzes.scheduling import Memory, retrievability
from quizzes.study_days import StudyClock


@dataclass(frozen=True, slots=True)
class DueNow:
    """What is due, the most forgotten first, and how much more is due but held back today."""

    memories: tuple[Memory, ...]
    held_back: int


@dataclass(frozen=True, slots=True)
class Draw:
    """An item, with the statement for which it was drawn; it may assess others too."""

    statement: str
    item: str


@dataclass(frozen=True, slots=True)
class Session:
    """
    Items in the order in which they are asked.

    *put_off* holds the statements for which no item was left that may follow the one before.
    """

    draws: tuple[Draw, ...]
    put_off: tuple[str, ...]


def due_now(memories: Iterable[Memory], at: datetime, clock: StudyClock, cap: int) -> DueNow:
    """
    Return what is due on the study day of *at*, the least retrievable first.

    Args:
        memories: Of one learner.
        at: Now.
        clock: The learner's.
        cap: How many statements met before are reviewed on one day, those of today included.
    """
    today = clock.day_of(at)
    all_ = tuple(memories)
    done = sum(one.introduced < today == one.last_reviewed for one in all_)
    due = [one for one in all_ if one.due <= today]
    due.sort(key=lambda one: (retrievability(one, today), one.due, one.target))
    room = max(0, cap - done)
    return DueNow(tuple(due[:room]), len(due[room:]))


def new_statements(
    bank: ItemBank, memories: Mapping[str, Memory], today: date, limit: int
) -> tuple[str, ...]:
    """
    Return the statements to meet for the first time today, the most important first.

    Those behind the criteria that decide come first, then the rest in the order of the source;
    statements that no item assesses never come.

    Args:
        bank: The items.
        memories: What the learner has met, by statement.
        today: The study day.
        limit: How many a learner meets on one day, those of today included.
    """
    met_today = sum(memory.introduced == today for memory in memories.values())
    unmet = [id_ for id_ in _by_importance(bank) if id_ not in memories]
    return tuple(unmet[: max(0, limit - met_today)])


def plan_session(
    bank: ItemBank,
    statements: Sequence[str],
    history: Sequence[str],
    seed: str,
    before: str | None = None,
) -> Session:
    """
    Return a session that asks for *statements*, as nearly in their order as interleaving allows.

    Two items that assess a common statement, or tell of one case or its twin, never follow each
    other. A statement that an item drawn for another assesses is not asked for once more.

    Args:
        bank: The items.
        statements: Their ids, the most urgent first.
        history: The ids of the items seen, the latest last.
        seed: Decides among equals.
        before: The item that the learner has just answered, if the session follows at once.
    """
    wanted = list(dict.fromkeys(statements))
    draws: list[Draw] = []
    last = bank.items.get(before) if before else None
    last_seen = _last_seen(history)
    while draw := _next_draw(bank, wanted, last_seen, seed, draws, last):
        draws.append(draw)
        last = bank.items[draw.item]
        wanted = [one for one in wanted if one not in last.statements]
    return Session(tuple(draws), tuple(wanted))


def forecast(memories: Iterable[Memory], today: date, days: int) -> tuple[int, ...]:
    """Return how many statements fall due on each of *days*; the first is today and all overdue."""
    counts = [0] * days
    for memory in memories:
        ahead = max(0, (memory.due - today) // timedelta(days=1))
        if ahead < days:
            counts[ahead] += 1
    return tuple(counts)


def _by_importance(bank: ItemBank) -> tuple[str, ...]:
    guideline = bank.guideline
    deciding = [
        statement
        for criterion in guideline.criteria.values()
        if criterion.role is not Role.SUPPORTING
        for statement in criterion.statements
    ]
    assessed = {id_ for keyed in _active(bank) for id_ in keyed.statements}
    return tuple(
        id_ for id_ in dict.fromkeys([*deciding, *guideline.statements]) if id_ in assessed
    )


def _active(bank: ItemBank) -> Iterator[KeyedItem]:
    return (keyed for keyed in bank.items.values() if keyed.item.status is ContentStatus.ACTIVE)


def _last_seen(history: Sequence[str]) -> dict[str, int]:
    """Return the place in *history* at which each item was seen last."""
    return {item: place for place, item in enumerate(history)}


def _candidates(
    bank: ItemBank, statement: str, last_seen: Mapping[str, int], seed: str
) -> Iterator[str]:
    siblings = [keyed for keyed in _active(bank) if statement in keyed.statements]

    def turn(keyed: KeyedItem) -> tuple[int, int, bytes]:
        id_ = keyed.item.id
        seen = last_seen.get(id_, -1)
        return seen, len(keyed.statements) if seen < 0 else 0, seeded_rank(seed, id_)

    return (keyed.item.id for keyed in sorted(siblings, key=turn))


def _next_draw(
    bank: ItemBank,
    wanted: Sequence[str],
    last_seen: Mapping[str, int],
    seed: str,
    draws: Sequence[Draw],
    before: KeyedItem | None,
) -> Draw | None:
    used = {draw.item for draw in draws}
    for statement in wanted:
        for item in _candidates(bank, statement, last_seen, seed):
            if item not in used and not _clash(bank, before, bank.items[item]):
                return Draw(statement, item)
    return None


def _clash(bank: ItemBank, one: KeyedItem | None, other: KeyedItem) -> bool:
    if one is None:
        return False
    tale = _tale(bank, other)
    same_tale = tale is not None and tale == _tale(bank, one)
    return same_tale or not set(one.statements).isdisjoint(other.statements)


def _tale(bank: ItemBank, keyed: KeyedItem) -> str | None:
    """Return the vignette from which an item's vignette and its twins were made."""
    tale = keyed.item.vignette
    while tale is not None and (origin := bank.vignettes[tale].twin_of) is not None:
        tale = origin
    return tale
