"""A learner takes a quiz in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.services import Services
from quizzes.entries import QuizRun, RunMode

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


def start(page: Page, open_page: Open, query: str, submit: str = "Check answer") -> None:
    open_page(page, f"/quiz?{query}")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/quiz/*")
    expect(page.get_by_role("button", name=submit)).to_be_visible(timeout=20_000)


def start_exam(page: Page, open_page: Open, query: str) -> None:
    start(page, open_page, f"{query}&mode=exam", "Answer and go on")


def give(page: Page) -> None:
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Answer and go on").click()


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
        onwards = "Next question" if number < 5 else "See the result"
        page.get_by_role("button", name=onwards).first.click()

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
    # The confidence comes after the options; it is left out here.
    for key in ("ArrowDown", "Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("region", name="Feedback")).to_be_visible()
    assert focused(page) in {"Right", "Wrong"}

    page.keyboard.press("Tab")
    assert focused(page) == "Next question"
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
        ).first.click()

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


def test_an_exam_on_a_phone_says_nothing_until_it_is_handed_in(
    phone: Page, open_page: Open, axe: Callable[[Page], None]
) -> None:
    phone.emulate_media(color_scheme="dark")
    open_page(phone, "/quiz?mode=exam")
    expect(phone.get_by_label("Time limit of the exam")).to_be_visible()
    axe(phone)
    start_exam(phone, open_page, "kind=single-best-answer&length=5")
    expect(phone.get_by_role("timer")).to_have_text(re.compile(r"7:\d\d"))
    give(phone)

    expect(phone.get_by_role("heading", name="Question 2 of 5")).to_be_focused()
    expect(phone.get_by_role("region", name="Feedback")).to_have_count(0)
    axe(phone)
    phone.get_by_role("button", name="Hand in the exam").click()
    expect(phone.get_by_role("heading", name="Hand in now?")).to_be_focused()
    axe(phone)
    phone.get_by_role("button", name="Hand in now").click()

    expect(phone.get_by_role("heading", name="Review by statement")).to_be_visible()
    expect(phone.get_by_text("Not answered: 4 of 5 questions")).to_be_visible()
    assert width_beyond_the_screen(phone) == 0
    axe(phone)


def test_an_exam_goes_on_at_its_place_and_its_clock_did_not_stop(
    page: Page, open_page: Open
) -> None:
    start_exam(page, open_page, "kind=single-best-answer&length=5")
    give(page)
    expect(page.get_by_role("heading", name="Question 2 of 5")).to_be_visible()
    path = urlsplit(page.url).path
    page.close()

    later = page.context.new_page()
    open_page(later, path)

    expect(later.get_by_role("heading", name="Question 2 of 5")).to_be_visible()
    minutes, seconds = map(int, later.get_by_role("timer").inner_text().split(":"))
    assert 0 < 60 * minutes + seconds < 450


def test_an_exam_is_handed_in_before_the_eyes_of_the_learner_when_its_time_is_over(
    page: Page, open_page: Open, services: Services
) -> None:
    start_exam(page, open_page, "kind=single-best-answer&length=5")
    begun = services.records.progress(urlsplit(page.url).path.rpartition("/")[2]).run
    # An exam of a minute that was begun 45 seconds ago.
    short = QuizRun(
        id=services.new_id(),
        learner=begun.learner,
        guideline=begun.guideline,
        items=begun.items,
        seed=begun.seed,
        started=services.clock() - timedelta(seconds=45),
        mode=RunMode.EXAM,
        time_limit=60,
    )
    services.records.start_run(short)
    open_page(page, f"/quiz/{short.id}")

    expect(page.get_by_role("status").filter(has_text="10 seconds left")).to_have_count(
        1, timeout=20_000
    )
    expect(page.get_by_text("Time was up")).to_be_visible(timeout=30_000)
    assert services.records.progress(short.id).run.finished == short.deadline


def test_an_exam_is_taken_by_keyboard_alone_with_confidence(
    page: Page, open_page: Open, services: Services
) -> None:
    start_exam(page, open_page, "kind=true-false-cannot-tell&length=5")
    page.get_by_role("radio").first.focus()
    for key in ("Space", "Tab", "ArrowRight", "Tab", "Enter"):
        page.keyboard.press(key)

    expect(page.get_by_role("heading", name="Question 2 of 5")).to_be_focused()
    run = urlsplit(page.url).path.rpartition("/")[2]
    assert [answer.confidence for answer in services.records.progress(run).answers] == [2]


def test_a_study_run_shows_what_it_practises(
    page: Page, open_page: Open, services: Services, axe: Callable[[Page], None]
) -> None:
    start(page, open_page, "kind=single-best-answer&length=5")
    begun = services.records.progress(urlsplit(page.url).path.rpartition("/")[2]).run
    id_ = services.new_id()
    study = QuizRun(
        id_, begun.learner, begun.guideline, begun.items, "s", begun.started, mode=RunMode.STUDY
    )
    services.records.start_run(study)
    open_page(page, f"/quiz/{id_}")
    expect(page.get_by_text("The text comes with the feedback.")).to_be_visible()

    page.get_by_role("radio").first.check()
    check(page)

    expect(page.get_by_role("heading", name="What this practised")).to_be_visible()
    axe(page)


@pytest.mark.parametrize("zone", ["Asia/Tokyo", "America/New_York"])
def test_times_are_those_of_the_device(
    new_context: Callable[..., BrowserContext], open_page: Open, zone: str
) -> None:
    page = new_context(timezone_id=zone).new_page()
    start(page, open_page, "kind=numeric&length=5")
    open_page(page, "/quiz")
    time = page.locator("gg-time time").first

    shown = time.inner_text()

    at = datetime.fromisoformat(time.get_attribute("datetime") or "")
    assert shown == f"{at.astimezone(ZoneInfo(zone)):%-d %B %Y at %H:%M}"


def test_nothing_covers_an_option_of_a_question(page: Page, open_page: Open) -> None:
    open_page(page, "/items/the-figure-that-decides")
    options = page.get_by_role("radio")

    for option in options.all():
        option.scroll_into_view_if_needed()
        box = option.bounding_box()
        assert box is not None
        on_top = page.evaluate(
            "([x, y]) => { let e = document.elementFromPoint(x, y);"
            " while (e.shadowRoot) { e = e.shadowRoot.elementFromPoint(x, y) }"
            " return e.type ?? e.tagName }",
            [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2],
        )
        assert on_top == "radio"
