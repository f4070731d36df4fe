"""Deleting a draft in a browser, and what those see who have it open."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from author_pages import begun, latest_text, open_draft, saved, store_draft
from draft_texts import ITEM
from playwright.sync_api import Browser, BrowserContext, Page, expect

from quizzes.drafts.workshop import Workshop

WRITTEN = "What was written in the meantime."


def writes_as(context: BrowserContext, site: str, name: str) -> None:
    """Give the author of a browser a name."""
    context.add_cookies([{"name": "gg-author", "value": name, "url": site}])


def delete(page: Page, site: str, address: str) -> None:
    """Delete a draft from its editor."""
    open_draft(page, site, address)
    # Not by the mouse: what is checked in the meantime may move the link away from under it.
    page.get_by_role("link", name="Delete this draft").press("Enter")
    expect(page).to_have_url(re.compile("/author/delete/"))
    page.get_by_role("checkbox", name="Yes, delete this draft.").check()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("status").filter(has_text="The draft is gone")).to_be_visible()


def take_home(page: Page) -> Any:
    return page.get_by_label("What to take home")


def test_a_draft_is_deleted_by_keyboard_alone(
    page: Page, site: str, workshop: Workshop, axe: Callable[[Page], None]
) -> None:
    writes_as(page.context, site, "Ann")
    open_draft(page, site, store_draft(workshop, ITEM))

    page.get_by_role("link", name="Delete this draft").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("This deletes 1 version.")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Delete it").focus()
    page.keyboard.press("Enter")
    assert len(workshop.drafts.all()) == 1  # not confirmed yet
    page.get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(page.get_by_text("No drafts yet")).to_be_visible()
    assert workshop.drafts.all() == ()


def test_who_writes_on_a_draft_that_was_deleted_is_told_and_goes_on_with_it_as_a_new_one(
    page: Page,
    browser: Browser,
    site: str,
    workshop: Workshop,
    offline_guard: Any,
    axe: Callable[[Page], None],
) -> None:
    offline_guard.allow("410 (Gone)")
    address = store_draft(workshop, ITEM)
    open_draft(page, site, address)
    other = browser.new_context()
    writes_as(other, site, "Ann")
    delete(other.new_page(), site, address)

    take_home(page).fill(WRITTEN)

    said = page.locator("[data-said]")
    expect(said).to_contain_text("Ann deleted this draft on")
    expect(page.locator("[data-saved]")).to_have_text("Deleted")
    axe(page)
    take_home(page).press_sequentially(" And more.")
    said.get_by_role("button", name="Go on with it as a new draft").click()
    page.wait_for_url(lambda url: "/author/item/" in url and address not in url)
    begun(page)
    expect(take_home(page)).to_have_value(f"{WRITTEN} And more.")
    saved(page)
    [draft] = workshop.drafts.all()
    assert f"{WRITTEN} And more." in draft.latest.text
    other.close()


def test_what_waited_in_a_closed_window_outlives_the_draft(
    page: Page, browser: Browser, site: str, workshop: Workshop, offline_guard: Any
) -> None:
    offline_guard.allow("ERR_INTERNET_DISCONNECTED")
    address = store_draft(workshop, ITEM)
    open_draft(page, site, address)
    context = page.context
    context.set_offline(True)
    take_home(page).fill(WRITTEN)
    expect(page.get_by_text("No connection.")).to_be_visible()
    page.close()
    context.set_offline(False)
    other = browser.new_context()
    writes_as(other, site, "Ann")
    delete(other.new_page(), site, address)

    again = context.new_page()
    again.goto(f"{site}{address}")
    expect(again.get_by_text("Ann deleted this draft on")).to_be_visible()
    again.get_by_role("button", name="Go on with it as a new draft").click()
    begun(again)

    expect(take_home(again)).to_have_value(WRITTEN)
    assert WRITTEN in latest_text(workshop, again.url)
    again.goto(f"{site}{address}")
    expect(again.get_by_role("link", name="All drafts")).to_be_visible()
    expect(again.get_by_text("never reached the server")).to_have_count(0)
    other.close()


def test_a_draft_that_changed_while_its_author_was_asked_is_looked_at_again(
    page: Page, site: str, workshop: Workshop
) -> None:
    writes_as(page.context, site, "Ann")
    address = store_draft(workshop, ITEM)
    id_ = address.rpartition("/")[2]
    page.goto(f"{site}/author/delete/{id_}")
    first = workshop.drafts.draft(id_).latest
    workshop.drafts.save(id_, 1, f"{ITEM}tags: [new]\n", author="Bob", at=first.saved)

    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Delete it").click()

    expect(page.get_by_text("It was saved once more since you looked.")).to_be_visible()
    expect(page.get_by_text("This deletes 2 versions")).to_contain_text("written by Bob")
    assert len(workshop.drafts.all()) == 1
