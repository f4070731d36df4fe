"""What stands behind a row: counts by their rows, paths by their triples, by keyboard."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

Open = Callable[[Page, str], None]

PREFIX = """PREFIX gg: <https://w3id.org/guidegraph/schema/>
PREFIX bs: <https://w3id.org/guidegraph/bilateral-sacroplasty/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""
COUNT = PREFIX + "SELECT (COUNT(?s) AS ?n) { ?s gg:hasKind ?kind } GROUP BY ?kind ORDER BY ?n"
PATH = PREFIX + "SELECT ?b { bs:SevereLowBackPain rdfs:subClassOf+ ?b FILTER(?b = bs:Pain) }"
GRAPH = PREFIX + "SELECT ?g { GRAPH ?g { bs:X4 a gg:Criterion MINUS { bs:X4 a gg:Nothing } } }"
STATES = {"count": (COUNT, "light"), "path": (PATH, "dark"), "graph": (GRAPH, "dark")}


def _address(text: str) -> str:
    return f"/query?q={quote(text)}"


def test_a_count_is_explained_by_its_rows_and_those_can_be_asked_for(
    page: Page, open_page: Open
) -> None:
    open_page(page, _address(COUNT))
    page.get_by_role("button", name="Why? row 2", exact=True).focus()
    page.keyboard.press("Enter")
    region = page.get_by_role("region", name="Behind row 2")
    expect(region.get_by_role("heading")).to_be_focused()
    expect(region).to_contain_text(re.compile(r"Made of \d rows where kind is gg:\w+"))
    second = region.locator("summary", has_text="Row 2")

    second.focus()
    page.keyboard.press("Enter")
    expect(region.get_by_text("gg:hasKind").nth(1)).to_be_visible()
    region.get_by_role("link", name="Ask for these rows").press("Enter")

    rows = page.get_by_role("button", name=re.compile(r"^Why\? row"))
    expect(rows).to_have_count(2)
    expect(page.locator(".gg-console__status")).to_contain_text("2 rows in")


def test_a_run_after_an_explanation_is_answered(page: Page, open_page: Open) -> None:
    open_page(page, _address(PATH))
    page.get_by_role("button", name="Why? row 1").click()
    expect(page.get_by_role("region", name="Behind row 1")).to_contain_text("path of 2 steps")

    page.get_by_role("button", name="Run").click()

    expect(page.get_by_role("region", name="Behind row 1")).to_have_count(0)
    expect(page.locator(".gg-console__status")).to_contain_text("1 row in")


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_behind_a_row_on_a_phone(
    phone: Page, open_page: Open, axe: Callable[[Page], None], state: str
) -> None:
    text, scheme = STATES[state]
    phone.emulate_media(color_scheme=scheme)
    open_page(phone, _address(text))

    phone.get_by_role("button", name="Why? row 1").first.click()
    region = phone.get_by_role("region", name="Behind row 1")
    region.get_by_role("button", name="Open every step").click()

    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= phone.viewport_size["width"]
