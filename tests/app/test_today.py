"""Today, without a browser: what is due, why, and what comes next."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from study_history import answer_items, bank_of, decide, study_for_weeks

from app.agenda import SITTING, agenda_of, pace_of, start_study, workload
from app.case_order import active
from app.errors import PageNotFoundError
from app.pages import home, today
from app.services import Services
from app.shell import Page
from app.studies import in_days, studies_of
from app.visit import Visit
from app.weak_spots import weak_spots
from quizzes.entries import RunMode
from quizzes.model import ContentStatus

ANN = "a" * 32
ITEM = "cement-volume-upper-end"


def _text(page: Page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", str(page.body)))


def _open(services: Services, **query: str) -> Page:
    asked = {key: (value,) for key, value in query.items()}
    return today.page(services, Visit("/today", query=asked, learner=ANN))


def test_a_new_learner_is_led_to_a_case_in_three_steps(study_services: Services) -> None:
    page = _open(study_services)

    assert page.title == "Your first case takes two minutes"
    assert re.findall(r"<h2>(\w[\w ]+)</h2>", str(page.body)) == ["Read", "Decide", "See why"]
    [vignette] = re.findall(r'href="/cases/([\w-]+)\?guide=1"', str(page.body))
    assert bank_of(study_services).vignettes[vignette].status is ContentStatus.ACTIVE


def test_the_start_page_lets_start_what_is_due(study_services: Services) -> None:
    study_for_weeks(study_services, ANN, study_services.clock())
    agenda = agenda_of(studies_of(study_services, ANN, bank_of(study_services)))

    known = home.page(study_services, Visit("/", learner=ANN))
    stranger = home.page(study_services, Visit("/"))

    assert f"{len(agenda.due.memories)} statements are due today" in _text(known)
    assert 'action="/api/learner/study"' in known.body
    assert "due today" not in _text(stranger).replace("What is due today", "")


def test_a_visitor_without_a_cookie_is_a_new_learner(study_services: Services) -> None:
    page = today.page(study_services, Visit("/today"))

    assert page.eyebrow == "Welcome"
    assert study_services.records.profiles() == ()


def test_what_is_due_is_counted_and_started_by_one_form(study_services: Services) -> None:
    study_for_weeks(study_services, ANN, study_services.clock())
    agenda = agenda_of(studies_of(study_services, ANN, bank_of(study_services)))

    page = _open(study_services)

    assert f"{len(agenda.due.memories)} statements are due" in _text(page)
    assert f"about {agenda.minutes} minutes" in _text(page)
    assert '<form class="gg-inline-form" method="post" action="/api/learner/study">' in page.body


def test_why_a_statement_is_due_is_told_without_its_text(study_services: Services) -> None:
    answer_items(study_services, ANN, [ITEM], study_services.clock() - timedelta(days=5), False)
    bank = bank_of(study_services)

    page = _open(study_services)

    [due] = re.findall(r'gg-meta-inline">(st-\w+)<', str(page.body))
    assert due in bank.items[ITEM].statements
    assert bank.guideline.statements[due].text not in page.body
    text = _text(page)
    assert all(w in text for w in ("Retrievability", "Stability", "Difficulty", "5 days ago"))


def test_a_backlog_is_held_back_by_the_daily_limit(study_services: Services) -> None:
    study_for_weeks(study_services, ANN, study_services.clock() - timedelta(days=200), days=12)
    records = study_services.records
    records.change_profile(replace(records.profile(ANN), reviews_per_day=6, new_per_day=0))
    studies = studies_of(study_services, ANN, bank_of(study_services))
    all_due = len(studies.standing.memories)

    load, beyond = workload(studies, 7)

    assert "6 statements are due" in _text(_open(study_services))
    assert f"{all_due - 6} more are held back by your daily limit" in _text(_open(study_services))
    assert max(load) == 6
    assert sum(load) + beyond == all_due


def test_nothing_due_says_so_and_offers_a_case(study_services: Services) -> None:
    answer_items(study_services, ANN, [ITEM], study_services.clock() - timedelta(minutes=5))
    records = study_services.records
    records.change_profile(replace(records.profile(ANN), new_per_day=0))

    page = _open(study_services)

    assert "Nothing is due today The next review comes" in _text(page)
    first = active(bank_of(study_services))[0]
    assert f'href="/cases/{first.id}">Decide a case: ' in page.body


def test_after_a_case_its_twin_comes_next(study_services: Services) -> None:
    bank = bank_of(study_services)
    twin = next(v for v in active(bank) if v.twin_of is not None)
    decide(study_services, ANN, twin.twin_of or "", study_services.clock() - timedelta(days=1))
    titles = {v.case.title for v in active(bank) if v.twin_of == twin.twin_of}

    page = _open(study_services)

    original = bank.vignettes[twin.twin_of or ""].case.title
    assert f"One fact away from “{original}”, decided before" in page.body
    assert any(title in str(page.body).replace("&#39;", "'") for title in titles)


def test_the_weakest_spots_come_with_a_quiz_on_them(study_services: Services) -> None:
    study_for_weeks(study_services, ANN, study_services.clock())
    spots = weak_spots(studies_of(study_services, ANN, bank_of(study_services)), 4)

    page = _open(study_services)

    assert 0 < len(spots) <= 4
    missed = [spot.missed / spot.met for spot in spots]
    assert missed == sorted(missed, reverse=True)
    for spot in spots:
        assert f'href="{spot.practice.replace("&", "&amp;")}"' in page.body


def test_days_studied_are_marked_and_days_off_are_not_mentioned(study_services: Services) -> None:
    study_for_weeks(study_services, ANN, study_services.clock(), days=3)

    page = _open(study_services)

    assert str(page.body).count("gg-dots__day--studied") == 3
    assert "Studied on 3 days of 14" in _text(page)
    assert not re.search(r"streak|lost|broke|missed a day", _text(page), re.IGNORECASE)


def test_a_study_run_asks_what_the_agenda_says_and_is_not_started_twice(
    study_services: Services,
) -> None:
    study_for_weeks(study_services, ANN, study_services.clock())
    bank = bank_of(study_services)

    run = start_study(study_services, ANN, bank)
    again = start_study(study_services, ANN, bank)

    assert run is not None
    assert run.mode is RunMode.STUDY
    assert 0 < len(run.items) <= SITTING
    assert again == run
    assert f"Study: 0 of {len(run.items)} done" in _text(_open(study_services))


def test_a_study_run_of_yesterday_gives_way_to_that_of_today(study_services: Services) -> None:
    study_for_weeks(study_services, ANN, study_services.clock())
    bank = bank_of(study_services)
    yesterday = start_study(study_services, ANN, bank)
    tomorrow = study_services.clock() + timedelta(days=1)

    run = start_study(replace(study_services, clock=lambda: tomorrow), ANN, bank)

    assert run is not None
    assert run != yesterday


def test_nothing_to_study_starts_nothing(study_services: Services) -> None:
    study_services.records.add_learner(ANN, study_services.clock())
    records = study_services.records
    records.change_profile(replace(records.profile(ANN), new_per_day=0))

    assert start_study(study_services, ANN, bank_of(study_services)) is None
    assert records.runs(ANN) == ()


def test_the_pace_is_the_learners_own_once_there_are_enough_answers(
    study_services: Services,
) -> None:
    items = [k.item.id for k in bank_of(study_services).items.values()][:12]
    before = pace_of(studies_of(study_services, ANN, bank_of(study_services)))
    answer_items(study_services, ANN, items, study_services.clock() - timedelta(days=1))

    after = pace_of(studies_of(study_services, ANN, bank_of(study_services)))

    assert (before, after) == (45, 30)


def test_an_unknown_guideline_is_not_found_and_no_guideline_is_said(
    study_services: Services, empty_services: Services
) -> None:
    with pytest.raises(PageNotFoundError, match="nothing-such"):
        _open(study_services, guideline="nothing-such")

    assert "No guideline is loaded" in today.page(empty_services, Visit("/today")).body


def test_days_are_told_from_today(study_services: Services) -> None:
    day = study_services.clock().date()

    told = [in_days(day + timedelta(days=n), day) for n in (-5, -1, 0, 1, 3)]

    assert told == ["5 days ago", "yesterday", "today", "tomorrow", "in 3 days"]
