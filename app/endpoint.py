"""
The SPARQL endpoint: SPARQL 1.1 Protocol, queries only.

What is known already is answered at once; a query that has to run is waited for while the event
loop goes on, so that neither a page nor another request ever waits for it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus

from fastapi import Response
from tornado.httputil import HTTPServerRequest

from app.negotiation import choose
from app.problems import OPEN_HEADERS, problem, query_problem
from app.query_request import (
    GraphsOfRoles,
    QueryRequest,
    RequestError,
    decoded,
    read_body,
    read_request,
)
from app.query_service import QueryService
from app.question import Question, read_question
from app.revalidation import has_already, not_modified, with_tag
from kg.errors import QueryError
from kg.query_answer import QueryAnswer
from kg.query_text import is_repeatable

Describe = Callable[[HTTPServerRequest], Response]

_METHODS = "GET, HEAD, POST, OPTIONS"

_HEADERS = {**OPEN_HEADERS, "Access-Control-Expose-Headers": "ETag, Result-Truncated, Retry-After"}
_PREFLIGHT_HEADERS = {
    **OPEN_HEADERS,
    "Access-Control-Allow-Methods": _METHODS,
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match, X-Requested-With",
    "Access-Control-Max-Age": "86400",
    "Allow": _METHODS,
}


class SparqlEndpoint:
    """
    Answers the requests of `/sparql`, whichever way they carry their query.

    Args:
        service: Answers questions.
        of_roles: Returns the graphs of some roles.
        describe: Answers who asks nothing with the description of the service.
        query_page: Where a person who opens the endpoint in a browser is sent.
    """

    def __init__(
        self,
        service: QueryService,
        of_roles: GraphsOfRoles,
        describe: Describe,
        *,
        query_page: str = "/query",
    ) -> None:
        self._service = service
        self._of_roles = of_roles
        self._describe = describe
        self._query_page = query_page

    def respond(self, request: HTTPServerRequest) -> Response | Awaitable[Response]:
        """Return the response to a request, at once unless its query has to run."""
        match request.method:
            case "GET" | "HEAD" if not request.query_arguments:
                return self._introduce(request)
            case "GET" | "HEAD" | "POST":
                return self._answer(request)
            case "OPTIONS":  # A browser asks whether pages of other sites may ask, too.
                return Response(status_code=HTTPStatus.NO_CONTENT, headers=_PREFLIGHT_HEADERS)
            case _:
                detail = "Send a query by GET or POST; the data here can only be read."
                headers = {**_HEADERS, "Allow": _METHODS}
                accept = request.headers.get("Accept")
                return problem(HTTPStatus.METHOD_NOT_ALLOWED, detail, accept, headers)

    def _introduce(self, request: HTTPServerRequest) -> Response:
        """Describe the service to a program, and lead a person to the page for queries."""
        # A client that says nothing, or */*, is a program; a browser names HTML.
        liked = choose(request.headers.get("Accept"), ("text/turtle", "text/html"))
        if liked != "text/html":
            return self._describe(request)
        headers = {**_HEADERS, "Location": self._query_page}
        return Response(status_code=HTTPStatus.SEE_OTHER, headers=headers)

    def _answer(self, request: HTTPServerRequest) -> Response | Awaitable[Response]:
        accept = request.headers.get("Accept")
        try:
            asked = self._asked(request)
            accept = asked.accept
            name, question = self._question(asked)
        except RequestError as error:
            return problem(error.status, str(error), accept, _HEADERS, limit=error.limit)
        except QueryError as error:
            return query_problem(error, accept, _HEADERS)
        etag = self._service.etag(question)
        if has_already(request.headers.get_list("If-None-Match"), etag):
            self._service.unchanged()
            return not_modified(etag, _HEADERS)
        kept = self._service.known(question)
        if kept is not None:
            return response_to(kept, name, etag)
        return self._run(question, name, etag, accept)

    async def _run(self, question: Question, name: str, etag: str, accept: str | None) -> Response:
        try:
            answer = await self._service.ask(question)
        except QueryError as error:
            return query_problem(error, accept, _HEADERS)
        return response_to(answer, name, etag if is_repeatable(question.text) else None)

    def _asked(self, request: HTTPServerRequest) -> QueryRequest:
        headers = request.headers
        parameters = decoded(request.query_arguments)
        if request.method == "POST":
            content_type = headers.get("Content-Type", "")
            encoding = headers.get("Content-Encoding", "")
            parameters = read_body(content_type, encoding, request.body, parameters)
        return read_request(parameters, headers.get("Accept"), self._of_roles)

    def _question(self, asked: QueryRequest) -> tuple[str, Question]:
        try:
            return read_question(asked)
        except QueryError as error:
            self._service.refused(error)
            raise


def response_to(answer: QueryAnswer, media_type: str, etag: str | None) -> Response:
    """Return the response that carries an answer, under the client's name for its media type."""
    headers = {**_HEADERS, "Cache-Control": "no-store"}
    if answer.truncated:
        headers["Result-Truncated"] = answer.truncated
    response = Response(answer.body, HTTPStatus.OK, headers, media_type)
    return response if etag is None else with_tag(response, etag)
