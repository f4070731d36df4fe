"""What if: any finding or value changed, and the verdict follows at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import panel as pn
from markupsafe import Markup
from panel.theme import Design

from app.case_query import facts_from_query
from app.components import html
from app.components.answer_form import answer_form
from app.components.fact_editor import FactEditor, fact_editor, implied_by
from app.components.kept_html import kept_html
from app.derivation_view import view_of, what_if_link
from app.errors import PageNotFoundError
from app.own_cases import OwnCases
from app.services import Services
from app.shell import Page, Width
from app.templating import render
from app.vignette_draft import draft_link
from app.visit import Visit
from kg.case import Case, Fact
from kg.contradictions import Refusal
from kg.model import Guideline
from kg.reasoner import Reasoner
from kg.rendering import contradiction_sentence
from quizzes.case_claims import subject

# On a phone the verdict comes first and stays at the top while facts are entered below it.
_LAYOUT = """
:host {
  display: grid;
  grid-template-columns: repeat(2, minmax(0, 1fr));
  grid-template-rows: auto auto 1fr;
  align-items: start;
}
:host > * { min-width: 0; }
:host > .editor { grid-row: 1 / span 3; }
:host > .verdict { grid-column: 2; position: sticky; top: 4rem; z-index: 5; }
:host > .own, :host > .details { grid-column: 2; }
@media (max-width: 56rem) {
  :host { grid-template-columns: minmax(0, 1fr); }
  :host > .editor { grid-row: auto; }
  :host > .verdict, :host > .own, :host > .details { grid-column: 1; }
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
        body=_body(services, visit.learner, reasoner, facts),
        intro=render("what_if_intro.html.j2", unknown=unknown, guideline=reasoner.guideline),
        width=Width.WIDE,
    )


@dataclass(frozen=True)
class Outcome:
    """
    The HTML of what follows: the verdict, which stays in view, and what the case makes of it.

    *obtain* is the id of the finding or observable to obtain next, "" if nothing is missing.
    """

    verdict: Markup
    details: Markup
    obtain: str = ""


def outcome(reasoner: Reasoner, facts: frozenset[Fact]) -> Outcome:
    """Return what follows from *facts*, or what is contradictory in them."""
    guideline = reasoner.guideline
    result = reasoner.assess(Case("what-if", guideline.slug, facts))
    share = what_if_link(facts, guideline)
    if isinstance(result, Refusal):
        clashes = [
            (contradiction_sentence(c, guideline), _places(c.facts, guideline))
            for c in result.contradictions
        ]
        return Outcome(
            render(
                "what_if_refused.html.j2",
                labels=sorted({label for _, places in clashes for _, label in places}),
            ),
            render(
                "what_if_contradictions.html.j2",
                clashes=clashes,
                share=share,
                slug=guideline.slug,
            ),
        )
    view = view_of(result, guideline)
    return Outcome(
        render("what_if_verdict.html.j2", view=view),
        render(
            "what_if_details.html.j2",
            view=view,
            share=share,
            draft=draft_link(facts, guideline),
            known=len(facts),
            slug=guideline.slug,
        ),
        view.questions[0].subject if view.questions else "",
    )


def _places(facts: frozenset[Fact], guideline: Guideline) -> list[tuple[str, str]]:
    """Return id and label of what *facts* are about, for a way to where each is entered."""
    terms = {**guideline.findings, **guideline.observables}
    return [(id_, terms[id_].label) for id_ in sorted({subject(fact) for fact in facts})]


@lru_cache(maxsize=16)
def behind_criteria(reasoner: Reasoner) -> dict[str, Markup]:
    """Return the HTML of what stands behind each criterion, which no case changes."""
    guideline = reasoner.guideline
    nothing = reasoner.assess(Case("what-if", guideline.slug, frozenset()))
    if isinstance(nothing, Refusal):
        raise AssertionError("A case without facts cannot contradict itself.")
    rows = [row for _, rows in view_of(nothing, guideline).groups for row in rows]
    return {row.criterion.id: render("criterion_body.html.j2", row=row) for row in rows}


def _body(
    services: Services, learner: str, reasoner: Reasoner, facts: frozenset[Fact]
) -> pn.viewable.Viewable:
    guideline, now = reasoner.guideline, {"facts": facts}
    first = outcome(reasoner, facts)
    verdict = html(first.verdict, css_classes=["verdict"])
    details = kept_html(first.details, behind_criteria(reasoner), css_classes=["details"])
    own = OwnCases(services, learner, guideline, lambda: now["facts"])
    keep = answer_form(own.shown(), own.on_event, "The case was not saved. Please try again.")
    keep.css_classes = ["own"]

    def follow(editor: FactEditor, entered: frozenset[Fact]) -> None:
        now["facts"] = entered
        latest = outcome(reasoner, entered)
        verdict.object = latest.verdict
        details.show(latest.details)
        editor.reply(implied_by(entered, reasoner), what_if_link(entered, guideline), latest.obtain)

    editor = fact_editor(reasoner, facts, follow, first.obtain)
    return pn.Column(
        verdict,
        editor,
        keep,
        details,
        sizing_mode="stretch_width",
        stylesheets=[_LAYOUT],
        design=Design,
    )
