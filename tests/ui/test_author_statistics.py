"""Item statistics in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from cohorts import AT, cohort, plain_items
from playwright.sync_api import Page, expect

from app.services import Services
from quizzes.entries import QuizRun
from quizzes.records import Records

SLUG = "bilateral-sacroplasty"
ADDRESS = "/author/statistics"


@pytest.fixture
def answered(services: Services, tmp_path: Path) -> Iterator[Services]:
    """The services with records of 30 learners, for whom one key is wrong."""
    items = tuple(plain_items(services.banks[SLUG], 5))
    difficulties = dict(zip(items, (-1.0, -0.5, 0.0, 0.5, 0.0), strict=True))
    wrong = frozenset(items[4:])
    answers = cohort(services.banks[SLUG], difficulties, 30, 1, miskeyed=wrong, confidence=True)
    with Records(f"sqlite:///{tmp_path / 'records.sqlite3'}") as records:
        for learner in sorted({answer.learner for answer in answers}):
            records.add_learner(learner, AT)
            records.start_run(QuizRun(learner, learner, SLUG, items, "1", AT))
        for answer in answers:
            records.record_answer(replace(answer, position=items.index(answer.item)))
        yield replace(services, records=records)


def test_figures_options_and_order_can_be_read_by_keyboard_in_both_themes(
    page: Page,
    answered: Services,
    start_server: Callable[..., object],
    axe: Callable[[Page], None],
    choose_theme: Callable[[Page, str], None],
) -> None:
    site = start_server(other=answered).url
    page.goto(f"{site}{ADDRESS}")

    expect(page.get_by_role("heading", name="Item statistics")).to_be_visible()
    expect(page.get_by_text("Look at the key of")).to_be_visible()
    expect(page.locator(".gg-scatter__dot")).to_have_count(4)
    axe(page)

    summary = page.locator(".gg-test__options summary").first
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".gg-bars").first).to_be_visible()
    choose_theme(page, "dark")
    axe(page)

    page.get_by_role("link", name="Hardest first").click()
    shares = page.locator(".gg-test__figures > div:nth-child(2) > dd").all_inner_texts()
    percents = [int(share.split()[0]) for share in shares]
    assert percents == sorted(percents)

    with page.expect_download() as started:
        page.get_by_role("link", name="Download as CSV").click()
    assert started.value.suggested_filename == f"item-statistics-{SLUG}.csv"


def test_on_a_phone_nothing_is_cut_off_and_nobody_yet_is_said(
    phone: Page,
    answered: Services,
    services: Services,
    start_server: Callable[..., object],
    tmp_path: Path,
    axe: Callable[[Page], None],
) -> None:
    with Records(f"sqlite:///{tmp_path / 'empty.sqlite3'}") as records:
        for served, said in (
            (answered, "Every question"),
            (replace(services, records=records), "No answers yet"),
        ):
            phone.goto(f"{start_server(other=served).url}{ADDRESS}")

            expect(phone.get_by_text(said, exact=True)).to_be_visible()
            assert phone.evaluate("document.documentElement.scrollWidth") == 390
            axe(phone)
