from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

Open = Callable[[Page, str], None]


def test_an_impact_report_is_seen_before_anything_is_published(
    page: Page, open_page: Open, axe: Callable[[Page], None]
) -> None:
    open_page(page, "/author/impact")

    page.get_by_label("New value").fill("6")
    page.get_by_label("New value").press("Enter")

    expect(page.get_by_role("heading", name="Items whose key flips")).to_be_visible()
    expect(page.get_by_role("region", name="Table of verdicts")).to_contain_text("The ferryman")
    axe(page)


def test_coverage_ends_with_the_mutation_score(
    page: Page, open_page: Open, axe: Callable[[Page], None]
) -> None:
    open_page(page, "/author/coverage")

    expect(page.locator("section[data-run=done]")).to_be_visible(timeout=120_000)
    expect(page.get_by_role("row", name="Axioms that decide")).to_contain_text("100.0 %")
    axe(page)
