"""Every kind of claim and of item can be chosen and filled in from lists alone."""

from __future__ import annotations

from typing import Any

import pytest
from author_pages import SLUG, latest_text, open_draft, saved, store_draft
from playwright.sync_api import Locator, Page, expect

from app.authoring.claim_forms import CLAIM_FORMS
from app.item_view import KIND_LABELS
from kg.yaml_text import read_yaml_text
from quizzes.drafts.model import DraftStage
from quizzes.drafts.text import draft_text
from quizzes.drafts.workshop import Workshop
from quizzes.model import Kind
from quizzes.validation import fits

NUMBERED = "st-39a"


@pytest.fixture
def editor(page: Page, site: str, workshop: Workshop) -> str:
    """The address of the draft that is open: one option on a patient."""
    data = {
        "id": "trial",
        "kind": "single-best-answer",
        "guideline": SLUG,
        "case": {"present": ["LowBackPain"]},
        "options": [{"id": "a", "text": "A"}, {"id": "b"}, {"id": "c"}],
    }
    text = draft_text(data, DraftStage.DRAFT)
    address = store_draft(workshop, text)
    open_draft(page, site, address)
    return address


def _data(page: Page, workshop: Workshop, draft: str) -> dict[str, Any]:
    saved(page)
    data: dict[str, Any] = read_yaml_text(latest_text(workshop, draft).encode()).data
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
