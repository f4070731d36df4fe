"""
A class of learners at once on one server: what an event takes, what each of them costs.

Each learner acts every few seconds, beginning at a random moment, and waits for the answer. The
time of an answer counts from the moment when the learner meant to act, so that a server that falls
behind is not measured less often.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from random import Random

from benchmarks.learners import Learner, Seat
from benchmarks.server import Server
from benchmarks.sessions import Session


@dataclass(frozen=True, slots=True)
class Lesson:
    """
    What a class did to the server.

    Attributes:
        learners: How many there were.
        latencies: Seconds from each event to its answer.
        cpu: Seconds of server CPU while they learnt.
        wall: Seconds that they learnt.
        memory: Resident MB of the server: before they came, when all had opened their page, at
            the end of the lesson, and after they had left and it had time to clean up.
    """

    learners: int
    latencies: tuple[float, ...]
    cpu: float
    wall: float
    memory: tuple[float, float, float, float]

    @property
    def event_cpu(self) -> float:
        """Seconds of server CPU an event."""
        return self.cpu / len(self.latencies)

    @property
    def load(self) -> float:
        """How much of one core the server used."""
        return self.cpu / self.wall

    @property
    def learner_memory(self) -> float:
        """MB that a learner took at the end of the lesson."""
        return (self.memory[2] - self.memory[0]) / self.learners


@dataclass(frozen=True, slots=True)
class Timetable:
    """
    Seconds of a lesson.

    Attributes:
        lasts: How long the learners learn.
        pace: How long it is from one thing that each of them does to the next.
        clean_up: How long the server has to clean up after them.
    """

    lasts: float
    pace: float
    clean_up: float


async def lesson(server: Server, seats: Sequence[Seat], timetable: Timetable) -> Lesson:
    """Return what learners on *seats* do to *server*."""
    before = server.memory()
    async with AsyncExitStack() as stack:
        learners = [
            seat.taken(
                await stack.enter_async_context(Session(server.host, seat.path, seat.cookie))
            )
            for seat in seats
        ]
        opened, cpu, begun = server.memory(), server.cpu(), time.perf_counter()
        random = Random(len(seats))  # noqa: S311 - nothing here is secret
        latencies = await asyncio.gather(
            *(
                _attend(each, begun + random.uniform(0, timetable.pace), timetable)
                for each in learners
            )
        )
        cpu, wall = server.cpu() - cpu, time.perf_counter() - begun
        used = server.memory()
    await asyncio.sleep(timetable.clean_up)
    memory = (before, opened, used, server.memory())
    taken = tuple(seconds for each in latencies for seconds in each)
    return Lesson(len(seats), taken, cpu, wall, memory)


async def arrive(server: Server, seats: Sequence[Seat]) -> tuple[float, ...]:
    """
    Return after how many seconds each of those who open their page at one moment has it.

    That is the document, the websocket, and the whole content of the page over it.
    """
    begun = time.perf_counter()

    async def opened(stack: AsyncExitStack, seat: Seat) -> float:
        await stack.enter_async_context(Session(server.host, seat.path, seat.cookie))
        return time.perf_counter() - begun

    async with AsyncExitStack() as stack:
        return tuple(await asyncio.gather(*(opened(stack, seat) for seat in seats)))


async def _attend(learner: Learner, first: float, timetable: Timetable) -> list[float]:
    """Return the times of the answers to one learner who first acts at the moment *first*."""
    latencies = []
    for number in range(int(timetable.lasts / timetable.pace)):
        due = first + number * timetable.pace
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        await learner.act()
        latencies.append(time.perf_counter() - due)
    return latencies
