"""The query page in Chromium, with a SPARQL server of others behind it, as `serve --sparql` has."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import pytest
from browsing import is_ready
from live_server import live_server
from playwright.sync_api import Browser, Page, expect

from kg.library import open_library
from kg.stored_queries import filled, stored_query

pytestmark = pytest.mark.external

SECONDS = 30_000
QUESTION = stored_query("competency", "rests-on-reference")
PREFIX = "PREFIX gg: <https://w3id.org/guidegraph/schema/>\n"
MISSPELT = f"{PREFIX}SELECT ?r {{ ?s gg:cite ?r }}"
SIFTED = f"{PREFIX}SELECT ?s {{ ?s gg:sourceLine ?line FILTER(?line > 9999) }}"
NUMBERS = f"{PREFIX}SELECT ?s ?v {{ ?s gg:hasQuantity/gg:lowerBound ?v }}"
PATH = f"{PREFIX}PREFIX owl: <http://www.w3.org/2002/07/owl#>\n"
PATH += "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
PATH += "SELECT ?class { ?class owl:intersectionOf/rdf:rest*/rdf:first ?part }"


@pytest.fixture(scope="module")
def address(
    sparql_server: tuple[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    with live_server(tmp_path_factory.mktemp("answers"), sparql_server[1]) as url:
        yield url


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page()
    page.set_default_timeout(SECONDS)
    yield page
    page.close()


def _open(page: Page, address: str) -> None:
    page.goto(address)
    is_ready(page)


def test_a_stored_question_with_another_value_is_answered_planned_and_downloaded(
    page: Page, address: str
) -> None:
    text = filled(QUESTION, {"number": "1"})
    rows = len(list(open_library().store.query(text)))

    _open(page, f"{address}/query?name={QUESTION.name}")
    page.get_by_label("Reference").select_option("1")
    status = page.locator(".gg-console__status")
    expect(status).to_contain_text(f"{rows} rows in", timeout=SECONDS)
    page.get_by_role("button", name="Explain plan").click()
    plan = page.get_by_role("region", name="Plan of the query")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()

    expect(plan).to_contain_text(f"Plan · {rows} rows", timeout=SECONDS)
    assert len(download.value.path().read_text("utf-8").splitlines()) == 1 + rows


def test_a_plan_leaves_out_only_what_the_server_does_not_count(page: Page, address: str) -> None:
    _open(page, f"{address}/query?q={quote(PATH)}")

    page.get_by_role("button", name="Explain plan").click()

    plan = page.get_by_role("region", name="Plan of the query")
    expect(plan.get_by_role("row")).to_have_count(1 + 3, timeout=SECONDS)
    expect(plan.get_by_role("row").nth(1).locator("td").last).to_have_text("49")


@pytest.mark.parametrize(
    ("text", "kind"),
    [(MISSPELT, "Unknown term"), (SIFTED, "Filtered out")],
    ids=["misspelt", "filtered"],
)
def test_an_empty_answer_is_explained(page: Page, address: str, text: str, kind: str) -> None:
    _open(page, f"{address}/query?q={quote(text)}")

    expect(page.get_by_role("heading", name=kind)).to_be_visible(timeout=SECONDS)


@pytest.mark.parametrize("text", [QUESTION.text, NUMBERS], ids=["statements", "numbers"])
def test_a_row_is_led_back_to_the_statements_of_the_guideline(
    page: Page, address: str, text: str
) -> None:
    _open(page, f"{address}/query?q={quote(text)}")

    page.get_by_role("button", name="Why? row 1", exact=True).click()

    behind = page.get_by_role("region", name="Behind row 1")
    expect(behind.locator("a[href^='/statements/']").first).to_be_attached(timeout=SECONDS)


def test_an_answer_is_drawn(page: Page, address: str) -> None:
    text = f"{PREFIX}SELECT ?statement ?reference {{ ?statement gg:cites ?reference }}"

    _open(page, f"{address}/query?q={quote(text)}&view=graph")

    expect(page.locator(".gg-graphed svg")).to_be_visible(timeout=SECONDS)
