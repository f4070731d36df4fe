"""
A real server and a real browser.

`server` is the address of one server for the whole run; `open_page(page, path)` goes to a page
and waits until it is ready; `phone` is a page of 390 x 844; `axe(page)` and
`choose_theme(page, "dark")`
help; `axe_by_night_and_day(page)` looks at an open page in both themes. `offline_guard` is on for
every test: a request to another host or an error in the browser fails it, unless
`offline_guard.allow("part of the message")` was called.
"""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import panel_material_ui as pmui
import pytest
from axe_playwright_python.sync_playwright import Axe
from markupsafe import Markup
from own_workshop import with_own_workshop
from playwright.sync_api import Browser, BrowserContext, Page, expect

from app.components import AnswerRadio, html, query_editor
from app.opening import open_services
from app.routes import PAGES
from app.server import build_server, shut_down
from app.services import Services
from app.shell import Page as AppPage
from app.visit import Visit
from quizzes.drafts.workshop import Workshop

# What is waited for comes in milliseconds; a busy machine may take its time.
expect.set_options(timeout=20_000)

# The shell first: the same engine without windows, which opens a page with two thirds of the work.
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.ui)


def _parts(services: Services, visit: Visit) -> AppPage:
    """Return a page with one of each kind of component, for the tests of the shell."""
    count = html(Markup('<p class="gg-meta">Pressed 0 times</p>'))
    press = pmui.Button(label="Press")
    radio = AnswerRadio(label="Decide", options=["Indicated", "Cannot tell"])
    chosen = html(Markup("<p>Chosen: nothing</p>"))
    press.on_click(
        lambda event: count.param.update(
            object=Markup('<p class="gg-meta">Pressed {} times</p>').format(event.new)
        )
    )
    radio.param.watch(
        lambda event: chosen.param.update(object=Markup("<p>Chosen: {}</p>").format(event.new)),
        "value",
    )
    body = pmui.Column(press, count, radio, chosen, query_editor("ASK { ?s ?p ?o }", height=120))
    return AppPage("Parts", body, lede="For tests.")


class RunningServer:
    """A server on a thread of its own."""

    def __init__(self, services: Services, port: int = 0) -> None:
        self._services = services
        self._port = port
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        assert self._ready.wait(20), "the server did not start"

    def _run(self) -> None:
        asyncio.set_event_loop(asyncio.new_event_loop())
        pages = {**PAGES, "/test/parts": _parts}
        self._server = build_server(self._services, port=self._port, pages=pages)
        self._server.start()
        self._port = self._server.port
        self._server.io_loop.add_callback(self._ready.set)
        self._server.io_loop.start()
        self._server.io_loop.close()

    @property
    def port(self) -> int:
        return self._port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def stop(self) -> None:
        self._server.io_loop.add_callback(shut_down, self._server)
        self._thread.join(10)
        assert not self._thread.is_alive()


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """What the pages work with, as `guidegraph serve` opens it; records in a folder of the run."""
    with open_services(tmp_path_factory.mktemp("records")) as opened:
        yield opened


@pytest.fixture(scope="session")
def server(services: Services) -> Iterator[str]:
    running = RunningServer(services)
    yield running.url
    running.stop()


@pytest.fixture(scope="session")
def base_url(server: str) -> str:
    """What a bare path is relative to; also replaces the plugin's, which pytest 9 warns about."""
    return server


@pytest.fixture
def start_server(services: Services) -> Iterator[Callable[..., RunningServer]]:
    """Starts further servers, for tests that stop one or need other services."""
    started: list[RunningServer] = []

    def start(port: int = 0, other: Services | None = None) -> RunningServer:
        started.append(RunningServer(other or services, port))
        return started[-1]

    yield start
    for running in started:
        if running._thread.is_alive():
            running.stop()


@pytest.fixture
def own_services(services: Services, tmp_path: Path) -> Iterator[Services]:
    """The services with a workshop of their own, so that what is published is in no other test."""
    with with_own_workshop(services, tmp_path) as own:
        yield own


@pytest.fixture
def workshop(own_services: Services) -> Workshop:
    """The workshop behind `site`."""
    return own_services.workshop


@pytest.fixture
def site(own_services: Services, start_server: Callable[..., RunningServer]) -> str:
    """The address of a server with a workshop of its own."""
    return start_server(other=own_services).url


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    # Without one of the system, Playwright starts its own, which `run.py check` has installed.
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
    return {**browser_type_launch_args, "executable_path": path, "args": arguments}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    # Reduced motion: axe would else measure colours in the middle of a change of theme.
    return {
        **browser_context_args,
        "viewport": {"width": 1440, "height": 900},
        "reduced_motion": "reduce",
    }


class OfflineGuard:
    """Collects requests to other hosts and errors of the browser."""

    def __init__(self) -> None:
        self._allowed: list[str] = []
        self._found: list[str] = []

    def allow(self, part: str) -> None:
        self._allowed.append(part)

    def watch(self, context: BrowserContext) -> None:
        own = ("http://127.0.0.1:", "blob:", "data:")
        context.on(
            "request",
            lambda request: None if request.url.startswith(own) else self._note(request.url),
        )
        context.on(
            "console",
            lambda message: self._note(message.text) if message.type == "error" else None,
        )
        context.on("weberror", lambda error: self._note(str(error.error)))

    def _note(self, what: str) -> None:
        self._found.append(what)

    def problems(self) -> list[str]:
        return [found for found in self._found if not any(part in found for part in self._allowed)]


@pytest.fixture(autouse=True)
def offline_guard(context: BrowserContext) -> Iterator[OfflineGuard]:
    guard = OfflineGuard()
    guard.watch(context)
    yield guard
    assert guard.problems() == []


@pytest.fixture
def phone(browser: Browser, offline_guard: OfflineGuard) -> Iterator[Page]:
    """A page as on a phone."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        is_mobile=True,
        reduced_motion="reduce",
    )
    offline_guard.watch(context)
    yield context.new_page()
    context.close()


@pytest.fixture
def open_page(server: str) -> Callable[[Page, str], None]:
    """Goes to a path and waits until its components are there."""

    def go(page: Page, path: str) -> None:
        page.goto(f"{server}{path}")
        expect(page.locator(".gg-live[aria-busy]")).to_have_count(0)

    return go


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Asserts that axe finds nothing, best practices included."""

    def check(page: Page) -> None:
        # Else a colour is measured on its way from one theme to the other.
        page.wait_for_function("() => document.getAnimations().length === 0")
        # Without the nodes of rules that passed, which take as long again to describe.
        options = {"resultTypes": ["violations"]}
        violations = Axe().run(page, options=options).response["violations"]
        found = [
            (violation["id"], node["target"], node["failureSummary"])
            for violation in violations
            for node in violation["nodes"]
        ]
        assert found == []

    return check


@pytest.fixture
def axe_by_night_and_day(axe: Callable[[Page], None]) -> Callable[[Page], None]:
    """
    Asserts that axe finds nothing in an open page while the system is dark, nor when it is light.

    So that it is loaded once for both; a test that turns the system dark first sees it load dark.
    """

    def check(page: Page) -> None:
        page.emulate_media(color_scheme="dark")
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
        axe(page)
        page.emulate_media(color_scheme="light")
        expect(page.locator("html")).to_have_attribute("data-theme", "light")
        axe(page)

    return check


@pytest.fixture
def choose_theme() -> Callable[[Page, str], None]:
    """Presses a button of the theme switch: "auto", "light" or "dark"."""

    def choose(page: Page, theme: str) -> None:
        page.locator(f'[data-choice="{theme}"]').click()

    return choose
