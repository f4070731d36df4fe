"""A case worked up in a browser: asked, reasoned, compared with its twin."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from browsing import Open, ask, commit, decide, open_stage
from playwright.sync_api import Page, expect


def test_a_question_is_answered_from_the_record_and_what_follows_is_shown(
    page: Page, open_page: Open
) -> None:
    open_page(page, "/cases/choir-practice-another-form")
    expect(page.locator(".gg-story")).not_to_contain_text("blank")

    severe = ask(page, "Is the low back pain severe?")
    expect(severe).to_contain_text("Yes")
    expect(severe).to_be_focused()
    said = page.get_by_role("status").filter(has_text="Is the low back pain severe? Yes.")
    expect(said).to_have_count(1)
    allergy = ask(page, "Is there an allergy to a component of bone cement?")
    expect(allergy).to_contain_text("Not known: nobody has looked")
    weeks = ask(page, "For how long has conservative management been tried?")
    expect(weeks).to_contain_text("6 weeks")
    open_stage(page, "Imaging")
    ask(page, "Is there evidence of malignancy?")

    follows = page.locator(".gg-question--follows", has_text="Is there a metastasis in the sacrum?")
    expect(follows).to_contain_text("No")
    expect(severe).to_be_visible()  # What was opened before stays open.
    expect(page.locator(".gg-so-far")).to_contain_text("no evidence of malignancy")
    expect(page.locator(".gg-so-far")).to_contain_text("age: 81 years")


def test_on_a_phone_the_decision_is_one_touch_away_from_every_question(
    phone: Page, open_page: Open, axe: Callable[[Page], None]
) -> None:
    open_page(phone, "/cases/the-ferryman")
    way = phone.get_by_role("button", name="Decide now")
    expect(way).to_have_count(0)

    ask(phone, "Does the patient have osteoporosis?")
    expect(way).to_be_in_viewport()
    axe(phone)
    way.tap()

    expect(phone.get_by_role("radio", name="Indicated", exact=False).first).to_be_in_viewport()
    expect(phone.get_by_text("What does the guideline make of it?")).to_be_focused()


@pytest.mark.parametrize("path", ["/cases/the-ferryman?whole=1", "/cases/four-lines-of-referral"])
def test_the_whole_story_is_told_where_it_is_wanted_or_there_is_no_opening(
    page: Page, open_page: Open, path: str
) -> None:
    open_page(page, path)

    told = "There is no second page" if "four" in path else "the gangway has become too painful"
    expect(page.locator(".gg-story")).to_contain_text(told)
    expect(page.locator(".gg-question")).to_have_count(0)
    decide(page, "Cannot tell")
    expect(page.locator(".gg-asking")).to_have_count(0)


def test_each_step_is_found_again_after_a_reload(page: Page, open_page: Open) -> None:
    case = "/cases/the-ferryman"
    open_page(page, case)
    ask(page, "Does the patient have osteoporosis?")

    open_page(page, case)
    asked = page.locator(".gg-question--answered", has_text="Does the patient have osteoporosis?")
    expect(asked).to_contain_text("Yes")
    commit(page, "Indicated")
    open_page(page, case)
    expect(page.locator(".gg-decided")).to_contain_text("indicated")
    page.get_by_role("checkbox", name="osteoporosis").check()
    page.get_by_role("button", name="Check the rationale").click()
    expect(page.locator(".gg-outcome")).to_be_visible()
    open_page(page, case)
    expect(page.locator(".gg-why")).to_contain_text("reported by S1, never decides")
    page.locator(".gg-twin").get_by_role("radio").first.check()
    page.get_by_role("button", name="Show the rule").click()
    expect(page.locator(".gg-twin .gg-why__title")).to_be_visible()
    open_page(page, case)

    expect(page.locator(".gg-twin .gg-why__title")).to_contain_text("what changed is")
    expect(page.locator(".gg-asking")).to_contain_text("You asked 1 question.")
    expect(page.locator(".gg-asking")).to_contain_text("No deciding criterion needs osteoporosis")


def test_the_facts_that_decide_are_marked_and_graded(page: Page, open_page: Open) -> None:
    open_page(page, "/cases/the-calendar-recounted?whole=1")
    commit(page, "Not indicated")
    page.get_by_role("button", name="Check the rationale").click()
    expect(page.get_by_role("alert").filter(has_text="Mark at least one fact")).to_be_visible()

    page.get_by_role("checkbox", name="duration of conservative management: 2.9").check()
    page.get_by_role("button", name="Check the rationale").click()

    expect(page.locator(".gg-why__title").first).to_contain_text("exactly the facts that decide")
    expect(page.locator(".gg-why__group--good")).to_contain_text("2.9 weeks")


def test_what_is_missing_not_needed_and_irrelevant_is_named(page: Page, open_page: Open) -> None:
    open_page(page, "/cases/the-calendar-recounted?whole=1")
    commit(page, "Not indicated")

    for fact in ("age: 76 years", "no infection"):
        page.get_by_role("checkbox", name=fact).check()
    page.get_by_role("button", name="Check the rationale").click()

    why = page.locator(".gg-why")
    expect(why.locator(".gg-why__group", has_text="Missing")).to_contain_text("2.9 weeks")
    expect(why.locator(".gg-why__group", has_text="not needed")).to_contain_text("no infection")
    irrelevant = why.locator(".gg-why__group", has_text="Irrelevant")
    expect(irrelevant).to_contain_text("age: 76 years no criterion asks for it")


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Is there an allergy to a component of bone cement?", "Alone it could settle the case"),
        (None, "on record already"),
    ],
)
def test_who_cannot_tell_names_the_fact_to_obtain_next(
    page: Page, open_page: Open, question: str | None, told: str
) -> None:
    open_page(page, "/cases/choir-practice-another-form?whole=1")
    commit(page, "Cannot tell")

    others = page.locator(".gg-choice").filter(has_not_text="allergy").get_by_role("radio")
    wanted = others.first if question is None else page.get_by_role("radio", name=question)
    wanted.check()
    page.get_by_role("button", name="Check the rationale").click()

    expect(page.locator(".gg-why")).to_contain_text(told)


def test_an_overlooked_contraindication_shows_both_readings(page: Page, open_page: Open) -> None:
    open_page(page, "/cases/choir-practice-another-form?whole=1")

    decide(page, "Indicated")

    readings = page.locator(".gg-readings")
    expect(readings.locator(".gg-verdict-name")).to_have_text(["Cannot tell", "Indicated"])
    expect(readings.locator("li")).to_have_count(1)
    expect(readings.locator("li")).to_contain_text("no allergy to a component of bone cement")
    expect(readings.locator("li")).to_contain_text("nobody has looked")


def test_a_right_guess_is_told_from_a_decision_that_followed(page: Page, open_page: Open) -> None:
    open_page(page, "/cases/choir-practice-on-hold")

    decide(page, "Indicated")

    expect(page.locator(".gg-outcome")).to_contain_text("and so does the guideline")
    expect(page.locator(".gg-asking")).to_contain_text("What you knew then leads to: cannot tell")
    expect(page.locator(".gg-readings li").first).to_contain_text("on record, not asked")


def test_the_twin_asks_what_changed_before_it_tells_the_rule(page: Page, open_page: Open) -> None:
    open_page(page, "/cases/the-beekeeper?whole=1")
    decide(page, "Indicated")
    twin = page.locator(".gg-twin")
    twin.locator("summary", has_text="another criterion").click()

    twin.get_by_role("button", name=re.compile("^I4")).click()
    heading = twin.get_by_role("heading")
    expect(heading).to_contain_text("not indicated")
    expect(heading).to_be_focused()
    expect(twin).not_to_contain_text("three weeks")
    twin.get_by_role("radio", name="Duration of conservative management").check()
    twin.get_by_role("button", name="Show the rule").click()

    expect(twin.locator(".gg-why__title")).to_contain_text("Right: what changed is")
    expect(twin).to_contain_text("Conservative management has lasted three weeks or longer.")
    expect(twin.get_by_role("link", name="st-12b")).to_be_visible()
    twin.get_by_role("link", name="Open it in What if").click()
    page.wait_for_url("**/what-if?*")
    expect(page.locator(".gg-live[aria-busy]")).to_have_count(0, timeout=20_000)
    expect(page.locator(".gg-verdict__name")).to_have_text("Not indicated")


def test_a_tab_that_was_overtaken_shows_where_the_case_stands(page: Page, open_page: Open) -> None:
    case = "/cases/the-quarry-foreman"
    open_page(page, case)
    ask(page, "Is the low back pain severe?")
    other = page.context.new_page()
    open_page(other, case)
    decide(other, "Contraindicated")

    page.get_by_role("button", name="Is the low back pain disabling?").click()

    expect(page.locator(".gg-outcome")).to_contain_text("You said contraindicated, and so does")
    expect(page.locator(".gg-asking")).to_contain_text("You asked 1 question.")
