"""Nothing of a draft is lost: two who write at once, lost connections, earlier versions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from author_pages import begun, latest_text, open_draft, saved, store_draft
from draft_texts import ITEM
from playwright.sync_api import BrowserContext, Page, expect

from quizzes.drafts.workshop import Workshop


@pytest.fixture
def draft(workshop: Workshop) -> str:
    """The address of a draft that nobody has open yet."""
    return store_draft(workshop, ITEM)


@pytest.fixture
def other(
    page: Page,
    new_context: Callable[[], BrowserContext],
    offline_guard: Any,
    site: str,
    draft: str,
) -> Page:
    """Bob's window on the draft, in which he was writing when Ann saved what she wrote in hers."""
    context = new_context()
    offline_guard.watch(context)
    other = context.new_page()
    for window in (page, other):
        open_draft(window, site, draft)
    page.get_by_label("What to take home").fill("What Ann says of it.")
    saved(page)
    other.get_by_label("What to take home").fill("What Bob says of it.")
    return other


def test_of_two_editors_the_second_is_told_and_nothing_is_lost(other: Page) -> None:
    said = other.locator("[data-said]")
    expect(said).to_contain_text("Somebody has saved version 2 while you were writing")
    said.get_by_role("link", name="Compare").click()
    changed = other.locator(".gg-compared")
    expect(changed.locator("dt")).to_have_text(["Explanation"])
    expect(changed.locator("del")).to_have_text("removed: Ann")
    expect(changed.locator("ins")).to_have_text("added: Bob")
    expect(other.get_by_text("Beside the others")).to_be_visible()


def test_who_was_second_goes_on_with_either_text(
    page: Page, other: Page, draft: str, workshop: Workshop
) -> None:
    other.get_by_role("button", name="Go on with mine").click()
    saved(other)
    assert "What Bob says of it." in latest_text(workshop, draft)
    page.get_by_label("What to take home").fill("What Ann says now.")
    page.get_by_role("button", name="Take theirs").click()

    expect(page.get_by_label("What to take home")).to_have_value("What Bob says of it.")
    assert "What Bob says of it." in latest_text(workshop, draft)


def test_a_lost_connection_while_editing_loses_nothing(
    page: Page, site: str, draft: str, workshop: Workshop, offline_guard: Any
) -> None:
    offline_guard.allow("ERR_INTERNET_DISCONNECTED")
    open_draft(page, site, draft)
    field = page.get_by_label("What to take home")

    page.context.set_offline(True)
    field.fill("Written without a connection.")
    expect(page.get_by_text("No connection.")).to_be_visible()
    field.press_sequentially(" And on.")
    page.context.set_offline(False)
    saved(page)

    expect(field).to_be_focused()
    expect(field).to_have_value("Written without a connection. And on.")
    assert "Written without a connection. And on." in latest_text(workshop, draft)


def test_what_was_written_before_the_window_was_closed_is_sent_when_it_opens_again(
    page: Page, site: str, draft: str, workshop: Workshop, offline_guard: Any
) -> None:
    offline_guard.allow("ERR_INTERNET_DISCONNECTED")
    open_draft(page, site, draft)
    context = page.context
    context.set_offline(True)
    page.get_by_label("What to take home").fill("Written, and then the lid was closed.")
    expect(page.get_by_text("No connection.")).to_be_visible()
    page.close()

    context.set_offline(False)
    again = context.new_page()
    open_draft(again, site, draft)

    expect(again.get_by_label("What to take home")).to_have_value(
        "Written, and then the lid was closed."
    )
    saved(again)
    assert "Written, and then the lid was closed." in latest_text(workshop, draft)


def test_a_comment_and_a_stage_are_seen_by_the_next_who_opens_it(
    page: Page, site: str, draft: str
) -> None:
    open_draft(page, site, draft)

    page.get_by_label("Your comment").fill("Is <b>this</b> the only line?")
    page.get_by_role("button", name="Comment", exact=True).click()
    page.get_by_role("button", name="Send to review").click()
    expect(page.locator("[data-shows-stage]")).to_have_text("In review")
    open_draft(page, site, draft)

    expect(page.locator("[data-shows-stage]")).to_have_text("In review")
    expect(page.locator(".gg-comments__text")).to_have_text("Is <b>this</b> the only line?")


def test_an_earlier_version_is_restored(
    page: Page, site: str, draft: str, workshop: Workshop
) -> None:
    open_draft(page, site, draft)
    page.get_by_label("What to take home").fill("A second thought.")
    saved(page)

    page.get_by_role("link", name="All versions").click()
    page.get_by_role("button", name="Restore version 1").click()
    begun(page)

    expect(page.get_by_label("What to take home")).to_have_value(
        "What excludes stands in a list of its own."
    )
    assert len(workshop.drafts.versions(draft.rpartition("/")[2])) == 3
