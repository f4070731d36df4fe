"""The pages of the graph in both themes and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

OpenPage = Callable[[Page, str], None]

PAGES = (
    "/explore",
    "/explore?q=infection",
    "/explore/graph",
    "/explore/graph?focus=I4&hops=2",
    "/explore/graph?from=X1&to=ref-4",
    "/explore/graph?q=cement",
    "/statements/st-02d",
    "/statements/st-17a",
    "/terms/I4",
    "/terms/A9",
    "/terms/ref-1",
    "/explore/graph?ask=decides",
    "/explore/graph?ask=rests-on&reference=ref-5",
    "/explore/graph?ask=uncited",
    "/explore/graph?ask=if-fell&reference=ref-1",
    "/explore/graph?ask=from-finding&finding=Infection",
    "/explore/graph?ask=read&section=section-imaging-findings",
    "/explore/graph?focus=X1&hops=3&section=section-contraindications",
    "/explore/map",
    "/terms/Ultrasound",
)


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_in_either_theme(
    page: Page,
    open_page: OpenPage,
    axe: Callable[[Page], None],
    choose_theme: Callable[[Page, str], None],
    path: str,
) -> None:
    open_page(page, path)

    for theme in ("light", "dark"):
        choose_theme(page, theme)
        axe(page)


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_shows_no_page_wider_than_itself(
    phone: Page, open_page: OpenPage, axe: Callable[[Page], None], path: str
) -> None:
    open_page(phone, path)

    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    axe(phone)
