"""Two tabs of one learner, and a tab that is left open while everything is deleted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from app.services import Services
from quizzes.records import Records

CASE = "the-quarry-foreman"


@pytest.fixture
def own(services: Services, tmp_path: Path) -> Iterator[Services]:
    """The services with records that nobody else writes to."""
    with Records(f"sqlite:///{tmp_path / 'records.sqlite3'}") as records:
        yield replace(services, records=records)


@pytest.fixture
def go(start_server: Callable[..., Any], own: Services) -> Callable[[Page, str], None]:
    """Goes to a path of a server of its own and waits until the page is there."""
    address = start_server(other=own).url

    def go(page: Page, path: str) -> None:
        page.goto(f"{address}{path}")
        expect(page.locator(".gg-live[aria-busy]")).to_have_count(0, timeout=20_000)

    return go


def learner_of(page: Page) -> str:
    return next(c["value"] for c in page.context.cookies() if c["name"] == "gg-learner")


def ask(page: Page, question: str) -> None:
    page.locator(".gg-stage > summary").filter(has_text="Laboratory").click()
    page.get_by_role("button", name=question).click()


def decide(page: Page, verdict: str) -> None:
    page.get_by_role("radio", name=verdict, exact=False).first.check()
    page.get_by_role("button", name="Commit to this decision").click()


def delete_everything(page: Page) -> None:
    page.goto(page.url.partition("/cases")[0].partition("/quiz")[0] + "/you/delete")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Delete everything").click()
    expect(page.get_by_role("status").filter(has_text="Everything was deleted")).to_be_visible()


def test_a_case_opened_afresh_in_two_tabs_is_attempted_once_and_the_second_tab_is_told(
    page: Page, go: Callable[[Page, str], None], own: Services, axe: Callable[[Page], None]
) -> None:
    go(page, f"/cases/{CASE}")
    other = page.context.new_page()
    go(other, f"/cases/{CASE}")
    ask(page, "Is there a coagulopathy?")
    expect(page.locator(".gg-question--answered:not(.gg-question--follows)")).to_have_count(1)

    decide(other, "Indicated")

    expect(other.get_by_text("Another tab went ahead", exact=True)).to_be_visible()
    expect(other.locator(".gg-question--answered:not(.gg-question--follows)")).to_have_count(1)
    axe(other)
    decide(other, "Contraindicated")
    expect(other.get_by_text("You decided: contraindicated.")).to_be_visible()
    decide(page, "Indicated")
    expect(page.get_by_text("Another tab went ahead", exact=True)).to_be_visible()
    expect(page.get_by_text("You decided: contraindicated.")).to_be_visible()
    steps = own.records.steps(learner_of(page))
    assert [entry.step["step"] for entry in steps] == ["asked", "decided"]
    assert len({entry.attempt for entry in steps}) == 1
    assert [one.chosen.value for one in own.records.decisions(learner_of(page))] == [
        "contraindicated"
    ]


def test_a_case_left_open_does_not_bring_a_deleted_learner_back(
    page: Page, go: Callable[[Page, str], None], own: Services, axe: Callable[[Page], None]
) -> None:
    go(page, f"/cases/{CASE}")
    left_open = page.context.new_page()
    go(left_open, f"/cases/{CASE}")
    ask(page, "Is there a coagulopathy?")
    expect(page.locator(".gg-question--answered:not(.gg-question--follows)")).to_have_count(1)
    deleted = learner_of(page)
    delete_everything(page)

    ask(left_open, "Is there any infection?")

    expect(left_open.get_by_role("heading", name="Your records were deleted")).to_be_focused()
    axe(left_open)
    assert own.records.profiles() == ()
    left_open.get_by_role("link", name="Begin anew").click()
    left_open.wait_for_url("**/today")
    go(left_open, f"/cases/{CASE}")
    ask(left_open, "Is there any infection?")
    expect(left_open.locator(".gg-question--answered:not(.gg-question--follows)")).to_have_count(1)
    (profile,) = own.records.profiles()
    assert profile.learner == learner_of(left_open) != deleted


@pytest.mark.parametrize("at", ["the start", "a question"])
def test_a_quiz_left_open_does_not_bring_a_deleted_learner_back(
    page: Page, go: Callable[[Page, str], None], own: Services, at: str
) -> None:
    left_open = page.context.new_page()
    go(left_open, "/quiz?kind=single-best-answer&length=5")
    go(page, "/quiz?kind=single-best-answer&length=5")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url("**/quiz/*")
    expect(page.get_by_role("heading", name="Question 1 of 5")).to_be_visible(timeout=20_000)
    if at == "a question":
        go(left_open, "/quiz/" + page.url.rpartition("/")[2])
        left_open.get_by_role("radio").first.check()
    delete_everything(page)

    left_open.get_by_role(
        "button", name="Start" if at == "the start" else "Check answer", exact=False
    ).first.click()

    expect(left_open.get_by_role("heading", name="Your records were deleted")).to_be_visible()
    assert own.records.profiles() == ()


def test_a_browser_that_still_holds_a_deleted_number_gets_a_fresh_one(
    page: Page, go: Callable[[Page, str], None], own: Services
) -> None:
    go(page, f"/cases/{CASE}")
    ask(page, "Is there a coagulopathy?")
    expect(page.locator(".gg-question--answered:not(.gg-question--follows)")).to_have_count(1)
    deleted = learner_of(page)
    own.records.delete_learner(deleted)

    go(page, f"/cases/{CASE}")
    ask(page, "Is there a coagulopathy?")

    expect(page.locator(".gg-question--answered:not(.gg-question--follows)")).to_have_count(1)
    (profile,) = own.records.profiles()
    assert profile.learner == learner_of(page) != deleted
