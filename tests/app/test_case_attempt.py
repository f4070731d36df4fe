"""Attempts at a case without a browser: where they go on, and whose step is stored."""

from __future__ import annotations

import re
from dataclasses import replace

from quiz_reader import ANN, Reader

from app.pages import case
from app.services import Services
from app.told_case import ToldCases
from app.visit import Visit
from kg.derivation import Verdict
from quizzes.bank import ItemBank
from quizzes.entries import CaseDecision, attempt_id

CARD = "the-card-in-the-wallet"


def _open(services: Services) -> Reader:
    visit = Visit(f"/cases/{CARD}", {"vignette": CARD}, {}, learner=ANN)
    return Reader(case.page(services, visit).body)


def _decide_before(services: Services, bank: ItemBank, facts_digest: str) -> None:
    services.records.add_learner(ANN, services.clock())
    services.records.record_decision(
        CaseDecision(
            id=attempt_id(ANN, CARD, 0),
            learner=ANN,
            vignette=CARD,
            facts_digest=facts_digest,
            guideline_version=bank.guideline.version,
            chosen=Verdict.INDICATED,
            confidence=None,
            derived=bank.derivations[CARD].verdict,
            decided=services.clock(),
        )
    )


def test_a_page_opened_again_goes_on_where_the_attempt_stands(quiz_services: Services) -> None:
    _open(quiz_services).do("ask:Malignancy")
    _open(quiz_services).do("decide", verdict=["contraindicated"])

    reader = _open(quiz_services)

    assert "gg-outcome" not in reader.html
    reader.do("mark", fact=["0"])
    assert "gg-outcome" in reader.html
    assert [step.position for step in quiz_services.records.steps(ANN, CARD)] == [0, 1, 2]


def test_of_two_pages_the_second_learns_that_the_first_went_ahead(quiz_services: Services) -> None:
    first, second = _open(quiz_services), _open(quiz_services)
    first.do("decide", verdict=["indicated"])

    second.do("decide", verdict=["contraindicated"])

    assert "Another tab went ahead" in second.form.view["said"]
    [decision] = quiz_services.records.decisions(ANN)
    assert decision.chosen is Verdict.INDICATED


def test_when_the_story_has_changed_the_decision_stands_and_no_twin_is_compared(
    quiz_services: Services, bank: ItemBank
) -> None:
    _decide_before(quiz_services, bank, "another story")
    reader = _open(quiz_services)
    shown = reader.text

    [criterion, *_] = bank.guideline.criteria
    reader.do(f"compare:{criterion}", changed=["Malignancy"])

    assert "The story has changed since you decided" in shown
    assert not re.findall(r'data-event="compare', reader.html)
    assert "Another tab went ahead" not in reader.form.view["said"]
    assert quiz_services.records.steps(ANN, CARD) == ()


def test_a_case_is_laid_out_once_for_each_bank(services: Services, bank: ItemBank) -> None:
    banks = {bank.guideline.slug: bank}
    cases = ToldCases(banks, services.library)
    first, again = cases.find(CARD), cases.find(CARD)

    banks[bank.guideline.slug] = replace(bank)
    published = cases.find(CARD)

    assert first is again
    assert published is not None
    assert published is not first
    assert published.bank is banks[bank.guideline.slug]
    assert cases.find("nowhere") is None
