"""Every kind of claim and of item can be chosen and filled in from lists alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from app.authoring.claim_forms import CLAIM_FORMS
from app.item_view import KIND_LABELS
from app.services import Services
from kg.yaml_text import read_yaml_text
from quizzes.drafts.model import DraftStage, Part
from quizzes.drafts.store import Drafts
from quizzes.drafts.text import draft_text
from quizzes.drafts.workshop import Workshop
from quizzes.model import Kind
from quizzes.validation import fits

SLUG = "bilateral-sacroplasty"
NUMBERED = "st-39a"


@pytest.fixture
def workshop(services: Services, tmp_path: Path) -> Iterator[Workshop]:
    shipped = services.workshop.shipped
    knowledge = {slug: services.workshop.context(slug).knowledge for slug in shipped}
    with Drafts(f"sqlite:///{tmp_path / 'drafts.sqlite3'}") as drafts:
        yield Workshop(shipped, knowledge, drafts)


@pytest.fixture
def editor(
    page: Page, services: Services, workshop: Workshop, start_server: Callable[..., Any]
) -> str:
    """The id of a draft that is open in the editor: one option on a patient."""
    running = start_server(other=replace(services, workshop=workshop, banks=workshop.banks))
    id_ = token_hex(16)
    data = {
        "id": "trial",
        "kind": "single-best-answer",
        "guideline": SLUG,
        "case": {"present": ["LowBackPain"]},
        "options": [{"id": "a", "text": "A"}, {"id": "b"}, {"id": "c"}],
    }
    text = draft_text(data, DraftStage.DRAFT)
    workshop.drafts.start(id_, Part.ITEM, SLUG, text, author="", at=datetime.now(UTC))
    page.goto(f"{running.url}/author/item/{id_}")
    expect(page.locator("#editor[data-begun]")).to_be_visible(timeout=20_000)
    return id_


def _data(page: Page, workshop: Workshop, draft: str) -> dict[str, Any]:
    expect(page.locator('#editor[data-state="saved"]')).to_be_visible(timeout=15_000)
    data: dict[str, Any] = read_yaml_text(workshop.drafts.draft(draft).latest.text.encode()).data
    return data


def _fill(entries: Locator, page: Page) -> None:
    """Fill in all that a claim asks for, until it asks for nothing more."""
    for _ in range(12):
        open_ = [box for box in entries.get_by_role("combobox").all() if box.input_value() == ""]
        numbers = entries.locator("input[type=text]:not([role])")
        empty = [box for box in numbers.all() if box.input_value() == ""]
        if not open_ and not empty:
            return
        if not open_:
            empty[0].fill("4")
        elif open_[0].evaluate("box => box.tagName") == "SELECT":
            open_[0].select_option(index=1)
        else:
            open_[0].fill(NUMBERED if "Statement" in _label(open_[0]) else "")
            page.keyboard.press("ArrowDown")
            page.keyboard.press("Enter")
    raise AssertionError("the claim asks for ever more")


def _label(box: Locator) -> str:
    text: str = box.evaluate("box => box.labels[0].textContent")
    return text


def test_every_kind_of_claim_is_chosen_from_lists_and_judged(
    page: Page, editor: str, workshop: Workshop
) -> None:
    option = page.get_by_role("group", name="Option 1", exact=True)

    for form in CLAIM_FORMS:
        kind = option.get_by_role("combobox", name="Claim", exact=True)
        kind.fill(form.words)
        page.keyboard.press("Enter")
        _fill(option.locator(".gg-claim__entries"), page)

        claim = _data(page, workshop, editor)["options"][0]["claim"]
        assert fits(claim, "item", form.name), (form.name, claim)
        expect(option.locator(".gg-proof .gg-status")).not_to_have_text("Open")


def test_changing_the_kind_keeps_what_fits_and_undo_brings_back_the_rest(
    page: Page, editor: str, workshop: Workshop
) -> None:
    kind = page.get_by_label("Kind", exact=True)
    page.get_by_label("Lead-in").fill("Which one?")
    before = _data(page, workshop, editor)

    for other in (Kind.MULTIPLE_ANSWER, Kind.KEY_FEATURE, Kind.SINGLE_BEST_ANSWER):
        kind.select_option(KIND_LABELS[other])
        expect(page.locator("[data-proof]").first).to_be_attached()
    assert _data(page, workshop, editor) == before
    for other in (Kind.TRUE_FALSE_CANNOT_TELL, Kind.NUMERIC):
        kind.select_option(KIND_LABELS[other])
        assert _data(page, workshop, editor)["lead_in"] == "Which one?"
    page.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo").click()

    assert _data(page, workshop, editor) == before


def test_a_number_is_asked_for_by_the_statement_that_gives_it(
    page: Page, editor: str, workshop: Workshop
) -> None:
    page.get_by_label("Kind", exact=True).select_option(KIND_LABELS[Kind.NUMERIC])

    page.get_by_role("combobox", name="Statement that gives the number").fill(NUMBERED)
    page.keyboard.press("Enter")
    page.get_by_label("Which number is asked for").select_option(index=1)
    expect(page.locator(".gg-proof")).to_contain_text(f"{NUMBERED} gives 4 mL.")
    page.get_by_role("button", name="Add a common error").click()
    page.get_by_label("The wrong number").fill("40")

    data = _data(page, workshop, editor)
    assert data["answer_from"] == {"statement": NUMBERED, "bound": "lower"}
    assert (data["unit"], data["statements"]) == ("mL", [NUMBERED])
    assert data["common_errors"] == [{"value": 40}]
