from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

OpenPage = Callable[[Page, str], None]

PAGES = [
    "/ontology",
    "/ontology/bilateral-sacroplasty",
    "/ontology/bilateral-sacroplasty/X4",
    "/ontology/bilateral-sacroplasty/NoInfection",
    "/ontology/bilateral-sacroplasty/0.1.0/inferred",
    "/ontology/nothing",
]


def test_a_reader_walks_from_the_ontology_over_an_axiom_to_a_statement(
    page: Page, open_page: OpenPage
) -> None:
    open_page(page, "/ontology/bilateral-sacroplasty")

    page.get_by_role("link", name="X4 met", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("X4 met")
    expect(page.get_by_text("EquivalentTo")).to_be_visible()

    label = "displacement that needs surgical stabilization"
    page.get_by_role("link", name=label, exact=True).first.click()
    expect(page.get_by_text("exclusion criterion").first).to_be_visible()
    page.get_by_role("link", name="Read it in the guideline").click()
    expect(page).to_have_url(re.compile(r"/terms/X4$"))


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_in_either_theme(
    page: Page,
    open_page: OpenPage,
    axe_by_night_and_day: Callable[[Page], None],
    path: str,
    offline_guard: Any,
) -> None:
    if path.endswith("nothing"):
        offline_guard.allow("404")

    open_page(page, path)

    axe_by_night_and_day(page)


@pytest.mark.parametrize("path", PAGES[:-1])
def test_a_phone_needs_no_sideways_scrolling(phone: Page, open_page: OpenPage, path: str) -> None:
    open_page(phone, path)

    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
