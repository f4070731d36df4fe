"""The machine-readable side: `/sparql`, `/id/...` and `/api/...` in one FastAPI application."""

from __future__ import annotations

from fastapi import FastAPI

from app import __version__
from app.dereference import id_router
from app.endpoint import sparql_router
from app.learners import learner_router
from app.query_links import QUERY_PAGE, describe_link
from app.services import Services
from app.terms import page_of_iri
from kg.query_answer import GRAPH_FORMATS, QueryAnswer

# What of the address space belongs to the application built here.
REST_PATTERN = r"/(?:api|sparql|id)(?:/.*)?"


def build_rest(services: Services) -> FastAPI:
    """Return the application; its own documentation pages are off because they load a CDN."""
    rest = FastAPI(
        title="GuideGraph",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )

    @rest.get("/api/version")
    def version() -> dict[str, object]:
        """Return the version of the server and of every guideline that it serves."""
        guidelines = {g.slug: g.version for g in services.library.guidelines.values()}
        return {"guidegraph": __version__, "guidelines": guidelines}

    def run_query(text: str, *, format: str) -> QueryAnswer:
        return services.sandbox.run(text, format=format)

    def describe(iri: str, media_type: str) -> bytes | None:
        return services.library.describe(iri, media_type)

    def page_for(iri: str) -> str | None:
        """Terms of the schema have no page of their own: a query shows what is known of them."""
        page = page_of_iri(services.library, iri)
        if page is None and describe(iri, GRAPH_FORMATS[0]) is not None:
            page = describe_link(iri)
        return page

    rest.include_router(sparql_router(run_query, query_page=QUERY_PAGE))
    rest.include_router(id_router(describe, page_for))
    rest.include_router(learner_router(services))
    return rest
