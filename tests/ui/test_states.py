"""Every state of the ways through Study is accessible and fits, in both themes and on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from browsing import Open, ask, commit, decide, open_stage
from playwright.sync_api import Page, expect

Look = Callable[[], None]

_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# Colours are the same at both widths, so that the dark ones are looked at once.
_VIEWS = ((1440, "light"), (1440, "dark"), (390, "light"))


@pytest.fixture
def look(page: Page, axe: Callable[[Page], None]) -> Look:
    """Asserts that axe finds nothing and nothing overflows in the state in which the page is."""

    def at_this() -> None:
        for width, scheme in _VIEWS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            assert page.evaluate(_WIDER) == 0
            axe(page)

    return at_this


def test_a_guided_case_from_the_first_question_to_the_twin(
    page: Page, open_page: Open, look: Look
) -> None:
    open_page(page, "/cases/choir-practice-another-form?guide=1")
    expect(page.get_by_role("complementary", name="Guide to your first case")).to_be_visible()
    look()
    open_stage(page, "Imaging")
    ask(page, "Is there an allergy to a component of bone cement?")
    look()
    commit(page, "Indicated")
    look()
    page.get_by_role("checkbox", name="osteoporosis").check()
    page.get_by_role("button", name="Check the rationale").click()
    expect(page.locator(".gg-readings")).to_be_visible()
    page.locator("details.gg-criterion > summary").first.click()
    look()
    page.locator(".gg-twin").get_by_role("radio").first.check()
    page.get_by_role("button", name="Show the rule").click()
    expect(page.locator(".gg-twin .gg-why__title")).to_be_visible()
    page.locator(".gg-twin summary").click()

    look()


def test_a_case_that_cannot_be_told_asks_for_the_next_fact(
    page: Page, open_page: Open, look: Look
) -> None:
    open_page(page, "/cases/a-change-of-clinic?whole=1")
    look()
    commit(page, "Cannot tell")
    expect(page.get_by_text("Which fact would you obtain next?")).to_be_visible()
    look()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Check the rationale").click()
    expect(page.locator(".gg-why")).to_be_visible()

    look()


@pytest.mark.parametrize(
    ("case", "decision"),
    [("the-beekeeper", "Indicated"), ("the-card-in-the-wallet", "Not indicated")],
)
def test_a_decision_that_is_right_and_one_that_is_wrong(
    page: Page, open_page: Open, look: Look, case: str, decision: str
) -> None:
    open_page(page, f"/cases/{case}?whole=1")

    decide(page, decision)

    look()
    open_page(page, "/cases?show=missed")
    look()


def test_an_exam_from_its_first_question_to_the_review(
    page: Page, open_page: Open, look: Look
) -> None:
    open_page(page, "/quiz?kind=true-false-cannot-tell&length=5&mode=exam")
    look()
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/quiz/*")
    look()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Answer and go on").click()
    expect(page.get_by_role("heading", name="Question 2 of 5")).to_be_visible()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text(re.compile("not answered"))).to_be_visible()
    look()
    page.get_by_role("button", name="Hand in").first.click()
    expect(page.get_by_role("heading", name="Review of the misses")).to_be_visible()

    look()


def test_what_if_with_cases_that_are_kept(page: Page, open_page: Open, look: Look) -> None:
    open_page(
        page, "/what-if?has=BilateralFractureConfirmedOnMri&lacks=Malignancy&lacks=Osteoporosis"
    )
    page.locator("details.gg-criterion > summary").first.click()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Give the case a name first.")).to_be_visible()
    look()
    for name in ("Before the scan", "A name as long as it can be " + "and then " * 5):
        page.get_by_label("Name of the case").fill(name)
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".gg-own__notice")).to_contain_text(name.strip())
    look()
    page.get_by_role("button", name="Delete Before the scan").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()

    look()
