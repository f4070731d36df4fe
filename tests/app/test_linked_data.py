"""The endpoint and the terms through the real server, with the services as `serve` opens them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph
import pytest

PROGRAM = """
import sys
from pathlib import Path
from app.opening import open_services
from app.server import build_server, run

with open_services(Path(sys.argv[1])) as services:
    server = build_server(services, port=0)
    print(server.port, flush=True)
    run(server)
"""
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
GG = "https://w3id.org/guidegraph/schema/"
BS = "https://w3id.org/guidegraph/bilateral-sacroplasty/"
CODE = f"SELECT ?code {{ <{BS}X4> <{GG}code> ?code }}"
GRAPH = f"CONSTRUCT {{ <{BS}X4> <{GG}code> ?code }} WHERE {{ <{BS}X4> <{GG}code> ?code }}"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder: Path = tmp_path_factory.mktemp("answers")
    command = [sys.executable, "-c", PROGRAM, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = next(line for line in process.stdout if line.strip().isdecimal()).strip()
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


@pytest.fixture
def client(url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=url, timeout=20) as client:
        yield client


def _media_type(answer: httpx.Response) -> str:
    return answer.headers["content-type"].partition(";")[0]


# The endpoint


def test_a_query_is_answered_in_json_by_get(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": CODE})

    assert (answer.status_code, _media_type(answer)) == (200, "application/sparql-results+json")
    rows = answer.json()["results"]["bindings"]
    assert [row["code"]["value"] for row in rows] == ["X4"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "request_options",
    [
        {"data": {"query": CODE}},
        {"content": CODE, "headers": {"Content-Type": "application/sparql-query"}},
    ],
)
def test_a_query_is_answered_in_csv_by_post(
    client: httpx.Client, request_options: dict[str, object]
) -> None:
    client.headers["Accept"] = "text/csv"

    answer = client.post("/sparql", **request_options)

    assert (answer.status_code, answer.text) == (200, "code\r\nX4\r\n")


def test_a_graph_is_answered_in_turtle(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": GRAPH})

    parsed = list(pyoxigraph.parse(answer.content, pyoxigraph.RdfFormat.TURTLE))
    assert (answer.status_code, _media_type(answer)) == (200, "text/turtle")
    assert [str(quad.triple) for quad in parsed] == [f'<{BS}X4> <{GG}code> "X4"']


@pytest.mark.parametrize(
    ("query", "format", "media_type"),
    [
        (CODE, "json", "application/sparql-results+json"),
        (CODE, "xml", "application/sparql-results+xml"),
        (CODE, "csv", "text/csv"),
        (CODE, "tsv", "text/tab-separated-values"),
        (GRAPH, "turtle", "text/turtle"),
        (GRAPH, "ntriples", "application/n-triples"),
        (GRAPH, "json", "application/ld+json"),
        (GRAPH, "xml", "application/rdf+xml"),
    ],
)
def test_a_link_chooses_the_format_by_a_parameter_whatever_the_browser_accepts(
    client: httpx.Client, query: str, format: str, media_type: str
) -> None:
    answer = client.get(
        "/sparql", params={"query": query, "format": format}, headers={"Accept": FIREFOX}
    )

    assert (answer.status_code, _media_type(answer)) == (200, media_type)


@pytest.mark.parametrize(
    ("parameters", "status", "part"),
    [
        ({"query": CODE, "format": "pdf"}, 400, "one of json, xml, csv"),
        ({"query": CODE, "format": "turtle"}, 406, "text/csv"),
        ({"query": "SELECT * { ?s ?p }"}, 400, "Line 1, column 18"),
        ({"query": "SELECT * { SERVICE <http://e/> { ?s ?p ?o } }"}, 403, "SERVICE"),
        ({"query": "DROP ALL"}, 403, "can only be read"),
        ({"update": "DROP ALL"}, 403, "can only be read"),
        ({"format": "csv"}, 400, "exactly one query"),
    ],
)
def test_what_cannot_be_answered_says_why(
    client: httpx.Client, parameters: dict[str, str], status: int, part: str
) -> None:
    answer = client.get("/sparql", params=parameters)

    assert (answer.status_code, part in answer.text) == (status, True), answer.text


def test_the_endpoint_serves_every_triple_of_the_library(client: httpx.Client) -> None:
    from kg.library import open_library

    answer = client.get("/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"})

    count = int(answer.json()["results"]["bindings"][0]["n"]["value"])
    assert count == open_library().dump().count(b"\n")


def test_a_browser_that_opens_the_endpoint_is_sent_to_the_query_page(client: httpx.Client) -> None:
    answer = client.get("/sparql", headers={"Accept": FIREFOX})

    assert (answer.status_code, answer.headers["location"]) == (303, "/query")
    assert client.get("/query").status_code == 200


# Terms


@pytest.mark.parametrize(
    "media_type",
    ["text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"],
)
@pytest.mark.parametrize("name", ["bilateral-sacroplasty/X4", "schema/Criterion"])
def test_the_address_of_a_term_answers_with_its_description(
    client: httpx.Client, name: str, media_type: str
) -> None:
    answer = client.get(f"/id/{name}", headers={"Accept": media_type})

    format = pyoxigraph.RdfFormat.from_media_type(media_type)
    subjects = {str(quad.subject) for quad in pyoxigraph.parse(answer.content, format)}
    assert (answer.status_code, _media_type(answer)) == (200, media_type)
    assert f"<https://w3id.org/guidegraph/{name}>" in subjects


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("bilateral-sacroplasty/st-02d", "/statements/st-02d"),
        ("bilateral-sacroplasty/X4", "/terms/X4"),
        (
            "schema/Criterion",
            "/query?q=DESCRIBE+%3Chttps%3A%2F%2Fw3id.org%2Fguidegraph%2Fschema%2FCriterion%3E",
        ),
    ],
)
def test_a_browser_is_sent_to_a_page_that_is_there(
    client: httpx.Client, name: str, page: str
) -> None:
    answer = client.get(f"/id/{name}", headers={"Accept": FIREFOX})

    assert (answer.status_code, answer.headers["location"]) == (303, page)
    assert client.get(page).status_code == 200


@pytest.mark.parametrize("accept", [FIREFOX, "text/turtle", "*/*"])
def test_an_address_of_no_term_is_404(client: httpx.Client, accept: str) -> None:
    answer = client.get("/id/bilateral-sacroplasty/Nothing", headers={"Accept": accept})

    assert answer.status_code == 404
    assert "Nothing is known of" in answer.text


def test_a_format_that_no_term_has_is_406(client: httpx.Client) -> None:
    answer = client.get("/id/bilateral-sacroplasty/X4", headers={"Accept": "image/png"})

    assert answer.status_code == 406
