from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

OpenPage = Callable[[Page, str], None]

GRAPHS = [
    "/explore/graph?ask=decides",
    "/explore/graph?ask=rests-on&reference=ref-5",
    "/explore/graph?ask=uncited",
    "/explore/graph?ask=if-fell&reference=ref-1",
    "/explore/graph?ask=from-finding&finding=Infection",
    "/explore/graph?ask=read&section=section-imaging-findings",
    "/explore/graph?focus=X1&hops=3&section=section-contraindications",
    "/explore/graph?focus=ref-1&hops=3",
    "/explore/graph",
]


def _sizes(page: Page) -> list[float]:
    """Return the size on the screen of each text of the drawing, in pixels."""
    return page.locator("[data-graph] svg text").evaluate_all(
        """all => all.map((text) => {
             const svg = text.ownerSVGElement
             const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width
             return parseFloat(getComputedStyle(text).fontSize) * scale
           })"""
    )


def _pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_a_question_is_asked_and_another_reference_chosen_without_a_new_page(
    page: Page, open_page: OpenPage
) -> None:
    open_page(page, "/explore/graph")
    page.evaluate("window.kept = true")

    page.get_by_role("link", name="What rests on a reference?").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What rests on reference 1?")
    page.get_by_role("navigation", name="Which reference").get_by_role(
        "link", name="Reference 5"
    ).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("What rests on reference 5?")
    expect(page.locator("[data-graph-answer]")).to_contain_text("no decision rests on it")
    expect(page.locator("[data-graph-status]")).to_contain_text("no decision rests on it")
    assert page.url.endswith("/explore/graph?ask=rests-on&reference=ref-5")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("What rests on reference 1?")
    assert page.evaluate("window.kept"), "the page was loaded anew"


def test_a_finding_is_chosen_by_keyboard_alone(page: Page, open_page: OpenPage) -> None:
    open_page(page, "/explore/graph?ask=from-finding")

    page.get_by_label("Finding", exact=True).focus()
    page.keyboard.type("Metastasis")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text(
        "What follows from metastasis in the sacrum?"
    )
    assert page.locator("[data-node]").evaluate_all(
        "all => all.map((a) => a.dataset.node).sort()"
    ) == ["I6", "Malignancy", "NotIndicatedCase", "SacralMetastasis"]


def test_an_answer_is_walked_by_arrow_keys(page: Page, open_page: OpenPage) -> None:
    open_page(page, "/explore/graph?ask=from-finding&finding=InfectionElsewhere")
    page.get_by_role("button", name="Reset").focus()

    reached = []
    page.keyboard.press("Tab")
    for _ in range(4):
        reached.append(page.evaluate("document.activeElement.dataset.node"))
        page.keyboard.press("ArrowRight")

    assert reached == ["InfectionElsewhere", "Infection", "I7", "NotIndicatedCase"]


def test_a_section_narrows_an_answer(page: Page, open_page: OpenPage) -> None:
    open_page(page, "/explore/graph?ask=uncited")

    page.get_by_label("Section").select_option("Contraindications")
    page.get_by_role("button", name="Narrow").click()

    expect(page.locator("[data-graph-answer]")).to_contain_text("4 of 5 statements are uncited")
    assert "ask=uncited&section=section-contraindications" in page.url


def test_more_of_an_answer_opens_in_place(page: Page, open_page: OpenPage) -> None:
    open_page(page, "/explore/graph?ask=uncited")

    page.get_by_role("link", name="more of kind statement").click()

    expect(page.locator(".gg-node--statement[data-node]")).to_have_count(23)


def test_questions_are_answered_without_scripts(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()

    plain.goto(f"{server}/explore/graph")
    plain.get_by_role("link", name="From finding to verdict").click()
    plain.get_by_label("Finding", exact=True).select_option("Coagulopathy")
    plain.get_by_role("button", name="Show what follows").click()

    expect(plain.get_by_role("heading", level=1)).to_have_text("What follows from coagulopathy?")
    context.close()


def test_an_unknown_reference_leads_to_those_there_are(
    page: Page, server: str, offline_guard: Any
) -> None:
    offline_guard.allow("404")

    answer = page.goto(f"{server}/explore/graph?ask=rests-on&reference=ref-55")

    assert answer is not None
    assert answer.status == 404
    page.get_by_role("link", name="What rests on reference 5?").click()
    expect(page.locator("[data-graph-answer]")).to_be_visible()


@pytest.mark.parametrize("path", GRAPHS)
def test_no_text_of_a_drawing_is_smaller_than_12_pixels(
    page: Page, phone: Page, open_page: OpenPage, path: str
) -> None:
    for window in (page, phone):
        open_page(window, path)

        assert min(_sizes(window)) >= 12


def test_labels_of_answers_fit_their_boxes(page: Page, open_page: OpenPage) -> None:
    for path in GRAPHS:
        open_page(page, path)

        outside = page.locator(".gg-node").evaluate_all(
            """all => all.flatMap((node) => {
                 const shape = node.querySelector(".gg-node__shape").getBBox()
                 return [...node.querySelectorAll("tspan, .gg-node__kind")]
                   .filter((text) => text.getComputedTextLength() > shape.width - 20)
                   .map((text) => text.textContent)
               })"""
        )
        assert outside == []


@pytest.mark.parametrize("paper", ["A4", "A3", "Letter"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_map_is_printed_on_one_page(
    page: Page,
    open_page: OpenPage,
    choose_theme: Callable[[Page, str], None],
    paper: str,
    theme: str,
) -> None:
    open_page(page, "/explore/map")
    choose_theme(page, theme)
    page.get_by_role("button", name="Zoom in").click()

    assert _pages_of(page.pdf(format=paper, landscape=True)) == 1


def test_in_print_the_map_stands_alone_in_black_on_white(
    page: Page, open_page: OpenPage, choose_theme: Callable[[Page, str], None]
) -> None:
    open_page(page, "/explore/map")
    choose_theme(page, "dark")

    page.emulate_media(media="print")

    for hidden in ("header", "footer", "h1", "#as-text", "[data-map-tools]"):
        expect(page.locator(hidden).first).to_be_hidden()
    words = page.locator(".gg-map__words").first
    frame = page.locator(".gg-map__frame").first
    assert words.evaluate("text => getComputedStyle(text).fill") == "rgb(0, 0, 0)"
    assert frame.evaluate("box => getComputedStyle(box).fill") == "rgb(255, 255, 255)"


def test_every_word_on_the_map_stays_in_its_frame(page: Page, open_page: OpenPage) -> None:
    open_page(page, "/explore/map")

    outside = page.locator(".gg-map__picture").evaluate(
        """svg => {
             const frames = [...svg.querySelectorAll("rect")].map((rect) => rect.getBBox())
             return [...svg.querySelectorAll("text")].filter((text) => {
               const own = text.getBBox()
               const y = own.y + own.height / 2
               const around = frames.filter((f) => f.x <= own.x && own.x < f.x + f.width
                 && f.y <= y && y < f.y + f.height)
               const end = Math.min(...around.map((f) => f.x + f.width), svg.viewBox.baseVal.width)
               return own.x + own.width > end
             }).map((text) => text.textContent)
           }"""
    )

    assert outside == []


def test_the_map_is_zoomed_and_scrolled_on_a_phone(phone: Page, open_page: OpenPage) -> None:
    open_page(phone, "/explore/map")
    area, picture = phone.locator("[data-map]"), phone.locator(".gg-map__picture")

    def width() -> float:
        return picture.evaluate("svg => svg.getBoundingClientRect().width")

    start = width()
    phone.get_by_role("button", name="Zoom in").tap()
    assert width() == pytest.approx(start * 1.3, rel=0.01)
    area.evaluate("box => box.scrollTo(200, 0)")
    assert area.evaluate("box => box.scrollLeft") == 200
    phone.get_by_role("button", name="Fit").tap()
    assert width() < 390


def test_the_map_scrolls_by_keyboard(page: Page, open_page: OpenPage) -> None:
    open_page(page, "/explore/map")

    page.get_by_role("button", name="Zoom in").click()
    page.get_by_role("region", name="Picture of the concept map").focus()
    page.keyboard.press("End")

    page.wait_for_function("document.querySelector('[data-map]').scrollTop > 0")


def test_a_statement_leads_to_its_questions(page: Page, open_page: OpenPage) -> None:
    open_page(page, "/statements/st-17a")
    expect(page.locator(".gg-nav [aria-current]")).to_have_text("Explore")

    page.get_by_role("region", name="Practise it").locator('a[href^="/items/"]').first.click()

    page.wait_for_url(re.compile("/items/[^/]+$"))
