"""Which items are meant: those of topics, those named by their ids, or all that are active."""

from __future__ import annotations

from collections.abc import Iterable

from kg.errors import UnknownNameError
from quizzes.bank import ItemBank
from quizzes.model import ContentStatus
from quizzes.proving import KeyedItem


def wanted_items(bank: ItemBank, topics: Iterable[str], ids: Iterable[str]) -> list[KeyedItem]:
    """
    Return the items of *topics* with those of *ids*; all active ones if nothing is asked for.

    A topic is a section, a criterion, a tag or a kind. An id may be that of an item that is no
    longer active, or not yet.

    Raises:
        UnknownNameError: If there is no such topic or item.
    """
    topics, ids = list(topics), list(ids)
    for id_ in ids:
        if id_ not in bank.items:
            raise UnknownNameError("item", id_, bank.items)
    named = {topic for keyed in bank.items.values() for topic in _topics(keyed)}
    for topic in topics:
        if topic not in named:
            raise UnknownNameError("topic", topic, sorted(named))
    active = [one for one in bank.items.values() if one.item.status is ContentStatus.ACTIVE]
    if not (topics or ids):
        return active
    of_topics = [one for one in active if not _topics(one).isdisjoint(topics)]
    found = {one.item.id: one for one in (*of_topics, *(bank.items[id_] for id_ in ids))}
    return list(found.values())


def _topics(keyed: KeyedItem) -> set[str]:
    return {*keyed.sections, *keyed.criteria, *keyed.item.tags, keyed.item.kind.value}
