"""Items and vignettes proposed from the graph: ask, read, take one into a draft."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markupsafe import Markup

from app.authoring.proposing import (
    LONGEST_SEED,
    MOST,
    Offer,
    ProposalForm,
    basis,
    drafts_taken,
    offers,
    read_form,
)
from app.authoring.starting import editor_address
from app.components import safe_markdown
from app.derivation_view import view_of
from app.errors import PageNotFoundError
from app.item_view import KIND_LABELS, MarkedStep, ShownItem, Story
from app.services import Services
from app.shell import Page, Width
from app.templating import render
from app.visit import Visit, link
from kg.derivation import Verdict
from kg.model import Guideline
from quizzes.drafts.model import Draft
from quizzes.generation.difficulty import Level
from quizzes.generation.proposals import ProposalKind
from quizzes.proving import KeyedItem

ADDRESS = "/author/generate"

_NOTHING = Markup("")
# The options have an order of their own, as in the preview of the editor.
_SEED = "preview"

KINDS = {
    ProposalKind.RECALL: "Recall: what the source says",
    ProposalKind.APPLICATION: "Application: decide for a patient",
    ProposalKind.BOUNDARY: "Boundary: a value next to its threshold",
    ProposalKind.CANNOT_TELL: "Cannot tell: what is still unknown",
    ProposalKind.NEXT_FACT: "Next fact: what to find out first",
    ProposalKind.CONTRAST: "Contrast: which change turns the verdict",
    ProposalKind.RESTS_ON: "Rests on: the reference behind a claim",
}


@dataclass(frozen=True, slots=True)
class Card:
    """
    An offer laid out: *stem* and *steps* of an item, or *story* and *verdict* of a vignette.

    *taken* is the draft in which it is already, if it is in one.
    """

    offer: Offer
    label: str
    basis: tuple[str, ...]
    form: str = ""
    story: Story | None = None
    stem: Markup = _NOTHING
    steps: tuple[MarkedStep, ...] = ()
    explanation: Markup = _NOTHING
    verdict: Markup = _NOTHING
    taken: Draft | None = None


def page(services: Services, visit: Visit) -> Page:
    """
    Return the page.

    `?what=` names a kind of proposal, `item` or `vignette`; without it nothing is worked out. It
    may take seconds and is not to be called in the event loop.
    """
    form = read_form(visit.first, services)
    if form is None:
        raise PageNotFoundError(f"There is no guideline named {visit.first('guideline')!r}.")
    guideline = services.library.guideline(form.guideline)
    found = offers(form, services)
    return Page(
        title="Propose from the graph",
        lede="Questions and cases written from the guideline, each key proven and each wrong"
        " answer refuted. Take one into a draft, and change it until it is yours.",
        body=render(
            "author_generate.html.j2",
            address=ADDRESS,
            form=form,
            fields=form.fields(),
            guideline=guideline,
            others=[g for g in services.library.guidelines.values() if g.slug != guideline.slug],
            kinds=KINDS,
            verdicts=list(Verdict),
            levels=list(Level),
            most=MOST,
            longest_seed=LONGEST_SEED,
            gone=visit.first("said") == "gone",
            editor_address=editor_address,
            busy=found is None,
            again=_link(form),
            cards=_cards(found or (), form, services),
            other=_link(replace(form, seed=form.next_seed)),
            wider=_wider(form),
        ),
        breadcrumbs=(("Author", "/author"),),
        width=Width.WIDE,
    )


def _link(form: ProposalForm) -> str:
    return link(ADDRESS, form.fields())


def _wider(form: ProposalForm) -> list[tuple[str, str]]:
    """Return what to leave out if nothing is found, each with the address without it."""
    narrowed = {
        "any criterion": replace(form, criterion=""),
        "any verdict": replace(form, verdict=None),
        "any difficulty": replace(form, level=None),
        "any kind of item": replace(form, kind=None),
    }
    return [(words, _link(less)) for words, less in narrowed.items() if less != form]


def _cards(found: tuple[Offer, ...], form: ProposalForm, services: Services) -> list[Card]:
    taken = drafts_taken(services, form.guideline) if found else {}
    cards = ((offer, _card(offer, form, services)) for offer in found)
    return [replace(card, taken=taken.get((offer.part, offer.id))) for offer, card in cards]


def _card(offer: Offer, form: ProposalForm, services: Services) -> Card:
    guideline = services.library.guideline(form.guideline)
    if offer.keyed is not None:
        return _item_card(offer, offer.keyed, guideline)
    card = Card(offer, "Vignette", basis(offer))
    if offer.vignette is None or offer.derivation is None:
        return card
    case, view = offer.vignette.case, view_of(offer.derivation, guideline)
    return replace(
        card,
        story=Story(case.title, safe_markdown(case.narrative), ""),
        verdict=render("author_verdict.html.j2", view=view, whole=True),
    )


def _item_card(offer: Offer, keyed: KeyedItem, guideline: Guideline) -> Card:
    shown = ShownItem(keyed, guideline, _SEED)
    return Card(
        offer,
        "Item" if offer.kind is None else KINDS[offer.kind].partition(":")[0],
        basis(offer),
        form=KIND_LABELS[keyed.item.kind],
        stem=shown.stem,
        steps=tuple(shown.marked(index, None) for index in range(len(keyed.item.steps))),
        explanation=safe_markdown(keyed.item.explanation),
    )
