"""From a proposal to a draft, in a browser."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from app.services import Services


def test_a_proposal_is_taken_into_a_draft_that_can_be_published(
    page: Page,
    own_services: Services,
    start_server: Callable[..., object],
    axe: Callable[[Page], None],
    choose_theme: Callable[[Page, str], None],
) -> None:
    page.goto(f"{start_server(other=own_services).url}/author")
    page.get_by_role("link", name="Propose from the graph").click()
    page.get_by_label("What", exact=True).select_option("application")
    page.get_by_label("How many").select_option("2")
    page.get_by_role("button", name="Propose").click()

    expect(page.get_by_role("heading", name="2 proposals")).to_be_visible()
    page.get_by_text("Why each answer is right or wrong").first.click()
    expect(page.get_by_text("Refuted").first).to_be_visible()
    axe(page)
    choose_theme(page, "dark")
    axe(page)

    page.get_by_role("button", name="Take into a draft").last.click()

    expect(page.locator("#editor[data-begun]")).to_be_visible()
    expect(page.locator(".gg-ready").first).to_be_visible()


def test_a_twin_of_a_vignette_is_taken_from_its_editor(
    page: Page,
    own_services: Services,
    start_server: Callable[..., object],
    axe: Callable[[Page], None],
) -> None:
    page.goto(f"{start_server(other=own_services).url}/author/generate?what=vignette&count=1")
    page.get_by_role("button", name="Take into a draft").click()
    page.get_by_role("link", name="Contrast twins").click()

    expect(page.get_by_role("heading", name="Contrast twins")).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Take into a draft").first.click()

    expect(page.locator("#editor[data-begun]")).to_be_visible()
    expect(page.get_by_text("Contrast twin of").first).to_be_visible()
