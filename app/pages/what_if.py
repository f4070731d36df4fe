"""What if: any finding or value changed, and the verdict follows at once."""

from __future__ import annotations

from dataclasses import dataclass

import panel as pn
from markupsafe import Markup
from panel.theme import Design

from app.case_query import facts_from_query
from app.components import html
from app.components.fact_editor import FactEditor, fact_editor, implied_by
from app.derivation_view import view_of, what_if_link
from app.errors import PageNotFoundError
from app.services import Services
from app.shell import Page, Width
from app.templating import render
from app.visit import Visit
from kg.case import Case, Fact
from kg.contradictions import Refusal
from kg.reasoner import Reasoner
from kg.rendering import contradiction_sentence

# On a phone the verdict comes first and stays at the top while facts are entered below it.
_LAYOUT = """
:host {
  display: grid;
  grid-template-columns: repeat(2, minmax(0, 1fr));
  grid-template-rows: auto 1fr;
  align-items: start;
}
:host > * { min-width: 0; }
:host > .editor { grid-row: 1 / span 2; }
:host > .verdict { grid-column: 2; position: sticky; top: 4rem; z-index: 5; }
:host > .details { grid-column: 2; }
@media (max-width: 56rem) {
  :host { grid-template-columns: minmax(0, 1fr); }
  :host > .editor { grid-row: auto; }
  :host > .verdict, :host > .details { grid-column: 1; }
  :host > .verdict { top: 3.5rem; }
}
"""


def page(services: Services, visit: Visit) -> Page:
    """Return the page with the facts of the address entered."""
    slugs = list(services.library.guidelines)
    slug = visit.first("guideline", slugs[0])
    if slug not in slugs:
        raise PageNotFoundError(f"There is no guideline named {slug!r}.")
    reasoner = services.library.reasoner(slug)
    facts, unknown = facts_from_query(visit.query, reasoner.guideline)
    return Page(
        title="What if",
        lede="Enter what is known, leave the rest unknown, and watch what follows.",
        body=_body(reasoner, facts),
        intro=render("what_if_intro.html.j2", unknown=unknown, guideline=reasoner.guideline),
        width=Width.WIDE,
    )


@dataclass(frozen=True)
class Outcome:
    """The HTML of what follows: the verdict, which stays in view, and everything behind it."""

    verdict: Markup
    details: Markup


def outcome(reasoner: Reasoner, facts: frozenset[Fact]) -> Outcome:
    """Return what follows from *facts*, or what is contradictory in them."""
    guideline = reasoner.guideline
    result = reasoner.assess(Case("what-if", guideline.slug, facts))
    share = what_if_link(facts, guideline)
    if isinstance(result, Refusal):
        messages = [contradiction_sentence(c, guideline) for c in result.contradictions]
        return Outcome(
            render("what_if_refused.html.j2"),
            render(
                "what_if_contradictions.html.j2",
                messages=messages,
                share=share,
                slug=guideline.slug,
            ),
        )
    view = view_of(result, guideline)
    return Outcome(
        render("what_if_verdict.html.j2", view=view),
        render(
            "what_if_details.html.j2", view=view, share=share, known=len(facts), slug=guideline.slug
        ),
    )


def _body(reasoner: Reasoner, facts: frozenset[Fact]) -> pn.viewable.Viewable:
    first = outcome(reasoner, facts)
    verdict = html(first.verdict, css_classes=["verdict"])
    details = html(first.details, css_classes=["details"])

    def follow(editor: FactEditor, entered: frozenset[Fact]) -> None:
        latest = outcome(reasoner, entered)
        verdict.object, details.object = latest.verdict, latest.details
        editor.reply(implied_by(entered, reasoner), what_if_link(entered, reasoner.guideline))

    editor = fact_editor(reasoner, facts, follow)
    return pn.Column(
        verdict, editor, details, sizing_mode="stretch_width", stylesheets=[_LAYOUT], design=Design
    )
