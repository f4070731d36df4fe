"""Today and You in a browser: one click to start, on a phone, by keyboard, in the dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from study_history import answer_items, bank_of, study_for_weeks

from app.services import Services
from quizzes.records import Records

ANN, CLEAR, BACKLOG = "a" * 32, "c" * 32, "d" * 32
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

Axe = Callable[[Page], None]


@pytest.fixture
def study(services: Services, tmp_path: Path) -> Iterator[Services]:
    """The services at one moment, with learners of three kinds."""
    with Records(f"sqlite:///{tmp_path / 'records.sqlite3'}") as records:
        made = replace(services, records=records, clock=lambda: NOW)
        study_for_weeks(made, ANN, NOW)
        answer_items(made, CLEAR, ["cement-volume-upper-end"], NOW - timedelta(minutes=9))
        study_for_weeks(made, BACKLOG, NOW - timedelta(days=200))
        for learner, limits in ((CLEAR, (0, 40)), (BACKLOG, (0, 5))):
            new, reviews = limits
            profile = replace(records.profile(learner), new_per_day=new, reviews_per_day=reviews)
            records.change_profile(profile)
        yield made


@pytest.fixture
def address(start_server: Callable[..., Any], study: Services) -> str:
    return str(start_server(other=study).url)


def _be(page: Page, address: str, learner: str) -> None:
    page.context.add_cookies([{"name": "gg-learner", "value": learner, "url": address}])


@pytest.mark.parametrize("learner", ["", ANN, CLEAR, BACKLOG], ids=["new", "due", "clear", "late"])
def test_axe_finds_nothing_and_a_phone_shows_everything(
    phone: Page, page: Page, address: str, axe_by_night_and_day: Axe, learner: str
) -> None:
    for view in (phone, page):
        if learner:
            _be(view, address, learner)
        for path in ("/today", "/you", "/you/delete"):
            view.goto(address + path)
            view.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")

            assert view.evaluate(WIDER) == 0
            axe_by_night_and_day(view)


def test_one_click_starts_what_is_due(page: Page, address: str, study: Services) -> None:
    _be(page, address, ANN)
    page.goto(address + "/today")

    page.get_by_role("button", name="Study").click()

    page.wait_for_url("**/quiz/*")
    expect(page.locator(".gg-item__form, form").first).to_be_visible(timeout=20_000)
    [run] = [run for run in study.records.runs(ANN) if run.mode.value == "study"]
    assert page.url.endswith(run.id)


def test_a_new_learner_gets_to_a_case_by_keyboard(page: Page, address: str) -> None:
    page.goto(address + "/today")
    link = page.get_by_role("link", name="Start with “")
    title = link.inner_text().split("“")[1].split("”")[0]

    link.focus()
    page.keyboard.press("Enter")

    page.wait_for_url("**/cases/*?guide=1")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_a_new_learner_who_starts_with_questions_has_the_zone_of_the_device(
    browser: Any, address: str, study: Services
) -> None:
    context = browser.new_context(timezone_id="Asia/Tokyo")
    page = context.new_page()
    page.goto(address + "/today")

    page.get_by_role("button", name="Start with questions").click()

    page.wait_for_url("**/quiz/*")
    zones = [profile.time_zone for profile in study.records.profiles()]
    assert zones.count("Asia/Tokyo") == 1
    context.close()


def test_why_a_statement_is_due_opens_by_keyboard(page: Page, address: str) -> None:
    _be(page, address, ANN)
    page.goto(address + "/today")
    first = page.locator(".gg-reason > summary").first

    first.focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("the chance that you recall it today").first).to_be_visible()


def test_a_weak_spot_leads_to_a_quiz_on_it(page: Page, address: str, study: Services) -> None:
    _be(page, address, ANN)
    page.goto(address + "/today")

    page.get_by_role("link", name="Practise").first.click()

    page.wait_for_url("**/quiz?*")
    assert bank_of(study).guideline.slug in page.url


def test_another_learner_is_added_and_switched_back(page: Page, address: str) -> None:
    _be(page, address, ANN)
    page.goto(address + "/you")
    page.get_by_label("Name").first.fill("Ann")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()

    page.get_by_label("Name").last.fill("Bob")
    page.get_by_role("button", name="Add a learner").click()
    expect(page.get_by_role("heading", name="Bob")).to_be_visible()
    page.get_by_role("button", name="Switch to Ann").click()

    page.wait_for_url("**/today")
    expect(page.get_by_text("· Ann")).to_be_visible()


def test_deleting_needs_a_tick_and_leaves_a_new_learner(
    page: Page, address: str, study: Services
) -> None:
    _be(page, address, ANN)
    page.goto(address + "/you")
    page.get_by_role("link", name="Delete everything").click()
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("checkbox")).to_be_focused()

    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Delete everything").click()

    expect(page.get_by_role("status").filter(has_text="Everything was deleted")).to_be_visible()
    assert not any(study.records.export_learner(ANN).values())
    page.goto(address + "/today")
    expect(page.get_by_text("Welcome")).to_be_visible()
