"""YASGUI, on a page of another origin, asks our endpoint in Chromium and shows what it answers."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from live_server import live_server
from playwright.sync_api import Browser, Page, expect

from kg.library import open_library
from kg.stored_queries import stored_query

pytestmark = pytest.mark.external

EDITOR = """<!doctype html>
<meta charset="utf-8"><title>YASGUI</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="yasgui.min.css">
<div id="editor"></div>
<script src="yasgui.min.js"></script>
"""
CREATE = """([endpoint, method]) => {
  window.editor = new Yasgui(document.getElementById("editor"), {
    requestConfig: { endpoint, method },
    persistenceId: null,
  });
}"""


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with live_server(tmp_path_factory.mktemp("answers")) as url:
        yield f"{url}/sparql"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory, node_modules: Path) -> Iterator[str]:
    """Where a page with the editor is; its port makes it another origin than the endpoint."""
    folder: Path = tmp_path_factory.mktemp("editor")
    (folder / "index.html").write_text(EDITOR, encoding="utf-8")
    for name in ("yasgui.min.css", "yasgui.min.js"):
        shutil.copy(node_modules / "@zazuko" / "yasgui" / "build" / name, folder)
    files = partial(SimpleHTTPRequestHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@pytest.fixture(params=["GET", "POST"])
def ask(
    request: pytest.FixtureRequest, chromium: Browser, address: str, endpoint: str
) -> Iterator[Callable[[str], Page]]:
    """Writes a query into the editor and presses its button; requests to other hosts fail."""
    page = chromium.new_page()
    page.route(lambda url: not url.startswith("http://127.0.0.1:"), lambda request: request.abort())
    page.goto(address)
    page.evaluate(CREATE, [endpoint, request.param])

    def ask(text: str) -> Page:
        page.evaluate("text => { editor.getTab().setQuery(text); }", text)
        page.locator(".yasqe_queryButton").click()
        return page

    yield ask
    page.close()


def shown(page: Page) -> list[list[str]]:
    """Return the text of each cell of the table, without the number in front of each row."""
    rows = page.locator(".yasr_results table.dataTable tbody tr")
    expect(rows.first).to_be_visible()
    return [row.locator("td").all_inner_texts()[1:] for row in rows.all()]


def test_the_rows_of_a_stored_question_are_shown(ask: Callable[[str], Page]) -> None:
    text = stored_query("competency", "contraindications-without-citation").text
    expected = [[str(term) for term in row] for row in open_library().store.query(text)]

    page = ask(text)

    assert shown(page) == expected


def test_a_description_is_shown_as_triples(ask: Callable[[str], Page]) -> None:
    page = ask("DESCRIBE <bilateral-sacroplasty/X4>")

    assert len(shown(page)) > 5
    assert {subject for subject, _, _ in shown(page)} == {
        "<https://w3id.org/guidegraph/bilateral-sacroplasty/X4>"
    }


def test_a_mistake_is_named_with_line_and_column(ask: Callable[[str], Page]) -> None:
    page = ask("ASK { ?s nope:x ?o }")

    expect(page.locator(".yasr_results")).to_contain_text(
        "Line 1, column 10: the prefix 'nope:' is not declared."
    )
