"""One address for each page of the app, with something real behind every one of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from app.opening import open_services
from app.quiz_start import start_quiz
from app.routes import DOCUMENTS, PAGES
from app.visit import LEARNER_COOKIE
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
        values = {
            "vignette": next(iter(bank.vignettes)),
            "item": run.items[0],
            "run": run.id,
            "/statements/{id}": next(iter(guideline.statements)),
            "/terms/{id}": DECISIVE,
        }

    def filled(route: str) -> str:
        return _PARAMETER.sub(lambda name: values.get(route) or values[name[1]], route)

    return Addresses(
        {route: filled(route) for route in PAGES},
        {route: filled(route) for route in DOCUMENTS},
        f"{LEARNER_COOKIE}={_LEARNER}",
    )
