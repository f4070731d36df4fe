from __future__ import annotations

from collections.abc import Callable
from urllib.parse import quote

import pytest
from playwright.sync_api import Locator, Page, expect

from kg.stored_queries import load_stored_queries

Open = Callable[[Page, str], None]

QUESTIONS = load_stored_queries("competency")
STORED = "/query?name=statements-by-force"
PAYLOAD = "<img src=x onerror=alert(1)>"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
LONG = "SELECT ?s { ?s ?p ?o } LIMIT 120"
SERVICE = "SELECT * { SERVICE <http://other.example/> { ?s ?p ?o } }"
FAULTY = "SELECT ?code WHERE {\n  ?c gg:code ?code\n}"
EMPTY = "SELECT ?o { <http://no.example/> ?p ?o }"

STATES = {
    "start": "/query",
    "stored": STORED,
    "triples": "/query?name=neighbourhood-of-a-criterion",
    "yes": "/query?q=ASK%20%7B%7D",
    "pages": f"/query?q={quote(LONG)}",
    "empty": f"/query?q={quote(EMPTY)}",
    "fault": f"/query?q={quote(FAULTY)}",
    "refused": f"/query?q={quote(SERVICE)}",
}


def _status(page: Page) -> Locator:
    return page.locator(".gg-console__status")


def _wait_for_the_end(page: Page) -> None:
    """Wait until a run that the address asked for is over."""
    expect(page.get_by_role("button", name="Run")).to_be_enabled()
    ended = page.locator(".gg-console__fault .gg-alert, .gg-console__status:not(:empty)")
    expect(ended.first).to_be_visible()


def _write(page: Page, text: str) -> None:
    """Replace the text in the editor by keyboard."""
    page.locator(".ace_content").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def _overflow(page: Page) -> int:
    root = "document.documentElement"
    return page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")


def test_a_question_of_the_gallery_is_answered_by_a_click(page: Page, open_page: Open) -> None:
    open_page(page, "/query")

    page.get_by_role("link", name="How strongly are the statements worded?").click()

    table = page.get_by_role("table", name="How strongly are the statements worded?")
    expect(table.get_by_role("columnheader")).to_have_text(["force", "statements", "why"])
    expect(table.get_by_role("row").nth(1)).to_contain_text("asserted")
    expect(_status(page)).to_contain_text("rows in")
    expect(page).to_have_url(STORED)


def test_the_gallery_is_searched_while_typing(page: Page, open_page: Open) -> None:
    open_page(page, "/query")

    page.get_by_label("Find a question").fill("given reference")

    expect(page.locator(".gg-gallery li:visible")).to_have_count(2)
    expect(page.locator("#gallery-found")).to_have_text(f"2 of {len(QUESTIONS)} questions")


def test_an_edited_query_is_run_and_the_address_follows(page: Page, open_page: Open) -> None:
    open_page(page, STORED)
    _wait_for_the_end(page)

    _write(page, "SELECT (6 * 7 AS ?answer) {}")
    page.get_by_role("button", name="Run").click()

    expect(page.get_by_role("table", name="Result").get_by_role("cell")).to_have_text("42")
    page.reload()
    expect(page.get_by_role("table", name="Result").get_by_role("cell")).to_have_text("42")


def test_terms_lead_to_their_pages(page: Page, open_page: Open) -> None:
    open_page(page, "/query?name=neighbourhood-of-a-criterion")

    page.get_by_role("link", name="bs:X4").first.click()

    expect(page).to_have_url("/terms/X4")
    page.go_back()
    page.get_by_role("link", name="gg:ExclusionCriterion").click()
    expect(page).to_have_url("/ontology/schema/ExclusionCriterion")


def test_a_fault_is_announced_with_its_place_and_a_way_there(page: Page, open_page: Open) -> None:
    open_page(page, f"/query?q={quote(FAULTY)}")

    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("Line 2, column 6: the prefix 'gg:' is not declared")
    expect(page.locator(".ace_gutter-cell.ace_error")).to_have_text("2")
    page.get_by_role("button", name="Go to line 2, column 6").click()
    page.keyboard.insert_text("<http://here/>")
    expect(page.locator(".ace_content")).to_contain_text("?c <http://here/>gg:code")


def test_the_prefixes_are_inserted_and_mend_the_fault(page: Page, open_page: Open) -> None:
    open_page(page, f"/query?q={quote(FAULTY)}")
    expect(page.get_by_role("alert")).to_contain_text("not declared")

    page.get_by_role("button", name="Insert prefixes").click()
    expect(_status(page)).to_have_text("9 prefixes inserted.")
    page.get_by_role("button", name="Insert prefixes").click()
    expect(_status(page)).to_have_text("All known prefixes are there.")
    page.get_by_role("button", name="Run").click()

    expect(page.get_by_role("columnheader", name="code")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_empty()


def test_a_query_to_another_server_is_refused_with_the_remedy(page: Page, open_page: Open) -> None:
    open_page(page, "/query")

    _write(page, SERVICE)
    page.keyboard.press("ControlOrMeta+Enter")

    expect(page.get_by_role("alert")).to_contain_text("Remove the SERVICE clause")
    expect(page.get_by_role("table")).to_have_count(0)


def test_a_slow_query_shows_that_it_runs_and_ends_at_its_limit(page: Page, open_page: Open) -> None:
    open_page(page, "/query")
    run = page.get_by_role("button", name="Run")

    _write(page, SLOW)
    run.click()

    expect(_status(page)).to_have_text("The query is running …")
    expect(run).to_be_disabled()
    expect(page.get_by_role("alert")).to_contain_text("stopped after 5 seconds", timeout=10_000)
    expect(run).to_be_enabled()
    expect(_status(page)).to_be_empty()


def test_a_second_run_waits_for_the_end_of_the_first(page: Page, open_page: Open) -> None:
    open_page(page, "/query")
    _write(page, SLOW)
    for _ in range(3):
        page.keyboard.press("ControlOrMeta+Enter")
    expect(page.get_by_role("alert")).to_contain_text("stopped", timeout=10_000)

    _write(page, "SELECT (1 AS ?one) {}")
    page.keyboard.press("ControlOrMeta+Enter")

    expect(page.get_by_role("columnheader")).to_have_text(["one"])
    expect(page.get_by_role("alert")).to_be_empty()


def test_long_results_are_paged_by_keyboard(page: Page, open_page: Open) -> None:
    open_page(page, f"/query?q={quote(LONG)}")
    pager = page.get_by_role("navigation", name="Pages of the result")
    following = pager.get_by_role("button", name="Next")
    expect(pager).to_contain_text("Rows 1 to 50 of 120")
    expect(pager.get_by_role("button", name="Previous")).to_be_disabled()

    following.focus()
    page.keyboard.press("Enter")
    expect(pager).to_contain_text("Rows 51 to 100 of 120")
    page.keyboard.press("Enter")

    expect(pager).to_contain_text("Rows 101 to 120 of 120")
    expect(page.get_by_role("row")).to_have_count(1 + 20)
    expect(following).to_be_focused()
    expect(following).to_be_disabled()


def test_the_answer_is_downloaded_as_a_file(page: Page, open_page: Open) -> None:
    open_page(page, STORED)

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()

    assert download.value.suggested_filename == "statements-by-force.csv"
    assert download.value.path().read_text("utf-8").startswith("force,statements\n")


def test_the_link_to_a_query_is_copied_and_opens_it(
    page: Page, open_page: Open, server: str
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    open_page(page, "/query")
    _write(page, 'SELECT ("a b&c=d" AS ?x) {}')

    page.get_by_role("button", name="Copy link").click()
    expect(_status(page)).to_have_text("Link copied.")
    link = page.evaluate("navigator.clipboard.readText()")

    assert link.startswith(f"{server}/query?q=")
    page.goto(link)
    expect(page.get_by_role("cell")).to_have_text("a b&c=d")


def test_the_link_is_shown_where_the_clipboard_is_closed(
    page: Page, open_page: Open, server: str
) -> None:
    open_page(page, STORED)
    _wait_for_the_end(page)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(Error('no')) }")

    page.get_by_role("button", name="Copy link").click()

    expect(page.get_by_label("Link to this query")).to_have_value(f"{server}{STORED}")


def test_the_whole_way_goes_by_keyboard(page: Page, open_page: Open) -> None:
    open_page(page, "/query")
    page.locator(".gg-gallery a").last.focus()

    for key in ("Tab", "Tab", "Enter", "ControlOrMeta+a", "Delete"):
        page.keyboard.press(key)
    page.keyboard.insert_text("ASK {}")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.get_by_text("Yes", exact=True)).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Shift+Tab")

    expect(page.locator(".gg-gallery a").last).to_be_focused()


def test_what_looks_like_markup_stays_text(page: Page, open_page: Open) -> None:
    query = f'SELECT ("{PAYLOAD}" AS ?ümlaut) (IRI("javascript:alert(1)") AS ?i) {{}}'
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: dialogs.append(dialog.message))

    open_page(page, f"/query?q={quote(query)}")

    expect(page.get_by_role("columnheader")).to_have_text(["ümlaut", "i"])
    expect(page.get_by_role("cell")).to_have_text([PAYLOAD, "javascript:alert(1)"])
    expect(page.locator(".gg-result a, .gg-result img")).to_have_count(0)
    open_page(page, f"/query?q={quote('SELECT ' + PAYLOAD)}")
    expect(page.get_by_role("alert")).to_contain_text("This is not SPARQL yet")
    expect(page.locator(".gg-console__fault img")).to_have_count(0)
    assert dialogs == []


@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing_in_any_state_on_a_desktop(
    page: Page, open_page: Open, axe_by_night_and_day: Callable[[Page], None], state: str
) -> None:
    page.emulate_media(color_scheme="dark")

    open_page(page, STATES[state])
    if state != "start":
        _wait_for_the_end(page)

    axe_by_night_and_day(page)


@pytest.mark.parametrize("state", STATES)
def test_a_phone_shows_every_state_without_overflow_and_axe_finds_nothing(
    phone: Page, open_page: Open, axe: Callable[[Page], None], state: str
) -> None:
    open_page(phone, STATES[state])
    if state != "start":
        _wait_for_the_end(phone)

    expect(phone.get_by_label("Find a question")).to_be_hidden()
    assert _overflow(phone) == 0
    axe(phone)


def test_the_editor_and_the_result_follow_a_change_of_theme(
    page: Page, open_page: Open, choose_theme: Callable[[Page, str], None]
) -> None:
    page.emulate_media(color_scheme="light")
    open_page(page, STORED)
    _wait_for_the_end(page)

    choose_theme(page, "dark")

    expect(page.locator(".ace_editor")).to_have_css("background-color", "rgb(23, 24, 30)")
    expect(page.locator(".ace_keyword").first).to_have_css("color", "rgb(167, 176, 255)")
    expect(page.get_by_role("cell").first).to_have_css("color", "rgb(236, 237, 241)")
