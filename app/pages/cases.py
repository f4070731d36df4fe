"""The list of cases: read one, decide it."""

from __future__ import annotations

from dataclasses import dataclass

from app.case_order import active, shuffled
from app.services import Services
from app.shell import Page, Width
from app.templating import render
from app.visit import Visit
from kg.derivation import Verdict
from quizzes.entries import CaseDecision
from quizzes.model import Vignette

_OPENING = 180  # characters of a narrative that fit on a card


@dataclass(frozen=True, slots=True)
class _Card:
    """A vignette on the list, with how it was decided last; None if it was not."""

    id: str
    title: str
    opening: str
    chosen: Verdict | None
    right: bool


def page(services: Services, visit: Visit) -> Page:
    """Return the list, those not decided yet first; `?show=open` or `?show=missed` narrows it."""
    latest = {d.vignette: d for d in services.records.decisions(visit.learner)}
    cards = [
        _card(vignette, latest.get(vignette.id))
        for bank in services.banks.values()
        for vignette in active(bank)
    ]
    show = visit.first("show", "all")
    wanted = {
        "open": [card for card in cards if card.chosen is None],
        "missed": [card for card in cards if card.chosen is not None and not card.right],
    }
    return Page(
        title="Cases",
        lede="Read the story, commit to a decision, then see why.",
        body=render(
            "cases.html.j2",
            cards=sorted(
                wanted.get(show, cards), key=lambda c: (c.chosen is not None, shuffled(c.id))
            ),
            show=show if show in wanted else "all",
            counts={"all": len(cards), **{name: len(found) for name, found in wanted.items()}},
        ),
        width=Width.WIDE,
    )


def _card(vignette: Vignette, decision: CaseDecision | None) -> _Card:
    told = vignette.case.narrative if vignette.opening is None else vignette.opening.text
    text = " ".join(told.split())
    opening = text if len(text) <= _OPENING else text[:_OPENING].rsplit(" ", 1)[0] + " …"
    return _Card(
        id=vignette.id,
        title=vignette.case.title,
        opening=opening,
        chosen=None if decision is None else decision.chosen,
        right=decision is not None and decision.chosen is decision.derived,
    )
