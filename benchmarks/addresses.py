"""One address for each page of the app, with something real behind every one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from app.opening import open_services
from app.quiz_start import start_quiz
from app.routes import DOCUMENTS, PAGES
from app.services import Services
from app.visit import LEARNER_COOKIE
from kg.exercises import load_exercises
from quizzes.drafts.model import DraftStage, Part
from quizzes.drafts.text import blank, draft_text
from quizzes.model import Kind
from quizzes.quiz import Selection

SLUG = "bilateral-sacroplasty"

#: A finding that, entered into an empty case, changes the verdict.
DECISIVE = "UncorrectableCoagulopathy"

_PARAMETER = re.compile(r"\{(\w+)\}")
_LEARNER = "0" * 32


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses by their route, live pages and documents apart, and the cookie to bring."""

    live: dict[str, str]
    documents: dict[str, str]
    cookie: str


def addresses(data: Path) -> Addresses:
    """
    Return an address for every route, after a quiz was started in the folder *data*.

    Raises:
        KeyError: If a route has a parameter for which no value is known here.
    """
    with open_services(data) as services:
        guideline, bank = services.library.guideline(SLUG), services.banks[SLUG]
        run = start_quiz(services, _LEARNER, bank, Selection(), 10)
        if run is None:
            raise RuntimeError("The item bank is empty: no quiz could be started.")
        items, vignettes = (_draft(services, part) for part in (Part.ITEM, Part.VIGNETTE))
        values = {
            "vignette": next(iter(bank.vignettes)),
            "item": run.items[0],
            "run": run.id,
            "owner": SLUG,
        }
        whole = {
            "/author/delete/{id}": f"/author/delete/{items}",
            "/author/item/{id}": f"/author/item/{items}",
            "/author/twins/{id}": f"/author/twins/{vignettes}",
            "/author/versions/{id}": f"/author/versions/{items}",
            "/author/vignette/{id}": f"/author/vignette/{vignettes}",
            "/ontology/{owner}/{group}": f"/ontology/{SLUG}/{DECISIVE}",
            "/ontology/{owner}/{group}/{name}": f"/ontology/{SLUG}/items/{run.items[0]}",
            "/query/exercises/{name}": f"/query/exercises/{load_exercises()[0].name}",
            "/statements/{id}": f"/statements/{next(iter(guideline.statements))}",
            "/terms/{id}": f"/terms/{DECISIVE}",
        }

    def filled(route: str) -> str:
        return whole.get(route) or _PARAMETER.sub(lambda name: values[name[1]], route)

    return Addresses(
        {route: filled(route) for route in PAGES},
        {route: filled(route) for route in DOCUMENTS},
        f"{LEARNER_COOKIE}={_LEARNER}",
    )


def _draft(services: Services, part: Part) -> str:
    """Start a draft and return its id."""
    text = draft_text(
        blank(part, "of-the-benchmark", SLUG, Kind.SINGLE_BEST_ANSWER), DraftStage.DRAFT
    )
    started = services.workshop.drafts.start(
        services.new_id(), part, SLUG, text, author="", at=services.clock()
    )
    return started.id
