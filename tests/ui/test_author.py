"""Writing items and vignettes as an author does, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from secrets import token_hex

from author_pages import (
    SLUG,
    begun,
    choose,
    latest_text,
    new_item,
    open_draft,
    option_at,
    saved,
    store_draft,
)
from draft_texts import ITEM, VIGNETTE
from playwright.sync_api import Page, expect

from app.services import Services
from quizzes.drafts.model import DraftStage, Part
from quizzes.drafts.text import draft_text
from quizzes.drafts.workshop import Workshop
from quizzes.entries import QuizRun


def _write_option(
    page: Page, number: int, text: str, *, section: str, rationale: str, statement: str
) -> None:
    option = option_at(page, number)
    option.get_by_label("What the learner reads").fill(text)
    choose(option, "Claim", "stands in a section")
    choose(option, "Statement", statement)
    choose(option, "Section", section)
    option.get_by_label("Why it is right or wrong").fill(rationale)
    choose(option, "Statements that this rests on", statement)


def _write_item(page: Page) -> None:
    page.get_by_label("Lead-in").fill("Which of these findings does the source list against it?")
    rows = (("Infection at the site", "st-17a"), ("Osteoporosis", "st-07a"), ("Age", "st-07b"))
    for number, (text, statement) in enumerate(rows, start=1):
        _write_option(
            page,
            number,
            text,
            section="contraindications",
            rationale=f"{text} stands where it stands, as the source has it in its list.",
            statement=statement,
        )
    page.get_by_role("button", name="Remove option 4").click()
    page.get_by_label("What to take home").fill("What excludes stands in a list of its own.")


def test_an_item_is_written_from_nothing_published_and_answered_in_a_quiz(
    page: Page, site: str, services: Services
) -> None:
    new_item(page, site, "What excludes")
    _write_item(page)
    expect(option_at(page, 1).locator(".gg-proof")).to_contain_text("Right")
    expect(option_at(page, 2).locator(".gg-proof")).to_contain_text("Wrong, proven")
    expect(page.get_by_text("Nothing stands against publishing")).to_be_visible()
    saved(page)

    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Learners get it from now on.")).to_be_visible()
    learner, run, now = token_hex(16), token_hex(16), datetime.now(UTC)
    services.records.add_learner(learner, now)
    services.records.start_run(QuizRun(run, learner, SLUG, ("what-excludes",), "seed", now))
    page.context.add_cookies([{"name": "gg-learner", "value": learner, "url": site}])
    page.goto(f"{site}/quiz/{run}")
    page.get_by_label("Infection at the site").check(timeout=20_000)
    page.get_by_role("button", name="Check answer").click()

    expect(page.locator(".gg-outcome")).to_contain_text("Right")
    assert [answer.score for answer in services.records.answers(learner)] == [1.0]


def test_a_vignette_is_written_with_the_verdict_beside_it_and_published(
    page: Page, site: str
) -> None:
    page.goto(f"{site}/author")
    form = page.get_by_role("region", name="New vignette")
    form.get_by_label("Working title").fill("The lamplighter")
    form.get_by_role("button", name="Write a vignette").click()
    begun(page)

    page.get_by_label("Title", exact=True).fill("The lamplighter")
    page.get_by_label("Story", exact=True).fill("A lamplighter is allergic to bone cement.")
    page.get_by_role("searchbox", name="Search findings").fill("pmma")
    page.get_by_role("group", name="allergy to PMMA").get_by_role("radio", name="Present").check()
    expect(page.locator(".gg-verdict__name")).to_have_text("Contraindicated")
    choose(page.locator("body"), "Criteria that the story is about", "allergy")
    expect(page.get_by_text("Nothing stands against publishing")).to_be_visible()
    saved(page)
    page.get_by_role("button", name="Publish", exact=True).click()
    page.get_by_role("link", name="Open the case").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("The lamplighter")
    expect(page.get_by_text("A lamplighter is allergic to bone cement.")).to_be_visible()


def test_what_is_unknown_stands_beside_the_facts(page: Page, site: str, workshop: Workshop) -> None:
    text = VIGNETTE.replace("[Malignancy]", "[LowBackPain]")

    open_draft(page, site, store_draft(workshop, text, Part.VIGNETTE))

    follows = page.get_by_role("region", name="What follows from the facts")
    expect(follows.locator(".gg-verdict__name")).to_have_text("Cannot tell")
    expect(follows.get_by_role("heading", name="Still unknown")).to_be_visible()
    page.get_by_role("searchbox", name="Search findings").fill("allergy")
    follows.get_by_role("button", name="Is the low back pain severe?").click()
    severe = page.get_by_role("group", name="severe low back pain")
    expect(severe.get_by_role("radio", name="Unknown")).to_be_focused()


def test_a_finding_of_the_linter_leads_to_its_place_and_goes_when_it_is_resolved(
    page: Page, site: str, workshop: Workshop
) -> None:
    text = ITEM.replace("text: Osteoporosis of the bone", "text: All of the above")
    open_draft(page, site, store_draft(workshop, text))
    advice = page.locator(".gg-note--caution", has_text="W9")
    expect(advice).to_be_visible()

    advice.get_by_role("button").click()
    field = option_at(page, 2).get_by_label("What the learner reads")
    expect(field).to_be_focused()
    field.fill("Osteoporosis of the bone")

    expect(advice).to_have_count(0)


def test_what_cannot_be_proven_is_not_published_and_the_page_says_why(
    page: Page, site: str, workshop: Workshop
) -> None:
    text = ITEM.replace("statement: st-07a,", "statement: st-17a,")
    address = store_draft(workshop, text)
    open_draft(page, site, address)

    page.get_by_role("button", name="Publish", exact=True).click()

    said = page.locator("[data-said]")
    expect(said).to_contain_text("Not published yet")
    expect(said).to_contain_text("Options 1 and 2 are right. Exactly one may be.")
    expect(said).to_be_focused()
    assert workshop.drafts.draft(address.rpartition("/")[2]).served is None


def test_undo_and_redo_step_through_what_was_done(
    page: Page, site: str, workshop: Workshop
) -> None:
    address = store_draft(workshop, ITEM)
    open_draft(page, site, address)
    page.get_by_role("button", name="Add an option").click()
    expect(option_at(page, 4)).to_be_visible()

    page.get_by_role("button", name="Undo").click()
    expect(option_at(page, 4)).to_have_count(0)
    page.get_by_role("button", name="Redo").click()
    expect(option_at(page, 4)).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    saved(page)

    assert "id: d" not in latest_text(workshop, address)


def test_options_are_moved_and_their_proofs_with_them(
    page: Page, site: str, workshop: Workshop
) -> None:
    open_draft(page, site, store_draft(workshop, ITEM))
    expect(option_at(page, 1).locator(".gg-proof")).to_contain_text("Right")

    page.get_by_role("button", name="Move option 1 down").click()

    expect(option_at(page, 2).locator(".gg-proof")).to_contain_text("Right")
    expect(option_at(page, 2).get_by_label("What the learner reads")).to_have_value(
        "Infection at the site"
    )


def test_a_claim_is_chosen_by_keyboard_alone(page: Page, site: str, workshop: Workshop) -> None:
    open_draft(
        page, site, store_draft(workshop, ITEM.replace("section: section-contraindications", ""))
    )
    kind = option_at(page, 1).get_by_role("combobox", name="Claim")

    kind.focus()
    page.keyboard.type("role")
    page.keyboard.press("Enter")
    expect(kind).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("zebra")
    expect(page.get_by_text("Nothing is called so.")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("incl")

    expect(option_at(page, 1).locator(".gg-proof")).to_contain_text("Right")


def test_yaml_is_brought_along_changed_and_used(page: Page, site: str) -> None:
    page.goto(f"{site}/author")
    page.get_by_text("From text or a file").click()
    page.get_by_label("Text", exact=True).fill("a: [")
    page.get_by_role("button", name="Open as drafts").click()
    expect(page.get_by_text("This is not YAML")).to_be_visible()

    page.get_by_label("Text", exact=True).fill(ITEM)
    page.get_by_role("button", name="Open as drafts").click()
    begun(page)
    page.get_by_text("The same as YAML").click()
    text = page.get_by_label("YAML", exact=True)
    expect(text).to_have_value(re.compile("What excludes stands in a list of its own"))
    text.fill(text.input_value().replace("What excludes stands", "What excludes is"))
    page.get_by_role("button", name="Use this text").click()

    expect(page.get_by_label("What to take home")).to_have_value(
        "What excludes is in a list of its own."
    )


def test_shipped_content_is_copied_and_found_by_the_filters(
    page: Page, site: str, workshop: Workshop
) -> None:
    store_draft(workshop, ITEM)
    page.goto(f"{site}/author")

    page.get_by_label("Search", exact=True).fill("excludes")
    page.get_by_label("Stage").select_option("Draft")
    expect(page.locator("[data-row]:visible")).to_have_count(1)
    page.reload()
    expect(page.locator("[data-row]:visible")).to_have_count(1)
    page.get_by_label("Search", exact=True).fill("")
    page.get_by_label("Stage").select_option("Published")
    page.get_by_role("button", name=re.compile("Copy into a draft")).first.click()

    begun(page)
    assert len(workshop.drafts.all()) == 2


def test_axe_finds_nothing_on_any_page_of_authors(
    page: Page, site: str, workshop: Workshop, axe_by_night_and_day: Callable[[Page], None]
) -> None:
    flawed = store_draft(workshop, ITEM.replace("Osteoporosis of the bone", "All of the above"))
    story = store_draft(workshop, VIGNETTE, Part.VIGNETTE)
    steps = workshop.shipped[SLUG].items["quarry-foreman-decide-and-justify"].item
    case = store_draft(workshop, draft_text(steps.source.data, DraftStage.DRAFT))
    id_ = flawed.rpartition("/")[2]
    workshop.drafts.save(id_, 1, f"{ITEM}tags: [a]\n", author="Bob", at=datetime.now(UTC))

    page.goto(f"{site}/author")
    expect(page.locator("[data-standing][data-state]").first).to_be_visible(timeout=60_000)
    axe_by_night_and_day(page)
    for address in (flawed, story, case):
        open_draft(page, site, address)
        expect(page.locator("[data-shows-preview] > *").first).to_be_attached()
        axe_by_night_and_day(page)
    open_draft(page, site, flawed)
    option_at(page, 1).get_by_role("combobox", name="Claim").click()
    page.get_by_role("radio", name="Feedback").check(force=True)
    axe_by_night_and_day(page)
    page.goto(f"{site}/author/versions/{id_}?from=1&to=2")
    axe_by_night_and_day(page)


def test_on_a_phone_the_editor_is_one_column_and_nothing_is_cut_off(
    phone: Page, site: str, workshop: Workshop, axe: Callable[[Page], None]
) -> None:
    address = store_draft(workshop, ITEM)
    for path in ("/author", address, f"/author/versions/{address.rpartition('/')[2]}"):
        phone.goto(f"{site}{path}")
        assert phone.evaluate("document.documentElement.scrollWidth") == 390
    open_draft(phone, site, address)
    axe(phone)

    phone.get_by_role("link", name="Ready").click()

    expect(phone.get_by_role("heading", name="Before publishing")).to_be_in_viewport()
    expect(phone.get_by_role("button", name="Publish", exact=True)).to_be_in_viewport()
