"""The machine-readable side: `/sparql`, `/id/...` and `/api/...` in one FastAPI application."""

from __future__ import annotations

from fastapi import FastAPI

from app import __version__
from app.services import Services

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

    return rest
