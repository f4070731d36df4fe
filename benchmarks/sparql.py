"""
`/sparql` over HTTP against the Oxigraph server and against rdflib behind the same route.

The same graphs, the same competency questions, the same client: threads that send one request
after the other over a connection that stays open. A question is asked *anew*, with a comment that
makes its text another one, so that no answer is kept; and *again*, word for word. The servers are
asked in turn, round after round; every answer is compared with ours. Two more answer without any
query: what HTTP costs in Tornado, whatever is asked.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from statistics import mean, median
from urllib.parse import urlencode

from benchmarks.measure import high
from benchmarks.report import seconds, table
from benchmarks.sparql_peers import BARE, HANDLER, OURS, OXIGRAPH, RDFLIB, ROUTE, Peer, peers
from kg.query_text import QueryForm, read_form
from kg.stored_queries import load_stored_queries

# Seconds after which a server that is never idle is measured all the same.
_PATIENCE = 60
ANEW, AGAIN = "anew", "again"
_JSON = "application/sparql-results+json"
_ROWS = {QueryForm.SELECT, QueryForm.ASK}


@dataclass(frozen=True, slots=True)
class Size:
    """How often all questions are asked, by how many threads at once."""

    rounds: int
    threads: int


QUICK, FULL = Size(1, 2), Size(20, 2)


@dataclass(frozen=True, slots=True)
class Speed:
    """
    How fast a server was.

    *rate* is answers a second, the median of rounds; *times* are seconds, one an answer; *fastest*
    is the mean over the questions of the fastest answer to each, which says most of the code where
    other programs run beside it; *cpu* is the seconds of CPU that the server and its processes took
    for an answer.
    """

    rate: float
    times: tuple[float, ...]
    fastest: float
    cpu: float


@dataclass(slots=True)
class _Count:
    """What was measured so far: a rate for each round, the times by question, and the CPU."""

    rates: list[float] = field(default_factory=list)
    times: dict[int, list[float]] = field(default_factory=dict)
    cpu: float = 0.0

    def speed(self) -> Speed:
        times = tuple(taken for each in self.times.values() for taken in each)
        fastest = mean(min(each) for each in self.times.values())
        return Speed(median(self.rates), times, fastest, self.cpu / len(times))


Speeds = Mapping[tuple[str, str], Speed]
"""By server and by way of asking."""


def compare(size: Size) -> Speeds:
    """Start the servers, ask them in turn, and return how fast they were."""
    questions = {
        query.name: query.text
        for query in load_stored_queries("competency")
        if read_form(query.text) in _ROWS
    }
    with tempfile.TemporaryDirectory() as folder, peers(Path(folder)) as servers:
        expected = {name: _answer(servers[OURS], text) for name, text in questions.items()}
        for server, peer in servers.items():
            if server in BARE:
                continue
            for name, text in questions.items():
                found = _answer(peer, text)
                assert found == expected[name], f"{server} answers {name} otherwise"
        for peer in servers.values():
            _wait_until_idle(peer)
        return _measured(servers, list(questions.values()), size)


def show(speeds: Speeds) -> str:
    """Return the comparison as a table."""
    of = "of Oxigraph's"
    head = ("server", "answers", of, "median", "p95", of, "fastest", of, "server CPU")
    return table(head, list(_rows(speeds)))


def _rows(speeds: Speeds) -> Iterator[tuple[str, ...]]:
    for way in (ANEW, AGAIN):
        peer = speeds.get((OXIGRAPH, way))
        for server in (OURS, OXIGRAPH, RDFLIB, HANDLER, ROUTE):
            speed = speeds.get((server, way))
            if speed is None:
                continue
            late = high(speed.times)
            yield (
                server if server in BARE else f"{server}, asked {way}",
                f"{speed.rate:,.0f}/s",
                "" if peer is None else f"{speed.rate / peer.rate:.2f}",
                seconds(median(speed.times)),
                seconds(late),
                "" if peer is None else f"{high(peer.times) / late:.2f}",
                seconds(speed.fastest),
                "" if peer is None else f"{peer.fastest / speed.fastest:.2f}",
                seconds(speed.cpu),
            )


def _wait_until_idle(peer: Peer) -> None:
    """Wait for what a server prepares after its start, which is none of its answers."""
    for _ in range(_PATIENCE):
        used = peer.server.cpu()
        time.sleep(1)
        if peer.server.cpu() - used < 0.05:
            return


def _measured(servers: Mapping[str, Peer], questions: Sequence[str], size: Size) -> Speeds:
    numbers = count()
    counts: dict[tuple[str, str], _Count] = {}
    for _ in range(size.rounds):
        for server, peer in servers.items():
            for way in (ANEW, AGAIN):
                if way == ANEW and server in BARE:
                    continue
                texts = [f"{q}# {next(numbers)}\n" if way == ANEW else q for q in questions]
                asked = list(enumerate(texts))
                parts = [(peer, asked) for _ in range(size.threads)]
                if way == ANEW:  # Two threads that ask the same would share an answer.
                    parts = [(peer, asked[n :: size.threads]) for n in range(size.threads)]
                counted = counts.setdefault((server, way), _Count())
                used = peer.server.cpu()
                started = time.perf_counter()
                with ThreadPoolExecutor(size.threads) as pool:
                    found = [taken for part in pool.map(_asked, parts) for taken in part]
                counted.rates.append(len(found) / (time.perf_counter() - started))
                counted.cpu += peer.server.cpu() - used
                for number, taken in found:
                    counted.times.setdefault(number, []).append(taken)
    return {key: counted.speed() for key, counted in counts.items()}


def _asked(part: tuple[Peer, Sequence[tuple[int, str]]]) -> list[tuple[int, float]]:
    """Return the numbers of the questions with the seconds that their answers took."""
    peer, texts = part
    connection = HTTPConnection(peer.server.host, timeout=60)
    taken = []
    for number, text in texts:
        started = time.perf_counter()
        _send(connection, peer.path, text)
        taken.append((number, time.perf_counter() - started))
    connection.close()
    return taken


def _send(connection: HTTPConnection, path: str, text: str) -> bytes:
    connection.request("GET", f"{path}?{urlencode({'query': text})}", headers={"Accept": _JSON})
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, body
    return body


def _answer(peer: Peer, text: str) -> object:
    """Return an answer in a form that does not depend on the order of rows or on white space."""
    connection = HTTPConnection(peer.server.host, timeout=60)
    document = json.loads(_send(connection, peer.path, text))
    connection.close()
    if "boolean" in document:
        return document["boolean"]
    return sorted(
        json.dumps({name: term["value"] for name, term in row.items()}, sort_keys=True)
        for row in document["results"]["bindings"]
    )


if __name__ == "__main__":
    print(show(compare(QUICK if "--quick" in sys.argv else FULL)))
