import asyncio
import json
import time
from urllib.parse import urlencode

import httpx
import pyoxigraph
import pytest
from fastapi import FastAPI

from app.endpoint import sparql_router
from kg.sandbox import Limits, QuerySandbox

DATA = "".join(
    f"<http://e/{i}> <http://e/next> <http://e/{(i + 1) % 300}> .\n" for i in range(300)
).encode()
ONE_ROW = "SELECT ?n { <http://e/7> <http://e/next> ?n }"
ASK = "ASK { <http://e/7> ?p ?o }"
GRAPH = "CONSTRUCT WHERE { <http://e/7> ?p ?o }"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SORT = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?l"

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def server():
    limits = Limits(seconds=0.6, memory_bytes=96 * 1024 * 1024, rows=1_000, concurrency=2)
    with QuerySandbox(DATA, limits) as sandbox:
        server = FastAPI()
        server.include_router(sparql_router(sandbox.run))
        yield server


@pytest.fixture
def send(server):
    """Return a function that sends one request to the server and returns the response."""

    async def request(method, address, **options):
        transport = httpx.ASGITransport(server)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.request(method, address, **options)

    def send(method="GET", query=None, accept=None, **options):
        params = {"params": {"query": query}} if query is not None else {}
        headers = {"Accept": accept or "*/*", **options.pop("headers", {})}
        return asyncio.run(request(method, "/sparql", headers=headers, **params, **options))

    return send


def media_type(response):
    return response.headers["content-type"].partition(";")[0]


def solutions(response):
    kind = pyoxigraph.QueryResultsFormat.from_media_type(media_type(response))
    parsed = pyoxigraph.parse_query_results(response.content, kind)
    return [[term.value for term in row] for row in parsed]


def triples(response):
    kind = pyoxigraph.RdfFormat.from_media_type(media_type(response))
    return {str(quad.triple) for quad in pyoxigraph.parse(response.content, kind)}


# The three ways to send a query


def test_a_query_comes_in_the_address(send):
    response = send(query=ONE_ROW)

    assert (response.status_code, media_type(response)) == (200, JSON)
    assert solutions(response) == [["http://e/8"]]


def test_a_query_comes_in_a_form(send):
    form = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}

    response = send("POST", content=urlencode({"query": ONE_ROW}), headers=form)

    assert (response.status_code, solutions(response)) == (200, [["http://e/8"]])


def test_a_query_is_the_body(send):
    response = send("POST", content=ONE_ROW, headers={"content-type": "application/sparql-query"})

    assert (response.status_code, solutions(response)) == (200, [["http://e/8"]])


def test_head_answers_like_get_without_the_body(send):
    got, head = send(query=ONE_ROW), send("HEAD", query=ONE_ROW)

    assert head.content == b""
    assert (head.status_code, head.headers) == (got.status_code, got.headers)


# Formats


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", JSON),
        (JSON, JSON),
        (XML, XML),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        (f"text/csv;q=0.2, {XML};q=0.9, {JSON};q=0.5", XML),
        ("application/json", "application/json"),
        ("application/*", JSON),
        (FIREFOX, "application/xml"),
    ],
)
def test_rows_come_in_the_format_that_is_liked_best(send, accept, expected):
    response = send(query=ONE_ROW, accept=accept)

    assert (response.status_code, media_type(response)) == (200, expected)
    assert b"http://e/8" in response.content
    assert response.headers["vary"] == "Accept"


@pytest.mark.parametrize("accept", [JSON, XML])
def test_yes_or_no_comes_in_the_same_formats(send, accept):
    response = send(query=ASK, accept=accept)

    kind = pyoxigraph.QueryResultsFormat.from_media_type(media_type(response))
    assert media_type(response) == accept
    assert bool(pyoxigraph.parse_query_results(response.content, kind)) is True


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "text/turtle"),
        ("text/turtle", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("text/turtle;q=0.1, application/ld+json", "application/ld+json"),
    ],
)
@pytest.mark.parametrize("query", [GRAPH, "DESCRIBE <http://e/7>"])
def test_graphs_come_in_the_format_that_is_liked_best(send, query, accept, expected):
    response = send(query=query, accept=accept)

    assert (response.status_code, media_type(response)) == (200, expected)
    assert triples(response) == {"<http://e/7> <http://e/next> <http://e/8>"}


@pytest.mark.parametrize(
    ("query", "accept"), [(ONE_ROW, "text/turtle"), (GRAPH, "text/csv"), (ASK, "image/png")]
)
def test_a_format_that_the_query_does_not_have_is_406_and_lists_those_it_has(send, query, accept):
    response = send(query=query, accept=accept)

    assert response.status_code == 406
    assert response.text.startswith("This query can be answered as ")


def test_a_truncated_answer_says_at_which_limit(send):
    cut = send(query="SELECT ?a { ?a ?b ?c . ?d ?e ?f }")
    whole = send(query=ONE_ROW)

    assert (cut.headers["result-truncated"], len(solutions(cut))) == ("rows", 1_000)
    assert "result-truncated" not in whole.headers


# Without a query


def test_a_browser_without_a_query_is_sent_to_the_query_page(send):
    response = send(accept=FIREFOX)

    assert (response.status_code, response.headers["location"]) == (303, "/query")


@pytest.mark.parametrize("accept", ["*/*", "text/turtle", JSON])
def test_a_program_without_a_query_gets_the_service_description(send, accept):
    response = send(accept=accept)

    sd = "http://www.w3.org/ns/sparql-service-description#"
    graph = pyoxigraph.Dataset(
        pyoxigraph.parse(
            response.content, pyoxigraph.RdfFormat.TURTLE, base_iri="http://here/sparql"
        )
    )
    endpoints = graph.quads_for_predicate(pyoxigraph.NamedNode(sd + "endpoint"))
    assert (response.status_code, media_type(response)) == (200, "text/turtle")
    assert [quad.object.value for quad in endpoints] == ["http://here/sparql"]


# What is refused


def test_a_malformed_query_is_400_with_the_place(send):
    response = send(query="SELECT *\n{ ?s ?p ?o FILTER ?o }")

    sentence = "Line 2, column 19: '?o' cannot stand here after 'FILTER'."
    assert (response.status_code, media_type(response)) == (400, "text/plain")
    assert response.text == sentence + "\n"


def test_a_program_that_reads_json_gets_the_place_as_members(send):
    response = send(query="SELECT *\n{ ?s ?p ?o FILTER ?o }", accept=JSON)

    assert (response.status_code, media_type(response)) == (400, "application/problem+json")
    assert response.json() == {
        "title": "Bad Request",
        "status": 400,
        "detail": "Line 2, column 19: '?o' cannot stand here after 'FILTER'.",
        "line": 2,
        "column": 19,
    }


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <http://e/1> <http://e/2> 3 }",
        "# SELECT\nDROP ALL",
        "LOAD <http://127.0.0.1/>",
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    ],
)
def test_what_is_never_allowed_is_403(send, text):
    assert send(query=text).status_code == 403


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("application/x-www-form-urlencoded", "update=CLEAR+ALL"),
        ("application/sparql-update", "CLEAR ALL"),
    ],
)
def test_an_update_by_its_own_way_is_403(send, content_type, content):
    response = send("POST", content=content, headers={"content-type": content_type})

    assert response.status_code == 403
    assert response.text == "The data here can only be read. Send a query, not an update.\n"


@pytest.mark.parametrize(
    "address",
    [
        "/sparql?query=ASK%7B%7D&query=ASK%7B%7D",
        "/sparql?text=ASK%7B%7D",
        "/sparql?query=ASK%7B%7D&default-graph-uri=http%3A%2F%2Fe%2F",
        "/sparql?query=ASK%7B%7D&named-graph-uri=http%3A%2F%2Fe%2F",
    ],
)
def test_parameters_that_cannot_be_served_are_400(server, address):
    async def get():
        transport = httpx.ASGITransport(server)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.get(address)

    assert asyncio.run(get()).status_code == 400


@pytest.mark.parametrize(
    ("content_type", "content", "status"),
    [
        ("application/x-www-form-urlencoded", "", 400),
        ("application/x-www-form-urlencoded", "query=%FF", 400),
        ("application/sparql-query", b"\xff", 400),
        ("application/json", "{}", 415),
        ("text/plain", ONE_ROW, 415),
        ("application/sparql-query", "SELECT * {}" + " " * 20_000, 413),
        ("application/sparql-query", b"SELECT * {}" + b" " * 10_000_000, 413),
        ("application/sparql-query", "SELECT * " + "{" * 100 + "}" * 100, 400),
    ],
)
def test_bodies_that_cannot_be_read_say_why_by_their_status(send, content_type, content, status):
    response = send("POST", content=content, headers={"content-type": content_type})

    assert response.status_code == status


@pytest.mark.parametrize(("query", "limit"), [(SLOW, "time"), (SORT, "memory")])
def test_a_query_that_takes_too_much_is_503_and_names_the_limit(send, query, limit):
    response = send(query=query, accept=JSON)
    after = send(query=ONE_ROW)

    assert (response.status_code, response.json()["limit"]) == (503, limit)
    assert solutions(after) == [["http://e/8"]]


# Beside the point of a query


@pytest.mark.parametrize("query", [ONE_ROW, "nonsense", None])
def test_pages_of_other_sites_may_read_every_answer(send, query):
    assert send(query=query).headers["access-control-allow-origin"] == "*"


def test_a_browser_that_asks_first_learns_what_it_may_send(send):
    response = send("OPTIONS", headers={"Origin": "http://there"})

    assert response.status_code == 204
    assert response.headers["access-control-allow-methods"] == "GET, HEAD, POST, OPTIONS"
    assert "Content-Type" in response.headers["access-control-allow-headers"]


def test_the_event_loop_goes_on_while_a_query_runs(server):
    async def longest_pause():
        transport = httpx.ASGITransport(server)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            query = asyncio.create_task(client.get("/sparql", params={"query": SLOW}))
            pauses = []
            while not query.done():
                started = time.monotonic()
                await asyncio.sleep(0.01)
                pauses.append(time.monotonic() - started)
            return max(pauses), query.result().status_code

    pause, status = asyncio.run(longest_pause())

    assert status == 503
    assert pause < 0.3


def test_the_answer_is_what_the_sandbox_gave(send):
    document = json.loads(send(query=ONE_ROW).content)

    assert document == {
        "head": {"vars": ["n"]},
        "results": {"bindings": [{"n": {"type": "uri", "value": "http://e/8"}}]},
    }
