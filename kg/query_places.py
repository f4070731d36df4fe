"""Places for queries that run at once; whoever finds none free waits a while for one."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import Future
from contextlib import asynccontextmanager, contextmanager, suppress

from kg.errors import QueryLimitError
from kg.query_limits import Limits


class Places:
    """
    As many places as *limits* say, given in the order in which they are asked for.

    Threads and event loops may share them.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._changing = threading.Lock()
        self._free = limits.concurrency
        self._waiting: deque[Future[None]] = deque()

    @contextmanager
    def taken(self) -> Iterator[None]:
        """
        Hold a place; the thread waits for it.

        Raises:
            QueryLimitError: If none becomes free in time ("queue").
        """
        turn = self._asked_for()
        try:
            with suppress(TimeoutError):
                turn.result(self._limits.queue_seconds)
            self._require(turn)
            yield
        finally:
            self._give_back(turn)

    @asynccontextmanager
    async def taken_in_turn(self) -> AsyncIterator[None]:
        """
        Hold a place; the event loop goes on until it is there.

        Raises:
            QueryLimitError: If none becomes free in time ("queue").
        """
        turn = self._asked_for()
        try:
            if not turn.done():
                await asyncio.wait({asyncio.wrap_future(turn)}, timeout=self._limits.queue_seconds)
            self._require(turn)
            yield
        finally:
            self._give_back(turn)

    def _asked_for(self) -> Future[None]:
        """Return what is done as soon as there is a place."""
        turn: Future[None] = Future()
        with self._changing:
            if self._free:
                self._free -= 1
                turn.set_result(None)
            else:
                self._waiting.append(turn)
        return turn

    def _require(self, turn: Future[None]) -> None:
        if turn.cancel():  # It was still waiting.
            raise QueryLimitError(
                "queue",
                f"{self._limits.concurrency} other queries have been running for "
                f"{self._limits.queue_seconds:g} seconds. Try again in a moment.",
            )

    def _give_back(self, turn: Future[None]) -> None:
        if turn.cancel():  # There was never a place.
            return
        with self._changing:
            while self._waiting:
                following = self._waiting.popleft()
                if following.set_running_or_notify_cancel():
                    following.set_result(None)
                    return
            self._free += 1
