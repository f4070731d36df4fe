"""
A whole server, started as a user starts it, is killed under a real browser and started again.

What was confirmed is there, the page goes on at its place by itself, and what was chosen or typed
but not sent yet is still in the form.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from killed_server import free_port
from playwright.sync_api import Page, expect

from quizzes.records import Records

_START = 90_000  # milliseconds, on a machine that has other things to do


class Served:
    """`guidegraph serve` on one folder and one port, killed and started again as wanted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self._process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def records(self) -> str:
        return f"sqlite:///{self.folder / 'records.sqlite3'}"

    def start(self) -> None:
        command = [str(Path(sys.executable).with_name("guidegraph")), "serve"]
        options = ["--port", str(self.port), "--data", str(self.folder)]
        self._process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True)
        assert self._process.stdout is not None
        assert "GuideGraph is at" in self._process.stdout.readline()

    def kill(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        self._process.kill()
        self._process.wait()
        self._process.stdout.close()


@pytest.fixture(scope="session")
def base_url() -> None:
    """No other server is needed here."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    server = Served(tmp_path_factory.mktemp("data"))
    server.start()
    yield server
    server.kill()


@pytest.fixture(autouse=True)
def a_server_may_be_away(offline_guard: Any) -> None:
    offline_guard.allow("ERR_CONNECTION_REFUSED")
    offline_guard.allow("WebSocket")


def open_live(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".gg-live[aria-busy]")).to_have_count(0, timeout=_START)


def lose(page: Page, served: Served) -> None:
    """Kill the server and see the page say so."""
    served.kill()
    notice = page.get_by_role("status").filter(has_text="The connection was lost.")
    expect(notice).to_contain_text("Every answer that was confirmed is stored.")


def come_back(page: Page, served: Served) -> None:
    """Start the server and wait until the page has loaded itself again."""
    served.start()
    page.wait_for_function(
        "() => document.documentElement.dataset.away === undefined", timeout=_START
    )
    expect(page.locator(".gg-live[aria-busy]")).to_have_count(0, timeout=_START)
    expect(page.locator("#connection")).to_be_empty()


def start_quiz(page: Page, served: Served, query: str) -> str:
    """Start a quiz and return the id of its run."""
    open_live(page, f"{served.url}/quiz?{query}")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/quiz/*")
    expect(page.get_by_role("heading", name="Question 1 of 5")).to_be_visible(timeout=_START)
    return page.url.rpartition("/")[2]


def answered(served: Served, run: str) -> list[tuple[int, int]]:
    with Records(served.records) as records:
        return [(answer.position, answer.step) for answer in records.progress(run).answers]


def test_a_quiz_goes_on_at_its_place_with_what_was_chosen(page: Page, served: Served) -> None:
    run = start_quiz(page, served, "kind=single-best-answer&length=5")
    check = page.get_by_role("button", name="Check answer")
    feedback = page.get_by_role("region", name="Feedback")
    page.get_by_role("radio").first.check()
    check.click()
    page.get_by_role("button", name="Next question").first.click()
    page.get_by_role("radio").nth(0).check()

    lose(page, served)
    page.get_by_role("radio").nth(1).check()  # changed while nobody listens
    come_back(page, served)

    expect(page.get_by_role("heading", name="Question 2 of 5")).to_be_visible()
    expect(page.get_by_role("radio").nth(1)).to_be_checked()
    assert answered(served, run) == [(0, 0)]
    check.click()
    expect(feedback).to_be_visible()

    lose(page, served)
    come_back(page, served)

    expect(page.get_by_role("heading", name="Question 3 of 5")).to_be_visible()
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    assert answered(served, run) == [(0, 0), (1, 0)]
    page.get_by_role("radio").nth(2).check()

    lose(page, served)
    check.click()
    expect(page.get_by_role("alert").filter(has_text="Not sent")).to_be_visible()
    come_back(page, served)

    expect(page.get_by_role("heading", name="Question 3 of 5")).to_be_visible()
    expect(page.get_by_role("radio").nth(2)).to_be_checked()
    check.click()
    expect(feedback).to_be_visible()
    assert answered(served, run) == [(0, 0), (1, 0), (2, 0)]


def test_an_exam_goes_on_at_its_place_and_nothing_typed_is_lost(page: Page, served: Served) -> None:
    run = start_quiz(page, served, "kind=numeric&length=5&mode=exam")
    number = page.get_by_role("textbox")
    number.fill("12")
    page.get_by_role("button", name="Answer and go on").click()
    expect(page.get_by_role("heading", name="Question 2 of 5")).to_be_visible()
    number.fill("3.25")

    lose(page, served)
    come_back(page, served)

    expect(page.get_by_role("heading", name="Question 2 of 5")).to_be_visible()
    expect(number).to_have_value("3.25")
    expect(page.get_by_role("timer")).to_have_text(re.compile(r"[67]:\d\d"))
    assert answered(served, run) == [(0, 0)]
    page.get_by_role("button", name="Answer and go on").click()
    expect(page.get_by_role("heading", name="Question 3 of 5")).to_be_visible()
    expect(number).to_have_value("")
    assert answered(served, run) == [(0, 0), (1, 0)]


def test_a_case_goes_on_at_its_place_with_what_was_chosen(page: Page, served: Served) -> None:
    open_live(page, f"{served.url}/cases/the-quarry-foreman")
    page.locator(".gg-stage > summary").filter(has_text="Laboratory").click()
    for question in ("Is there a coagulopathy?", "Is there any infection?"):
        page.get_by_role("button", name=question).click()
        answer = page.locator(".gg-question--answered", has_text=question)
        expect(answer).to_be_visible()
    page.get_by_role("radio", name="Contraindicated").check()
    page.get_by_role("radio", name="Fairly sure").check(force=True)

    lose(page, served)
    come_back(page, served)

    expect(page.locator(".gg-question--answered:not(.gg-question--follows)")).to_have_count(2)
    expect(page.get_by_role("radio", name="Contraindicated")).to_be_checked()
    page.get_by_role("button", name="Commit to this decision").click()
    expect(page.get_by_text("You decided: contraindicated.")).to_be_visible()
    page.get_by_role("checkbox").nth(0).check()
    page.get_by_role("checkbox").nth(2).check()

    lose(page, served)
    come_back(page, served)

    expect(page.get_by_text("You decided: contraindicated.")).to_be_visible()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    page.get_by_role("button", name="Check the rationale").click()
    expect(page.locator(".gg-outcome")).to_be_visible()

    lose(page, served)
    come_back(page, served)

    expect(page.locator(".gg-outcome")).to_contain_text("You said contraindicated")
    with Records(served.records) as records:
        (learner,) = {decision.learner for decision in decisions_of_all(records)}
        kinds = [entry.step["step"] for entry in records.steps(learner)]
    assert kinds == ["asked", "asked", "decided", "marked"]


def decisions_of_all(records: Records) -> list[Any]:
    return [one for who in records.profiles() for one in records.decisions(who.learner)]
