"""
Learners of a class, each with one live page of their own, who do there what people do.

They read the HTML that the server sends and use only what it offers: a learner in a quiz answers
and goes on, one at a case asks a few questions, decides, marks facts, compares with the twin and
begins again, one on the what-if page changes a finding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import cycle, islice
from pathlib import Path
from random import Random
from typing import Any, Protocol

from app.case_order import active
from app.opening import open_services
from app.quiz_start import run_address, start_quiz
from app.services import Services
from app.visit import LEARNER_COOKIE
from benchmarks.addresses import SLUG
from benchmarks.sessions import Session, message
from benchmarks.visits import WHAT_IF, Subject
from quizzes.quiz import Selection

#: What ten learners of a class are at.
MIX = ("quiz", "case", "quiz", "case", "what if", "quiz", "case", "quiz", "case", "what if")

_RUN = 60  # questions: more than anybody answers while it is measured
_ASKS_ON = 0.75  # how probably a learner asks another question before deciding


class Learner(Protocol):
    """Somebody at an open page."""

    async def act(self) -> None:
        """Do one thing and wait until its outcome has come."""


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in the class: the page, the cookie to bring, and who learns at the open session."""

    path: str
    cookie: str
    taken: Callable[[Session], Learner]


def mixed_seats(data: Path, subject: Subject, count: int) -> list[Seat]:
    """Return *count* seats at the pages of `MIX`, after quizzes were started in the folder."""
    with open_services(data) as services:
        vignettes = cycle([vignette.id for vignette in active(services.banks[SLUG])])
        seats = []
        for number, page in enumerate(islice(cycle(MIX), count)):
            learner = f"{number:032x}"
            cookie = f"{LEARNER_COOKIE}={learner}"
            match page:
                case "quiz":
                    path = _started_quiz(services, learner)
                case "case":
                    path = f"/cases/{next(vignettes)}"
                case _:
                    path = subject.path
            at_form = page != "what if"
            seats.append(Seat(path, cookie, FormLearner if at_form else _what_if_learner(subject)))
    return seats


def what_if_seats(subject: Subject, count: int) -> list[Seat]:
    """Return *count* seats at the what-if page of *subject*."""
    return [Seat(WHAT_IF, "", _what_if_learner(subject)) for _ in range(count)]


def _started_quiz(services: Services, learner: str) -> str:
    run = start_quiz(services, learner, services.banks[SLUG], Selection(), _RUN)
    if run is None:
        raise RuntimeError("The item bank is empty: no quiz could be started.")
    return run_address(run.id)


def _what_if_learner(subject: Subject) -> Callable[[Session], Learner]:
    return lambda session: WhatIfLearner(subject, session)


class WhatIfLearner:
    """Enters the decisive finding and takes it back, in turn."""

    def __init__(self, subject: Subject, session: Session) -> None:
        self._subject = subject
        self._session = session
        self._on = False

    async def act(self) -> None:
        """Change the finding."""
        self._on = not self._on
        event = self._subject.switch(self._session, self._on)
        await self._session.send(event, self._session.styled("details"))


class FormLearner:
    """Does what the form on the page offers; see `app.components.answer_form`."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._form, self._data, self._view = _form_of(session)
        self._random = Random(session.path)  # noqa: S311 - nothing here is secret

    async def act(self) -> None:
        """Fill in and send what is asked for, or press what leads on."""
        name, fields = choose(self._view, self._random)
        event = message(self._form, {"event": name, "fields": fields})
        self._view = _html(await self._session.send(event, self._data))


def choose(html: str, random: Random) -> tuple[str, dict[str, list[str]]]:
    """
    Return the event that a learner causes who sees *html*, and its fields.

    Raises:
        LookupError: If nothing there leads on.
    """
    page = _Offers()
    page.feed(html)
    questions = [name for name in page.buttons if name.startswith("ask:")]
    if questions and random.random() < _ASKS_ON:
        return random.choice(questions), {}
    for form in page.forms:
        return form.event, form.filled(random)
    for name in ("next", "again"):
        if name in page.buttons:
            return name, {}
    raise LookupError(f"Nothing here leads on: {html}")


@dataclass
class _Form:
    """A form with its inputs: values to choose from by name, and fixed ones."""

    event: str
    required: str
    choices: list[str] = field(default_factory=list)
    hidden: dict[str, list[str]] = field(default_factory=dict)

    def filled(self, random: Random) -> dict[str, list[str]]:
        """Return the fields with one choice made; a number is 3."""
        return {**self.hidden, self.required: [random.choice(self.choices or ["3"])]}


class _Offers(HTMLParser):
    """Collects the forms of a page, and the events of the buttons outside them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[_Form] = []
        self.buttons: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Note what can be used."""
        given = {name: value or "" for name, value in attrs}
        match tag:
            case "form":
                self.forms.append(_Form(given["data-event"], given["data-required"]))
            case "button" if "data-event" in given:
                self.buttons.append(given["data-event"])
            case "input" if given["type"] == "hidden":
                self.forms[-1].hidden[given["name"]] = [given["value"]]
            case "input" if given["type"] in ("radio", "checkbox"):
                if given["name"] == self.forms[-1].required:
                    self.forms[-1].choices.append(given["value"])


def _form_of(session: Session) -> tuple[str, str, str]:
    """Return the ids of the form and of its data, and the HTML that it shows."""
    for model in session.models:
        data = model.get("attributes", {}).get("data")
        if isinstance(data, dict) and "view" in data.get("attributes", {}):
            return model["id"], data["id"], _html(data["attributes"]["view"])
    raise LookupError(f"No form is on {session.path}.")


def _html(view: Any) -> str:
    """Return the HTML of a form's view, a dictionary in Bokeh's JSON."""
    return str(dict(_entries(view))["html"])


def _entries(view: Any) -> Iterator[tuple[str, Any]]:
    yield from view["entries"] if view.get("type") == "map" else view.items()
