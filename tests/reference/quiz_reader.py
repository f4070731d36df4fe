"""Reads the pages of the quiz without a browser, and does what a learner does."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from markupsafe import Markup

from app.components.answer_form import AnswerForm
from app.pages import item, quiz, quiz_run
from app.services import Services
from app.visit import Visit
from quizzes.bank import ItemBank
from quizzes.entries import QuizRun, RunMode
from quizzes.model import ChoiceKey

ANN, BOB = "a" * 32, "b" * 32
RUN = "1" * 32
AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)

SINGLE = "friday-the-report-arrives"
MULTIPLE = "cavity-before-the-cement"
NUMERIC = "cement-volume-upper-end"
KEY_FEATURE = "piano-tuner-decide-and-justify"


@dataclass
class Clock:
    """Each look is ten seconds later."""

    now: datetime = AT

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=10)
        return self.now


@dataclass
class Reader:
    """Reads what a page shows and does what a learner does."""

    form: AnswerForm
    sent: list[dict[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.form._send_msg = self.sent.append

    @property
    def html(self) -> str:
        return str(self.form.view["html"])

    @property
    def text(self) -> str:
        spaced = Markup(re.sub(r"<[^>]+>", " ", self.html))  # noqa: S704 - only read
        return " ".join(spaced.unescape().split())

    def do(self, event: str, **fields: list[str]) -> None:
        [on_message] = self.form._msg__callbacks
        on_message(SimpleNamespace(data={"event": event, "fields": fields}))

    def answer(self, *values: str, **hidden: str) -> None:
        place = dict(re.findall(r'type="hidden" name="(\w+)" value="(\d+)"', self.html)) | hidden
        self.do("answer", answer=list(values), **{name: [value] for name, value in place.items()})


def start(services: Services, *items: str, learner: str = ANN, **changes: Any) -> None:
    run = QuizRun(RUN, learner, next(iter(services.banks)), items, "seed", AT)
    services.records.start_run(replace(run, **changes))


def open_run(services: Services, learner: str = ANN) -> Reader:
    visit = Visit(f"/quiz/{RUN}", {"run": RUN}, learner=learner)
    return Reader(quiz_run.page(services, visit).body)


def open_start(services: Services, **query: str) -> Reader:
    asked = {key: (value,) for key, value in query.items()}
    return Reader(quiz.page(services, Visit("/quiz", query=asked, learner=ANN)).body)


def open_item(services: Services, item_id: str) -> Reader:
    visit = Visit(f"/items/{item_id}", {"item": item_id}, learner=ANN)
    return Reader(item.page(services, visit).body)


def right(bank: ItemBank, item_id: str, step: int = 0) -> list[str]:
    key = bank.items[item_id].key.steps[step]
    return sorted(key.options) if isinstance(key, ChoiceKey) else [str(key.amount)]


def wrong(bank: ItemBank, item_id: str, step: int = 0) -> str:
    options = bank.items[item_id].item.steps[step].options
    return next(o.id for o in options if o.id not in right(bank, item_id, step))


def start_exam(services: Services, *items: str, seconds: int | None = 3600) -> Reader:
    start(services, *items, mode=RunMode.EXAM, time_limit=seconds)
    return open_run(services)


def wait(services: Services, seconds: int) -> None:
    services.clock.now += timedelta(seconds=seconds)
