"""Progress in a browser, for learners with little and with much behind them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from study_history import decide, study_for_weeks

from app.services import Services
from quizzes.records import Records

ANN = "a" * 32
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

Axe = Callable[[Page], None]


@pytest.fixture
def address(start_server: Callable[..., Any], services: Services, tmp_path: Path) -> Iterator[str]:
    with Records(f"sqlite:///{tmp_path / 'records.sqlite3'}") as records:
        made = replace(services, records=records, clock=lambda: NOW)
        study_for_weeks(made, ANN, NOW, days=12)
        vignettes = list(next(iter(services.banks.values())).vignettes)
        for vignette in vignettes[:6]:
            decide(made, ANN, vignette, NOW, confidence=2)
        yield str(start_server(other=made).url)


@pytest.fixture
def ann(page: Page, address: str) -> Page:
    page.context.add_cookies([{"name": "gg-learner", "value": ANN, "url": address}])
    page.goto(f"{address}/progress")
    return page


@pytest.mark.parametrize("learner", ["", ANN], ids=["new", "studied"])
def test_axe_finds_nothing_and_a_phone_shows_everything(
    phone: Page, page: Page, address: str, axe_by_night_and_day: Axe, learner: str
) -> None:
    for view in (phone, page):
        if learner:
            cookie = {"name": "gg-learner", "value": learner, "url": address}
            view.context.add_cookies([cookie])
        view.goto(f"{address}/progress")
        view.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true })")

        assert view.evaluate(WIDER) == 0
        axe_by_night_and_day(view)


def test_pictures_are_drawn_without_a_script_and_in_the_colours_of_the_theme(
    ann: Page,
) -> None:
    recalled = ann.locator(".gg-mastery .gg-bar__recalled").first

    expect(ann.get_by_role("img", name="Share of right answers by confidence")).to_be_visible()
    expect(recalled).to_have_css("fill", "rgb(68, 80, 196)")
    ann.emulate_media(color_scheme="dark")
    expect(recalled).to_have_css("fill", "rgb(167, 176, 255)")


def test_a_section_of_statements_opens_by_keyboard_and_leads_to_what_asked(ann: Page) -> None:
    summary = ann.locator(".gg-review-section > summary").first
    summary.focus()

    ann.keyboard.press("Enter")
    mark = ann.locator(".gg-mark").first
    expect(mark).to_be_visible()
    mark.click()

    ann.wait_for_url("**/items/*")


@pytest.mark.parametrize(
    ("label", "name"),
    [("JSON", "guidegraph.json"), ("CSV", "guidegraph-csv.zip"), ("xAPI", "xapi.jsonl")],
)
def test_the_data_can_be_taken_along(ann: Page, label: str, name: str) -> None:
    ann.get_by_role("link", name="Export or delete my data").click()

    with ann.expect_download() as download:
        ann.get_by_role("link", name=label, exact=True).click()

    assert download.value.suggested_filename == name
    assert Path(download.value.path()).stat().st_size > 100
