"""The second step before a draft that was never published is deleted."""

from __future__ import annotations

from app.authoring.starting import editor_address
from app.errors import PageNotFoundError
from app.services import Services
from app.shell import Page
from app.templating import render
from app.visit import Visit
from quizzes.errors import DraftError


def page(services: Services, visit: Visit) -> Page:
    """Return what would be lost with the draft that the address names, or why it stays."""
    drafts, id_ = services.workshop.drafts, visit.parameters["id"]
    try:
        draft, versions = drafts.draft(id_), drafts.versions(id_)
        blocked = services.workshop.kept(id_, visit.author)
    except DraftError as error:
        raise PageNotFoundError(str(error), (("All drafts", "/author"),), alike=False) from error
    comments = drafts.comments(id_)
    writers = {one.author for one in (*versions, *comments)} - {visit.author}
    return Page(
        title="Delete this draft?",
        body=render(
            "author_delete.html.j2",
            draft=draft,
            editor=editor_address(draft),
            problems=blocked.problems if blocked else (),
            versions=versions,
            comments=comments,
            others=sorted(name or "somebody without a name" for name in writers),
            was_kept=visit.first("said") == "kept",
        ),
        breadcrumbs=(("Author", "/author"), ("Draft", editor_address(draft))),
    )
