"""A learner takes a quiz in a browser."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

Open = Callable[[Page, str], None]

# Presses the button and tells after how many milliseconds the feedback was there. The median of a
# few is taken, because the browser and the server share the machine with other tests.
_LATENCY = """button => new Promise(done => {
  const area = button.getRootNode()
  const start = performance.now()
  new MutationObserver((_, observer) => {
    if (area.querySelector(".gg-item__feedback")) {
      observer.disconnect()
      done(performance.now() - start)
    }
  }).observe(area, {childList: true, subtree: true})
  button.click()
})"""


def start(page: Page, open_page: Open, query: str) -> None:
    open_page(page, f"/quiz?{query}")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/quiz/*")
    expect(page.get_by_role("button", name="Check answer")).to_be_visible(timeout=20_000)


def check(page: Page) -> None:
    page.get_by_role("button", name="Check answer").click()
    expect(page.get_by_role("region", name="Feedback")).to_be_visible()


def focused(page: Page) -> str:
    return page.evaluate(
        "() => { let a = document.activeElement; while (a.shadowRoot?.activeElement)"
        " { a = a.shadowRoot.activeElement } return a.textContent.trim() }"
    )


def width_beyond_the_screen(page: Page) -> int:
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def test_a_quiz_from_the_start_to_practising_the_misses(
    page: Page, open_page: Open, axe: Callable[[Page], None]
) -> None:
    start(page, open_page, "kind=numeric&length=5")
    for number in range(1, 6):
        expect(page.get_by_role("heading", name=f"Question {number} of 5")).to_be_visible()
        page.get_by_role("textbox").fill("7777")
        check(page)
        expect(page.get_by_role("status").filter(has_text="Your answer is stored")).to_have_count(1)
        page.get_by_role("button", name="Next question" if number < 5 else "See the result").click()

    expect(page.get_by_role("heading", name="Review of the misses")).to_be_visible()
    axe(page)
    address = page.url
    page.get_by_role("button", name="Practise the 5 misses").click()
    expect(page).not_to_have_url(address)
    expect(page.get_by_role("heading", name="Question 1 of 5")).to_be_visible(timeout=20_000)


@pytest.mark.parametrize("kind", ["single-best-answer", "multiple-answer", "key-feature"])
def test_question_and_feedback_fit_a_phone_and_axe_finds_nothing(
    phone: Page, open_page: Open, axe: Callable[[Page], None], kind: str
) -> None:
    phone.emulate_media(color_scheme="dark")
    start(phone, open_page, f"kind={kind}&length=5")
    axe(phone)

    options = phone.get_by_role("checkbox" if kind == "multiple-answer" else "radio")
    assert options.first.locator("..").bounding_box()["height"] >= 44
    options.first.check()
    check(phone)

    assert width_beyond_the_screen(phone) == 0
    axe(phone)


def test_nothing_is_chosen_by_itself_and_an_empty_answer_is_refused(
    page: Page, open_page: Open, axe: Callable[[Page], None]
) -> None:
    start(page, open_page, "kind=single-best-answer&length=5")
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)

    page.get_by_role("button", name="Check answer").click()

    expect(page.get_by_role("alert").filter(has_text="Choose an answer first.")).to_be_visible()
    axe(page)


def test_what_is_no_number_is_refused_where_it_was_typed(page: Page, open_page: Open) -> None:
    start(page, open_page, "kind=numeric&length=5")
    page.get_by_role("textbox").fill("about six")

    page.keyboard.press("Enter")

    expect(page.get_by_role("alert").filter(has_text="Write a number")).to_be_visible()
    expect(page.get_by_role("textbox")).to_be_focused()


def test_a_question_is_answered_by_keyboard_alone(page: Page, open_page: Open) -> None:
    start(page, open_page, "kind=true-false-cannot-tell&length=5")
    page.get_by_role("radio").first.focus()
    for key in ("ArrowDown", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("region", name="Feedback")).to_be_visible()
    assert focused(page) in {"Right", "Wrong"}

    for _ in range(40):
        page.keyboard.press("Tab")
        if focused(page) == "Next question":
            break
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Question 2 of 5")).to_be_focused()


def test_a_reload_goes_on_at_the_exact_place_and_a_second_tab_cannot_answer_again(
    page: Page, open_page: Open
) -> None:
    start(page, open_page, "kind=single-best-answer&length=5")
    other = page.context.new_page()
    open_page(other, urlsplit(page.url).path)
    page.get_by_role("radio").first.check()
    check(page)

    other.get_by_role("radio").nth(1).check()
    check(other)
    expect(other.get_by_text("Your first answer stands")).to_be_visible()
    page.reload()

    expect(page.get_by_role("heading", name="Question 2 of 5")).to_be_visible(timeout=20_000)
    page.get_by_role("button", name="Show the last feedback again").click()
    expect(page.get_by_role("region", name="Feedback")).to_be_visible()


def test_feedback_is_there_within_150_milliseconds(page: Page, open_page: Open) -> None:
    start(page, open_page, "kind=single-best-answer&length=5")
    times = []
    for number in range(1, 6):
        expect(page.get_by_role("heading", name=f"Question {number} of 5")).to_be_visible()
        page.get_by_role("radio").first.check()
        button = page.get_by_role("button", name="Check answer")
        times.append(button.evaluate(_LATENCY))
        page.get_by_role("button", name="Next question").or_(
            page.get_by_role("button", name="See the result")
        ).click()

    assert sorted(times)[2] < 150


def test_an_item_has_an_address_of_its_own(
    page: Page, open_page: Open, axe: Callable[[Page], None]
) -> None:
    open_page(page, "/items/the-figure-that-decides")
    expect(page.get_by_text("is not recorded")).to_be_visible()

    page.get_by_role("radio").first.check()
    check(page)

    expect(page.get_by_role("link", name="Take a quiz on this topic")).to_be_visible()
    axe(page)
