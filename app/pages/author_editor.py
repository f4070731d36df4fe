"""
The editors of items and vignettes.

Documents whose script holds the draft and talks to `/api/drafts`: a lost connection costs nothing,
because what is written stays in the browser until the server has it.
"""

from __future__ import annotations

import json

from app.authoring.desk import data_text, version_data
from app.authoring.starting import working_title
from app.authoring.vocabulary import vocabulary
from app.errors import PageNotFoundError
from app.services import Services
from app.shell import Page, Width
from app.templating import asset_url, render
from app.visit import Visit
from quizzes.drafts.model import Draft, DraftStage, Part
from quizzes.errors import DeletedDraftError, DraftError
from quizzes.formats.registry import FORMATS

_MODULES = (
    *("author_parts.js", "author_claims.js", "author_forms.js", "fact_editor.js"),
    *("author_kept.js", "author_history.js", "author_check.js"),
)


def item(services: Services, visit: Visit) -> Page:
    """Return the editor of the draft item that the address names."""
    return _page(services, visit, Part.ITEM)


def vignette(services: Services, visit: Visit) -> Page:
    """Return the editor of the draft vignette that the address names."""
    return _page(services, visit, Part.VIGNETTE)


def _page(services: Services, visit: Visit, part: Part) -> Page:
    id_ = visit.parameters["id"]
    try:
        draft = _find(services, id_, part)
    except DeletedDraftError as error:
        return Page(
            title="Deleted",
            lede=str(error),
            body=render("author_deleted.html.j2", id=id_, module=asset_url("author_kept.js")),
            breadcrumbs=(("Author", "/author"),),
        )
    return Page(
        title=_title(draft),
        eyebrow="Item" if part is Part.ITEM else "Vignette",
        body=render(
            "author_editor.html.j2",
            draft=draft,
            stages=DraftStage,
            head=json.dumps(version_data(draft.latest)),
            data=data_text(draft.latest),
            words=json.dumps(_vocabulary(services, draft)),
            modules={name: asset_url(name) for name in _MODULES},
            comments=services.workshop.drafts.comments(draft.id),
            author=visit.author,
            formats=FORMATS.values() if part is Part.ITEM and draft.served else (),
            content_id=_id_of(draft),
            can_delete=services.workshop.kept(draft.id, visit.author) is None,
        ),
        breadcrumbs=(("Author", "/author"),),
        width=Width.WIDE,
    )


def _find(services: Services, id_: str, part: Part) -> Draft:
    try:
        draft = services.workshop.drafts.draft(id_)
    except DeletedDraftError:
        raise
    except DraftError:
        draft = None
    if draft is None or draft.part is not part or draft.guideline not in services.banks:
        raise PageNotFoundError(
            f"There is no draft of a{'n' if part is Part.ITEM else ''} {part.value} here.",
            (("All drafts", "/author"),),
            alike=False,
        )
    return draft


def _title(draft: Draft) -> str:
    """Return the working title, which is what the id was made of."""
    return working_title(_id_of(draft)) or "Without an id"


def _id_of(draft: Draft) -> str:
    return str(json.loads(data_text(draft.latest)).get("id") or "")


def _vocabulary(services: Services, draft: Draft) -> dict[str, object]:
    reasoner = services.library.reasoner(draft.guideline)
    return vocabulary(reasoner, services.banks[draft.guideline])
