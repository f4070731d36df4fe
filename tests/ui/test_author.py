"""Writing items and vignettes as an author does, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from app.services import Services
from quizzes.drafts.store import Drafts
from quizzes.drafts.workshop import Workshop

Open = Callable[[Page, str], None]
SLUG = "bilateral-sacroplasty"


@pytest.fixture
def workshop(services: Services, tmp_path: Path) -> Iterator[Workshop]:
    """A workshop of its own, so that what is published here is in no other test."""
    shipped = services.workshop.shipped
    knowledge = {slug: services.workshop.context(slug).knowledge for slug in shipped}
    with Drafts(f"sqlite:///{tmp_path / 'drafts.sqlite3'}") as drafts:
        yield Workshop(shipped, knowledge, drafts)


@pytest.fixture
def site(services: Services, workshop: Workshop, start_server: Callable[..., Any]) -> str:
    """The address of a server with that workshop."""
    running = start_server(other=replace(services, workshop=workshop, banks=workshop.banks))
    return str(running.url)


def _begun(page: Page) -> None:
    expect(page.locator("#editor[data-begun]")).to_be_visible(timeout=20_000)


def _new(page: Page, site: str, title: str, kind: str = "Single best answer") -> None:
    page.goto(f"{site}/author")
    form = page.get_by_role("region", name="New item")
    form.get_by_label("Working title").fill(title)
    form.get_by_label("Kind").select_option(kind)
    form.get_by_role("button", name="Write an item").click()
    _begun(page)


def _choose(place: Locator, label: str, words: str) -> None:
    """Choose the first entry that a search for *words* offers."""
    place.get_by_role("combobox", name=label, exact=True).fill(words)
    place.page.keyboard.press("Enter")


def _option(page: Page, number: int) -> Locator:
    return page.get_by_role("group", name=f"Option {number}", exact=True)


def _write_option(
    page: Page, number: int, text: str, *, section: str, rationale: str, statement: str
) -> None:
    option = _option(page, number)
    option.get_by_label("What the learner reads").fill(text)
    _choose(option, "Claim", "stands in a section")
    _choose(option, "Statement", statement)
    _choose(option, "Section", section)
    option.get_by_label("Why it is right or wrong").fill(rationale)
    _choose(option, "Statements that this rests on", statement)


def _write_item(page: Page) -> None:
    page.get_by_label("Lead-in").fill("Which of these findings does the source list against it?")
    rows = (("Infection at the site", "st-17a"), ("Osteoporosis", "st-07a"), ("Age", "st-07b"))
    for number, (text, statement) in enumerate(rows, start=1):
        _write_option(
            page,
            number,
            text,
            section="contraindications",
            rationale=f"{text} stands where it stands, as the source has it in its list.",
            statement=statement,
        )
    page.get_by_role("button", name="Remove option 4").click()
    page.get_by_label("What to take home").fill("What excludes stands in a list of its own.")


def _saved(page: Page) -> None:
    expect(page.locator('#editor[data-state="saved"]')).to_be_visible(timeout=15_000)


def test_an_item_is_written_from_nothing_published_and_answered(page: Page, site: str) -> None:
    _new(page, site, "What excludes")
    _write_item(page)
    expect(_option(page, 1).locator(".gg-proof")).to_contain_text("Right")
    expect(_option(page, 2).locator(".gg-proof")).to_contain_text("Wrong, proven")
    expect(page.get_by_text("Nothing stands against publishing")).to_be_visible()
    _saved(page)

    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Residents get it from now on.")).to_be_visible()
    page.get_by_role("link", name="Open the question").click()
    page.get_by_label("Infection at the site").check(timeout=20_000)
    page.get_by_role("button", name="Check answer").click()

    expect(page.locator(".gg-outcome")).to_contain_text("Right")
