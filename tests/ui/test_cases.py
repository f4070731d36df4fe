"""Cases in a browser: the list, the decision, and what is revealed after it."""

from __future__ import annotations

import re
from typing import Any

from browsing import Open, decide
from playwright.sync_api import Browser, Page, expect

CASE = "/cases/the-card-in-the-wallet"
MARKS = re.compile(
    r"gg-verdict|gg-status|gg-criteria|gg-outcome|Uncited|\bX3\b|twin|dermatology", re.I
)
# Shadow roots too; the frame's own text and the choices are the same for every case.
DOM = """() => {
  const text = (root) => [...root.querySelectorAll('*')].map((e) =>
    e.className + ' ' + (e.shadowRoot ? e.shadowRoot.innerHTML + text(e.shadowRoot) : '')).join(' ')
  return document.querySelector('main').innerHTML + text(document.querySelector('main'))
}"""


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
    decide(page, "Contraindicated")

    expect(page.locator(".gg-outcome")).to_contain_text("You said contraindicated, and so does")
    expect(page.locator(".gg-outcome")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Right: by the guideline")).to_have_count(1)
    expect(page.get_by_role("heading", name="Contraindicated")).to_be_visible()
    expect(page.locator(".gg-criterion")).to_have_count(14)
    row = page.locator(".gg-criterion[open]")
    expect(row.locator("summary")).to_contain_text("Allergy to bone cement components")
    expect(row.locator("summary")).to_contain_text("Met")
    expect(row.locator("summary")).to_contain_text("Uncited")
    expect(row.get_by_role("link", name="st-19a")).to_be_visible()
    expect(row.get_by_role("link", name=re.compile("^A9"))).to_be_visible()
    expect(page.get_by_text("Not reviewed by a clinician.")).to_be_visible()


def test_a_wrong_decision_is_told_with_the_right_one(page: Page, open_page: Open) -> None:
    open_page(page, "/cases/a-change-of-clinic")

    decide(page, "Indicated")

    told = "You said indicated. By the guideline it is cannot tell."
    expect(page.locator(".gg-outcome")).to_contain_text(told)
    expect(page.get_by_role("status").filter(has_text=told)).to_have_count(1)
    expect(page.get_by_text("Has the pain persisted despite conservative")).to_be_visible()


def test_an_opened_criterion_shows_how_far_its_reference_bears_it_out(
    page: Page, open_page: Open
) -> None:
    open_page(page, "/cases/the-beekeeper")
    decide(page, "Indicated")

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
    decide(page, "Indicated")

    open_page(page, CASE)
    expect(page.locator(".gg-outcome")).to_contain_text("You said indicated.")
    page.get_by_role("button", name="Decide again").click()
    expect(page.locator(".gg-verdict")).to_have_count(0)
    decide(page, "Contraindicated")
    open_page(page, CASE)

    expect(page.locator(".gg-outcome")).to_contain_text("You said contraindicated, and so")


def test_twins_and_the_next_case_are_a_link_away(page: Page, open_page: Open) -> None:
    open_page(page, "/cases/bridge-on-thursdays")
    decide(page, "Indicated")
    twins = page.locator(".gg-others a")
    expect(twins).to_have_count(1)

    twins.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bridge on Thursdays, ")
    expect(page.get_by_role("button", name="Commit to this decision")).to_be_visible()
    decide(page, "Cannot tell")
    before = page.url
    page.get_by_role("link", name="Next case", exact=True).click()

    expect(page.get_by_role("button", name="Commit to this decision")).to_be_visible()
    assert page.url != before


def test_the_list_can_be_narrowed_and_says_when_nothing_is_left(
    page: Page, open_page: Open
) -> None:
    open_page(page, "/cases?show=missed")
    expect(page.get_by_text("No case missed")).to_be_visible()
    open_page(page, CASE)
    decide(page, "Indicated")

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


def test_decisions_of_one_browser_are_not_those_of_another(
    page: Page, browser: Browser, open_page: Open
) -> None:
    open_page(page, CASE)
    decide(page, "Indicated")

    other = browser.new_context()
    stranger = other.new_page()
    open_page(stranger, CASE)

    expect(stranger.get_by_role("button", name="Commit to this decision")).to_be_visible()
    other.close()


def test_the_list_tells_no_more_than_the_opening(page: Page, open_page: Open) -> None:
    open_page(page, "/cases")

    card = page.locator(".gg-card--link", has_text="The card in the wallet")

    expect(card).to_contain_text("Half past two at night")
    expect(card).not_to_contain_text("scan")
