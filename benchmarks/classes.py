"""Classes of learners measured: our server with a mixed class, beside a stock Panel page."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.classroom import Lesson, Timetable, arrive, lesson
from benchmarks.feedback import feedback_times
from benchmarks.learners import mixed_seats, what_if_seats
from benchmarks.server import Server, guidegraph, peer
from benchmarks.visits import CLEAN_UP, ours, stock


@dataclass(frozen=True, slots=True)
class Size:
    """
    How much is measured; 0 leaves a part out.

    Attributes:
        classes: How many learners there are in each mixed class, one class after the other.
        crowd: How many there are at the what-if page, of ours and of the peer.
        timetable: How long they learn, and at what pace.
        burst: How many open their page at once.
        answers: How many answers there are in the browser.
        peer: Whether the stock page is measured too.
    """

    classes: tuple[int, ...]
    crowd: int
    timetable: Timetable
    burst: int
    answers: int
    peer: bool


FULL = Size(
    classes=(50, 100, 100),
    crowd=100,
    timetable=Timetable(lasts=60, pace=5, clean_up=CLEAN_UP),
    burst=30,
    answers=20,
    peer=True,
)
QUICK = Size(
    classes=(5,),
    crowd=2,
    timetable=Timetable(lasts=1, pace=1, clean_up=0),
    burst=3,
    answers=0,
    peer=False,
)


@dataclass(frozen=True, slots=True)
class ClassReport:
    """What was measured; a part that was left out is None or empty."""

    lessons: tuple[Lesson, ...]
    what_if: Lesson
    stock: Lesson | None
    arrivals: tuple[float, ...]
    what_if_arrivals: tuple[float, ...]
    stock_arrivals: tuple[float, ...]
    feedback: Mapping[str, tuple[float, ...]]


def measure_classes(size: Size) -> ClassReport:
    """Start the servers, measure, and stop them."""
    with ExitStack() as stack:
        data = Path(stack.enter_context(TemporaryDirectory(prefix="guidegraph-benchmark-")))
        server = stack.enter_context(guidegraph(data))
        other = stack.enter_context(peer()) if size.peer else None
        lessons, arrivals = asyncio.run(_classes(server, data, size))
        what_if, what_if_arrivals = asyncio.run(_what_if(server, size))
        stock_found = asyncio.run(_stock(other, size)) if other is not None else (None, ())
        feedback = feedback_times(server, data, size.answers) if size.answers else {}
    return ClassReport(
        lessons, what_if, stock_found[0], arrivals, what_if_arrivals, stock_found[1], feedback
    )


async def _classes(
    server: Server, data: Path, size: Size
) -> tuple[tuple[Lesson, ...], tuple[float, ...]]:
    seats = mixed_seats(data, ours(server), max(*size.classes, size.burst))
    await arrive(server, seats[:10])  # each kind of page once, which the first visitor pays for
    lessons = [await lesson(server, seats[:count], size.timetable) for count in size.classes]
    return tuple(lessons), await arrive(server, seats[: size.burst])


async def _what_if(server: Server, size: Size) -> tuple[Lesson, tuple[float, ...]]:
    seats = what_if_seats(ours(server), max(size.crowd, size.burst))
    found = await lesson(server, seats[: size.crowd], size.timetable)
    return found, await arrive(server, seats[: size.burst])


async def _stock(other: Server, size: Size) -> tuple[Lesson, tuple[float, ...]]:
    seats = what_if_seats(stock(other), max(size.crowd, size.burst))
    await arrive(other, seats[:1])
    waits = await arrive(other, seats[: size.burst])
    return await lesson(other, seats[: size.crowd], size.timetable), waits
