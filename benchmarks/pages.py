"""The web app measured: its real server in a process of its own, beside a stock Panel page."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.addresses import Addresses, addresses
from benchmarks.browser import OURS, STOCK, Screen, Switch, chromium, clicks
from benchmarks.endpoint import EndpointTimes, endpoint_times
from benchmarks.server import Server, guidegraph, peer
from benchmarks.sessions import Session, get
from benchmarks.visits import (
    WHAT_IF,
    EventCost,
    Memory,
    Subject,
    events,
    open_all,
    opening,
    ours,
    stock,
    visits,
)


@dataclass(frozen=True, slots=True)
class Size:
    """
    How much is measured; 0 leaves a part out.

    Attributes:
        starts: How often the server is started.
        opens: How often each page is opened, three times over.
        crowd: How many sessions are open for the second of the two event costs.
        events: How many events are sent, three times over.
        clicks: How many pairs of clicks there are in the browser.
        visits: How many visits the memory is measured after, two times over.
        hostile: How many hostile queries are sent.
        peer: Whether the stock page is measured too.
    """

    starts: int
    opens: int
    crowd: int
    events: int
    clicks: int
    visits: int
    hostile: int
    peer: bool


FULL = Size(starts=3, opens=10, crowd=100, events=40, clicks=20, visits=200, hostile=2, peer=True)
QUICK = Size(starts=1, opens=1, crowd=3, events=4, clicks=0, visits=0, hostile=0, peer=False)


@dataclass(frozen=True, slots=True)
class Start:
    """Seconds from starting the process to the first document, of wall time and of CPU."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Events:
    """The cost of an event with one session open and with a crowd."""

    one: EventCost
    crowd: EventCost


@dataclass(frozen=True, slots=True)
class PageReport:
    """What was measured; a part that was left out is None."""

    size: Size
    start: Start
    opened: dict[str, float]
    events: Events
    memory: Memory | None
    endpoint: EndpointTimes | None
    screen: Screen | None
    peer_opened: float | None
    peer_events: Events | None
    peer_screen: Screen | None


def measure_pages(size: Size) -> PageReport:
    """Start the servers, measure, and stop them."""
    with ExitStack() as stack:
        data = Path(stack.enter_context(TemporaryDirectory(prefix="guidegraph-benchmark-")))
        known = addresses(data)
        starts = []
        for _ in range(size.starts - 1):
            with guidegraph(data) as server:
                starts.append(_start(server))
        server = stack.enter_context(guidegraph(data))
        start = _typical([*starts, _start(server)])
        other = stack.enter_context(peer()) if size.peer else None
        opened, peer_opened = asyncio.run(_opened(server, other, known, size.opens))
        costs, peer_costs = asyncio.run(_events(server, other, size))
        memory = asyncio.run(visits(server, known, size.visits)) if size.visits else None
        endpoint = asyncio.run(endpoint_times(ours(server), size.hostile)) if size.hostile else None
        screens = _screens(server, other, size.clicks) if size.clicks else (None, None)
    return PageReport(
        size,
        start,
        opened,
        costs,
        memory,
        endpoint,
        screens[0],
        peer_opened,
        peer_costs,
        screens[1],
    )


def _start(server: Server) -> Start:
    asyncio.run(_first_page(server))
    return Start(time.perf_counter() - server.started, server.cpu())


def _typical(starts: Sequence[Start]) -> Start:
    return Start(median(s.wall for s in starts), median(s.cpu for s in starts))


async def _first_page(server: Server) -> None:
    await get(server.host, "/")


async def _opened(
    server: Server, other: Server | None, known: Addresses, times: int
) -> tuple[dict[str, float], float | None]:
    costs = await open_all(server, known, times)
    if other is None:
        return costs, None
    async with Session(other.host, WHAT_IF):
        pass
    return costs, await opening(other, WHAT_IF, "", times)


async def _events(server: Server, other: Server | None, size: Size) -> tuple[Events, Events | None]:
    async def both(subject: Subject) -> Events:
        return Events(
            await events(subject, 1, size.events), await events(subject, size.crowd, size.events)
        )

    return await both(ours(server)), await both(stock(other)) if other is not None else None


def _screens(
    server: Server, other: Server | None, count: int
) -> tuple[Screen | None, Screen | None]:
    with chromium() as browser:
        if browser is None:
            return None, None

        def screen(subject: Server, switches: tuple[Switch, ...]) -> Screen:
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            page.goto(f"http://{subject.host}{WHAT_IF}")
            times = clicks(page, switches, count)
            page.close()
            return times

        return screen(server, OURS), screen(other, STOCK) if other is not None else None
