"""
What the machine-readable addresses have in common: their headers, and how they say what is wrong.

Errors are plain text, or problem details in JSON (RFC 9457).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus

from fastapi import Response

from app.negotiation import names_json
from kg.errors import MalformedQueryError, QueryError, QueryLimitError, RefusedQueryError

# 503 says that the same query may pass at another time or in another form; 408 would say that the
# client was too slow to send it.
_STATUS_OF_LIMIT = {
    "length": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "depth": HTTPStatus.BAD_REQUEST,
    "time": HTTPStatus.SERVICE_UNAVAILABLE,
    "memory": HTTPStatus.SERVICE_UNAVAILABLE,
    "queue": HTTPStatus.SERVICE_UNAVAILABLE,
}


OPEN_HEADERS = {"Access-Control-Allow-Origin": "*", "Vary": "Accept"}
"""What is here is public and read-only, and no cookie is looked at; it is negotiated."""


def without_body(response: Response) -> Response:
    """Return what HEAD answers: the same status and headers, and no content."""
    return Response(status_code=response.status_code, headers=dict(response.headers))


def problem(
    status: HTTPStatus,
    detail: str,
    accept: str | None,
    headers: Mapping[str, str],
    **members: object,
) -> Response:
    """
    Return an error response, as problem details where the Accept header names JSON.

    Args:
        status: The HTTP status.
        detail: What is wrong and what to do about it, in a sentence.
        accept: The Accept header of the request.
        headers: Further headers of the response.
        **members: Further members of the problem details; None is left out.
    """
    if not names_json(accept):
        return Response(f"{detail}\n", status, dict(headers), "text/plain")
    given = {name: value for name, value in members.items() if value is not None}
    document = {"title": status.phrase, "status": status.value, "detail": detail, **given}
    body = json.dumps(document, ensure_ascii=False)
    return Response(body, status, dict(headers), "application/problem+json")


def query_problem(error: QueryError, accept: str | None, headers: Mapping[str, str]) -> Response:
    """Return the response for a query that could not be answered; it names line or limit."""
    match error:
        case MalformedQueryError(line=line, column=column):
            status = HTTPStatus.BAD_REQUEST
            return problem(status, str(error), accept, headers, line=line, column=column)
        case RefusedQueryError():
            return problem(HTTPStatus.FORBIDDEN, str(error), accept, headers)
        case QueryLimitError(limit=limit):
            status = _STATUS_OF_LIMIT[limit]
            wait = {"Retry-After": "5"} if limit == "queue" else {}
            return problem(status, str(error), accept, {**headers, **wait}, limit=limit)
        case _:
            return problem(HTTPStatus.SERVICE_UNAVAILABLE, str(error), accept, headers)
