"""A case that was decided and waits for its rationale: no page tells whether it was right."""

from __future__ import annotations

import re

from quiz_reader import ANN, Reader

from app.pages import case, cases, progress, today
from app.services import Services
from app.shell import Page
from app.visit import Visit
from quizzes.bank import ItemBank

CARD = "the-card-in-the-wallet"


def _open(services: Services) -> Reader:
    visit = Visit(f"/cases/{CARD}", {"vignette": CARD}, {}, learner=ANN)
    return Reader(case.page(services, visit).body)


def _text(page: Page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(page.body)))


def _list(services: Services, **query: str) -> str:
    asked = {key: (value,) for key, value in query.items()}
    return _text(cases.page(services, Visit("/cases", query=asked, learner=ANN)))


def test_no_page_tells_whether_the_decision_was_right_before_its_rationale(
    quiz_services: Services,
) -> None:
    reader = _open(quiz_services)
    reader.do("decide", verdict=["indicated"], confidence=["Certain"])

    before = [
        _list(quiz_services),
        _text(progress.page(quiz_services, Visit("/progress", learner=ANN))),
        _text(today.page(quiz_services, Visit("/today", learner=ANN))),
    ]
    reader.do("skip")
    after = [
        _list(quiz_services),
        _text(progress.page(quiz_services, Visit("/progress", learner=ANN))),
    ]

    assert "You said indicated. Say why" in before[0]
    assert "Missed 0" in before[0]
    assert "You said indicated; it waits for your reasons" in before[1]
    assert "of 0 decisions right" in before[1]
    assert "by the guideline it is" not in before[1]
    assert "You decided it. Say why, and see what the guideline says" in before[2]
    assert "Missed 1" in after[0]
    assert "You said indicated; by the guideline it is" in after[1]


def test_the_card_of_a_case_tells_no_more_than_its_opening(
    quiz_services: Services, bank: ItemBank
) -> None:
    _open(quiz_services).do("decide", verdict=["indicated"])
    vignette = bank.vignettes[CARD]

    offered = _text(today.page(quiz_services, Visit("/today", learner=ANN)))

    assert vignette.told_first != vignette.case.narrative
    assert " ".join(vignette.told_first.split()) in offered


def test_a_case_is_not_begun_anew_before_its_rationale(quiz_services: Services) -> None:
    reader = _open(quiz_services)
    reader.do("decide", verdict=["indicated"])

    reader.do("again")
    reader.do("skip")

    assert "gg-outcome" in reader.html
    assert [step.position for step in quiz_services.records.steps(ANN, CARD)] == [0, 1]
