"""The views of a result, chosen, linked and read by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

Open = Callable[[Page, str], None]

PREFIX = "PREFIX gg: <https://w3id.org/guidegraph/schema/> "
KINDS = (
    f"{PREFIX}SELECT ?kind (COUNT(*) AS ?n) {{ ?s gg:hasKind ?kind }} GROUP BY ?kind ORDER BY ?n"
)
LINES = f"{PREFIX}SELECT ?line (COUNT(*) AS ?n) {{ ?s gg:sourceLine ?line }} GROUP BY ?line"
CITES = f"{PREFIX}SELECT ?statement ?reference {{ ?statement gg:cites ?reference }}"
WIDE = "SELECT * { ?s ?p ?o . ?a ?b ?c } LIMIT 20"
WHY = f"{PREFIX}SELECT ?x {{ VALUES ?code {{ 'X4' }} ?x a gg:Criterion ; gg:code ?code }}"
ALL = "FROM <https://w3id.org/guidegraph/bilateral-sacroplasty/0.1.0> "
ALL += "FROM <https://w3id.org/guidegraph/bilateral-sacroplasty/0.1.0/inferred> "

STATES = {
    "bars": (KINDS, "chart", "light"),
    "dots": (LINES, "chart", "dark"),
    "graph": (CITES, "graph", "dark"),
    "pivot": (CITES, "pivot", "light"),
    "wide table": (WIDE, "table", "dark"),
}


def _address(text: str, view: str = "") -> str:
    return f"/query?q={quote(text)}" + (f"&view={view}" if view else "")


def test_a_view_is_chosen_by_keyboard_and_stands_in_the_address(
    page: Page, open_page: Open
) -> None:
    open_page(page, _address(KINDS))
    chart = page.get_by_role("radio", name="Chart")
    expect(page.get_by_role("radio", name="Graph")).to_be_disabled()
    expect(page.get_by_text("Graph needs two columns of terms.")).to_be_visible()

    page.get_by_role("radio", name="Table").focus()
    page.keyboard.press("ArrowRight")

    expect(chart).to_be_checked()
    expect(chart).to_be_focused()
    expect(page.locator(".gg-barchart tbody tr")).to_have_count(15)
    expect(page).to_have_url(re.compile(r"&view=chart%3Ax%3Dkind%2Cy%3Dn$"))
    page.reload()
    expect(page.locator(".gg-barchart tbody tr")).to_have_count(15)
    expect(page.get_by_role("link", name="CSV")).to_be_visible()


def test_a_pivot_table_is_made_of_the_columns_that_are_picked(page: Page, open_page: Open) -> None:
    open_page(page, _address(CITES, "pivot:rows=statement,columns="))
    expect(page.locator(".gg-pivot tbody tr")).not_to_have_count(0)

    page.get_by_label("Rows").focus()
    page.get_by_label("Rows").select_option("reference")

    expect(page.locator(".gg-pivot caption")).to_contain_text("for each reference")
    expect(page.get_by_label("Rows")).to_be_focused()
    expect(page.get_by_label("Rows")).to_have_value("reference")


def test_a_drawing_is_walked_by_arrow_keys_and_a_term_is_opened(
    page: Page, open_page: Open
) -> None:
    open_page(page, _address(CITES, "graph"))
    drawing = page.locator(".gg-graphed svg")
    first = drawing.locator("a[tabindex='0']")
    expect(first).to_have_count(1)
    first.focus()

    page.keyboard.press("ArrowRight")
    expect(drawing.locator("a:focus")).to_have_attribute("aria-label", re.compile("^bs:ref-"))
    expect(drawing.locator(".gg-edge--chosen").first).to_be_visible()
    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/terms/ref-"))


def test_a_row_is_explained_down_to_its_statements(page: Page, open_page: Open) -> None:
    open_page(page, _address(WHY.replace("{ VALUES", f"{ALL} {{ VALUES")))

    page.get_by_role("button", name="Why? row 1").click()
    region = page.get_by_role("region", name="Behind row 1")
    expect(region.get_by_role("heading")).to_be_focused()
    expect(region).to_contain_text("follows: what is of a class is of every broader one")
    expect(region.get_by_text("source line 20").first).to_be_hidden()
    region.get_by_role("button", name="Open every step").click()

    expect(region.get_by_text("source line 20").first).to_be_visible()
    expect(region.get_by_role("link", name="st-20a").first).to_have_attribute(
        "href", "/statements/st-20a"
    )


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_any_view_on_a_phone(
    phone: Page, open_page: Open, axe: Callable[[Page], None], state: str
) -> None:
    text, view, scheme = STATES[state]
    phone.emulate_media(color_scheme=scheme)

    open_page(phone, _address(text, view))
    expect(phone.locator(".gg-views")).to_be_visible()
    for summary in phone.locator(".gg-chart__numbers > summary").all():
        summary.click()

    root = "document.documentElement"
    assert phone.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0
    axe(phone)
