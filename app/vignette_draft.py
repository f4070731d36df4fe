"""
A case as the draft of a vignette: YAML to download, for `guidegraph assess` and for the editor.

The address holds the facts as that of the What-if page does, so nothing is stored and nothing but
the facts is in the file. The story is left to its author.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from app.case_query import facts_from_query, facts_to_query
from app.services import Services
from app.visit import link
from kg.case import Fact
from kg.case_files import facts_to_mapping
from kg.model import Guideline
from kg.rendering import sentences
from quizzes.drafts.text import content_text

_PATH = "/api/cases/vignette.yaml"
_UNNAMED = "A case of my own"
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")
_LONGEST_TITLE = 80


def draft_link(facts: Iterable[Fact], guideline: Guideline, title: str = "") -> str:
    """Return the address at which a case is downloaded as the draft of a vignette."""
    named = {"title": title} if title else {}
    return link(_PATH, {"guideline": guideline.slug, **named, **facts_to_query(facts)})


def draft_of(facts: Iterable[Fact], guideline: Guideline, title: str) -> str:
    """Return the draft as YAML; its narrative lists what the story has to tell."""
    told = frozenset(facts)
    listed = [f"- {phrase}" for phrase in sentences(told, guideline)] or ["- nothing yet"]
    narrative = ["Write the story here. What it has to tell:", *listed]
    return content_text(
        {
            "id": _id(title),
            "guideline": guideline.slug,
            "title": title,
            "narrative": "\n".join(narrative) + "\n",
            **facts_to_mapping(told, guideline),
        }
    )


def case_router(services: Services) -> APIRouter:
    """Return the route under which cases are downloaded."""
    router = APIRouter(include_in_schema=False)

    @router.get(_PATH)
    def vignette(request: Request) -> Response:
        """Return the case of the address as the draft of a vignette."""
        query = {key: tuple(request.query_params.getlist(key)) for key in request.query_params}
        slug = next(iter(query.get("guideline", ())), "")
        guideline = services.library.guidelines.get(slug)
        if guideline is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no guideline named {slug!r}.")
        facts, unknown = facts_from_query(query, guideline)
        if unknown:
            said = f"The guideline knows no {', '.join(unknown)}."
            raise HTTPException(HTTPStatus.UNPROCESSABLE_ENTITY, said)
        title = next(iter(query.get("title", ())), "").strip()[:_LONGEST_TITLE] or _UNNAMED
        name = f'attachment; filename="{_id(title)}.yaml"'
        return Response(
            draft_of(facts, guideline, title),
            media_type="application/yaml",
            headers={"Content-Disposition": name, "Cache-Control": "no-store"},
        )

    return router


def _id(title: str) -> str:
    """Return an id of small letters, digits and single hyphens, as files of vignettes have."""
    return _NOT_IN_IDS.sub("-", title.lower()).strip("-") or _id(_UNNAMED)
