"""Documents in RDF that do not change while the server runs, in every format."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from hashlib import sha256
from http import HTTPStatus

from fastapi import Request, Response

from app.negotiation import choose
from app.problems import OPEN_HEADERS, problem
from app.revalidation import has_already, not_modified, with_tag
from kg.query_answer import GRAPH_FORMATS

HEADERS = {**OPEN_HEADERS, "Access-Control-Expose-Headers": "ETag"}

Write = Callable[[str, str], bytes]
"""Returns a document for the address of the endpoint and a media type."""


def graph_document(write: Write) -> Callable[[Request], Response]:
    """
    Return what answers requests with the document that *write* makes.

    The document names the endpoint by the address under which the client reached the server.
    """
    # As many hosts as one server reasonably has: a Host header is the client's to choose.
    written = lru_cache(maxsize=2 * len(GRAPH_FORMATS))(write)

    def respond(request: Request) -> Response:
        accept = request.headers.get("accept")
        # Whoever takes no RDF at all still learns what this is.
        chosen = choose(accept, GRAPH_FORMATS) or GRAPH_FORMATS[0]
        return kept(request, written(endpoint_of(request), chosen), chosen)

    return respond


def endpoint_of(request: Request) -> str:
    """Return the address of the endpoint as the client sees the server."""
    return str(request.url.replace(path="/sparql", query="", fragment=""))


def kept(request: Request, body: bytes, media_type: str) -> Response:
    """Return *body*, or 304 to a client that has it."""
    etag = f'W/"{sha256(media_type.encode() + body).hexdigest()[:32]}"'
    if has_already(request.headers.getlist("if-none-match"), etag):
        return not_modified(etag, HEADERS)
    return with_tag(Response(body, HTTPStatus.OK, HEADERS, media_type), etag)


def not_acceptable(accept: str | None, offers: tuple[str, ...]) -> Response:
    """Return 406 with the media types that there are."""
    detail = f"This is described as {', '.join(offers)}."
    return problem(HTTPStatus.NOT_ACCEPTABLE, detail, accept, HEADERS)
