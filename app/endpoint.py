"""
The SPARQL endpoint: SPARQL 1.1 Protocol, queries only.

What is known already is answered on the event loop; a query that has to run waits in a thread of
its own pool, so that neither a page nor another part of the REST application ever waits for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from app.negotiation import choose
from app.problems import OPEN_HEADERS, problem, query_problem, without_body
from app.query_request import (
    BODY_BYTES,
    GraphsOfRoles,
    Parameters,
    QueryRequest,
    RequestError,
    read_body,
    read_request,
)
from app.query_service import QueryService, Question
from app.revalidation import has_already, not_modified, with_tag
from kg.errors import QueryError
from kg.query_answer import QueryAnswer, formats_of
from kg.query_text import is_repeatable, read_form

Describe = Callable[[Request], Response]

# What clients ask for, and the media type that is meant; the answer carries the name they used.
_OTHER_NAMES = {
    "application/sparql-results+json": ("application/json",),
    "application/sparql-results+xml": ("application/xml", "text/xml"),
    "application/ld+json": ("application/json",),
    "application/rdf+xml": ("application/xml", "text/xml"),
    "application/n-triples": ("text/plain",),
    "text/turtle": ("application/x-turtle",),
}
_METHODS = "GET, HEAD, POST, OPTIONS"
# More than run at once, so that those who wait for a place are told so in time.
_THREADS = 32

_HEADERS = {**OPEN_HEADERS, "Access-Control-Expose-Headers": "ETag, Result-Truncated, Retry-After"}
_PREFLIGHT_HEADERS = {
    **OPEN_HEADERS,
    "Access-Control-Allow-Methods": _METHODS,
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match, X-Requested-With",
    "Access-Control-Max-Age": "86400",
    "Allow": _METHODS,
}


def sparql_router(
    service: QueryService,
    of_roles: GraphsOfRoles,
    describe: Describe,
    *,
    query_page: str = "/query",
) -> APIRouter:
    """
    Return the router of `/sparql`.

    Args:
        service: Answers questions.
        of_roles: Returns the graphs of some roles.
        describe: Answers who asks nothing with the description of the service.
        query_page: Where a person who opens the endpoint in a browser is sent.
    """
    endpoint = _Endpoint(service, of_roles)

    async def ask_by_address(request: Request) -> Response:
        """Answer the query in the address; without one, describe the service."""
        parameters = _parameters(request)
        if parameters:
            response = await endpoint.answer(request, lambda: parameters)
        elif choose(request.headers.get("accept"), ("text/turtle", "text/html")) == "text/html":
            # A client that says nothing, or */*, is a program; a browser names HTML.
            headers = {**_HEADERS, "Location": query_page}
            response = Response(status_code=HTTPStatus.SEE_OTHER, headers=headers)
        else:
            response = describe(request)
        return without_body(response) if request.method == "HEAD" else response

    async def ask_by_body(request: Request) -> Response:
        """Answer the query in the body."""
        body = await _body(request)
        headers = request.headers

        def read() -> Parameters:
            return read_body(
                headers.get("content-type", ""),
                headers.get("content-encoding", ""),
                body,
                _parameters(request),
            )

        return await endpoint.answer(request, read)

    async def preflight(_: Request) -> Response:
        """Tell a browser that pages of other sites may ask, too."""
        return Response(status_code=HTTPStatus.NO_CONTENT, headers=_PREFLIGHT_HEADERS)

    async def refuse(request: Request) -> Response:
        """Say which methods there are."""
        detail = "Send a query by GET or POST; the data here can only be read."
        headers = {**_HEADERS, "Allow": _METHODS}
        status = HTTPStatus.METHOD_NOT_ALLOWED
        return problem(status, detail, request.headers.get("accept"), headers)

    # Plain routes: the protocol is a standard that describes itself, OpenAPI has no words for its
    # rules, and what FastAPI does for each request would cost as much as a query.
    router = APIRouter()
    router.add_route("/sparql", ask_by_address, ["GET", "HEAD"])
    router.add_route("/sparql", ask_by_body, ["POST"])
    router.add_route("/sparql", preflight, ["OPTIONS"])
    router.add_route("/sparql", refuse, ["PUT", "PATCH", "DELETE"])
    return router


class _Endpoint:
    """Answers requests of the protocol, whichever way they carry their query."""

    def __init__(self, service: QueryService, of_roles: GraphsOfRoles) -> None:
        self._service = service
        self._of_roles = of_roles
        self._threads = ThreadPoolExecutor(_THREADS, "sparql")

    async def answer(self, request: Request, read: Callable[[], Parameters]) -> Response:
        """Return the response to a request whose parameters *read* returns."""
        accept = request.headers.get("accept")
        try:
            asked = read_request(read(), accept, self._of_roles)
            accept = asked.accept
            name, question = self._read(asked)
            etag = self._service.etag(question)
            if has_already(request, etag):
                self._service.unchanged()
                return not_modified(etag, _HEADERS)
            kept = self._service.known(question)
            if kept is not None:
                return _response(kept, name, etag)
            loop = asyncio.get_running_loop()
            answer = await loop.run_in_executor(self._threads, self._service.ask, question)
        except RequestError as error:
            return problem(error.status, str(error), accept, _HEADERS, limit=error.limit)
        except QueryError as error:
            return query_problem(error, accept, _HEADERS)
        return _response(answer, name, etag if is_repeatable(question.text) else None)

    def _read(self, asked: QueryRequest) -> tuple[str, Question]:
        try:
            return _question(asked)
        except QueryError as error:
            self._service.refused(error)
            raise


def _question(asked: QueryRequest) -> tuple[str, Question]:
    """
    Return the media type by the name that the client used, and the question.

    Raises:
        RequestError: If the query cannot be answered in a format that the client takes.
        QueryError: If it is no query.
    """
    formats = formats_of(read_form(asked.text))
    names = {
        name: media_type
        for media_type in formats
        for name in (media_type, *_OTHER_NAMES.get(media_type, ()))
    }
    # The canonical names first: they win over their other names among equals.
    chosen = choose(asked.accept, (*formats, *(name for name in names if name not in formats)))
    if chosen is None:
        detail = f"This query can be answered as {', '.join(formats)}."
        raise RequestError(HTTPStatus.NOT_ACCEPTABLE, detail)
    return chosen, Question(asked.text, names[chosen], asked.graphs)


def _response(answer: QueryAnswer, media_type: str, etag: str | None) -> Response:
    headers = {**_HEADERS, "Cache-Control": "no-store"}
    if answer.truncated:
        headers["Result-Truncated"] = answer.truncated
    response = Response(answer.body, HTTPStatus.OK, headers, media_type)
    return response if etag is None else with_tag(response, etag)


def _parameters(request: Request) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        grouped.setdefault(name, []).append(value)
    return grouped


async def _body(request: Request) -> bytes | None:
    """Return the body of the request, None as soon as it proves too large."""
    received = bytearray()
    async for part in request.stream():
        received += part
        if len(received) > BODY_BYTES:
            return None
    return bytes(received)
