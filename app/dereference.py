"""Dereferenceable terms: the address of a term answers with its description or with its page."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from app.negotiation import choose
from app.problems import OPEN_HEADERS, problem, without_body
from kg.namespaces import BASE
from kg.query_answer import GRAPH_FORMATS

HTML = "text/html"

Describe = Callable[[str, str], bytes | None]
"""Returns the description of an IRI in a media type, None if nothing is known of it."""

PageFor = Callable[[str], str | None]
"""Returns the address of the page that shows an IRI, None if there is none."""


def id_router(describe: Describe, page_for: PageFor) -> APIRouter:
    """
    Return the router of `/id/...`, which stands for the IRIs below `kg.namespaces.BASE`.

    A client that names HTML is sent to the page of the term, or gets its description where no page
    shows it. Every other client gets the description, as Turtle unless it asks otherwise.
    """
    router = APIRouter(include_in_schema=False)

    @router.get("/id/{path:path}")
    @router.head("/id/{path:path}")
    def dereference(request: Request, path: str) -> Response:
        """Answer with the description of a term, or with the way to its page."""
        response = _answer(describe, page_for, BASE + path, request.headers.get("accept"))
        return without_body(response) if request.method == "HEAD" else response

    return router


def _answer(describe: Describe, page_for: PageFor, iri: str, accept: str | None) -> Response:
    chosen = choose(accept, (*GRAPH_FORMATS, HTML))
    if chosen == HTML:
        page = page_for(iri)
        if page is not None:
            headers = {**OPEN_HEADERS, "Location": page}
            return Response(status_code=HTTPStatus.SEE_OTHER, headers=headers)
        chosen = choose(accept, GRAPH_FORMATS) or GRAPH_FORMATS[0]
    if chosen is None:
        detail = f"A term is described as {', '.join(GRAPH_FORMATS)} or {HTML}."
        return problem(HTTPStatus.NOT_ACCEPTABLE, detail, accept, OPEN_HEADERS)
    body = describe(iri, chosen)
    if body is None:
        detail = f"Nothing is known of <{iri}>."
        return problem(HTTPStatus.NOT_FOUND, detail, accept, OPEN_HEADERS)
    return Response(body, HTTPStatus.OK, OPEN_HEADERS, chosen)
