"""
The SPARQL endpoint: SPARQL 1.1 Protocol, queries only.

The endpoint functions are synchronous, so they run in the thread pool of the server and the event
loop never waits for a query.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated, Protocol
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request, Response

from app.negotiation import choose
from app.problems import OPEN_HEADERS, problem, query_problem, without_body
from kg.errors import QueryError
from kg.query_answer import QueryAnswer, formats_of
from kg.query_text import read_form

FORM_TYPE = "application/x-www-form-urlencoded"
QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"

# What clients ask for, and the media type that is meant; the answer carries the name they used.
_OTHER_NAMES = {
    "application/sparql-results+json": ("application/json",),
    "application/sparql-results+xml": ("application/xml", "text/xml"),
    "application/ld+json": ("application/json",),
    "application/rdf+xml": ("application/xml", "text/xml"),
}
# The protocol chooses the format by the Accept header alone, which a link cannot set. So the
# parameter `format`, an addition of ours, stands for such a header.
ACCEPT_OF_FORMAT = {
    "json": "application/sparql-results+json, application/ld+json",
    "xml": "application/sparql-results+xml, application/rdf+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
}
_DATASET_PARAMETERS = ("default-graph-uri", "named-graph-uri")
# Percent-encoding makes up to three bytes of one, and up to twelve of a character.
_BODY_BYTES = 262_144
_READ_ONLY = "The data here can only be read. Send a query, not an update."

_HEADERS = {**OPEN_HEADERS, "Access-Control-Expose-Headers": "Result-Truncated"}
_PREFLIGHT_HEADERS = {
    **OPEN_HEADERS,
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Content-Type",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, POST, OPTIONS",
}

SERVICE_DESCRIPTION = """\
@prefix sd: <http://www.w3.org/ns/sparql-service-description#> .
@prefix formats: <http://www.w3.org/ns/formats/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .

[] a sd:Service ;
    rdfs:label "GuideGraph: clinical guidelines as a knowledge graph, for teaching"@en ;
    sd:endpoint <> ;
    sd:supportedLanguage sd:SPARQL11Query ;
    sd:resultFormat formats:SPARQL_Results_JSON, formats:SPARQL_Results_XML,
        formats:SPARQL_Results_CSV, formats:SPARQL_Results_TSV,
        formats:Turtle, formats:N-Triples, formats:RDF_XML, formats:JSON-LD ;
    sd:defaultDataset [ a sd:Dataset ; sd:defaultGraph [ a sd:Graph ] ] .
"""


class RunQuery(Protocol):
    """How the endpoint has a query answered; `kg.sandbox.QuerySandbox.run` is one."""

    def __call__(self, text: str, *, format: str) -> QueryAnswer:
        """Return the answer in the media type *format*."""


async def _read_body(request: Request) -> bytes | None:
    """Return the body of the request, None as soon as it proves too large."""
    received = bytearray()
    stream: AsyncIterator[bytes] = request.stream()
    async for part in stream:
        received += part
        if len(received) > _BODY_BYTES:
            return None
    return bytes(received)


Body = Annotated[bytes | None, Depends(_read_body)]


def sparql_router(run_query: RunQuery, *, query_page: str = "/query") -> APIRouter:
    """
    Return the router of `/sparql`.

    Args:
        run_query: Answers a query text in a media type, or raises a `QueryError`.
        query_page: Where a person who opens the endpoint in a browser is sent.
    """
    # The protocol is a standard and describes itself; OpenAPI has no words for its rules.
    router = APIRouter(include_in_schema=False)

    @router.get("/sparql")
    @router.head("/sparql")
    def ask_by_address(request: Request) -> Response:
        """Answer the query in the address; without one, describe the service."""
        accept = request.headers.get("accept")
        parameters = _grouped(request.query_params.multi_items())
        if parameters:
            response = _ask(run_query, parameters, accept)
        else:
            response = _introduce(accept, query_page)
        return without_body(response) if request.method == "HEAD" else response

    @router.post("/sparql")
    def ask_by_body(request: Request, body: Body) -> Response:
        """Answer the query in the body."""
        accept = request.headers.get("accept")
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if body is None:
            detail = f"The request has more than {_BODY_BYTES:,} bytes; a query is shorter."
            return problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, accept, _HEADERS, limit="length"
            )
        if content_type == UPDATE_TYPE:
            return problem(HTTPStatus.FORBIDDEN, _READ_ONLY, accept, _HEADERS)
        try:
            if content_type == QUERY_TYPE:
                parameters = _grouped(request.query_params.multi_items())
                parameters["query"] = [*parameters.get("query", []), body.decode()]
            elif content_type == FORM_TYPE:
                parameters = parse_qs(body.decode(), keep_blank_values=True, errors="strict")
            else:
                detail = f"Send the query as {QUERY_TYPE} or {FORM_TYPE}, not '{content_type}'."
                return problem(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail, accept, _HEADERS)
        except UnicodeDecodeError:
            detail = "The query is not UTF-8."
            return problem(HTTPStatus.BAD_REQUEST, detail, accept, _HEADERS)
        return _ask(run_query, parameters, accept)

    @router.options("/sparql")
    def preflight() -> Response:
        """Tell a browser that pages of other sites may ask, too."""
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=_PREFLIGHT_HEADERS)

    return router


def _introduce(accept: str | None, query_page: str) -> Response:
    # A client that says nothing, or */*, is a program; a browser names HTML.
    if choose(accept, ("text/turtle", "text/html")) == "text/html":
        return Response(
            status_code=HTTPStatus.SEE_OTHER, headers={**_HEADERS, "Location": query_page}
        )
    return Response(SERVICE_DESCRIPTION, HTTPStatus.OK, _HEADERS, "text/turtle")


def _ask(run_query: RunQuery, parameters: dict[str, list[str]], accept: str | None) -> Response:
    refusal = _refuse(parameters, accept)
    if refusal is not None:
        return refusal
    text = parameters["query"][0]
    if "format" in parameters:
        accept = ACCEPT_OF_FORMAT[parameters["format"][0]]
    try:
        formats = formats_of(read_form(text))
        names = {
            name: media_type
            for media_type in formats
            for name in (media_type, *_OTHER_NAMES.get(media_type, ()))
        }
        # The canonical names first: they win over their other names among equals.
        chosen = choose(accept, (*formats, *(name for name in names if name not in formats)))
        if chosen is None:
            detail = f"This query can be answered as {', '.join(formats)}."
            return problem(HTTPStatus.NOT_ACCEPTABLE, detail, accept, _HEADERS)
        answer = run_query(text, format=names[chosen])
    except QueryError as error:
        return query_problem(error, accept, _HEADERS)
    truncated = {"Result-Truncated": answer.truncated} if answer.truncated else {}
    return Response(answer.body, HTTPStatus.OK, {**_HEADERS, **truncated}, chosen)


def _refuse(parameters: dict[str, list[str]], accept: str | None) -> Response | None:
    """Return the response to parameters that no query can be answered with, None if all is well."""
    if "update" in parameters:
        return problem(HTTPStatus.FORBIDDEN, _READ_ONLY, accept, _HEADERS)
    if any(name in parameters for name in _DATASET_PARAMETERS):
        detail = (
            f"There is one graph here, which every query reads. Leave {_DATASET_PARAMETERS[0]} "
            f"and {_DATASET_PARAMETERS[1]} out."
        )
        return problem(HTTPStatus.BAD_REQUEST, detail, accept, _HEADERS)
    if len(parameters.get("query", [])) != 1:
        detail = "Send exactly one query, in the parameter 'query'."
        return problem(HTTPStatus.BAD_REQUEST, detail, accept, _HEADERS)
    formats = parameters.get("format", [])
    if len(formats) > 1 or not set(formats) <= set(ACCEPT_OF_FORMAT):
        detail = f"The parameter 'format' is one of {', '.join(ACCEPT_OF_FORMAT)}."
        return problem(HTTPStatus.BAD_REQUEST, detail, accept, _HEADERS)
    return None


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped
