from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

OpenPage = Callable[[Page, str], None]


def _node(node_id: str) -> str:
    return f'[data-node="{node_id}"]'


def _focused(page: Page) -> str | None:
    return page.evaluate("document.activeElement.dataset.node ?? null")


def _zoom(page: Page) -> float:
    return page.evaluate(
        "(() => { const s = document.querySelector('[data-graph] svg');"
        " return s.width.baseVal.value / s.viewBox.baseVal.width })()"
    )


def test_a_click_in_the_graph_moves_the_focus_and_back_undoes_it(
    page: Page, open_page: OpenPage
) -> None:
    open_page(page, "/explore/graph?focus=I4")
    page.evaluate("window.kept = true")

    page.locator(_node("st-02d")).click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Statement st-02d in the graph")
    assert page.url.endswith("/explore/graph?focus=st-02d")
    expect(page.locator("[data-graph-status]")).to_have_text("Statement st-02d in the graph")
    expect(page).to_have_title("Statement st-02d in the graph · GuideGraph")

    page.get_by_label("Details").get_by_role("link", name="Reference 1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Reference 1 in the graph")

    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Statement st-02d in the graph")
    page.go_back()
    expect(page.get_by_role("heading", level=1)).to_have_text("Criterion I4 in the graph")
    assert page.evaluate("window.kept"), "the page was loaded anew"


def test_the_graph_and_the_document_lead_to_each_other(page: Page, open_page: OpenPage) -> None:
    open_page(page, "/explore/graph?focus=st-17a")

    page.get_by_role("link", name="Open its page").click()
    page.get_by_role("link", name="Read in context").click()
    expect(page.locator("#st-17a")).to_be_in_viewport()
    page.locator("#st-17a").get_by_role("link", name="Exclusion X1").click()
    page.get_by_role("link", name="Show in the graph").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Criterion X1 in the graph")


def test_the_graph_works_by_keyboard_alone(page: Page, open_page: OpenPage) -> None:
    open_page(page, "/explore/graph?focus=I4&hops=2")
    page.get_by_role("button", name="Reset").focus()

    page.keyboard.press("Tab")
    assert _focused(page) == "I4"
    page.keyboard.press("ArrowRight")
    assert _focused(page) == "NotIndicatedCase"
    page.keyboard.press("ArrowUp")
    assert _focused(page) == "IndicatedCase"
    page.keyboard.press("ArrowLeft")
    assert _focused(page) == "I4"
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", level=1)).to_have_text("Indicated in the graph")
    assert _focused(page) == "IndicatedCase"
    page.keyboard.press("Tab")
    assert _focused(page) is None, "the drawing is one stop of the Tab key"


def test_a_deep_link_to_a_path_shows_it(page: Page, open_page: OpenPage) -> None:
    open_page(page, "/explore/graph?from=X1&to=ref-4")

    assert page.locator("[data-node]").evaluate_all("all => all.map((a) => a.dataset.node)") == [
        *("X1", "A9", "st-20a", "ref-4")
    ]
    expect(page.get_by_label("Details").get_by_role("listitem").first).to_contain_text(
        "Criterion X1"
    )


def test_a_path_can_be_asked_for(page: Page, open_page: OpenPage) -> None:
    open_page(page, "/explore/graph?focus=I4")

    page.get_by_label("to", exact=True).fill("ref-1")
    page.get_by_role("button", name="Show path").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("From criterion I4 to reference 1")


def test_a_kind_is_hidden_and_steps_are_widened_by_links(page: Page, open_page: OpenPage) -> None:
    open_page(page, "/explore/graph?focus=I4")

    page.get_by_role("link", name="2 steps").click()
    expect(page.locator(_node("ref-1"))).to_be_visible()
    page.get_by_role("navigation", name="Kinds of terms").get_by_role(
        "link", name="Reference"
    ).click()

    expect(page.locator(_node("ref-1"))).to_have_count(0)
    expect(page.locator(_node("st-02d"))).to_be_visible()


def test_more_nodes_open_in_place(page: Page, open_page: OpenPage) -> None:
    open_page(page, "/explore/graph?focus=ref-1")

    page.get_by_role("link", name="17 more of kind statement").click()

    expect(page.locator(".gg-node--statement[data-node]")).to_have_count(26)


def test_zoom_drag_and_reset(page: Page, open_page: OpenPage) -> None:
    open_page(page, "/explore/graph")
    start = _zoom(page)

    page.get_by_role("button", name="Zoom in").click()
    assert _zoom(page) == pytest.approx(start * 1.25)
    page.get_by_role("button", name="Fit").click()
    assert _zoom(page) < start
    page.get_by_role("button", name="Reset").click()
    assert _zoom(page) == pytest.approx(start)

    area = page.locator("[data-graph]")
    box = area.bounding_box()
    assert box is not None
    x, y = box["x"] + 20, box["y"] + 300
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 120, steps=4)
    page.mouse.up()
    assert area.evaluate("box => box.scrollTop") == 120
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    page.wait_for_function(
        f"document.querySelector('[data-graph] svg').width.baseVal.value > {start} * "
        "document.querySelector('[data-graph] svg').viewBox.baseVal.width"
    )


def test_a_drag_that_starts_on_a_node_does_not_follow_its_link(
    page: Page, open_page: OpenPage
) -> None:
    open_page(page, "/explore/graph")
    place = page.locator(_node("X3")).bounding_box()
    assert place is not None
    x, y = place["x"] + 60, place["y"] + 20
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y - 60, steps=4)
    page.mouse.up()

    # A request of its own tells that an earlier one would have been seen.
    page.evaluate("fetch('/liveness')")
    assert [url.rpartition("/")[2] for url in asked] == ["liveness"]


def test_labels_fit_their_boxes(page: Page, open_page: OpenPage) -> None:
    for path in ("/explore/graph", "/explore/graph?focus=IndicatedCase&hops=3"):
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


def test_a_filter_of_the_document_is_a_link(page: Page, open_page: OpenPage) -> None:
    open_page(page, "/explore")

    page.get_by_role("navigation", name="Which statements").get_by_role(
        "link", name="Uncited"
    ).click()

    expect(page.get_by_role("status").filter(has_text="of 68 statements")).to_be_visible()
    expect(page.locator(".gg-entry .gg-badge--probable")).to_have_count(0)


def test_the_graph_can_be_walked_without_scripts(browser: Browser, server: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    plain = context.new_page()

    plain.goto(f"{server}/explore/graph?focus=I4")
    plain.locator(_node("st-12b")).click()

    expect(plain.get_by_role("heading", level=1)).to_have_text("Statement st-12b in the graph")
    context.close()
