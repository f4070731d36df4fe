"""The real server with its responders: who is answered by them, and that nobody notices."""

from __future__ import annotations

import os
import re
import signal
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from live_server import live_server
from sandbox_data import children, is_running, linux_only, wait_until

from kg.query_answer import formats_of
from kg.query_text import read_form
from kg.stored_queries import load_stored_queries

JSON = "application/sparql-results+json"
PLAIN = {"Accept-Encoding": "identity"}
ASK = "ASK { ?s ?p ?o }"
# It takes longer than a responder has, and much less than the endpoint gives.
SLOW = (
    "SELECT (COUNT(*) AS ?n) { ?a ?b ?c { SELECT ?f { ?d a ?f } LIMIT 400 } "
    "FILTER(STRLEN(CONCAT(STR(?c), STR(?f))) > 1000000) } # %s"
)
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } # %s"
OF_GRAPHS = {
    "graphs": "SELECT DISTINCT ?g { GRAPH ?g { ?s a ?c } } ORDER BY ?g",
    "a term": "PREFIX owl: <http://www.w3.org/2002/07/owl#> DESCRIBE owl:Class",
    "restrictions": "PREFIX owl: <http://www.w3.org/2002/07/owl#> "
    "SELECT DISTINCT ?c { ?r owl:someValuesFrom ?c FILTER(ISIRI(?c)) } ORDER BY ?c",
}
QUERIES = OF_GRAPHS | {query.name: query.text for query in load_stored_queries("competency")}


class Server:
    """The server at an address, whose metrics say how many were answered in the express lane."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url = url
        self._folder = str(folder).encode()
        self.host = url.removeprefix("http://")

    def metric(self, name: str) -> int:
        metrics = httpx.get(f"{self.url}/api/metrics").text
        return int(re.search(rf"^guidegraph_sparql_{name} (\d+)$", metrics, re.MULTILINE)[1])

    def express(self) -> int:
        return self.metric("express_total")

    def zygote(self) -> int:
        """Return the id of the process that forks the responders."""
        (server,) = (pid for pid in children(os.getpid()) if self._folder in _command(pid))
        (zygote,) = (pid for pid in children(server) if b"responder" in _command(pid))
        return zygote

    def get(self, text: str, accept: str = JSON, **fields: str) -> httpx.Response:
        """Ask as a simple request does."""
        with httpx.Client(headers={**PLAIN, "Accept": accept, **fields}, timeout=30) as client:
            return client.get(f"{self.url}/sparql?query={quote(text)}")

    def post(self, text: str, accept: str = JSON) -> httpx.Response:
        """Ask as no simple request does."""
        headers = {**PLAIN, "Accept": accept, "Content-Type": "application/sparql-query"}
        return httpx.post(f"{self.url}/sparql", content=text, headers=headers, timeout=30)

    def opened(self) -> Server:
        """Wait until simple requests are answered in the express lane."""
        before = self.express()
        wait_until(lambda: bool(self.get(ASK)) and self.express() > before, seconds=60)
        return self


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("answers")
    with live_server(folder) as url:
        yield Server(url, folder).opened()


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/cmdline").read_bytes()


def _said(response: httpx.Response) -> tuple[int, list[tuple[str, str]], bytes]:
    fields = [field for field in response.headers.multi_items() if field[0] != "date"]
    return response.status_code, sorted(fields), response.content


@pytest.mark.parametrize("name", QUERIES)
def test_an_answer_is_the_same_in_both_ways(server: Server, name: str) -> None:
    text = QUERIES[name]
    for accept in formats_of(read_form(text)):
        assert _said(server.get(text, accept)) == _said(server.post(text, accept))


@pytest.mark.parametrize(
    "text",
    ["SELECT *", "DROP ALL", "ASK { SERVICE <http://127.0.0.1:9/> {} }", "ASK FROM <a:b> {}"],
)
def test_a_refusal_is_the_same_in_both_ways(server: Server, text: str) -> None:
    before = server.express()

    assert _said(server.get(text)) == _said(server.post(text))
    assert server.express() == before


def test_competency_questions_are_answered_in_the_express_lane(server: Server) -> None:
    before = server.express()

    for number, text in enumerate(QUERIES.values()):
        assert server.get(f"{text}\n# {number}", formats_of(read_form(text))[0]).is_success

    assert server.express() - before >= len(QUERIES) - 2  # all but the longest answers


def test_a_query_that_takes_its_time_gets_it_from_the_endpoint(server: Server) -> None:
    before = server.express()

    response = server.get(SLOW % "once")

    assert response.json()["results"]["bindings"][0]["n"]["value"] == "0"
    assert server.express() == before


def test_an_endless_query_is_stopped_and_the_lane_stays_open(server: Server) -> None:
    with ThreadPoolExecutor(4) as pool:
        stopped = list(pool.map(lambda number: server.get(ENDLESS % number), range(4)))

    assert {response.status_code for response in stopped} == {503}
    assert {response.json()["limit"] for response in stopped} <= {"time", "queue"}
    server.opened()


@pytest.mark.parametrize(
    ("text", "limits"),
    [
        ("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?i", {"memory", "time"}),
        (f"ASK {{ FILTER({'!' * 12_000}true) }}", {"depth"}),  # more than the parser's stack holds
        (
            "SELECT (COUNT(*) AS ?n) { ?a (!<a:b>|^!<a:b>)+ ?b . ?c (!<a:b>)* ?d }",
            {"memory", "time"},
        ),
    ],
)
def test_what_ends_a_responder_meets_its_limit_at_the_endpoint(
    server: Server, text: str, limits: set[str]
) -> None:
    before = server.express()

    response = server.get(text)

    assert response.json()["limit"] in limits
    assert server.express() == before
    server.opened()


def test_one_connection_may_ask_for_anything_in_any_order(server: Server) -> None:
    connection = HTTPConnection(server.host, timeout=30)

    def get(path: str, accept: str = JSON) -> tuple[int, bytes]:
        connection.request("GET", path, headers={"Accept": accept})
        answer: HTTPResponse = connection.getresponse()
        return answer.status, answer.read()

    question = f"/sparql?query={quote(ASK)}"
    heard = [get(question), get(question), get("/about", "text/html"), get(question)]
    connection.close()

    assert [status for status, _ in heard] == [200, 200, 200, 200]
    assert heard[0] == heard[1] == heard[3]
    assert b"<html" in heard[2][1]


def test_a_request_may_come_in_pieces_and_several_at_once(server: Server) -> None:
    fields = f"Host: {server.host}\r\nAccept: {JSON}\r\n"
    request = f"GET /sparql?query={quote(ASK)} HTTP/1.1\r\n{fields}\r\n".encode()
    last = request.replace(b"Host", b"Connection: close\r\nHost")
    host, port = server.host.split(":")

    with socket.create_connection((host, int(port)), 30) as connection:
        for start in range(0, len(request), 40):
            connection.sendall(request[start : start + 40])
            time.sleep(0.01)
        connection.sendall(request + request + last)
        received = b""
        while part := connection.recv(65_536):
            received += part

    assert received.count(b"HTTP/1.1 200 OK") == 4
    assert received.count(b'"boolean":true') == 4


def test_more_clients_than_there_are_responders_are_all_answered(server: Server) -> None:
    def ask(number: int) -> set[bool]:
        connection = HTTPConnection(server.host, timeout=60)
        heard = set()
        for turn in range(25):
            path = f"/sparql?query={quote(f'{ASK} # {number} {turn % 5}')}"
            connection.request("GET", path, headers={"Accept": JSON})
            heard.add(b"true" in connection.getresponse().read())
        connection.close()
        return heard

    with ThreadPoolExecutor(12) as pool:
        assert set.union(*pool.map(ask, range(12))) == {True}


def test_clients_that_connect_and_say_nothing_keep_nobody_waiting(server: Server) -> None:
    host, port = server.host.split(":")
    silent = [socket.create_connection((host, int(port))) for _ in range(20)]

    before = server.express()
    answered = server.get(ASK).is_success
    for each in silent:
        each.close()

    assert answered
    assert server.express() > before
    server.opened()


@linux_only
def test_whoever_is_with_a_responder_that_is_killed_is_answered_all_the_same(
    server: Server,
) -> None:
    def kill() -> None:
        time.sleep(0.1)
        for responder in children(server.zygote()):
            os.kill(responder, signal.SIGKILL)

    with ThreadPoolExecutor(2) as pool:
        asked = pool.submit(server.get, SLOW % "killed")
        pool.submit(kill).result()

    assert asked.result().is_success
    server.opened()


@linux_only
def test_the_lane_opens_again_when_the_process_behind_it_was_killed(server: Server) -> None:
    os.kill(server.zygote(), signal.SIGKILL)

    for number in range(3):
        assert server.get(f"{ASK} # after {number}").is_success
    server.opened()


@linux_only
def test_a_server_that_stops_leaves_no_process_behind(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("answers")
    with live_server(folder) as url:
        zygote = Server(url, folder).opened().zygote()
        left = {zygote, *children(zygote)}

    wait_until(lambda: not any(map(is_running, left)))
