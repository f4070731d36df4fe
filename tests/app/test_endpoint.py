import asyncio
import json
import time
from urllib.parse import urlencode

import httpx
import pyoxigraph
import pytest
from fastapi import FastAPI, Response

from app.endpoint import sparql_router
from app.query_log import QueryLog
from app.query_service import QueryService, Question
from kg.graphs import GraphRole, Selection
from kg.sandbox import Limits, QuerySandbox

DATA = "".join(
    f"<http://e/{i}> <http://e/next> <http://e/{(i + 1) % 300}> .\n" for i in range(300)
).encode()
GRAPHS = ("http://e/stated", "http://e/follows")
DATA += b"".join(f"<http://e/7> <http://e/is> <{name}> <{name}> .\n".encode() for name in GRAPHS)
ONE_ROW = "SELECT ?n { <http://e/7> <http://e/next> ?n }"
ASK = "ASK { <http://e/7> ?p ?o }"
GRAPH = "CONSTRUCT WHERE { <http://e/7> ?p ?o }"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SORT = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?l"

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def log():
    return QueryLog()


@pytest.fixture(scope="module")
def server(log):
    limits = Limits(seconds=1.0, memory_bytes=96 * 1024 * 1024, rows=1_000, concurrency=2)
    with QuerySandbox(DATA, limits, graphs=GRAPHS) as sandbox:
        server = FastAPI()
        service = QueryService(sandbox, "version 1", log)
        server.include_router(sparql_router(service, of_roles, described))
        yield server


def of_roles(roles):
    names = {GraphRole.ASSERTED: "http://e/stated", GraphRole.INFERRED: "http://e/follows"}
    wanted = set(roles)
    chosen = tuple(name for role, name in names.items() if role in wanted)
    return Selection(chosen, chosen)


def described(request):
    return Response("<> a <http://e/Service> .", 200, media_type="text/turtle")


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
        ("application/trig", "application/trig"),
        ("application/json", "application/json"),
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


@pytest.mark.parametrize(
    ("formats", "accept", "expected"),
    [
        (["csv"], JSON, "text/csv"),
        (["rdf+xml", "text/csv"], "*/*", "text/csv"),
        (["sparql-xml"], XML, XML),
    ],
    ids=["ours", "a media type", "a word of another client, which says more by its header"],
)
def test_the_parameter_format_stands_for_the_header_where_it_is_understood(
    send, formats, accept, expected
):
    response = send(params={"query": ONE_ROW, "format": formats}, accept=accept)

    assert (response.status_code, media_type(response)) == (200, expected)


@pytest.mark.parametrize("accept", ["*/*", FIREFOX])
def test_a_format_that_nobody_knows_is_400(send, accept):
    response = send(params={"query": ONE_ROW, "format": "pdf"}, accept=accept)

    assert response.status_code == 400
    assert response.text.startswith("The parameter 'format' is one of json, xml, csv")


# Without a query


def test_a_browser_without_a_query_is_sent_to_the_query_page(send):
    response = send(accept=FIREFOX)

    assert (response.status_code, response.headers["location"]) == (303, "/query")


@pytest.mark.parametrize("accept", ["*/*", "text/turtle", JSON])
def test_a_program_without_a_query_gets_the_service_description(send, accept):
    response = send(accept=accept)

    assert (response.status_code, media_type(response)) == (200, "text/turtle")
    assert response.text == "<> a <http://e/Service> ."


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
        "/sparql?query=ASK%7B%7D&graphs=nonsense",
        "/sparql?query=ASK%7B%7D&graphs=",
        "/sparql?query=ASK%7B%7D&graphs=asserted&named-graph-uri=http%3A%2F%2Fe%2Fstated",
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
        ("application/sparql-query; charset=UTF-16", "ASK {}", 415),
        ("application/sparql-query; charset=utf-8", "ASK {}", 200),
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


# Which graphs are read

WHERE_FROM = "SELECT ?o ?g { { ?s <http://e/is> ?o } UNION { GRAPH ?g { ?s <http://e/is> ?o } } }"


@pytest.mark.parametrize(
    ("parameters", "read"),
    [
        ({}, {"follows in follows", "stated in stated"}),
        ({"default-graph-uri": "http://e/stated"}, {"stated"}),
        ({"default-graph-uri": ["http://e/stated", "http://e/follows"]}, {"stated", "follows"}),
        ({"named-graph-uri": "http://e/stated"}, {"stated in stated"}),
        (
            {"default-graph-uri": "http://e/stated", "named-graph-uri": "http://e/follows"},
            {"stated", "follows in follows"},
        ),
        ({"graphs": "inferred"}, {"follows", "follows in follows"}),
        (
            {"graphs": "asserted, inferred"},
            {"stated", "follows", "stated in stated", "follows in follows"},
        ),
        ({"graphs": "all"}, {"stated", "follows", "stated in stated", "follows in follows"}),
    ],
)
@pytest.mark.parametrize("way", ["address", "form", "body"])
def test_parameters_choose_the_graphs(send, parameters, read, way):
    if way == "address":
        response = send(params={"query": WHERE_FROM, **parameters})
    elif way == "form":
        response = send("POST", data={"query": WHERE_FROM, **parameters})
    else:
        typed = {"content-type": "application/sparql-query"}
        response = send("POST", content=WHERE_FROM, params=parameters, headers=typed)

    rows = response.json()["results"]["bindings"]
    names = (
        [row[key]["value"].rpartition("/")[2] for key in ("o", "g") if key in row] for row in rows
    )
    assert {" in ".join(name) for name in names} == read


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_a_graph_that_is_not_here_is_403_and_those_that_are_are_named(send, name):
    response = send(params={"query": ASK, name: "http://elsewhere/"})

    assert response.status_code == 403
    assert response.text == (
        "There is no graph <http://elsewhere/> here. "
        "Those here: http://e/follows, http://e/stated.\n"
    )


# Answers that a client has already


def test_a_client_that_has_the_answer_is_told_so(send):
    first = send(query=ONE_ROW)

    again = send(query=ONE_ROW, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["vary"] == "Accept"


@pytest.mark.parametrize(
    "other", [{"query": ASK}, {"query": ONE_ROW, "accept": XML}, {"query": ONE_ROW + " "}]
)
def test_another_answer_has_another_tag(send, other):
    assert send(**other).headers["etag"] != send(query=ONE_ROW).headers["etag"]


def test_other_data_gives_every_answer_another_tag():
    question = Question(ONE_ROW, JSON, None)

    tags = {QueryService(None, version, QueryLog()).etag(question) for version in ("1", "2")}

    assert len(tags) == 2


@pytest.mark.parametrize("function", ["NOW", "rand", "UUID", "StrUUID", "N\\u004fW"])
def test_what_differs_each_time_is_not_kept(send, function):
    response = send(query=f"SELECT ({function}() AS ?now) {{}}")

    if response.status_code == 200:
        assert "etag" not in response.headers
        assert response.headers["cache-control"] == "no-store"


def test_an_error_has_no_tag(send):
    assert "etag" not in send(query="nonsense").headers


# What is counted


def test_what_came_of_queries_is_counted_and_no_text_is_kept(send, log):
    text = "SELECT * { ?s ?p 'the name of a patient' }"
    before = counted(log)

    send(query=text)
    tag = send(query=text).headers["etag"]
    send(query=text, headers={"If-None-Match": tag})
    send(query="SELECT")
    send(query="DROP ALL")
    send(query=SLOW)
    send(query="SELECT ?a { ?a ?b ?c . ?d ?e ?f }#")

    after = counted(log)
    grown = {key: after[key] - before.get(key, 0) for key in after}
    assert {key: more for key, more in grown.items() if more} == {
        'queries_total{outcome="answered"}': 2,
        'queries_total{outcome="cached"}': 1,
        'queries_total{outcome="malformed"}': 1,
        'queries_total{outcome="not modified"}': 1,
        'queries_total{outcome="refused"}': 1,
        'queries_total{outcome="stopped"}': 1,
        'limits_total{limit="rows"}': 1,
        'limits_total{limit="time"}': 1,
        "seconds_count": 7,
    }
    assert "patient" not in log.text()


def counted(log):
    lines = [
        line.removeprefix("guidegraph_sparql_").rpartition(" ") for line in log.text().splitlines()
    ]
    return {
        name: int(value) for name, _, value in lines if "total{" in name or name == "seconds_count"
    }


# Beside the point of a query


@pytest.mark.parametrize("query", [ONE_ROW, "nonsense"])
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


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_405_and_those_that_there_are_are_named(send, method):
    response = send(method, query=ASK)

    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"
