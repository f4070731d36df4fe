"""
The SPARQL 1.1 Protocol, case by case, over HTTP at the real server.

The names of the cases are those of the W3C test suite. Its update cases are asked too, and
must be refused: the protocol leaves it to a service which operations it has. Its cases on data sets
name graphs of the suite; here they name graphs of ours.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import httpx
import pyoxigraph
import pytest

from app.query_request import ACCEPT_OF_FORMAT
from kg.namespaces import BASE

SCHEMA = f"{BASE}schema/0.1.0"
GUIDELINE = f"{BASE}bilateral-sacroplasty/0.1.0"
INFERRED = f"{GUIDELINE}/inferred"
IN_SCHEMA = f"<{BASE}schema/Criterion> a ?kind"
IN_GUIDELINE = f"<{BASE}bilateral-sacroplasty/X4> a ?type"
IN_INFERRED = f"<{BASE}bilateral-sacroplasty/X4> a <{BASE}schema/Criterion>"

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
ROWS = {JSON, XML, "text/csv", "text/tab-separated-values"}
GRAPHS = {"application/rdf+xml", "text/turtle", "application/n-triples", "application/ld+json"}
SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
OTHERS = "PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dcterms: <http://purl.org/dc/terms/>"


@pytest.fixture(scope="module")
def client(live_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_url, timeout=30) as client:
        yield client


def get(*pairs: tuple[str, str]) -> dict[str, Any]:
    return {"method": "GET", "url": f"/sparql?{urlencode(pairs)}"}


def post(*pairs: tuple[str, str]) -> dict[str, Any]:
    typed = {"Content-Type": FORM}
    return {"method": "POST", "url": "/sparql", "content": urlencode(pairs), "headers": typed}


def direct(
    content: str | bytes, content_type: str | None, *pairs: tuple[str, str]
) -> dict[str, Any]:
    typed = {} if content_type is None else {"Content-Type": content_type}
    url = f"/sparql?{urlencode(pairs)}" if pairs else "/sparql"
    return {"method": "POST", "url": url, "content": content, "headers": typed}


def default(iri: str) -> tuple[str, str]:
    return "default-graph-uri", iri


def named(iri: str) -> tuple[str, str]:
    return "named-graph-uri", iri


BOTH = f"ASK {{ {IN_SCHEMA} . {IN_GUIDELINE} }}"
EACH = f"ASK {{ GRAPH ?g1 {{ {IN_SCHEMA} }} GRAPH ?g2 {{ {IN_GUIDELINE} }} }}"
FULL = f"ASK {{ {IN_INFERRED} GRAPH ?g1 {{ {IN_SCHEMA} }} GRAPH ?g2 {{ {IN_GUIDELINE} }} }}"
CONFLICT = EACH.replace("ASK", f"ASK FROM <{INFERRED}>")

TRUE = {
    "query_get": get(("query", "ASK {}"), default(SCHEMA)),
    "query_post_form": post(("query", "ASK {}"), default(SCHEMA)),
    "query_post_direct": direct("ASK {}", DIRECT, default(SCHEMA)),
    "query_dataset_default_graph": post(("query", f"ASK {{ {IN_SCHEMA} }}"), default(SCHEMA)),
    "query_dataset_default_graphs_get": get(("query", BOTH), default(SCHEMA), default(GUIDELINE)),
    "query_dataset_default_graphs_post": post(("query", BOTH), default(SCHEMA), default(GUIDELINE)),
    "query_dataset_named_graphs_get": get(("query", EACH), named(SCHEMA), named(GUIDELINE)),
    "query_dataset_named_graphs_post": post(("query", EACH), named(SCHEMA), named(GUIDELINE)),
    "query_dataset_full": post(("query", FULL), default(INFERRED), named(SCHEMA), named(GUIDELINE)),
    "query_multiple_dataset": post(("query", CONFLICT), named(SCHEMA), named(GUIDELINE)),
}
FALSE = {
    "the graph is not the other": get(("query", f"ASK {{ {IN_GUIDELINE} }}"), default(SCHEMA)),
    "a named graph is not the default": get(("query", f"ASK {{ {IN_SCHEMA} }}"), named(SCHEMA)),
    "a default graph has no name": get(
        ("query", f"ASK {{ GRAPH ?g {{ {IN_SCHEMA} }} }}"), default(SCHEMA)
    ),
    "what follows is not what is stated": get(("query", f"ASK {{ {IN_INFERRED} }}")),
    "the parameters win over FROM": post(("query", CONFLICT), default(SCHEMA)),
}
TYPED = {
    "query_content_type_select": (post(("query", "SELECT (1 AS ?value) {}")), ROWS),
    "query_content_type_ask": (post(("query", "ASK {}")), {JSON, XML}),
    "query_content_type_describe": (post(("query", "DESCRIBE <http://example.org/>")), GRAPHS),
    "query_content_type_construct": (post(("query", "CONSTRUCT { <s> <p> 1 } WHERE {}")), GRAPHS),
}
REFUSED = {
    "bad_query_method": ({**get(("query", "ASK {}")), "method": "PUT"}, 405),
    "bad_multiple_queries": (get(("query", "ASK {}"), ("query", "SELECT * {}")), 400),
    "bad_query_wrong_media_type": (direct("ASK {}", "text/plain"), 415),
    "bad_query_missing_form_type": (direct(urlencode({"query": "ASK {}"}), None), 415),
    "bad_query_missing_direct_type": (direct("ASK {}", None), 415),
    "bad_query_non_utf8": (direct("ASK {}".encode("utf-16"), f"{DIRECT}; charset=UTF-16"), 415),
    "bad_query_syntax": (get(("query", "ASK {")), 400),
    "bad_update_get": (get(("update", "CLEAR ALL")), 403),
    "bad_multiple_updates": (post(("update", "CLEAR ALL"), ("update", "CLEAR DEFAULT")), 403),
    "bad_update_wrong_media_type": (direct("CLEAR NAMED", "text/plain"), 415),
    "bad_update_missing_form_type": (direct(urlencode({"update": "CLEAR ALL"}), None), 415),
    "bad_update_non_utf8": (
        direct("CLEAR NAMED".encode("utf-16"), "application/sparql-update; charset=UTF-16"),
        403,
    ),
    "bad_update_syntax": (post(("update", "CLEAR XYZ")), 403),
    "bad_update_dataset_conflict": (
        post(("using-named-graph-uri", SCHEMA), ("update", "WITH <a:b> DELETE {} WHERE {}")),
        403,
    ),
    "update_post_form": (post(("update", "CLEAR ALL")), 403),
    "update_post_direct": (direct("CLEAR ALL", "application/sparql-update"), 403),
    "update_dataset_default_graph": (
        post(("update", "INSERT { ?s ?p 1 } WHERE { ?s ?p 2 }"), ("using-graph-uri", SCHEMA)),
        403,
    ),
    "an update as a query": (get(("query", "CLEAR ALL")), 403),
    "no query": (post(), 400),
    "a graph that is elsewhere": (get(("query", "ASK {}"), default("http://e/")), 403),
    "a compressed body": (
        {
            **direct(gzip.compress(b"ASK {}"), DIRECT),
            "headers": {"Content-Type": DIRECT, "Content-Encoding": "gzip"},
        },
        415,
    ),
}


def media_type(response: httpx.Response) -> str:
    return response.headers["content-type"].partition(";")[0]


@pytest.mark.parametrize("request_", TRUE.values(), ids=TRUE.keys())
@pytest.mark.parametrize("accept", [JSON, XML])
def test_a_query_of_the_protocol_is_true(
    client: httpx.Client, request_: dict[str, Any], accept: str
) -> None:
    headers = {**request_.get("headers", {}), "Accept": accept}

    response = client.request(**{**request_, "headers": headers})

    kind = pyoxigraph.QueryResultsFormat.from_media_type(accept)
    assert (response.status_code, media_type(response)) == (200, accept)
    assert bool(pyoxigraph.parse_query_results(response.content, kind)) is True


@pytest.mark.parametrize("request_", FALSE.values(), ids=FALSE.keys())
def test_a_query_of_other_graphs_is_false(client: httpx.Client, request_: dict[str, Any]) -> None:
    response = client.request(**request_)

    assert (response.status_code, response.json()["boolean"]) == (200, False)


@pytest.mark.parametrize(("request_", "types"), TYPED.values(), ids=TYPED.keys())
def test_an_answer_has_a_type_that_fits_the_query(
    client: httpx.Client, request_: dict[str, Any], types: set[str]
) -> None:
    response = client.request(**request_)

    assert response.status_code == 200
    assert media_type(response) in types


@pytest.mark.parametrize(("request_", "status"), REFUSED.values(), ids=REFUSED.keys())
def test_what_the_protocol_does_not_allow_is_refused(
    client: httpx.Client, request_: dict[str, Any], status: int
) -> None:
    response = client.request(**request_)

    assert response.status_code == status, response.text
    assert response.headers["access-control-allow-origin"] == "*"
    assert client.get("/sparql", params={"query": f"ASK {{ {IN_GUIDELINE} }}"}).json()["boolean"]


def test_a_relative_iri_starts_from_the_namespace_of_ours(client: httpx.Client) -> None:
    query = "SELECT ?code { <bilateral-sacroplasty/X4> <schema/code> ?code }"

    response = client.get("/sparql", params={"query": query, "format": "csv"})

    assert response.text == "code\r\nX4\r\n"


@pytest.mark.parametrize("name", ACCEPT_OF_FORMAT)
def test_a_link_chooses_the_format_by_a_parameter(client: httpx.Client, name: str) -> None:
    graph = name in {"turtle", "ntriples", "trig"}
    query = f"CONSTRUCT WHERE {{ {IN_GUIDELINE} }}" if graph else f"SELECT * {{ {IN_GUIDELINE} }}"

    response = client.get("/sparql", params={"query": query, "format": name})

    assert (response.status_code, media_type(response)) == (
        200,
        ACCEPT_OF_FORMAT[name].partition(",")[0],
    )


# Beside the query


def test_head_is_get_without_the_body(client: httpx.Client) -> None:
    request = get(("query", "ASK {}"))
    got, head = client.request(**request), client.request(**{**request, "method": "HEAD"})

    assert head.content == b""
    for name in ("content-type", "etag", "vary", "content-length"):
        assert head.headers[name] == got.headers[name]


def test_a_long_answer_is_compressed_and_has_the_tag_of_the_plain_one(
    client: httpx.Client,
) -> None:
    request = get(("query", f"SELECT * {{ GRAPH <{SCHEMA}> {{ ?s ?p ?o }} }} LIMIT 100"))
    plain = client.request(**{**request, "headers": {"Accept-Encoding": "identity"}})
    packed = client.request(**{**request, "headers": {"Accept-Encoding": "gzip"}})

    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content
    assert packed.headers["etag"] == plain.headers["etag"]
    assert packed.headers["etag"].startswith("W/")
    assert {"Accept", "Accept-Encoding"} <= set(packed.headers["vary"].split(", "))


def test_who_has_the_answer_is_told_so(client: httpx.Client) -> None:
    request = get(("query", "SELECT (1 AS ?x) {}"))
    tag = client.request(**request).headers["etag"]

    again = client.request(**{**request, "headers": {"If-None-Match": tag}})

    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)


def test_a_page_of_another_site_asks_first_and_is_let_in(client: httpx.Client) -> None:
    headers = {
        "Origin": "https://elsewhere.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "content-type",
    }

    response = client.options("/sparql", headers=headers)

    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == "*"
    assert "POST" in response.headers["access-control-allow-methods"]
    assert "Content-Type" in response.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in response.headers


def test_the_numbers_of_the_log_are_served(client: httpx.Client) -> None:
    client.get("/sparql", params={"query": "ASK { ?s ?p 'a name that is nobody else's' }"})

    text = client.get("/api/metrics").text

    assert re.search(r'^guidegraph_sparql_queries_total\{outcome="answered"\} \d+$', text, re.M)
    assert "nobody" not in text
