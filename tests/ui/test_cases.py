from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

Open = Callable[[Page, str], None]
CASE = "/cases/the-card-in-the-wallet"
MARKS = re.compile("gg-verdict|gg-status|gg-criteria|gg-outcome|Uncited|BoneCement|X3|twin", re.I)
# Shadow roots too; the frame's own text and the choices are the same for every case.
DOM = """() => {
  const text = (root) => [...root.querySelectorAll('*')].map((e) =>
    e.className + ' ' + (e.shadowRoot ? e.shadowRoot.innerHTML + text(e.shadowRoot) : '')).join(' ')
  return document.querySelector('main').innerHTML + text(document.querySelector('main'))
}"""


def _decide(page: Page, decision: str) -> None:
    page.get_by_role("radio", name=re.compile(f"^{decision}")).check()
    page.get_by_role("button", name="Commit to this decision").click()
    expect(page.locator(".gg-outcome")).to_be_visible()


def test_nothing_of_the_verdict_is_in_the_page_before_the_commit(
    page: Page, open_page: Open
) -> None:
    received: list[str] = []
    page.on("websocket", lambda s: s.on("framereceived", lambda f: received.append(str(f))))
    open_page(page, CASE)
    page.get_by_role("radio", name=re.compile("^Indicated")).check()

    seen = page.evaluate(DOM) + " ".join(received)

    assert "Half past two at night" in seen
    assert MARKS.findall(re.sub(r"<style.*?</style>", "", seen, flags=re.S)) == []


def test_a_right_decision_reveals_everything_that_the_graph_says(
    page: Page, open_page: Open
) -> None:
    open_page(page, CASE)
    _decide(page, "Contraindicated")

    expect(page.locator(".gg-outcome")).to_contain_text("You said contraindicated, and so does")
    expect(page.locator(".gg-outcome")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Right: by the guideline")).to_have_count(1)
    expect(page.get_by_role("heading", name="Contraindicated")).to_be_visible()
    expect(page.locator(".gg-criterion")).to_have_count(14)
    row = page.locator(".gg-criterion", has_text="Allergy to bone cement components")
    expect(row.locator("summary")).to_contain_text("Met")
    expect(row.locator("summary")).to_contain_text("Uncited")
    row.locator("summary").click()
    expect(row.get_by_role("link", name="st-19a")).to_be_visible()
    expect(row.get_by_role("link", name=re.compile("^A9"))).to_be_visible()


def test_a_wrong_decision_is_told_with_the_right_one(page: Page, open_page: Open) -> None:
    open_page(page, "/cases/a-change-of-clinic")

    _decide(page, "Indicated")

    told = "You said indicated. By the guideline it is cannot tell."
    expect(page.locator(".gg-outcome")).to_contain_text(told)
    expect(page.get_by_role("status").filter(has_text=told)).to_have_count(1)
    expect(page.get_by_text("Has the pain persisted despite conservative")).to_be_visible()


def test_an_opened_criterion_shows_how_far_its_reference_bears_it_out(
    page: Page, open_page: Open
) -> None:
    open_page(page, "/cases/the-beekeeper")
    _decide(page, "Indicated")

    row = page.locator(".gg-criterion", has_text="Conservative management for at least 3 weeks")
    row.locator("summary").click()

    expect(row.locator(".gg-remark").first).to_contain_text("found in no public record")


def test_a_commit_without_a_decision_is_refused_kindly(page: Page, open_page: Open) -> None:
    open_page(page, CASE)

    page.get_by_role("button", name="Commit to this decision").click()

    expect(page.get_by_role("alert").filter(has_text="Choose one of the four")).to_be_visible()
    expect(page.get_by_role("radio", name=re.compile("^Indicated"))).to_be_focused()


def test_the_decision_is_kept_and_can_be_made_again(page: Page, open_page: Open) -> None:
    open_page(page, CASE)
    _decide(page, "Indicated")

    open_page(page, CASE)
    expect(page.locator(".gg-outcome")).to_contain_text("You said indicated.")
    page.get_by_role("button", name="Decide again").click()
    expect(page.locator(".gg-verdict")).to_have_count(0)
    _decide(page, "Contraindicated")
    open_page(page, CASE)

    expect(page.locator(".gg-outcome")).to_contain_text("You said contraindicated, and so")


def test_twins_and_the_next_case_are_a_link_away(page: Page, open_page: Open) -> None:
    open_page(page, "/cases/bridge-on-thursdays")
    _decide(page, "Indicated")
    twins = page.locator(".gg-card--twin")
    expect(twins).to_have_count(2)

    twins.first.get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bridge on Thursdays, ")
    expect(page.get_by_role("button", name="Commit to this decision")).to_be_visible()
    _decide(page, "Cannot tell")
    before = page.url
    page.get_by_role("link", name="Next case").click()

    expect(page.get_by_role("button", name="Commit to this decision")).to_be_visible()
    assert page.url != before


def test_a_case_without_a_twin_offers_one_fact_to_change(page: Page, open_page: Open) -> None:
    open_page(page, "/cases/the-beekeeper")
    _decide(page, "Indicated")

    card = page.locator(".gg-card--twin")
    promised = card.locator("strong").inner_text()
    card.get_by_role("link").click()

    expect(page.locator(".gg-verdict__name")).to_have_text(promised.capitalize())


def test_the_list_can_be_narrowed_and_says_when_nothing_is_left(
    page: Page, open_page: Open
) -> None:
    open_page(page, "/cases?show=missed")
    expect(page.get_by_text("No case missed")).to_be_visible()
    open_page(page, CASE)
    _decide(page, "Indicated")

    open_page(page, "/cases")
    page.get_by_role("link", name=re.compile("^Missed")).click()

    expect(page.locator(".gg-grid > li")).to_have_count(1)
    expect(page.locator(".gg-grid > li")).to_contain_text("You said indicated")
    page.get_by_role("link", name=re.compile("^Not decided")).click()
    expect(page.locator(".gg-grid > li")).to_have_count(34)


def test_a_case_that_does_not_exist_is_answered_with_suggestions(
    page: Page, server: str, offline_guard: Any
) -> None:
    offline_guard.allow("404")

    answer = page.goto(f"{server}/cases/the-beekeepr")

    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("link", name="The beekeeper")).to_be_visible()


def test_a_case_is_decided_by_keyboard_alone(page: Page, open_page: Open) -> None:
    open_page(page, CASE)
    page.get_by_role("radio", name=re.compile("^Indicated")).focus()

    for key in ("ArrowDown", "ArrowDown", "Tab", "Space", "Tab", "Enter"):
        page.keyboard.press(key)

    expect(page.locator(".gg-outcome")).to_contain_text("You said contraindicated, and so does")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("details.gg-criterion[open]")).to_have_count(1)


@pytest.mark.parametrize(
    ("path", "decision"),
    [
        ("/cases/the-beekeeper", "Indicated"),
        ("/cases/behind-the-counter", "Indicated"),
        (CASE, "Contraindicated"),
        ("/cases/a-change-of-clinic", "Cannot tell"),
    ],
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_before_and_after_the_decision(
    page: Page,
    open_page: Open,
    axe: Callable[[Page], None],
    path: str,
    decision: str,
    scheme: Any,
) -> None:
    page.emulate_media(color_scheme=scheme)
    open_page(page, path)
    axe(page)

    _decide(page, decision)
    for summary in page.locator("details > summary").all()[:3]:
        summary.click()

    axe(page)


@pytest.mark.parametrize("path", ["/cases", "/cases?show=missed", CASE])
def test_a_phone_shows_cases_without_overflow(
    phone: Page, open_page: Open, axe: Callable[[Page], None], path: str
) -> None:
    open_page(phone, path)
    if path == CASE:
        _decide(phone, "Not indicated")

    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    axe(phone)


def test_decisions_of_one_browser_are_not_those_of_another(
    page: Page, browser: Browser, open_page: Open
) -> None:
    open_page(page, CASE)
    _decide(page, "Indicated")

    other = browser.new_context()
    stranger = other.new_page()
    open_page(stranger, CASE)

    expect(stranger.get_by_role("button", name="Commit to this decision")).to_be_visible()
    other.close()
