"""The toolbar of the query page: values of a stored question, layout, and the plan."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

from playwright.sync_api import Page, expect

Open = Callable[[Page, str], None]

REFERENCE = "/query?name=rests-on-reference"
PREFIX = "PREFIX gg: <https://w3id.org/guidegraph/schema/>\n"
APART = PREFIX + "SELECT * { ?r gg:number ?n . ?s gg:hasKind gg:Contraindication filter(?n > 9) }"


def _write(page: Page, text: str) -> None:
    """Replace the text in the editor by keyboard."""
    page.locator(".ace_content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def test_another_value_is_chosen_by_its_label_and_the_address_carries_it(
    page: Page, open_page: Open
) -> None:
    open_page(page, REFERENCE)
    expect(page.get_by_role("table")).to_contain_text("Reference: 5")

    page.get_by_label("Reference").select_option(label="reference 1")

    expect(page.get_by_role("table")).to_contain_text("Reference: 1")
    expect(page.locator(".ace_content")).to_contain_text("VALUES ?number { 1 }")
    expect(page).to_have_url(f"{REFERENCE}&number=1")
    page.reload()
    expect(page.get_by_role("table")).to_contain_text("Reference: 1")
    expect(page.get_by_label("Reference")).to_have_value("1")


def test_a_word_is_typed_and_the_field_follows_the_text(page: Page, open_page: Open) -> None:
    open_page(page, "/query?name=statements-with-a-word")
    word = page.get_by_label("Word", exact=True)
    expect(page.get_by_role("table")).to_contain_text("Word: cement")

    word.fill('" } { 5')
    word.press("Enter")
    expect(page.locator(".ace_content")).to_contain_text('VALUES ?word { "\\" } { 5" }')
    expect(page.get_by_text("Why nothing matches")).to_be_visible()
    _write(page, PREFIX + 'SELECT ?text { VALUES ?word { "MRI" } ?s gg:text ?text }')
    page.keyboard.press("ControlOrMeta+Enter")

    expect(page.get_by_role("table", name="Result")).to_be_visible()
    expect(word).to_have_value("MRI")


def test_a_query_is_laid_out_and_the_layout_is_taken_back(page: Page, open_page: Open) -> None:
    open_page(page, f"/query?q={quote(APART)}")
    expect(page.get_by_text("Why nothing matches")).to_be_visible()
    layout = page.get_by_role("button", name="Format")

    layout.click()
    expect(page.locator(".ace_line").nth(4)).to_have_text("  ?s gg:hasKind gg:Contraindication")
    expect(page.locator(".ace_line").nth(5)).to_have_text("  FILTER(?n > 9)")
    layout.click()
    expect(page.locator(".gg-console__status")).to_have_text("The query is tidy already.")
    page.locator(".ace_content").click()
    page.keyboard.press("ControlOrMeta+z")

    expect(page.locator(".ace_content")).to_contain_text("filter(?n > 9) }")


def test_the_plan_says_what_is_multiplied_and_where_rows_are_lost(
    page: Page, open_page: Open, axe_by_night_and_day: Callable[[Page], None]
) -> None:
    page.emulate_media(color_scheme="dark")
    open_page(page, f"/query?q={quote(APART)}")
    expect(page.get_by_text("Why nothing matches")).to_be_visible()

    page.get_by_role("button", name="Explain plan").focus()
    page.keyboard.press("Enter")

    plan = page.get_by_role("region", name="Plan of the query")
    expect(plan.get_by_role("heading")).to_be_focused()
    expect(plan).to_contain_text("every row is multiplied")
    expect(plan).to_contain_text("here the last rows are lost")
    axe_by_night_and_day(page)
    plan.get_by_role("button", name="Close the plan").click()
    expect(plan).to_have_count(0)
    expect(page.get_by_role("button", name="Explain plan")).to_be_focused()


def test_a_phone_shows_fields_and_plan_without_overflow(
    phone: Page, open_page: Open, axe: Callable[[Page], None]
) -> None:
    open_page(phone, "/query?name=neighbourhood-of-a-criterion")
    expect(phone.locator(".gg-console__status")).to_contain_text("triples in")

    phone.get_by_role("button", name="Explain plan").click()

    expect(phone.get_by_role("region", name="Plan of the query")).to_contain_text("UNION")
    root = "document.documentElement"
    assert phone.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0
    axe(phone)
