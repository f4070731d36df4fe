"""
`/sparql` over HTTP against the Oxigraph server and against rdflib behind the same route.

The same triples, the same competency questions, the same client: threads that send one request
after the other over a connection that stays open. A question is asked *anew*, with a comment that
makes its text another one, so that no answer is kept; and *again*, word for word. The servers are
asked in turn, round after round; every answer is compared with ours.
"""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

from benchmarks.measure import high
from benchmarks.report import seconds, table
from benchmarks.server import guidegraph, running
from kg.library import open_library
from kg.query_text import QueryForm, read_form
from kg.stored_queries import load_stored_queries

OURS, OXIGRAPH, RDFLIB = "/sparql", "Oxigraph server", "rdflib behind our route"
ANEW, AGAIN = "anew", "again"
_PROGRAM = Path(".venv-external/bin/oxigraph")
_JSON = "application/sparql-results+json"
_ROWS = {QueryForm.SELECT, QueryForm.ASK}


@dataclass(frozen=True, slots=True)
class Size:
    """How often all questions are asked, by how many threads at once."""

    rounds: int
    threads: int


QUICK, FULL = Size(1, 2), Size(15, 2)


@dataclass(frozen=True, slots=True)
class Speed:
    """*rate* is answers a second, the median of rounds; *times* are seconds, one an answer."""

    rate: float
    times: tuple[float, ...]


Speeds = Mapping[tuple[str, str], Speed]
"""By server and by way of asking."""


def compare(size: Size) -> Speeds:
    """Start the servers, ask them in turn, and return how fast they were."""
    questions = {
        query.name: query.text
        for query in load_stored_queries("competency")
        if read_form(query.text) in _ROWS
    }
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        servers = dict(_servers(Path(folder), stack))
        expected = {name: _answer(servers[OURS], text) for name, text in questions.items()}
        for server, address in servers.items():
            for name, text in questions.items():
                found = _answer(address, text)
                assert found == expected[name], f"{server} answers {name} otherwise"
        return _measured(servers, list(questions.values()), size)


def show(speeds: Speeds) -> str:
    """Return the comparison as a table."""
    rows = []
    for way in (ANEW, AGAIN):
        ours, peer = speeds[OURS, way], speeds.get((OXIGRAPH, way))
        for server in (OURS, OXIGRAPH, RDFLIB):
            speed = speeds.get((server, way))
            if speed is None:
                continue
            ratio = "" if peer is None else f"{speed.rate / peer.rate:.2f}"
            rows.append(
                (
                    f"{server}, asked {way}",
                    f"{speed.rate:,.0f}/s",
                    ratio,
                    seconds(median(speed.times)),
                    seconds(high(speed.times)),
                )
            )
        assert ours
    head = ("server", "answers", "of Oxigraph's", "median", "p95")
    return table(head, rows)


def _servers(folder: Path, stack: ExitStack) -> Iterator[tuple[str, str]]:
    data = folder / "data.nt"
    data.write_bytes(open_library().dump())
    server = stack.enter_context(guidegraph(folder))
    yield OURS, f"http://{server.host}/sparql"
    program = shutil.which("oxigraph") or (str(_PROGRAM) if _PROGRAM.exists() else None)
    if program is None:
        print("No Oxigraph server: python3 run.py check --external installs one.", file=sys.stderr)
    else:
        yield OXIGRAPH, stack.enter_context(_oxigraph(program, data, folder))
    command = [sys.executable, "-m", "benchmarks.rdflib_endpoint", str(data)]
    yield RDFLIB, f"http://{stack.enter_context(running(command)).host}/sparql"


@contextmanager
def _oxigraph(program: str, data: Path, folder: Path) -> Iterator[str]:
    """Run the server on a store in memory, as ours is."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        host = f"127.0.0.1:{probe.getsockname()[1]}"
    with subprocess.Popen(
        [program, "serve", "--bind", host], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            _load(host, data)
            yield f"http://{host}/query"
        finally:
            process.kill()


def _load(host: str, data: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        connection = HTTPConnection(host, timeout=30)
        try:
            typed = {"Content-Type": "application/n-triples"}
            connection.request("PUT", "/store?default", data.read_bytes(), typed)
            assert connection.getresponse().status in {201, 204}
            return
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "the Oxigraph server does not start"
            time.sleep(0.1)
        finally:
            connection.close()


def _measured(servers: Mapping[str, str], questions: Sequence[str], size: Size) -> Speeds:
    numbers = count()
    rates: dict[tuple[str, str], list[float]] = {}
    times: dict[tuple[str, str], list[float]] = {}
    for _ in range(size.rounds):
        for server, address in servers.items():
            for way in (ANEW, AGAIN):
                texts = [f"{q}# {next(numbers)}\n" if way == ANEW else q for q in questions]
                started = time.perf_counter()
                with ThreadPoolExecutor(size.threads) as pool:
                    parts = [(address, texts) for _ in range(size.threads)]
                    if way == ANEW:  # Two threads that ask the same would share an answer.
                        parts = [(address, texts[n :: size.threads]) for n in range(size.threads)]
                    found = [taken for part in pool.map(_asked, parts) for taken in part]
                rates.setdefault((server, way), []).append(
                    len(found) / (time.perf_counter() - started)
                )
                times.setdefault((server, way), []).extend(found)
    return {key: Speed(median(rates[key]), tuple(times[key])) for key in rates}


def _asked(part: tuple[str, Sequence[str]]) -> list[float]:
    address, texts = part
    place = urlsplit(address)
    connection = HTTPConnection(place.netloc, timeout=60)
    taken = []
    for text in texts:
        started = time.perf_counter()
        _send(connection, place.path, text)
        taken.append(time.perf_counter() - started)
    connection.close()
    return taken


def _send(connection: HTTPConnection, path: str, text: str) -> bytes:
    connection.request("GET", f"{path}?{urlencode({'query': text})}", headers={"Accept": _JSON})
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status == 200, body
    return body


def _answer(address: str, text: str) -> object:
    """Return an answer in a form that does not depend on the order of rows or on white space."""
    place = urlsplit(address)
    connection = HTTPConnection(place.netloc, timeout=60)
    document = json.loads(_send(connection, place.path, text))
    connection.close()
    if "boolean" in document:
        return document["boolean"]
    return sorted(
        json.dumps({name: term["value"] for name, term in row.items()}, sort_keys=True)
        for row in document["results"]["bindings"]
    )


if __name__ == "__main__":
    print(show(compare(QUICK if "--quick" in sys.argv else FULL)))
