"""The SPARQL endpoint: a trivial query, and page events beside a query that never ends."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import urlencode

from tornado.httpclient import HTTPClientError

from benchmarks.sessions import Session, get
from benchmarks.visits import Subject, switch

TRIVIAL = "ASK {}"
HOSTILE = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@dataclass(frozen=True, slots=True)
class EndpointTimes:
    """
    Seconds of wall time, several of each.

    *trivial* are answers to a trivial query; *alone* and *beside* are page events without and with
    a hostile query running; *stopped* is when the hostile queries were refused.
    """

    trivial: tuple[float, ...]
    alone: tuple[float, ...]
    beside: tuple[float, ...]
    stopped: tuple[float, ...]


async def endpoint_times(subject: Subject, rounds: int) -> EndpointTimes:
    """Return the times of *rounds* rounds, with and without the hostile query in turn."""
    host = subject.server.host
    trivial: list[float] = []
    alone: list[float] = []
    beside: list[float] = []
    stopped: list[float] = []
    async with Session(host, subject.path) as session:
        for _ in range(rounds):
            for _ in range(10):
                started = time.perf_counter()
                await get(host, f"/sparql?{urlencode({'query': TRIVIAL})}")
                trivial.append(time.perf_counter() - started)
            for _ in range(5):
                alone += await switch(subject, session)
            hostile = asyncio.create_task(_refused(host))
            await asyncio.sleep(0.5)
            while not hostile.done() and len(beside) < 10 * rounds:
                beside += await switch(subject, session)
            stopped.append(await hostile)
    return EndpointTimes(tuple(trivial), tuple(alone), tuple(beside), tuple(stopped))


async def _refused(host: str) -> float:
    """Return after how many seconds the hostile query was refused; AssertionError if it was not."""
    started = time.perf_counter()
    try:
        await get(host, f"/sparql?{urlencode({'query': HOSTILE})}")
    except HTTPClientError as error:
        if error.code in {HTTPStatus.GATEWAY_TIMEOUT, HTTPStatus.SERVICE_UNAVAILABLE}:
            return time.perf_counter() - started
        raise
    raise AssertionError("The hostile query was answered: make it harder.")
