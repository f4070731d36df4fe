"""Contrast twins of a draft of a vignette: read what would differ, take one into a draft."""

from __future__ import annotations

from app.authoring.proposing import drafts_taken
from app.authoring.starting import editor_address
from app.authoring.twinning import find_twins
from app.errors import PageNotFoundError
from app.services import Services
from app.shell import Page, Width
from app.templating import render
from app.visit import Visit
from quizzes.drafts.model import Part
from quizzes.errors import DraftError


def page(services: Services, visit: Visit) -> Page:
    """Return the twins of the draft that the address names, as it was saved last."""
    found = find_twins(visit.parameters["id"], services)
    if found is None:
        raise PageNotFoundError(
            _missing(services, visit.parameters["id"]), (("All drafts", "/author"),), alike=False
        )
    draft, offers = found
    taken = drafts_taken(services, draft.guideline)
    guideline = services.library.guideline(draft.guideline)
    return Page(
        title="Contrast twins",
        lede="The same patient one fact away, with another decision.",
        body=render(
            "author_twins.html.j2",
            draft=draft,
            offers=[(offer, taken.get((Part.VIGNETTE, offer.id))) for offer in offers],
            criteria=guideline.criteria,
            editor_address=editor_address,
            gone=visit.first("said") == "gone",
        ),
        breadcrumbs=(("Author", "/author"), ("Draft", editor_address(draft))),
        width=Width.WIDE,
    )


def _missing(services: Services, id_: str) -> str:
    """Return why there are no twins: the draft was deleted, never was, or is no vignette."""
    try:
        services.workshop.drafts.draft(id_)
    except DraftError as error:
        return str(error)
    return "There is no draft of a vignette here."
