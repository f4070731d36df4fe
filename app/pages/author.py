"""Author: drafts, what is in the item banks, and where to go from there."""

from __future__ import annotations

from app.authoring.listing import bank_rows, draft_rows, sections_of
from app.item_view import KIND_LABELS
from app.services import Services
from app.shell import Page, Width
from app.templating import render
from app.visit import Visit
from quizzes.drafts.model import DraftStage
from quizzes.formats.registry import FORMATS

# The other pages of authors, each with what it answers.
TOOLS = (
    ("Propose from the graph", "/author/generate", "Items and vignettes that the guideline yields"),
    ("Coverage", "/author/coverage", "What is assessed, and what is not"),
    ("Impact", "/author/impact", "What a change of the guideline would touch"),
    ("Statistics", "/author/statistics", "How items fare with learners"),
)

# What the forms of this page have to say, by the word in the address.
_SAID = {
    "name": ("good", "Saved", "What you write from now on carries this name."),
    "refused": ("caution", "Not started", "Give it a working title, with a letter in it."),
    "deleted": ("good", "Deleted", "The draft is gone, with its versions and comments."),
    "gone": ("caution", "Not copied", "There is nothing of that name any more."),
}


def page(services: Services, visit: Visit) -> Page:
    """Return the overview."""
    drafts, content = draft_rows(services), bank_rows(services)
    return Page(
        title="Author",
        lede="Write questions and cases; what is right is proven from the guideline as you write.",
        body=render(
            "author.html.j2",
            said=_SAID.get(visit.first("said")),
            author=visit.author,
            drafts=drafts,
            content=content,
            sections=sections_of(services, [*drafts, *content]),
            stages=DraftStage,
            kinds=KIND_LABELS,
            tools=TOOLS,
            formats=FORMATS.values(),
            guidelines=[bank.guideline for bank in services.banks.values()],
        ),
        width=Width.WIDE,
    )
