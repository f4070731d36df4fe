"""An endpoint over a small dataset, served over HTTP, and how its answers are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pyoxigraph
from fastapi import Response
from http_server import served

from app.direct_route import DirectRoute
from app.endpoint import SparqlEndpoint
from app.query_log import QueryLog
from app.query_request import BODY_BYTES
from app.query_service import QueryService
from kg.graphs import GraphRole, Selection
from kg.sandbox import Limits, QuerySandbox

# A ring, and one triple in each of two named graphs.
DATA = "".join(
    f"<http://e/{i}> <http://e/next> <http://e/{(i + 1) % 300}> .\n" for i in range(300)
).encode()
GRAPHS = ("http://e/stated", "http://e/follows")
DATA += b"".join(f"<http://e/7> <http://e/is> <{name}> <{name}> .\n".encode() for name in GRAPHS)
LIMITS = Limits(seconds=1.0, memory_bytes=32 * 1024 * 1024, rows=1_000, concurrency=2)

ONE_ROW = "SELECT ?n { <http://e/7> <http://e/next> ?n }"
ASK = "ASK { <http://e/7> ?p ?o }"
GRAPH = "CONSTRUCT WHERE { <http://e/7> ?p ?o }"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SORT = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l } ORDER BY ?l"

JSON = "application/sparql-results+json"
XML = "application/sparql-results+xml"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"

Send = Callable[..., httpx.Response]


@contextmanager
def endpoint(log: QueryLog) -> Iterator[Send]:
    """Yield a function that sends one request to a new endpoint and returns the response."""
    with QuerySandbox(DATA, LIMITS, graphs=GRAPHS) as sandbox:
        answering = SparqlEndpoint(QueryService(sandbox, "version 1", log), _of_roles, _described)
        with (
            served(DirectRoute(answering.respond, BODY_BYTES)) as address,
            httpx.Client(base_url=address, timeout=30) as client,
        ):

            def send(
                method: str = "GET",
                query: str | None = None,
                accept: str = "*/*",
                **options: Any,
            ) -> httpx.Response:
                params = {"params": {"query": query}} if query is not None else {}
                headers = {"Accept": accept, **options.pop("headers", {})}
                path = options.pop("path", "/sparql")
                return client.request(method, path, headers=headers, **params, **options)

            yield send


def media_type(response: httpx.Response) -> str:
    return response.headers["content-type"].partition(";")[0]


def solutions(response: httpx.Response) -> list[list[str]]:
    kind = pyoxigraph.QueryResultsFormat.from_media_type(media_type(response))
    parsed = pyoxigraph.parse_query_results(response.content, kind)
    return [[term.value for term in row] for row in parsed]


def triples(response: httpx.Response) -> set[str]:
    kind = pyoxigraph.RdfFormat.from_media_type(media_type(response))
    return {str(quad.triple) for quad in pyoxigraph.parse(response.content, kind)}


def _of_roles(roles: Iterable[GraphRole]) -> Selection:
    names = {GraphRole.ASSERTED: "http://e/stated", GraphRole.INFERRED: "http://e/follows"}
    wanted = set(roles)
    chosen = tuple(name for role, name in names.items() if role in wanted)
    return Selection(chosen, chosen)


def _described(_: object) -> Response:
    return Response("<> a <http://e/Service> .", 200, media_type="text/turtle")
