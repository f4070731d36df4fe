"""Progress, without a browser: the figures on the page are those of the records."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from study_history import answer_items, bank_of, decide, study_for_weeks

from app.errors import PageNotFoundError
from app.pages import progress
from app.past import history, sure_and_wrong
from app.pictures import Column, columns, whiskers
from app.services import Services
from app.shell import Page
from app.studies import studies_of
from app.visit import Visit
from kg.derivation import Verdict
from quizzes.mastery import ConfidenceLevel, calibration

ANN = "a" * 32
ITEM = "cement-volume-upper-end"


def _text(page: Page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(page.body)))


def _open(services: Services, **query: str) -> Page:
    asked = {key: (value,) for key, value in query.items()}
    return progress.page(services, Visit("/progress", query=asked, learner=ANN))


def _wrong_verdict(services: Services, vignette: str) -> Verdict:
    derived = bank_of(services).derivations[vignette].verdict
    return next(verdict for verdict in Verdict if verdict is not derived)


def test_without_an_answer_the_page_says_what_to_do(study_services: Services) -> None:
    page = _open(study_services)

    assert "Nothing to show yet" in _text(page)
    assert 'href="/today"' in page.body


def test_every_section_and_criterion_has_a_bar_with_words(study_services: Services) -> None:
    study_for_weeks(study_services, ANN, study_services.clock())
    guideline = bank_of(study_services).guideline
    standing = studies_of(study_services, ANN, bank_of(study_services)).standing

    text = _text(_open(study_services))

    for recall in standing.mastery.sections.values():
        assert f"{recall.met} of {recall.statements} seen" in text
    for id_, mine in standing.mastery.criteria.items():
        label = guideline.criteria[id_].label
        assert f"{id_} {label[:1].upper()}{label[1:]}" in text
        assert f"{mine.recall.met} of {mine.recall.statements} statement" in text


def test_both_sides_of_a_criterion_count_decisions_on_cases(study_services: Services) -> None:
    bank = bank_of(study_services)
    vignette = next(
        id_ for id_, d in bank.derivations.items() if d.verdict is Verdict.CONTRAINDICATED
    )
    decide(study_services, ANN, vignette, study_services.clock())
    decisive = [c.criterion for c in bank.derivations[vignette].criteria if c.decisive]

    body = str(_open(study_services).body)

    for criterion in decisive:
        card = body.split(f'gg-criterion__id">{criterion}<')[1].split("</li>")[0]
        assert "1 of 1 right" in card


def test_the_calibration_is_drawn_and_told_in_a_table(study_services: Services) -> None:
    at = study_services.clock() - timedelta(days=1)
    answer_items(study_services, ANN, [ITEM], at, True, confidence=1)
    answer_items(study_services, ANN, [ITEM], at + timedelta(minutes=5), False, confidence=3)
    given = calibration(study_services.records.answers(ANN))

    page = _open(study_services)

    assert '<svg class="gg-plot"' in page.body
    assert [level.n for level in given] == [1, 0, 1]
    assert f"A guess 1 of 1, 100 % {100 * given[0].low:.0f} to 100 %" in _text(page)
    assert "Fairly sure 0 of 0 –" in _text(page)


def test_without_confidence_there_is_no_plot_but_a_hint(study_services: Services) -> None:
    answer_items(study_services, ANN, [ITEM], study_services.clock())

    page = _open(study_services)

    assert "No confidence given yet" in _text(page)
    assert "gg-plot__point" not in page.body


def test_certain_and_wrong_is_listed_once_each_with_a_link(study_services: Services) -> None:
    at = study_services.clock() - timedelta(days=2)
    vignette = next(iter(bank_of(study_services).vignettes))
    wrong = _wrong_verdict(study_services, vignette)
    for hours in (0, 1):
        later = at + timedelta(hours=hours)
        answer_items(study_services, ANN, [ITEM], later, False, confidence=3)
    decide(study_services, ANN, vignette, at, wrong, confidence=3)
    studies = studies_of(study_services, ANN, bank_of(study_services))

    events, more = sure_and_wrong(studies, 10)

    assert [event.href for event in events] == [f"/items/{ITEM}", f"/cases/{vignette}"]
    assert more == 0
    assert sure_and_wrong(studies, 1)[1] == 1
    assert f"You said {wrong.value}" in _text(_open(study_services))


def test_the_history_holds_runs_and_decisions_the_latest_first(study_services: Services) -> None:
    now = study_services.clock()
    run = answer_items(study_services, ANN, [ITEM], now - timedelta(days=2))
    vignette = next(iter(bank_of(study_services).vignettes))
    decide(study_services, ANN, vignette, now - timedelta(days=1))

    studies = studies_of(study_services, ANN, bank_of(study_services))
    told, older = history(studies, 2)

    assert older == 0
    assert history(studies, 1) == (told[:1], 1)
    assert [event.href for event in told] == [f"/cases/{vignette}", f"/quiz/{run.id}"]
    assert [event.right for event in told] == [True, None]
    assert told[1].outcome == "1 of 1 point"


def test_each_statement_shows_its_last_answers_with_what_asked(study_services: Services) -> None:
    at = study_services.clock() - timedelta(days=8)
    for days, right in enumerate((False, True, True, False, True, False)):
        answer_items(study_services, ANN, [ITEM], at + timedelta(days=days), right)

    body = str(_open(study_services).body)

    marks = re.findall(r'<a class="gg-mark gg-mark--(\w+)" href="([^"]+)">', body)
    known = ["known", "known", "missed", "known", "missed"]
    assert marks[:5] == [(word, f"/items/{ITEM}") for word in known]


def test_nothing_of_another_learner_is_shown(study_services: Services) -> None:
    study_for_weeks(study_services, "b" * 32, study_services.clock(), days=2)

    assert "Nothing to show yet" in _text(_open(study_services))


def test_an_unknown_guideline_is_not_found_and_no_guideline_is_said(
    study_services: Services, empty_services: Services
) -> None:
    with pytest.raises(PageNotFoundError, match="nothing-such"):
        _open(study_services, guideline="nothing-such")

    assert "No guideline is loaded" in progress.page(empty_services, Visit("/progress")).body


def test_the_highest_column_reaches_the_top_and_none_has_no_height() -> None:
    drawn = columns([Column("Mon", "1", "one", 5), Column("Tue", "2", "two", 20)])

    assert [column.height for column in drawn] == [25, 100]
    assert columns([Column("Mon", "1", "none", 0)])[0].height == 0


def test_the_plot_is_high_where_the_share_is_high_and_empty_without_answers() -> None:
    sure = ConfidenceLevel(3, 10, 9, 0.6, 0.98)
    unsure = ConfidenceLevel(1, 10, 4, 0.17, 0.69)
    none = ConfidenceLevel(2, 0, 0, 0.0, 1.0)

    left, middle, right = whiskers([unsure, none, sure])

    assert left.x < middle.x < right.x
    assert middle.y is None
    assert left.y is not None
    assert right.y is not None
    # The axis of a picture points down.
    assert right.top < right.y < right.bottom
    assert right.y < left.y
