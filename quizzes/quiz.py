"""
Putting a quiz together: which items, in which order, with the options in which order.

Nothing here draws random numbers. An order follows from a seed by hashing, so that a quiz that is
opened again, on another machine or by another version of Python, looks the same.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from quizzes.bank import ItemBank, KeyedItem
from quizzes.model import ChoiceStep, ContentStatus, Kind, Option


@dataclass(frozen=True, slots=True)
class Selection:
    """
    Which items are wanted. An empty set asks for nothing in particular.

    An item fits if it is one of the *items* and has one of the *sections*, one of the *criteria*,
    one of the *tags* and one of the *kinds*.
    """

    sections: frozenset[str] = frozenset()
    criteria: frozenset[str] = frozenset()
    tags: frozenset[str] = frozenset()
    kinds: frozenset[Kind] = frozenset()
    items: frozenset[str] = frozenset()

    def fits(self, keyed: KeyedItem) -> bool:
        """Tell whether an item is active and wanted."""
        item = keyed.item
        wishes = (
            (self.sections, keyed.sections),
            (self.criteria, keyed.criteria),
            (self.tags, item.tags),
            (self.kinds, (item.kind,)),
            (self.items, (item.id,)),
        )
        return item.status is ContentStatus.ACTIVE and all(
            not wanted or not wanted.isdisjoint(has) for wanted, has in wishes
        )


def choose_items(bank: ItemBank, selection: Selection, length: int, seed: str) -> tuple[str, ...]:
    """Return at most *length* ids of fitting items, in an order that follows from *seed*."""
    fitting = [id_ for id_, keyed in bank.items.items() if selection.fits(keyed)]
    return tuple(sorted(fitting, key=lambda id_: seeded_rank(seed, id_))[:length])


def shown_options(step: ChoiceStep, item_id: str, step_index: int, seed: str) -> tuple[Option, ...]:
    """Return the options of a step in the order in which a learner sees them in this quiz."""
    if step.fixed_order:
        return step.options
    place = f"{item_id}#{step_index}"
    return tuple(sorted(step.options, key=lambda option: seeded_rank(seed, f"{place}#{option.id}")))


def seeded_rank(seed: str, name: str) -> bytes:
    """Return the place of *name* in an order that follows from *seed*, as a key to sort by."""
    return hashlib.sha256(f"{seed}\n{name}".encode()).digest()
