"""What an author does in a browser, on pages that several tests visit."""

from __future__ import annotations

from datetime import UTC, datetime
from secrets import token_hex

from playwright.sync_api import Locator, Page, expect

from quizzes.drafts.model import Part
from quizzes.drafts.workshop import Workshop

SLUG = "bilateral-sacroplasty"


def begun(page: Page) -> None:
    """Wait until the editor can be used."""
    expect(page.locator("#editor[data-begun]")).to_be_visible(timeout=20_000)


def new_item(page: Page, site: str, title: str, kind: str = "Single best answer") -> None:
    """Begin an item on the page of all drafts."""
    page.goto(f"{site}/author")
    form = page.get_by_role("region", name="New item")
    form.get_by_label("Working title").fill(title)
    form.get_by_label("Kind").select_option(kind)
    form.get_by_role("button", name="Write an item").click()
    begun(page)


def choose(place: Locator, label: str, words: str) -> None:
    """Choose the first entry that a search for *words* offers."""
    place.get_by_role("combobox", name=label, exact=True).fill(words)
    place.page.keyboard.press("Enter")


def option_at(page: Page, number: int) -> Locator:
    """Return the fields of an option, counted from 1."""
    return page.get_by_role("group", name=f"Option {number}", exact=True)


def saved(page: Page) -> None:
    """Wait until the server has all that was written."""
    expect(page.locator('#editor[data-state="saved"]')).to_be_visible(timeout=15_000)


def store_draft(workshop: Workshop, text: str, part: Part = Part.ITEM) -> str:
    """Store a draft and return the address of its editor."""
    id_ = token_hex(16)
    workshop.drafts.start(id_, part, SLUG, text, author="Ann", at=datetime.now(UTC))
    return f"/author/{part.value}/{id_}"


def open_draft(page: Page, site: str, address: str) -> None:
    """Go to the editor of a draft."""
    page.goto(f"{site}{address}")
    begun(page)


def latest_text(workshop: Workshop, address: str) -> str:
    """Return the text of the latest version of a draft."""
    return workshop.drafts.draft(address.rpartition("/")[2]).latest.text
