"""What pages, events and visits cost the server."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from statistics import median
from typing import Any

from benchmarks.addresses import DECISIVE, Addresses
from benchmarks.server import Server
from benchmarks.sessions import Session, changed, get, message

WHAT_IF = "/what-if"

#: Seconds after which a server has dropped the sessions of pages that were left.
CLEAN_UP = 20


@dataclass(frozen=True, slots=True)
class Subject:
    """
    A what-if page to measure.

    *switch* returns the event by which a session switches the decisive finding on or off.
    """

    server: Server
    path: str
    switch: Callable[[Session, bool], dict[str, Any]]


def ours(server: Server) -> Subject:
    """Return our what-if page as a subject."""

    def switch(session: Session, on: bool) -> dict[str, Any]:
        facts = {"present": [DECISIVE] if on else [], "absent": [], "values": {}}
        return message(session.styled("editor"), facts)

    return Subject(server, WHAT_IF, switch)


def stock(server: Server) -> Subject:
    """Return the stock Panel page as a subject."""

    def switch(session: Session, on: bool) -> dict[str, Any]:
        return changed(session.styled("toggle"), "active", 1 if on else 0)

    return Subject(server, WHAT_IF, switch)


@dataclass(frozen=True, slots=True)
class EventCost:
    """What one event costs the server, and how long its answer takes, in seconds."""

    cpu: float
    latencies: tuple[float, ...]


async def opening(server: Server, path: str, cookie: str, times: int) -> float:
    """Return the seconds of server CPU to open the live page *path* once; it is closed again."""
    return await _each(server, times, lambda: _visit(server, path, cookie))


async def answering(server: Server, path: str, cookie: str, times: int) -> float:
    """Return the seconds of server CPU to answer the document *path* once."""
    return await _each(server, times, lambda: get(server.host, path, cookie=cookie))


async def open_all(server: Server, known: Addresses, times: int) -> dict[str, float]:
    """Return the seconds of server CPU to open each page once, by its route."""
    costs = {}
    for route, path in known.documents.items():
        await get(server.host, path, cookie=known.cookie)
        # Ten times as often: each costs less than the 10 ms that the kernel counts in.
        costs[route] = await answering(server, path, known.cookie, 10 * times)
    for route, path in known.live.items():
        await _visit(server, path, known.cookie)
        costs[route] = await opening(server, path, known.cookie, times)
    return costs


async def events(subject: Subject, sessions: int, count: int, rounds: int = 3) -> EventCost:
    """Return the cost of *count* events of one session while *sessions* are open."""
    async with AsyncExitStack() as stack:
        opened = [
            await stack.enter_async_context(Session(subject.server.host, subject.path))
            for _ in range(sessions)
        ]
        await switch(subject, opened[0])
        costs: list[float] = []
        latencies: list[float] = []
        for _ in range(rounds):
            before = subject.server.cpu()
            for _ in range(count // 2):
                latencies += await switch(subject, opened[0])
            costs.append((subject.server.cpu() - before) / (count // 2 * 2))
    return EventCost(median(costs), tuple(latencies))


async def switch(subject: Subject, session: Session) -> list[float]:
    """Switch the finding on and off again; return how many seconds each answer took."""
    last = session.styled("details")
    taken = []
    for on in (True, False):
        event = subject.switch(session, on)
        started = time.perf_counter()
        await session.send(event, last)
        taken.append(time.perf_counter() - started)
    return taken


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident MB of the server: warm, after the visits, and after it had time to clean up."""

    warm: float
    after: tuple[float, ...]
    cleaned: tuple[float, ...]


async def visits(server: Server, known: Addresses, count: int, times: int = 2) -> Memory:
    """Return what *count* visits of live pages leave in memory, *times* over."""
    paths = list(known.live.values())

    async def visit(number: int) -> None:
        for n in range(number):
            await _visit(server, paths[n % len(paths)], known.cookie)

    await visit(20)
    await asyncio.sleep(CLEAN_UP)
    warm, after, cleaned = server.memory(), [], []
    for _ in range(times):
        await visit(count)
        after.append(server.memory())
        await asyncio.sleep(CLEAN_UP)
        cleaned.append(server.memory())
    return Memory(warm, tuple(after), tuple(cleaned))


async def _visit(server: Server, path: str, cookie: str) -> None:
    async with Session(server.host, path, cookie):
        pass


async def _each(server: Server, times: int, work: Callable[[], Awaitable[object]]) -> float:
    """Return the CPU of one *work* as the median of three rounds of *times*."""
    costs = []
    for _ in range(3):
        before = server.cpu()
        for _ in range(times):
            await work()
        costs.append((server.cpu() - before) / times)
    return median(costs)
