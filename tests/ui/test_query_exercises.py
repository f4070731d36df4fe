from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from kg.exercises import exercise

Open = Callable[[Page, str], None]

TASK = exercise("two-patterns")
PAGE = f"/query/exercises/{TASK.name}"
MISSPELT = "PREFIX gg: <https://w3id.org/guidegraph/schema/>\nSELECT ?r { ?s gg:cite ?r }"


def _hand_in(page: Page, text: str) -> None:
    page.locator(".ace_content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)
    page.get_by_role("button", name="Hand in").click()


def test_an_empty_result_names_the_pattern_at_fault_and_is_mended_by_a_click(
    page: Page, open_page: Open, axe: Callable[[Page], None]
) -> None:
    open_page(page, f"/query?q={quote(MISSPELT)}")

    expect(page.get_by_role("heading", name="Unknown term")).to_be_visible()
    expect(page.get_by_text("Did you mean gg:cites?")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Run the mended query").click()

    expect(page.get_by_role("table", name="Result")).to_be_visible()
    expect(page.get_by_role("heading", name="Unknown term")).to_have_count(0)


def test_a_query_that_is_right_by_accident_is_met_with_a_counterexample(
    page: Page, open_page: Open, axe: Callable[[Page], None]
) -> None:
    open_page(page, "/query/exercises")
    page.get_by_role("link", name=TASK.title).click()
    expect(page.get_by_role("button", name="Hand in")).to_be_visible()

    _hand_in(page, TASK.wrong[0].text)

    expect(page.get_by_text("There it still lists")).to_be_visible(timeout=60_000)
    expect(page.get_by_role("listitem").filter(has_text="st-19a, 19")).to_be_visible()
    axe(page)


def test_a_solved_exercise_is_marked_in_the_course(page: Page, open_page: Open) -> None:
    open_page(page, PAGE)

    _hand_in(page, TASK.rewrites[0])

    expect(page.locator(".gg-console__status")).to_have_text("Solved.", timeout=60_000)
    open_page(page, "/query/exercises")
    expect(page.locator("#exercises-solved")).to_contain_text("1 of 17 solved")
    card = page.locator(f'[data-exercise="{TASK.name}"]')
    expect(card.get_by_text("Solved", exact=True)).to_be_visible()


@pytest.mark.parametrize("path", ["/query/exercises", PAGE])
def test_a_phone_shows_exercises_without_overflow_and_axe_finds_nothing(
    phone: Page, open_page: Open, axe: Callable[[Page], None], path: str
) -> None:
    phone.emulate_media(color_scheme="dark")

    open_page(phone, path)

    root = "document.documentElement"
    assert phone.evaluate(f"{root}.scrollWidth - {root}.clientWidth") == 0
    axe(phone)


def test_tab_passes_the_editor_of_an_exercise_by(page: Page, open_page: Open) -> None:
    open_page(page, PAGE)
    expect(page.locator(".ace_content")).to_be_visible()
    page.locator(".gg-hint summary").focus()

    for _ in range(4):  # the gutter and the text of the editor, Run, Hand in
        page.keyboard.press("Tab")

    expect(page.get_by_role("button", name="Hand in")).to_be_focused()


def test_the_query_page_has_nothing_to_hand_in(page: Page, open_page: Open) -> None:
    open_page(page, "/query")

    expect(page.get_by_role("button", name="Run")).to_be_visible()
    expect(page.get_by_role("button", name="Hand in")).to_have_count(0)


def test_a_row_is_explained_by_the_triples_behind_it(
    page: Page, open_page: Open, axe: Callable[[Page], None]
) -> None:
    open_page(page, f"/query?q={quote(MISSPELT.replace('gg:cite ', 'gg:cites '))}")

    page.get_by_role("button", name="Why? row 2", exact=True).click()

    region = page.get_by_role("region", name="Behind row 2")
    expect(region.get_by_role("listitem")).to_contain_text("gg:cites")
    expect(region.get_by_role("listitem")).to_contain_text("stated")
    axe(page)
    region.get_by_role("button", name="Close").click()
    expect(page.get_by_role("button", name="Why? row 2", exact=True)).to_be_focused()


def test_the_properties_of_a_class_are_offered_at_their_place_and_said(
    page: Page, open_page: Open, axe: Callable[[Page], None]
) -> None:
    open_page(page, "/query")
    page.locator(".ace_content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text("SELECT * { ?s a gg:Reference ; gg:des")

    page.keyboard.press("Control+Space")

    expect(page.locator(".ace_content").first).to_contain_text("gg:design")
    expect(page.get_by_text(re.compile(r"^gg:design, .*1 of \d+$"))).to_be_attached()
    axe(page)


def test_an_earlier_query_comes_back(page: Page, open_page: Open) -> None:
    open_page(page, f"/query?q={quote('ASK { }')}")
    expect(page.get_by_text("Yes", exact=True)).to_be_visible()

    open_page(page, "/query")
    page.get_by_label("Earlier queries").select_option(label="ASK { }")

    expect(page.locator(".ace_content")).to_have_text("ASK { }")
