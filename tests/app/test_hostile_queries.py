"""Hostile queries over HTTP: each is refused, cut or stopped, and the answer says by what."""

from __future__ import annotations

import json
from collections.abc import Iterator

import httpx
import pytest

DIRECT = "application/sparql-query"


@pytest.fixture(scope="module")
def client(live_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_url, timeout=30) as client:
        yield client


CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
WIDE = "CONCAT(" + ", ".join(["STR(?c)"] * 100) + ")"
SERVICE = "SERVICE <http://127.0.0.1:9/> { ?s ?p ?o }"
HOSTILE = {
    "a cartesian product": (f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}", 503, "time"),
    "an endless path": (
        "SELECT (COUNT(*) AS ?n) { ?a (!<a:b>|^!<a:b>)+ ?b . ?c (!<a:b>)* ?d }",
        503,
        "time or memory",  # whichever the machine comes to first
    ),
    "a sort of a cartesian product": (f"SELECT * {{ {CROSS} }} ORDER BY ?l", 503, "memory"),
    "gigabytes in one value": (
        "SELECT (GROUP_CONCAT(?c) AS ?all) { VALUES ?x { 'xxxxxxxxxx' } "
        "BIND(CONCAT(?x, ?x, ?x, ?x, ?x, ?x, ?x, ?x, ?x, ?x) AS ?a) "
        "BIND(CONCAT(?a, ?a, ?a, ?a, ?a, ?a, ?a, ?a, ?a, ?a) AS ?b) "
        "BIND(CONCAT(?b, ?b, ?b, ?b, ?b, ?b, ?b, ?b, ?b, ?b) AS ?c) "
        "{ ?d ?e ?f . ?g ?h ?i } }",
        503,
        "memory",
    ),
    "braces": ("SELECT * " + "{" * 5000 + "}" * 5000, 400, "depth"),
    "negations": (f"ASK {{ FILTER({'!' * 12_000}true) }}", 400, "depth"),
    "service in a sub-query": (f"SELECT * {{ {{ SELECT * {{ {SERVICE} }} }} }}", 403, None),
    "service in a condition": (f"ASK {{ ?s ?p ?o FILTER NOT EXISTS {{ {SERVICE} }} }}", 403, None),
    "service after a comment": (
        f"ASK {{ #\n{SERVICE.replace('SERVICE', 'SeRvIcE#x' + chr(10))} }}",
        403,
        None,
    ),
    "service behind an escape": (f"ASK {{ # \\u000A {SERVICE}\n }}", 403, None),
    "an escaped service": (
        "ASK { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        403,
        None,
    ),
    "update behind a comment": ("# SELECT *\nDELETE WHERE { ?s ?p ?o }", 403, None),
    "update behind a prologue": ("PREFIX select: <a:b> BASE <a:c> DROP ALL", 403, None),
    "an escaped update": ("\\u0044ROP ALL", 403, None),
    "update after a query": ("ASK {} ; DROP ALL", 400, None),
    "load": ("LOAD <file:///etc/passwd>", 403, None),
    "from a file": ("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", 403, None),
    "from another server": ("SELECT * FROM NAMED <http://127.0.0.1:9/> { ?s ?p ?o }", 403, None),
}


@pytest.mark.parametrize(("query", "status", "limit"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_query_is_refused_or_stopped_and_says_by_what(
    client: httpx.Client, query: str, status: int, limit: str | None
) -> None:
    headers = {"Content-Type": DIRECT, "Accept": "application/json"}

    response = client.post("/sparql", content=query, headers=headers)

    problem = response.json()
    assert response.status_code == status, problem
    assert problem.get("limit") in (limit.split(" or ") if limit else [None]), problem
    assert client.get("/sparql", params={"query": "ASK {}"}).json() == {
        "head": {},
        "boolean": True,
    }


@pytest.mark.parametrize(("size", "status"), [(20_000, 413), (10_000_000, 413)])
def test_a_text_that_is_too_long_is_refused(client: httpx.Client, size: int, status: int) -> None:
    headers = {"Content-Type": DIRECT, "Accept": "application/json"}

    response = client.post("/sparql", content="ASK {}" + " " * size, headers=headers)

    assert (response.status_code, response.json()["limit"]) == (status, "length")


def test_gigabytes_of_rows_are_cut_and_that_is_said(client: httpx.Client) -> None:
    query = f"SELECT ?a ({WIDE} AS ?long) {{ ?a ?b ?c . ?d ?e ?f }}"

    response = client.get("/sparql", params={"query": query})

    assert response.headers["result-truncated"] == "bytes"
    assert len(response.content) < 2 * 8 * 1024 * 1024
    assert json.loads(response.content)["results"]["bindings"]
