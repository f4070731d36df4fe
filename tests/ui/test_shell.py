from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

Open = Callable[[Page, str], None]
PATHS = ["/", "/about", "/test/parts"]


def _background(page: Page) -> str:
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing_on_a_desktop(
    page: Page, open_page: Open, axe_by_night_and_day: Callable[[Page], None], path: str
) -> None:
    page.emulate_media(color_scheme="dark")

    open_page(page, path)

    axe_by_night_and_day(page)


@pytest.mark.parametrize("path", PATHS)
def test_a_phone_shows_the_page_without_overflow_and_axe_finds_nothing(
    phone: Page, open_page: Open, axe: Callable[[Page], None], path: str
) -> None:
    open_page(phone, path)

    width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert phone.evaluate(width) == 0
    axe(phone)


def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(phone: Page, open_page: Open) -> None:
    open_page(phone, "/")
    button = phone.get_by_role("button", name="Menu")
    entry = phone.get_by_role("navigation", name="Main").get_by_role("link", name="Quiz")
    expect(entry).to_be_hidden()

    button.focus()
    phone.keyboard.press("Enter")
    expect(entry).to_be_visible()
    expect(button).to_have_attribute("aria-expanded", "true")
    phone.keyboard.press("Escape")

    expect(entry).to_be_hidden()
    expect(button).to_be_focused()


def test_the_theme_follows_the_system_until_one_is_chosen(page: Page, open_page: Open) -> None:
    page.emulate_media(color_scheme="dark")
    open_page(page, "/")
    dark = _background(page)

    page.emulate_media(color_scheme="light")
    expect(page.locator("html")).to_have_attribute("data-theme", "light")

    assert (dark, _background(page)) == ("rgb(15, 16, 20)", "rgb(250, 250, 251)")


def test_a_chosen_theme_is_kept_on_other_pages_and_reaches_components(
    page: Page, open_page: Open, choose_theme: Callable[[Page, str], None]
) -> None:
    page.emulate_media(color_scheme="light")
    open_page(page, "/")
    choose_theme(page, "dark")

    open_page(page, "/test/parts")

    assert _background(page) == "rgb(15, 16, 20)"
    expect(page.get_by_text("Cannot tell")).to_have_css("color", "rgb(236, 237, 241)")
    expect(page.locator('[data-choice="dark"]')).to_have_attribute("aria-pressed", "true")
    choose_theme(page, "light")
    expect(page.get_by_text("Cannot tell")).to_have_css("color", "rgb(27, 28, 34)")


def test_the_first_tab_offers_to_skip_to_the_content(page: Page, open_page: Open) -> None:
    open_page(page, "/about")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.locator("main")).to_be_focused()


def test_titles_name_the_page(page: Page, open_page: Open) -> None:
    titles = []
    for path in PATHS:
        open_page(page, path)
        titles.append(page.title())

    assert titles == [
        "Decide the case. Then see why. · GuideGraph",
        "About GuideGraph · GuideGraph",
        "Parts · GuideGraph",
    ]


def test_an_address_that_leads_nowhere_is_answered_kindly(
    page: Page, server: str, offline_guard: Any, axe: Callable[[Page], None]
) -> None:
    offline_guard.allow("404")

    page.goto(f"{server}/no/such/page")

    expect(page.get_by_role("heading", level=1)).to_have_text("Page not found")
    axe(page)


def test_a_link_to_an_encoding_decision_opens_it(page: Page, open_page: Open) -> None:
    open_page(page, "/about")
    anchor = page.locator("details").nth(3).get_attribute("id")

    open_page(page, f"/#{anchor}")
    open_page(page, f"/about#{anchor}")

    expect(page.locator(f"#{anchor}")).to_have_attribute("open", "")


def test_server_rendered_html_in_a_component_has_the_look_of_the_page(
    page: Page, open_page: Open
) -> None:
    open_page(page, "/test/parts")

    expect(page.get_by_text("Pressed 0 times")).to_have_css("font-size", "14px")
    page.get_by_role("button", name="Press").click()
    expect(page.get_by_text("Pressed 1 times")).to_have_css("font-size", "14px")
    fonts = page.get_by_text("Pressed 1 times").evaluate("e => getComputedStyle(e).fontFamily")
    assert fonts.startswith("system-ui")


def test_a_question_starts_without_an_answer(page: Page, open_page: Open) -> None:
    open_page(page, "/test/parts")
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    expect(page.get_by_text("Chosen: nothing")).to_be_visible()

    page.get_by_role("radio", name="Cannot tell").check()

    expect(page.get_by_text("Chosen: Cannot tell")).to_be_visible()


def test_the_keyboard_passes_through_the_query_editor(page: Page, open_page: Open) -> None:
    open_page(page, "/test/parts")
    page.get_by_role("radio", name="Indicated", exact=True).focus()

    for _ in range(2):
        page.keyboard.press("Tab")
    for key in ("Enter", "#", "Escape", "Tab"):
        page.keyboard.press(key)

    expect(page.locator(".ace_content")).to_contain_text("#ASK")
    expect(page.get_by_role("contentinfo").get_by_role("link", name="About")).to_be_focused()


def test_a_lost_connection_is_announced_and_the_page_reloads_when_the_server_is_back(
    page: Page, start_server: Callable[..., Any], offline_guard: Any
) -> None:
    offline_guard.allow("ERR_CONNECTION_REFUSED")
    offline_guard.allow("WebSocket")
    first = start_server()
    page.goto(f"{first.url}/test/parts")
    page.get_by_role("button", name="Press").click()
    expect(page.get_by_text("Pressed 1 times")).to_be_visible()

    first.stop()
    expect(page.get_by_role("status").filter(has_text="connection was lost")).to_be_visible()
    start_server(first.port)

    expect(page.get_by_text("Pressed 0 times")).to_be_visible(timeout=20_000)


def test_material_components_change_at_once(page: Page, open_page: Open) -> None:
    open_page(page, "/test/parts")

    button = page.get_by_role("button", name="Press")

    durations = button.evaluate("element => getComputedStyle(element).transitionDuration")
    assert set(durations.split(", ")) == {"0s"}
