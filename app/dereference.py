"""
Dereferenceable terms: the address of a term leads to documents about it.

`/id/<path>` stands for the IRI `kg.namespaces.BASE` + path. A term is not a document, so its
address answers 303 with the document that the Accept header likes best. That document has an
address of its own, with an extension: `.ttl`, `.nt`, `.rdf`, `.jsonld`, `.trig` or `.html`.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from fastapi import APIRouter, Request, Response

from app.graph_documents import HEADERS, kept, not_acceptable
from app.negotiation import choose
from app.problems import problem, without_body
from app.shell import document, not_found
from app.visit import visit_of
from kg.namespaces import BASE
from kg.query_answer import GRAPH_FORMATS

HTML = "text/html"
EXTENSIONS = {
    ".ttl": "text/turtle",
    ".nt": "application/n-triples",
    ".rdf": "application/rdf+xml",
    ".jsonld": "application/ld+json",
    ".trig": "application/trig",
    ".html": HTML,
}
_EXTENSION_OF = {media_type: extension for extension, media_type in EXTENSIONS.items()}
# Browsers say that they take XML too, but mean pages: HTML is offered after RDF and wins by name.
_OFFERS = (*GRAPH_FORMATS, HTML)

Describe = Callable[[str, str], bytes | None]
"""Returns the description of an IRI in a media type, None if nothing is known of it."""

PageFor = Callable[[str], str]
"""Returns the address of the page that shows a known IRI."""


def id_router(describe: Describe, page_for: PageFor) -> APIRouter:
    """Return the router of `/id/...`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/id/{path:path}")
    @router.head("/id/{path:path}")
    def dereference(request: Request, path: str) -> Response:
        """Lead from a term to a document, or answer with a document."""
        response = _answer(request, path, describe, page_for)
        return without_body(response) if request.method == "HEAD" else response

    return router


def _answer(request: Request, path: str, describe: Describe, page_for: PageFor) -> Response:
    accept = request.headers.get("accept")
    stem, dot, ending = path.rpartition(".")
    media_type = EXTENSIONS.get(dot + ending)
    if media_type is not None:
        return _document(request, BASE + stem, media_type, describe, page_for)
    # A namespace ends in a slash; what it names is the ontology.
    iri = BASE + path.rstrip("/")
    if describe(iri, GRAPH_FORMATS[1]) is None:
        return _unknown(request, iri)
    chosen = choose(accept, _OFFERS)
    if chosen is None:
        return not_acceptable(accept, _OFFERS)
    place = page_for(iri) if chosen == HTML else _address(request, iri, chosen)
    headers = {**HEADERS, "Location": place}
    return Response(status_code=HTTPStatus.SEE_OTHER, headers=headers)


def _document(
    request: Request, iri: str, media_type: str, describe: Describe, page_for: PageFor
) -> Response:
    body = describe(iri, GRAPH_FORMATS[1] if media_type == HTML else media_type)
    if body is None:
        return _unknown(request, iri)
    if media_type == HTML:
        headers = {**HEADERS, "Location": page_for(iri)}
        return Response(status_code=HTTPStatus.SEE_OTHER, headers=headers)
    response = kept(request, body, media_type)
    response.headers["Link"] = f'<{iri}>; rel="describes"'
    return response


def _address(request: Request, iri: str, media_type: str) -> str:
    path = request.url.path.rpartition("/id/")[0] + "/id/" + iri.removeprefix(BASE)
    return path + _EXTENSION_OF[media_type]


def _unknown(request: Request, iri: str) -> Response:
    """Return a page for browsers, and a line or problem details for programs."""
    accept = request.headers.get("accept")
    detail = f"Nothing is known of <{iri}>."
    if choose(accept, ("text/plain", HTML)) == HTML:
        page = document(not_found(detail), visit_of(request.url.path, {}, {}, {}))
        return Response(str(page), HTTPStatus.NOT_FOUND, dict(HEADERS), HTML)
    return problem(HTTPStatus.NOT_FOUND, detail, accept, HEADERS)
