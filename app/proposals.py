"""Offers to authors, worked out a few at a time; the latest are kept."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore, Lock
from typing import Generic, TypeVar

from quizzes.bank import ItemBank

_MOST_AT_ONCE = 2
_PATIENCE = 2.0
_KEPT = 32

_Offers = TypeVar("_Offers")


class Proposals(Generic[_Offers]):
    """
    What was worked out for each form from the item bank of its time. Safe to share between threads.

    At most *most* forms are worked out at once, since each takes a processor for up to seconds.
    Another one waits *patience* seconds for its turn.
    """

    def __init__(
        self, most: int = _MOST_AT_ONCE, patience: float = _PATIENCE, kept: int = _KEPT
    ) -> None:
        self._patience = patience
        self._most_kept = kept
        self._turns = BoundedSemaphore(most)
        self._lock = Lock()
        self._kept: OrderedDict[Hashable, tuple[ItemBank, _Offers]] = OrderedDict()

    def of(self, form: Hashable, bank: ItemBank, work: Callable[[], _Offers]) -> _Offers | None:
        """Return what *work* finds for *form*, or found before; None if too many are at it."""
        if (known := self._found(form, bank)) is not None:
            return known
        with self.turn() as mine:
            if not mine:
                return None
            offers = work()
        with self._lock:
            self._kept[form] = (bank, offers)
            while len(self._kept) > self._most_kept:
                self._kept.popitem(last=False)
        return offers

    def _found(self, form: Hashable, bank: ItemBank) -> _Offers | None:
        """Return what is kept, unless something was published since."""
        with self._lock:
            of_bank, offers = self._kept.get(form, (None, None))
            return offers if of_bank is bank else None

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Take one of the turns while something is worked out; False if none came free in time."""
        mine = self._turns.acquire(timeout=self._patience)
        try:
            yield mine
        finally:
            if mine:
                self._turns.release()
