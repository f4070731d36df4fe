from __future__ import annotations

import asyncio
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from kg.errors import QueryLimitError
from kg.query_limits import Limits
from kg.query_places import Places

ONE = Limits(concurrency=1, queue_seconds=30)
IMPATIENT = replace(ONE, queue_seconds=0.02)


async def hold(places: Places, entered: asyncio.Event, leave: asyncio.Event) -> None:
    async with places.taken_in_turn():
        entered.set()
        await leave.wait()


def test_a_thread_that_finds_no_place_in_time_is_told_so() -> None:
    places = Places(IMPATIENT)

    with (
        places.taken(),
        pytest.raises(QueryLimitError, match="1 other queries") as told,
        places.taken(),
    ):
        pass

    assert told.value.limit == "queue"
    with places.taken():
        pass


def test_an_event_loop_that_finds_no_place_in_time_is_told_so() -> None:
    places = Places(IMPATIENT)

    async def wait() -> None:
        async with places.taken_in_turn():
            pass

    with places.taken(), pytest.raises(QueryLimitError) as told:
        asyncio.run(wait())

    assert told.value.limit == "queue"
    asyncio.run(wait())


def test_threads_and_event_loops_wait_for_the_same_places_in_turn() -> None:
    places = Places(ONE)
    order: list[str] = []
    waiting = threading.Event()

    def in_thread() -> None:
        waiting.set()
        with places.taken():
            order.append("thread")

    async def in_loop(name: str) -> None:
        async with places.taken_in_turn():
            order.append(name)

    async def all_of_them(pool: ThreadPoolExecutor) -> None:
        async with places.taken_in_turn():
            first = asyncio.create_task(in_loop("first"))
            await asyncio.sleep(0)
            thread = asyncio.get_running_loop().run_in_executor(pool, in_thread)
            while not waiting.is_set():
                await asyncio.sleep(0.01)
            await asyncio.sleep(0.05)
            last = asyncio.create_task(in_loop("last"))
            await asyncio.sleep(0)
            order.append("holder")
        await asyncio.gather(first, thread, last)

    with ThreadPoolExecutor(1) as pool:
        asyncio.run(all_of_them(pool))

    assert order == ["holder", "first", "thread", "last"]


@pytest.mark.parametrize("holds", [True, False], ids=["holding one", "waiting for one"])
def test_who_gives_up_takes_no_place_along(holds: bool) -> None:
    places = Places(ONE)

    async def give_up() -> None:
        entered, leave = asyncio.Event(), asyncio.Event()
        task = asyncio.create_task(hold(places, entered, leave))
        await asyncio.sleep(0.01)
        assert entered.is_set() is holds
        task.cancel()
        await asyncio.wait({task})

    if holds:
        asyncio.run(give_up())
    else:
        with places.taken():
            asyncio.run(give_up())

    with places.taken():
        pass
