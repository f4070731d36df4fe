"""The machine-readable side: `/id/...`, `/api/...` in one FastAPI application, and `/sparql`."""

from __future__ import annotations

from functools import partial

from fastapi import FastAPI, Request, Response
from fastapi.responses import PlainTextResponse
from tornado.httputil import HTTPServerRequest

from app import __version__
from app.asgi_bridge import scope_of
from app.authoring.desk import draft_router
from app.authoring.starting import start_router
from app.dereference import id_router
from app.direct_route import DirectRoute
from app.downloads import download_router
from app.endpoint import SparqlEndpoint
from app.graph_documents import graph_document
from app.item_export import export_router
from app.learners import learner_router
from app.problems import without_body
from app.query_links import QUERY_PAGE
from app.query_request import BODY_BYTES
from app.query_service import QueryService
from app.resource_links import resource_page
from app.services import Services
from app.statistics_export import statistics_router
from app.vignette_draft import case_router
from kg.service_description import describe_dataset, describe_service

# What of the address space belongs to the application built here, and what to the endpoint.
REST_PATTERN = r"/(?:(?:api|id|export)(?:/.*)?|\.well-known/void)"
SPARQL_PATTERN = r"/sparql/?"


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

    @rest.get("/api/metrics", response_class=PlainTextResponse)
    def metrics() -> PlainTextResponse:
        """Return how many queries were asked, how long they took, and which limits they met."""
        return PlainTextResponse(services.query_log.text(), media_type="text/plain; version=0.0.4")

    dataset = services.dataset
    of_dataset = graph_document(partial(describe_dataset, dataset))

    @rest.api_route("/.well-known/void", methods=["GET", "HEAD"], include_in_schema=False)
    def void(request: Request) -> Response:
        """Describe the dataset in the words of VoID and DCAT."""
        response = of_dataset(request)
        return without_body(response) if request.method == "HEAD" else response

    rest.include_router(id_router(dataset.describe, resource_page))
    rest.include_router(learner_router(services))
    rest.include_router(export_router(services))
    rest.include_router(statistics_router(services))
    rest.include_router(start_router(services))
    rest.include_router(draft_router(services))
    rest.include_router(case_router(services))
    rest.include_router(download_router(services.downloads))
    return rest


def answer_version(services: Services) -> str:
    """Return what changes whenever the answer to a query may."""
    return f"{__version__} {services.dataset.digest}"


def build_sparql(services: Services) -> DirectRoute:
    """Return the route of `/sparql`."""
    dataset = services.dataset
    answering = QueryService(services.sandbox, answer_version(services), services.query_log)
    of_service = graph_document(partial(describe_service, dataset))

    def describe(request: HTTPServerRequest) -> Response:
        return of_service(Request(scope_of(request)))

    endpoint = SparqlEndpoint(answering, dataset.of_roles, describe, query_page=QUERY_PAGE)
    return DirectRoute(endpoint.respond, BODY_BYTES)
