"""What a responder does with one connection, in this process and without its confinement."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from threading import Thread
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from app.express.responder import Ending, ExpressSettings, Report, Responder
from kg.confinement import Confinement
from kg.namespaces import BASE

JSON = "application/sparql-results+json"
TSV = "text/tab-separated-values"
TURTLE = "text/turtle"
SETTINGS = ExpressSettings(
    seconds=5,
    memory_bytes=2**40,
    rows=100,
    result_bytes=10_000,
    prefixes={"e": "http://e/"},
    base=BASE,
    heads={name: f"HTTP/1.1 200 OK\r\nType: {name}\r\n" for name in (JSON, TSV, TURTLE)},
    version="1",
    text_length=1_000,
    depth=8,
)
NUMBERS = "VALUES ?n { %s }"


class Unconfined(Confinement):
    """Limits nothing: a limit on processor time would end the process of the tests."""

    def start_clock(self, seconds: float) -> None:
        pass

    def stop_clock(self) -> None:
        pass


class Client:
    """A client whose connection a responder holds."""

    def __init__(self, settings: ExpressSettings) -> None:
        store = ox.Store()
        store.load(b"<http://e/a> <http://e/b> <http://e/c> .", format=ox.RdfFormat.N_TRIPLES)
        self._responder = Responder(store, settings, Unconfined(settings.memory_bytes))
        with socket.create_server(("127.0.0.1", 0)) as server:
            self.own = socket.create_connection(server.getsockname(), 5)
            self.theirs, _ = server.accept()
        self.control, self._control = socket.socketpair()

    def close(self) -> None:
        for each in (self.own, self.theirs, self.control, self._control):
            each.close()

    def says(self, text: str, accept: str = JSON, fields: str = "") -> None:
        fields = f"Host: here\r\nAccept: {accept}\r\n{fields}"
        self.own.sendall(f"GET /sparql?query={quote(text)} HTTP/1.1\r\n{fields}\r\n".encode())

    def held(self) -> Ending:
        """Have the responder hold the connection, and return why it let go."""
        return self._responder.hold(self.theirs, self._control)

    def hears(self) -> tuple[list[str], bytes]:
        """Return the fields and the body of the next answer, less its date."""
        received = b""
        while b"\r\n\r\n" not in received:
            received += self.own.recv(1)
        *fields, _, _ = received.decode().split("\r\n")
        length = int(next(f for f in fields if f.startswith("Content-Length")).split()[1])
        body = self.own.recv(length, socket.MSG_WAITALL)
        return [field for field in fields if not field.startswith("Date: ")], body

    def left(self) -> bytes:
        """Return what nobody has taken out of the connection yet."""
        self.theirs.setblocking(False)
        try:
            return self.theirs.recv(10_000)
        except BlockingIOError:
            return b""


@pytest.fixture
def client() -> Iterator[Client]:
    client = Client(SETTINGS)
    yield client
    client.close()


def test_a_simple_question_is_answered_under_the_head_of_its_format(client: Client) -> None:
    client.says("ASK { ?s ?p ?o }")

    assert client.held() is Ending.WAITS
    fields, body = client.hears()
    assert json.loads(body) == {"head": {}, "boolean": True}
    assert fields[:2] == ["HTTP/1.1 200 OK", f"Type: {JSON}"]
    assert [field.split(":")[0] for field in fields[2:]] == ["Etag", "Content-Length"]
    assert client.left() == b""


def test_a_client_is_answered_as_often_as_it_asks(client: Client) -> None:
    def ask() -> None:
        for _ in range(20):
            client.says("SELECT * { ?s ?p ?o }")
            heard.append(client.hears()[1])
        client.own.close()

    heard: list[bytes] = []
    asking = Thread(target=ask)
    asking.start()
    while client.held() is Ending.WAITS:
        pass
    asking.join()

    assert len(heard) == 20
    assert len(set(heard)) == 1


@pytest.mark.parametrize(
    ("text", "accept"),
    [
        ("ASK { ?s ?p", JSON),  # malformed
        ("DROP ALL", JSON),
        ("ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", JSON),
        ("ASK { ?s ?p ?o FILTER(<http://e/unknown>(?s)) }", TURTLE),
        ("ASK FROM <http://e/unknown> {}", JSON),
        ("ASK {{{{{{{{{ }}}}}}}}}", JSON),
        (f"ASK {{}} # {'long' * 300}", JSON),
        ("SELECT (RAND() AS ?x) {}", JSON),
        ("SELECT * { graph ?g { ?s ?p ?o } }", JSON),
        ("SELECT * { GR\\u0041PH ?g { ?s ?p ?o } }", JSON),
        ("SELECT * { ?s ?p ?o }", TURTLE),  # not in this format
        ("SELECT * { ?s ?p ?o }", "*/*;q=0"),
        (f"SELECT * {{ VALUES ?n {{ {'1 ' * 101} }} }}", TSV),  # too many rows
        (f"SELECT ?s {{ ?s ?p ?o VALUES ?n {{ {'1 ' * 101} }} }}", JSON),
    ],
)
def test_what_the_endpoint_must_answer_is_left_as_it_came(
    client: Client, text: str, accept: str
) -> None:
    client.says(text, accept)
    client.own.settimeout(0.01)

    assert client.held() is Ending.UNREAD
    assert quote(text).encode() in client.left()
    with pytest.raises(TimeoutError):
        client.own.recv(1)


def test_too_many_triples_are_left_too(client: Client) -> None:
    values = " ".join(f"<http://e/{number}>" for number in range(60))
    pairs = f"VALUES ?a {{ {values} }} VALUES ?b {{ <http://e/1> <http://e/2> }}"
    client._responder = Responder(
        ox.Store(), replace(SETTINGS, text_length=9_000), Unconfined(2**40)
    )
    client.says(f"CONSTRUCT {{ ?a <http://e/p> ?b }} {{ {pairs} }}", TURTLE)

    assert client.held() is Ending.UNREAD


def test_triples_are_written_with_the_prefixes_of_the_settings(client: Client) -> None:
    client.says("CONSTRUCT WHERE { ?s ?p ?o }", TURTLE)

    client.held()

    assert client.hears()[1] == b"@prefix e: <http://e/> .\ne:a e:b e:c .\n"


def test_a_request_that_is_not_whole_yet_is_left(client: Client) -> None:
    client.own.sendall(b"GET /sparql?query=ASK")

    assert client.held() is Ending.UNREAD
    assert client.left() == b"GET /sparql?query=ASK"


def test_a_client_that_asks_for_the_last_time_is_let_go(client: Client) -> None:
    client.says("ASK {}", fields="Connection: close\r\n")

    assert client.held() is Ending.GONE
    assert client.hears()[0][-1] == "Connection: close"


def test_a_client_that_left_is_let_go(client: Client) -> None:
    client.own.close()

    assert client.held() is Ending.GONE


def test_a_client_that_reads_nothing_does_not_hold_the_responder_up(client: Client) -> None:
    client.says("SELECT * { ?s ?p ?o }")

    assert client.held() is Ending.WAITS


def test_what_was_done_is_reported_now_and_then(client: Client) -> None:
    for _ in range(64):
        client.says("ASK {}")
        assert client.held() is Ending.WAITS

    report = Report.read(client.control.recv(10_000))

    assert report.ending is None
    assert (len(report.answered), len(report.known)) == (1, 63)


def test_a_report_is_read_as_it_was_written() -> None:
    report = Report(Ending.UNREAD, [0.25], [])

    assert Report.read(report.packed()) == report
