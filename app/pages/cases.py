"""The list of cases: read one, decide it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from app.case_order import active, shuffled
from app.services import Services
from app.shell import Page, Width
from app.templating import render
from app.visit import Visit
from kg.derivation import Verdict
from quizzes.entries import CaseDecision
from quizzes.mastery import is_right
from quizzes.model import Vignette
from quizzes.sealed import sealed_decisions

_OPENING = 180  # characters of a narrative that fit on a card


@dataclass(frozen=True, slots=True)
class _Card:
    """
    A vignette on the list, with how it was decided last; None if it was not.

    *right* is None as long as that may not be told: the decision waits for its rationale.
    """

    id: str
    title: str
    opening: str
    chosen: Verdict | None
    right: bool | None


def page(services: Services, visit: Visit) -> Page:
    """Return the list, those not worked up yet first; `?show=open` or `?show=missed` narrows it."""
    records, learner = services.records, visit.learner
    decisions = records.decisions(learner)
    latest = {decision.vignette: decision for decision in decisions}
    vignettes = {id_: v for bank in services.banks.values() for id_, v in bank.vignettes.items()}
    sealed = sealed_decisions(learner, decisions, records, vignettes)
    cards = [
        _card(vignette, latest.get(vignette.id), sealed)
        for bank in services.banks.values()
        for vignette in active(bank)
    ]
    show = visit.first("show", "all")
    wanted = {
        "open": [card for card in cards if card.chosen is None],
        "missed": [card for card in cards if card.right is False],
    }
    return Page(
        title="Cases",
        lede="Read the story, commit to a decision, then see why.",
        body=render(
            "cases.html.j2",
            cards=sorted(
                wanted.get(show, cards), key=lambda c: (c.right is not None, shuffled(c.id))
            ),
            show=show if show in wanted else "all",
            counts={"all": len(cards), **{name: len(found) for name, found in wanted.items()}},
        ),
        width=Width.WIDE,
    )


def _card(vignette: Vignette, decision: CaseDecision | None, sealed: Collection[str]) -> _Card:
    text = " ".join(vignette.told_first.split())
    opening = text if len(text) <= _OPENING else text[:_OPENING].rsplit(" ", 1)[0] + " …"
    return _Card(
        id=vignette.id,
        title=vignette.case.title,
        opening=opening,
        chosen=None if decision is None else decision.chosen,
        right=None if decision is None or decision.id in sealed else is_right(decision),
    )
