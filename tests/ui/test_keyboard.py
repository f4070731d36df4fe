"""Every way through Study by keyboard alone: no test here touches the mouse."""

from __future__ import annotations

import re

import pytest
from browsing import Keys, Open, is_ready
from playwright.sync_api import Page, expect

from app.services import Services


@pytest.fixture
def keys(page: Page) -> Keys:
    return Keys(page)


def test_today_a_question_its_feedback_and_the_next(
    page: Page, open_page: Open, keys: Keys
) -> None:
    open_page(page, "/today")
    keys.skip_to_content()
    keys.enter("Start with questions")
    page.wait_for_url("**/quiz/*")
    is_ready(page)

    keys.skip_to_content()
    _answer_first(page, keys, "Check answer")
    expect(page.get_by_role("region", name="Feedback")).to_be_visible()
    keys.enter("Next")

    expect(page.get_by_text(re.compile(r"^(Question 2 of|Step 2 of)")).first).to_be_visible()


def test_the_guided_case_with_its_rationale_and_its_twin(
    page: Page, open_page: Open, keys: Keys
) -> None:
    open_page(page, "/today")
    keys.skip_to_content()
    keys.enter("Start with “")
    page.wait_for_url("**/cases/*guide=1")
    is_ready(page)

    keys.skip_to_content()
    keys.enter("Is there an allergy to a component of bone cement?")
    expect(page.locator(".gg-question--answered").filter(has_text="Yes").first).to_be_focused()
    keys.choose("Indicated", "Contraindicated")
    keys.enter("Commit to this decision")
    expect(page.locator(".gg-decided")).to_be_focused()
    keys.to("allergy to a component of bone cement")
    keys.press("Space")
    keys.enter("Check the rationale")
    expect(page.locator(".gg-outcome")).to_be_focused()
    expect(page.locator(".gg-why")).to_contain_text("exactly the facts that decide")
    keys.press("Shift+Tab", "Shift+Tab")
    assert keys.focused() == "Go to the twin"
    keys.press("Enter")
    expect(page.locator(".gg-twin h3")).to_be_focused()
    keys.press("Tab", "Space")
    keys.enter("Show the rule")
    expect(page.locator(".gg-twin .gg-why__title")).to_contain_text("what changed is")
    keys.enter("Next case")

    page.wait_for_url(lambda address: "guide" not in address)
    is_ready(page)
    expect(page.locator(".gg-guide")).to_have_count(0)


def test_an_exam_to_its_end(page: Page, open_page: Open, keys: Keys) -> None:
    open_page(page, "/quiz?kind=true-false-cannot-tell&length=5&mode=exam")
    keys.skip_to_content()
    keys.enter("Start")
    page.wait_for_url("**/quiz/*")
    is_ready(page)
    keys.skip_to_content()

    for number in range(2, 7):
        _answer_first(page, keys, "Answer and go on")
        if number < 6:
            expect(page.get_by_role("heading", name=f"Question {number} of 5")).to_be_focused()

    expect(page.get_by_text(re.compile("of 5 points"))).to_be_visible()
    keys.enter("Question")
    page.wait_for_url("**/items/*")


def test_what_if_from_a_fact_to_a_case_that_is_kept_opened_and_deleted(
    page: Page, open_page: Open, keys: Keys
) -> None:
    verdict = page.locator(".gg-verdict__name")
    open_page(page, "/what-if")
    keys.skip_to_content()
    keys.to("Search findings and values")
    keys.type("pmma")
    keys.press("Tab", "ArrowLeft", "ArrowLeft")
    expect(verdict).to_have_text("Contraindicated")
    keys.to("Name of the case")
    keys.type("Allergic")
    keys.press("Enter")
    expect(page.locator(".gg-own__notice")).to_be_focused()

    keys.enter("Allergic")
    page.wait_for_url("**/what-if?*has=PmmaAllergy*")
    is_ready(page)
    expect(verdict).to_have_text("Contraindicated")
    keys.skip_to_content()
    keys.to("Delete Allergic", most=150)
    keys.press("Enter")
    expect(page.locator(".gg-own__notice")).to_contain_text("Deleted: Allergic")
    keys.enter("Undo")

    expect(page.get_by_role("link", name="Allergic", exact=True)).to_be_visible()


def test_the_next_fact_is_reached_from_where_it_is_named(
    page: Page, open_page: Open, keys: Keys
) -> None:
    open_page(page, "/what-if?lacks=Malignancy")
    keys.skip_to_content()

    keys.to("Enter it", most=150)
    keys.press("Enter")
    keys.type("2")

    expect(page.locator(".gg-verdict__name")).to_have_text("Not indicated")


def test_everything_is_deleted(page: Page, open_page: Open, keys: Keys, services: Services) -> None:
    open_page(page, "/cases/the-beekeeper?whole=1")
    keys.skip_to_content()
    keys.choose("Indicated", "Indicated")
    keys.enter("Commit to this decision")
    expect(page.locator(".gg-decided")).to_be_focused()
    [learner] = [c["value"] for c in page.context.cookies() if c["name"] == "gg-learner"]
    assert len(services.records.decisions(learner)) == 1

    open_page(page, "/you")
    keys.skip_to_content()
    keys.enter("Delete everything")
    page.wait_for_url("**/you/delete")
    keys.skip_to_content()
    keys.to("Yes, delete everything")
    keys.press("Space")
    keys.enter("Delete everything")
    page.wait_for_url("**/you?said=deleted")

    said = page.get_by_role("status").filter(has_text="Everything was deleted")
    expect(said).to_be_visible()
    assert services.records.decisions(learner) == ()


def _answer_first(page: Page, keys: Keys, submit: str) -> None:
    """Give the first answer that there is, or a number where one is asked for."""
    number = page.locator("input[inputmode=decimal], input[type=text][name=answer]")
    if number.count():
        keys.to(number.evaluate("input => input.labels[0].textContent.trim()"))
        keys.type("5")
    else:
        first = page.locator("input[name=answer]").first
        keys.to(first.evaluate("i => i.labels[0].textContent.replace(/\\s+/g, ' ').trim()"))
        keys.press("Space")
    keys.enter(submit)
