"""The contrast twins of a draft, found anew whenever they are asked for."""

from __future__ import annotations

from app.services import Services
from quizzes.drafts.check import check_draft
from quizzes.drafts.model import Draft, Part
from quizzes.drafts.twinning import TwinOffer, twins_of
from quizzes.errors import DraftError


def find_twins(draft_id: str, services: Services) -> tuple[Draft, tuple[TwinOffer, ...]] | None:
    """Return the draft of a vignette as it was saved last, with its twins; None without one."""
    try:
        draft = services.workshop.drafts.draft(draft_id)
    except DraftError:
        return None
    if draft.part is not Part.VIGNETTE or draft.guideline not in services.banks:
        return None
    check = check_draft(draft.latest.text, draft.part, services.workshop.context(draft.guideline))
    return draft, twins_of(check, services.library.reasoner(draft.guideline))
