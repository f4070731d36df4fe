from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

Open = Callable[[Page, str], None]
CASE = "/cases/the-card-in-the-wallet"
MARKS = re.compile(
    r"gg-verdict|gg-status|gg-criteria|gg-outcome|Uncited|\bX3\b|twin|dermatology", re.I
)
# Shadow roots too; the frame's own text and the choices are the same for every case.
DOM = """() => {
  const text = (root) => [...root.querySelectorAll('*')].map((e) =>
    e.className + ' ' + (e.shadowRoot ? e.shadowRoot.innerHTML + text(e.shadowRoot) : '')).join(' ')
  return document.querySelector('main').innerHTML + text(document.querySelector('main'))
}"""


def _commit(page: Page, decision: str) -> None:
    page.get_by_role("radio", name=re.compile(f"^{decision}")).check()
    page.get_by_role("button", name="Commit to this decision").click()
    expect(page.locator(".gg-decided")).to_contain_text(decision.lower())


def _decide(page: Page, decision: str) -> None:
    _commit(page, decision)
    page.get_by_role("button", name="Leave it out").click()
    expect(page.locator(".gg-outcome")).to_be_visible()


def _ask(page: Page, question: str) -> Locator:
    """Put a question and return the row of its answer; its stage must be open."""
    page.get_by_role("button", name=question).click()
    row = page.locator(".gg-question--answered", has_text=question)
    expect(row).to_be_visible()
    return row


def _open_stage(page: Page, stage: str) -> None:
    page.locator(".gg-stage > summary", has_text=stage).click()


def test_nothing_of_the_verdict_is_in_the_page_before_the_commit(
    page: Page, open_page: Open
) -> None:
    received: list[str] = []
    page.on("websocket", lambda s: s.on("framereceived", lambda f: received.append(str(f))))
    open_page(page, CASE)
    page.get_by_role("radio", name=re.compile("^Indicated")).check()

    seen = page.evaluate(DOM) + " ".join(received)

    assert "Half past two at night" in seen
    assert MARKS.findall(re.sub(r"<style.*?</style>", "", seen, flags=re.S)) == []


def test_a_right_decision_reveals_everything_that_the_graph_says(
    page: Page, open_page: Open
) -> None:
    open_page(page, CASE)
    _decide(page, "Contraindicated")

    expect(page.locator(".gg-outcome")).to_contain_text("You said contraindicated, and so does")
    expect(page.locator(".gg-outcome")).to_be_focused()
    expect(page.get_by_role("status").filter(has_text="Right: by the guideline")).to_have_count(1)
    expect(page.get_by_role("heading", name="Contraindicated")).to_be_visible()
    expect(page.locator(".gg-criterion")).to_have_count(14)
    row = page.locator(".gg-criterion", has_text="Allergy to bone cement components")
    expect(row.locator("summary")).to_contain_text("Met")
    expect(row.locator("summary")).to_contain_text("Uncited")
    row.locator("summary").click()
    expect(row.get_by_role("link", name="st-19a")).to_be_visible()
    expect(row.get_by_role("link", name=re.compile("^A9"))).to_be_visible()


def test_a_wrong_decision_is_told_with_the_right_one(page: Page, open_page: Open) -> None:
    open_page(page, "/cases/a-change-of-clinic")

    _decide(page, "Indicated")

    told = "You said indicated. By the guideline it is cannot tell."
    expect(page.locator(".gg-outcome")).to_contain_text(told)
    expect(page.get_by_role("status").filter(has_text=told)).to_have_count(1)
    expect(page.get_by_text("Has the pain persisted despite conservative")).to_be_visible()


def test_an_opened_criterion_shows_how_far_its_reference_bears_it_out(
    page: Page, open_page: Open
) -> None:
    open_page(page, "/cases/the-beekeeper")
    _decide(page, "Indicated")

    row = page.locator(".gg-criterion", has_text="Conservative management for at least 3 weeks")
    row.locator("summary").click()

    expect(row.locator(".gg-remark").first).to_contain_text("found in no public record")


def test_a_commit_without_a_decision_is_refused_kindly(page: Page, open_page: Open) -> None:
    open_page(page, CASE)

    page.get_by_role("button", name="Commit to this decision").click()

    expect(page.get_by_role("alert").filter(has_text="Choose one of the four")).to_be_visible()
    expect(page.get_by_role("radio", name=re.compile("^Indicated"))).to_be_focused()


def test_the_decision_is_kept_and_can_be_made_again(page: Page, open_page: Open) -> None:
    open_page(page, CASE)
    _decide(page, "Indicated")

    open_page(page, CASE)
    expect(page.locator(".gg-outcome")).to_contain_text("You said indicated.")
    page.get_by_role("button", name="Decide again").click()
    expect(page.locator(".gg-verdict")).to_have_count(0)
    _decide(page, "Contraindicated")
    open_page(page, CASE)

    expect(page.locator(".gg-outcome")).to_contain_text("You said contraindicated, and so")


def test_twins_and_the_next_case_are_a_link_away(page: Page, open_page: Open) -> None:
    open_page(page, "/cases/bridge-on-thursdays")
    _decide(page, "Indicated")
    twins = page.locator(".gg-others a")
    expect(twins).to_have_count(1)

    twins.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bridge on Thursdays, ")
    expect(page.get_by_role("button", name="Commit to this decision")).to_be_visible()
    _decide(page, "Cannot tell")
    before = page.url
    page.get_by_role("link", name="Next case").click()

    expect(page.get_by_role("button", name="Commit to this decision")).to_be_visible()
    assert page.url != before


def test_the_list_can_be_narrowed_and_says_when_nothing_is_left(
    page: Page, open_page: Open
) -> None:
    open_page(page, "/cases?show=missed")
    expect(page.get_by_text("No case missed")).to_be_visible()
    open_page(page, CASE)
    _decide(page, "Indicated")

    open_page(page, "/cases")
    page.get_by_role("link", name=re.compile("^Missed")).click()

    expect(page.locator(".gg-grid > li")).to_have_count(1)
    expect(page.locator(".gg-grid > li")).to_contain_text("You said indicated")
    page.get_by_role("link", name=re.compile("^Not decided")).click()
    expect(page.locator(".gg-grid > li")).to_have_count(34)


def test_a_case_that_does_not_exist_is_answered_with_suggestions(
    page: Page, server: str, offline_guard: Any
) -> None:
    offline_guard.allow("404")

    answer = page.goto(f"{server}/cases/the-beekeepr")

    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("link", name="The beekeeper")).to_be_visible()


def test_a_case_is_decided_by_keyboard_alone(page: Page, open_page: Open) -> None:
    open_page(page, CASE)
    page.get_by_role("radio", name=re.compile("^Indicated")).focus()

    for key in ("ArrowDown", "ArrowDown", "Tab", "Space", "Tab", "Enter"):
        page.keyboard.press(key)

    expect(page.locator(".gg-decided")).to_be_focused()
    # Past the story and two other facts, to the allergy; then on to the button.
    for key in ("Tab", "Tab", "Tab", "Space", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".gg-outcome")).to_contain_text("You said contraindicated, and so does")
    expect(page.locator(".gg-why")).to_be_visible()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("details.gg-criterion[open]")).to_have_count(1)


@pytest.mark.parametrize(
    ("path", "decision"),
    [
        ("/cases/the-beekeeper", "Indicated"),
        ("/cases/behind-the-counter", "Indicated"),
        (CASE, "Contraindicated"),
        ("/cases/a-change-of-clinic", "Cannot tell"),
    ],
)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_before_and_after_the_decision(
    page: Page,
    open_page: Open,
    axe: Callable[[Page], None],
    path: str,
    decision: str,
    scheme: Any,
) -> None:
    page.emulate_media(color_scheme=scheme)
    open_page(page, path)
    axe(page)

    _commit(page, decision)
    axe(page)
    page.get_by_role("button", name="Leave it out").click()
    expect(page.locator(".gg-outcome")).to_be_visible()
    for summary in page.locator("details > summary").all()[:3]:
        summary.click()

    axe(page)


@pytest.mark.parametrize("path", ["/cases", "/cases?show=missed", CASE])
def test_a_phone_shows_cases_without_overflow(
    phone: Page, open_page: Open, axe: Callable[[Page], None], path: str
) -> None:
    open_page(phone, path)
    if path == CASE:
        _decide(phone, "Not indicated")

    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    axe(phone)


def test_decisions_of_one_browser_are_not_those_of_another(
    page: Page, browser: Browser, open_page: Open
) -> None:
    open_page(page, CASE)
    _decide(page, "Indicated")

    other = browser.new_context()
    stranger = other.new_page()
    open_page(stranger, CASE)

    expect(stranger.get_by_role("button", name="Commit to this decision")).to_be_visible()
    other.close()


def test_a_question_is_answered_from_the_record_and_what_follows_is_shown(
    page: Page, open_page: Open
) -> None:
    open_page(page, "/cases/choir-practice-another-form")
    expect(page.locator(".gg-story")).not_to_contain_text("blank")

    severe = _ask(page, "Is the low back pain severe?")
    expect(severe).to_contain_text("Yes")
    expect(severe).to_be_focused()
    said = page.get_by_role("status").filter(has_text="Is the low back pain severe? Yes.")
    expect(said).to_have_count(1)
    allergy = _ask(page, "Is there an allergy to a component of bone cement?")
    expect(allergy).to_contain_text("Not known: nobody has looked")
    weeks = _ask(page, "For how long has conservative management been tried?")
    expect(weeks).to_contain_text("6 weeks")
    _open_stage(page, "Imaging")
    _ask(page, "Is there evidence of malignancy?")

    follows = page.locator(".gg-question--follows", has_text="Is there a metastasis in the sacrum?")
    expect(follows).to_contain_text("No")
    expect(page.locator(".gg-so-far")).to_contain_text("no evidence of malignancy")
    expect(page.locator(".gg-so-far")).to_contain_text("age: 81 years")


def test_the_list_tells_no_more_than_the_opening(page: Page, open_page: Open) -> None:
    open_page(page, "/cases")

    card = page.locator(".gg-card--link", has_text="The card in the wallet")

    expect(card).to_contain_text("Half past two at night")
    expect(card).not_to_contain_text("scan")


@pytest.mark.parametrize("path", ["/cases/the-ferryman?whole=1", "/cases/four-lines-of-referral"])
def test_the_whole_story_is_told_where_it_is_wanted_or_there_is_no_opening(
    page: Page, open_page: Open, path: str
) -> None:
    open_page(page, path)

    told = "There is no second page" if "four" in path else "the gangway has become too painful"
    expect(page.locator(".gg-story")).to_contain_text(told)
    expect(page.locator(".gg-question")).to_have_count(0)
    _decide(page, "Cannot tell")
    expect(page.locator(".gg-asking")).to_have_count(0)


def test_each_step_is_found_again_after_a_reload(page: Page, open_page: Open) -> None:
    case = "/cases/the-ferryman"
    open_page(page, case)
    _ask(page, "Does the patient have osteoporosis?")

    open_page(page, case)
    asked = page.locator(".gg-question--answered", has_text="Does the patient have osteoporosis?")
    expect(asked).to_contain_text("Yes")
    _commit(page, "Indicated")
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
    _commit(page, "Not indicated")
    page.get_by_role("button", name="Check the rationale").click()
    expect(page.get_by_role("alert").filter(has_text="Mark at least one fact")).to_be_visible()

    page.get_by_role("checkbox", name="duration of conservative management: 2.9").check()
    page.get_by_role("button", name="Check the rationale").click()

    expect(page.locator(".gg-why__title").first).to_contain_text("exactly the facts that decide")
    expect(page.locator(".gg-why__group--good")).to_contain_text("2.9 weeks")


def test_what_is_missing_not_needed_and_irrelevant_is_named(page: Page, open_page: Open) -> None:
    open_page(page, "/cases/the-calendar-recounted?whole=1")
    _commit(page, "Not indicated")

    for fact in ("age: 76 years", "no infection"):
        page.get_by_role("checkbox", name=fact).check()
    page.get_by_role("button", name="Check the rationale").click()

    why = page.locator(".gg-why")
    expect(why.locator(".gg-why__group", has_text="Missing")).to_contain_text("2.9 weeks")
    expect(why.locator(".gg-why__group", has_text="not needed")).to_contain_text("no infection")
    irrelevant = why.locator(".gg-why__group", has_text="Irrelevant")
    expect(irrelevant).to_contain_text("age: 76 years in no criterion")


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
    _commit(page, "Cannot tell")

    others = page.locator(".gg-choice").filter(has_not_text="allergy").get_by_role("radio")
    wanted = others.first if question is None else page.get_by_role("radio", name=question)
    wanted.check()
    page.get_by_role("button", name="Check the rationale").click()

    expect(page.locator(".gg-why")).to_contain_text(told)


def test_an_overlooked_contraindication_shows_both_readings(page: Page, open_page: Open) -> None:
    open_page(page, "/cases/choir-practice-another-form?whole=1")

    _decide(page, "Indicated")

    readings = page.locator(".gg-readings")
    expect(readings.locator(".gg-verdict-name")).to_have_text(["Cannot tell", "Indicated"])
    expect(readings.locator("li")).to_have_count(1)
    expect(readings.locator("li")).to_contain_text("no allergy to a component of bone cement")
    expect(readings.locator("li")).to_contain_text("nobody has looked")


def test_a_right_guess_is_told_from_a_decision_that_followed(page: Page, open_page: Open) -> None:
    open_page(page, "/cases/choir-practice-on-hold")

    _decide(page, "Indicated")

    expect(page.locator(".gg-outcome")).to_contain_text("and so does the guideline")
    expect(page.locator(".gg-asking")).to_contain_text("On what you knew then: cannot tell")
    expect(page.locator(".gg-readings li").first).to_contain_text("on record, not asked")


def test_the_twin_asks_what_changed_before_it_tells_the_rule(page: Page, open_page: Open) -> None:
    open_page(page, "/cases/the-beekeeper?whole=1")
    _decide(page, "Indicated")
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
    _ask(page, "Is the low back pain severe?")
    other = page.context.new_page()
    open_page(other, case)
    _decide(other, "Contraindicated")

    page.get_by_role("button", name="Is the low back pain disabling?").click()

    expect(page.locator(".gg-outcome")).to_contain_text("You said contraindicated, and so does")
    expect(page.locator(".gg-asking")).to_contain_text("You asked 1 question.")


def test_a_case_is_worked_up_by_keyboard_alone(page: Page, open_page: Open) -> None:
    open_page(page, "/cases/the-quarry-foreman")
    page.locator(".gg-stage > summary").filter(has_text="Laboratory").focus()

    for key in ("Enter", "Tab", "Enter"):
        page.keyboard.press(key)

    answer = page.locator(".gg-question--answered", has_text="Is there a coagulopathy?")
    expect(answer).to_be_focused()
    expect(answer).to_contain_text("No")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Is there any infection?")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_step_fits_a_phone_and_is_accessible(
    phone: Page, open_page: Open, axe: Callable[[Page], None], scheme: Any
) -> None:
    phone.emulate_media(color_scheme=scheme)

    def check() -> None:
        assert phone.evaluate("document.documentElement.scrollWidth") == 390
        axe(phone)

    open_page(phone, "/cases/choir-practice-another-form")
    check()
    _ask(phone, "Is there an allergy to a component of bone cement?")
    check()
    _commit(phone, "Indicated")
    check()
    phone.get_by_role("checkbox", name="osteoporosis").check()
    phone.get_by_role("button", name="Check the rationale").click()
    expect(phone.locator(".gg-readings")).to_be_visible()
    check()
    phone.locator(".gg-twin").get_by_role("radio").first.check()
    phone.get_by_role("button", name="Show the rule").click()
    expect(phone.locator(".gg-twin .gg-why__title")).to_be_visible()
    check()
