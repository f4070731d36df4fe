"""
Queries answered by a server elsewhere: here a small one, that answers from a store or misbehaves.

Servers of others are asked in `tests/external/test_sparql_servers.py`.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, QueryTriples, RdfFormat

from kg.dataset import GraphDataset, build_dataset
from kg.errors import (
    MalformedQueryError,
    QueryError,
    QueryLimitError,
    RefusedQueryError,
    SourceError,
)
from kg.graphs import GraphRole, Selection
from kg.library import Library
from kg.namespaces import BASE
from kg.query_answer import ResultTable, Term
from kg.query_limits import Limits
from kg.remote import RemoteEngine

CODE = "SELECT ?code { <bilateral-sacroplasty/X4> <schema/code> ?code }"
LIMITS = Limits(seconds=2.0, rows=100)


class Server(ThreadingHTTPServer):
    """Answers from the store of *dataset*, or once as *misbehaviour* says, and notes what came."""

    def __init__(self, dataset: GraphDataset) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.dataset = dataset
        self.misbehaviour: tuple[int, bytes, float] | None = None
        self.asked: list[dict[str, list[str]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/sparql"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        asked = parse_qs(self.rfile.read(length).decode())
        self.server.asked.append(asked)
        status, body, pause = self.server.misbehaviour or (200, self._answer(asked), 0.0)
        self.send_response(status)
        self.send_header("Content-Type", self._type)
        self.end_headers()
        half = len(body) // 2
        try:
            self.wfile.write(body[:half])
            self.wfile.flush()
            time.sleep(pause)
            self.wfile.write(body[half:])
        except (BrokenPipeError, ConnectionResetError):
            pass

    _type = "application/sparql-results+json"

    def _answer(self, asked: dict[str, list[str]]) -> bytes:
        result = self.server.dataset.store.query(
            asked["query"][0],
            default_graph=[NamedNode(iri) for iri in asked.get("default-graph-uri", [])],
            named_graphs=[NamedNode(iri) for iri in asked.get("named-graph-uri", [])],
        )
        if isinstance(result, QueryTriples):
            self._type = "application/n-triples"
            return result.serialize(format=RdfFormat.N_TRIPLES) or b""
        assert isinstance(result, QueryBoolean) or hasattr(result, "variables")
        return result.serialize(format=QueryResultsFormat.JSON) or b""

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


@pytest.fixture(scope="module")
def server(library: Library) -> Iterator[Server]:
    with Server(build_dataset(library)) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        yield server
        server.shutdown()
        serving.join()


@pytest.fixture(scope="module")
def engine(server: Server) -> Iterator[RemoteEngine]:
    with RemoteEngine(server.url, server.dataset, LIMITS) as engine:
        yield engine


@pytest.fixture
def misbehaving(server: Server) -> Iterator[Server]:
    yield server
    server.misbehaviour = None


def test_rows_are_those_of_the_server(engine: RemoteEngine) -> None:
    assert engine.select(CODE) == ResultTable(("code",), ((Term("literal", "X4"),),), None)


@pytest.mark.parametrize(("pattern", "truth"), [("?s ?p ?o", "true"), ("?s ?p 0", "false")])
def test_yes_and_no_are_those_of_the_server(engine: RemoteEngine, pattern: str, truth: str) -> None:
    table = engine.select(f"ASK {{ {pattern} }}")

    assert [term.value for row in table.rows for term in row if term] == [truth]


def test_graphs_are_written_in_the_format_that_was_asked_for(engine: RemoteEngine) -> None:
    answer = engine.run(
        "CONSTRUCT { <a:a> <a:b> ?code } WHERE { <bilateral-sacroplasty/X4> <schema/code> ?code }",
        format="application/n-triples",
    )

    assert answer.body == b'<a:a> <a:b> "X4" .\n'


def test_the_usual_graphs_go_along(engine: RemoteEngine, server: Server) -> None:
    engine.select(CODE)

    asked = server.asked[-1]
    assert (
        tuple(asked["default-graph-uri"]) == server.dataset.of_roles({GraphRole.ASSERTED}).default
    )
    assert tuple(asked["named-graph-uri"]) == server.dataset.names


def test_chosen_graphs_go_along_and_none_is_said_by_one_that_nobody_has(
    engine: RemoteEngine, server: Server
) -> None:
    chosen = Selection((f"{BASE}schema/0.1.0",), ())

    assert engine.select(CODE, chosen).rows == ()
    assert server.asked[-1]["default-graph-uri"] == list(chosen.default)
    assert server.asked[-1]["named-graph-uri"] == [f"{BASE}no-graph"]


def test_a_query_that_says_itself_what_it_reads_is_left_alone(
    engine: RemoteEngine, server: Server
) -> None:
    engine.select(CODE.replace("{", f"FROM <{BASE}schema/0.1.0> {{", 1))

    assert set(server.asked[-1]) == {"query"}


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("DROP ALL", RefusedQueryError),
        ("ASK { SERVICE <http://e/> { ?s ?p ?o } }", RefusedQueryError),
        ("ASK FROM <http://e/> { ?s ?p ?o }", RefusedQueryError),
        ("ASK { ?s ?p }", MalformedQueryError),
        ("ASK " + "{" * 100 + "}" * 100, QueryLimitError),
        ("ASK {}" + " " * 20_000, QueryLimitError),
    ],
)
def test_what_is_refused_is_never_sent(
    engine: RemoteEngine, server: Server, text: str, error: type[QueryError]
) -> None:
    before = len(server.asked)

    with pytest.raises(error):
        engine.select(text)

    assert len(server.asked) == before


def test_rows_beyond_the_limit_are_left_out(engine: RemoteEngine) -> None:
    answer = engine.run("SELECT * { ?s ?p ?o }", format="text/csv")

    assert (answer.rows, answer.truncated) == (100, "rows")


def test_a_server_that_is_too_slow_is_given_up(engine: RemoteEngine, misbehaving: Server) -> None:
    misbehaving.misbehaviour = (200, b'{"head": {"vars": ["x"]}, "results": {"bindings": [', 3.0)

    with pytest.raises(QueryLimitError) as stopped:
        engine.select(CODE)

    assert stopped.value.limit == "time"


@pytest.mark.parametrize(
    ("status", "body", "error", "said"),
    [
        (400, b"no such function", MalformedQueryError, "does not take this query: no such"),
        (500, b"out of\nmemory", QueryError, "answered 500: out of memory"),
        (500, b"no start\nSPARQL query:\ndefine x", QueryError, "answered 500: no start$"),
        (200, b"<html>", QueryError, "The SPARQL server: "),
        (200, b'{"head": {"vars": ["x"]}, "results": {"bind', QueryError, "The SPARQL server: "),
    ],
    ids=["not taken", "failed", "of Virtuoso", "no answer at all", "broken off"],
)
def test_a_server_that_fails_is_named_as_the_cause(
    engine: RemoteEngine,
    misbehaving: Server,
    status: int,
    body: bytes,
    error: type[QueryError],
    said: str,
) -> None:
    misbehaving.misbehaviour = (status, body, 0.0)

    with pytest.raises(error, match=said):
        engine.select(CODE)


def test_an_answer_of_virtuoso_is_read(engine: RemoteEngine, misbehaving: Server) -> None:
    node = b'{ "x": { "type": "bnode", "value": "nodeID://b1" }}'
    many = b", ".join([node] * 90)
    head = b'{ "head": { "link": [], "vars": ["x"] }, "results": { "distinct": false, "bindings": ['
    misbehaving.misbehaviour = (200, head + many + b"] } }", 0.01)

    table = engine.select("SELECT ?x { ?x ?p ?o }")

    assert table.rows == ((Term("bnode", "b1"),),) * 90
    misbehaving.misbehaviour = (200, head + b"] } }", 0.0)
    assert engine.select("ASK {}").rows[0][0] == Term(
        "literal", "false", "http://www.w3.org/2001/XMLSchema#boolean"
    )


def test_a_server_without_the_data_is_not_taken(server: Server, library: Library) -> None:
    other = GraphDataset(server.dataset.graphs, server.dataset.store, "another digest")

    with pytest.raises(SourceError, match="holds other data than this version needs"):
        RemoteEngine(server.url, other, LIMITS)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/sparql", "file:///etc/passwd"])
def test_an_address_of_no_server_is_named(server: Server, address: str) -> None:
    with pytest.raises(SourceError, match=address):
        RemoteEngine(address, server.dataset, LIMITS)
