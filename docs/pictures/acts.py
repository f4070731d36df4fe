"""What is done on a page before its picture is taken: one function a deed."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

Act = Callable[[Page], None]


def ready(page: Page) -> None:
    """Wait until the components of a page are there."""
    expect(page.locator(".gg-live[aria-busy]")).to_have_count(0, timeout=20_000)


def go(page: Page, path: str) -> None:
    """Go to another page of the same server."""
    page.goto(page.evaluate("location.origin") + path)
    ready(page)


def look_at(selector: str) -> Act:
    """Return what scrolls until *selector* is in view."""

    def act(page: Page) -> None:
        page.locator(selector).first.scroll_into_view_if_needed()

    return act


def open_menu(page: Page) -> None:
    """Open the menu of a phone; a wide window has none to open."""
    button = page.locator(".gg-menu-button")
    if button.is_visible():
        button.click()


# ---------------------------------------------------------------- cases
def _commit(page: Page, verdict: str) -> None:
    page.locator("label", has_text=re.compile(rf"^\s*{verdict}")).click()
    page.get_by_role("button", name="Commit").click()
    expect(page.locator(".gg-decided")).to_be_visible()


def decide(page: Page) -> None:
    """Commit to "Indicated", whatever the case is, and leave the rationale out."""
    _commit(page, "Indicated")
    page.get_by_role("button", name="Leave it out").click()
    expect(page.get_by_role("heading", name="Criteria").first).to_be_visible()


def ask(page: Page) -> None:
    """Ask the first question of a case."""
    page.locator("[data-event^='ask:']").first.click()
    expect(page.locator(".gg-question--answered[data-focus]")).to_be_visible()


def reason(page: Page) -> None:
    """Ask, commit to "Contraindicated" and stand before the reasons."""
    ask(page)
    _commit(page, "Contraindicated")


def _check_rationale(page: Page) -> None:
    page.get_by_role("button", name="Check the rationale").click()
    expect(page.locator(".gg-why")).to_be_visible()


def explain(page: Page) -> None:
    """Give a reason and see what comes of it."""
    reason(page)
    page.locator("label:has([name=fact])").first.click()
    _check_rationale(page)


def explain_exactly(page: Page) -> None:
    """Mark the one fact that decides."""
    reason(page)
    page.get_by_role("checkbox", name="allergy to a component of bone cement").check()
    _check_rationale(page)


def take_for_granted(page: Page) -> None:
    """Commit to "Indicated" without having asked, so that much is assumed."""
    ask(page)
    _commit(page, "Indicated")
    page.locator("label:has([name=fact])").first.click()
    page.get_by_role("button", name="Check the rationale").click()
    expect(page.locator(".gg-readings")).to_be_visible()


def compare(page: Page) -> None:
    """Say what changed in the contrast twin."""
    explain(page)
    page.locator("label:has([name=changed])").first.click()
    page.get_by_role("button", name="Show the rule").click()
    expect(page.locator(".gg-twin .gg-why__title")).to_be_visible()
    page.locator(".gg-twin").scroll_into_view_if_needed()


def cannot_tell(page: Page) -> None:
    """Commit to "Cannot tell" and be asked for the next fact."""
    _commit(page, "Cannot tell")
    expect(page.get_by_text("Which fact would you obtain next?")).to_be_visible()


def obtain(page: Page) -> None:
    """Commit to "Cannot tell" and name the next fact."""
    cannot_tell(page)
    page.locator("label:has([name=wanted])").first.click()
    _check_rationale(page)


def decide_then(address: str) -> Act:
    """Return what decides a case wrongly and then goes to *address*."""

    def act(page: Page) -> None:
        decide(page)
        go(page, address)

    return act


def reason_then(address: str) -> Act:
    """Return what leaves a case before the reasons and goes to *address*."""

    def act(page: Page) -> None:
        reason(page)
        go(page, address)

    return act


def overtake(page: Page) -> None:
    """Go on in this tab with a case that another tab decided meanwhile."""
    other = page.context.new_page()
    other.goto(page.url)
    ready(other)
    _commit(other, "Cannot tell")
    other.close()
    page.locator("label", has_text=re.compile(r"^\s*Indicated")).click()
    page.get_by_role("button", name="Commit").click()
    expect(page.get_by_text("Another tab went ahead", exact=True)).to_be_visible()


# ---------------------------------------------------------------- What if
def keep(page: Page) -> None:
    """Keep a case of one's own."""
    page.get_by_label("Name of the case").fill("Before the second scan")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".gg-own__notice")).to_be_visible()
    page.get_by_label("Name of the case").scroll_into_view_if_needed()


def search_facts(page: Page) -> None:
    """Search the findings and values of a case."""
    page.get_by_label("Search findings and values").fill("infection")


# ---------------------------------------------------------------- quiz and exam
def start_quiz(page: Page) -> None:
    """Start a quiz of five questions."""
    page.locator(".gg-segment", has_text=re.compile("^5$")).click()
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_url(re.compile("/quiz/[0-9a-f]{32}"))
    ready(page)
    expect(page.locator("[data-event=answer], form[data-event]").first).to_be_visible()


def answer(page: Page) -> None:
    """Answer one step: the first option, or a number."""
    number = page.locator("form[data-event] input[type=text]")
    if number.count():
        number.first.fill("3")
    else:
        page.locator("form[data-event] label").first.click()
    page.locator("form[data-event] button[type=submit]").click()
    expect(page.locator("form[data-event=answer]")).to_have_count(0)
    expect(page.locator(".gg-marked").first).to_be_visible()


def answer_nothing(page: Page) -> None:
    """Press the button without an answer."""
    page.locator("form[data-event] button[type=submit]").click()
    expect(page.locator("[data-error]")).not_to_be_empty()


def answer_first(page: Page) -> None:
    """Start a quiz and answer its first question."""
    start_quiz(page)
    answer(page)


def answer_all(page: Page) -> None:
    """Take a quiz to its end."""
    start_quiz(page)
    result = page.get_by_role("heading", name="Result")
    for _ in range(40):
        answer(page)
        page.locator("[data-event=next]").first.click()
        expect(page.locator("[data-event=next]")).to_have_count(0)
        expect(page.locator("form[data-event] button[type=submit]").or_(result)).to_be_visible()
        if result.count():
            return


def choose_exam(page: Page) -> None:
    """Choose the exam, which asks for a time limit."""
    page.locator("label", has_text=re.compile(r"^\s*Exam")).click()


def ask_to_hand_in(page: Page) -> None:
    """Answer the first question of an exam and ask to hand it in."""
    start_quiz(page)
    page.locator("form[data-event] label").first.click()
    page.locator("form[data-event] button[type=submit]").click()
    expect(page.get_by_role("heading", name="Question 2 of")).to_be_visible()
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("heading", name="Hand in now?")).to_be_visible()


def hand_in(page: Page) -> None:
    """Hand an exam in after its first question."""
    ask_to_hand_in(page)
    page.locator("[data-event=hand-in-now]").click()
    expect(page.get_by_role("heading", name="Result")).to_be_visible()


def start_then(address: str) -> Act:
    """Return what begins a quiz, leaves it and goes to *address*."""

    def act(page: Page) -> None:
        answer_first(page)
        go(page, address)

    return act


def after_a_quiz(address: str) -> Act:
    """Return what takes a quiz and a case and then goes to *address*."""

    def act(page: Page) -> None:
        answer_all(page)
        go(page, "/cases/the-ferryman?whole=1")
        decide(page)
        go(page, address)

    return act


# ---------------------------------------------------------------- learners
def add_learner(page: Page) -> None:
    """Add a second learner to the browser."""
    page.get_by_label("Name").last.fill("Bo")
    page.get_by_role("button", name="Add a learner").click()
    expect(page.get_by_role("heading", name="Bo")).to_be_visible()


def delete_learner(page: Page) -> None:
    """Answer a question, then delete everything."""
    answer_first(page)
    go(page, "/you/delete")
    page.get_by_role("checkbox").check()
    page.get_by_role("button", name="Delete everything").click()
    page.wait_for_load_state()


def answer_after_deletion(page: Page) -> None:
    """Go on with a quiz whose learner was deleted in another tab."""
    start_quiz(page)
    other = page.context.new_page()
    other.goto(page.evaluate("location.origin") + "/you/delete")
    other.get_by_role("checkbox").check()
    other.get_by_role("button", name="Delete everything").click()
    other.wait_for_load_state()
    other.close()
    page.locator("form[data-event] label").first.click()
    page.locator("form[data-event] button[type=submit]").click()
    expect(page.get_by_role("heading", name="Your records were deleted")).to_be_visible()


# ---------------------------------------------------------------- Explore, Query, Author
def open_all(page: Page) -> None:
    """Open everything that opens."""
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")


def answered(page: Page) -> None:
    """Wait until a query has its result."""
    expect(page.get_by_text(re.compile(r"\d+ rows?\b")).first).to_be_visible()
    page.get_by_role("button", name="Run").scroll_into_view_if_needed()


def failed(page: Page) -> None:
    """Wait until a query has failed."""
    expect(page.get_by_text("This is not SPARQL yet")).to_be_visible()
    page.get_by_text("This is not SPARQL yet").scroll_into_view_if_needed()


def viewed(page: Page) -> None:
    """Wait until the answer to a query stands in the view that the address names."""
    expect(page.locator(".gg-views")).to_be_visible()
    expect(page.locator(".gg-graphed, .gg-chart, .gg-pivot").first).to_be_visible()


def plan(page: Page) -> None:
    """Have a query answered, then its plan explained."""
    expect(page.locator(".gg-console__status:not(:empty)")).to_be_visible()
    page.get_by_role("button", name="Explain plan").click()
    expect(page.get_by_role("region", name="Plan of the query")).to_be_visible()


def explain_row(page: Page) -> None:
    """Ask why the first row is in the answer, and open every step."""
    page.get_by_role("button", name="Why? row 1").click()
    region = page.get_by_role("region", name="Behind row 1")
    region.get_by_role("button", name="Open every step").click()
    expect(region.get_by_role("link", name="st-20a").first).to_be_visible()


def explained_empty(page: Page) -> None:
    """Wait until it is said why nothing matches."""
    expect(page.get_by_text("Why nothing matches")).to_be_visible()


def write_item(page: Page) -> None:
    """Copy an item into a draft and show an option."""
    page.get_by_label("Search", exact=True).fill("Which of these claims on pain relief")
    page.get_by_role("button", name=re.compile("Copy into a draft")).first.click()
    expect(page.locator("#editor[data-begun]")).to_be_visible()
    option = page.get_by_role("group", name="Option 1", exact=True)
    expect(option.locator(".gg-proof")).to_contain_text(re.compile("Right|Wrong"))
    page.evaluate("window.scrollTo(0, document.querySelector('.gg-option').offsetTop - 150)")


def write_vignette(page: Page) -> None:
    """Copy a vignette into a draft."""
    page.get_by_label("Search", exact=True).fill("The quarry foreman")
    page.get_by_role("button", name=re.compile("Copy into a draft")).first.click()
    expect(page.locator(".gg-verdict").first).to_be_visible()


def _changed(page: Page, field: str, text: str) -> None:
    """Write *text* into a field of a draft and wait until it is saved."""
    page.get_by_label(field).fill(text)
    expect(page.locator('#editor[data-state="saved"]')).to_be_visible()


def compare_versions(page: Page) -> None:
    """Change a draft twice and compare its versions."""
    write_item(page)
    _changed(page, "What to take home", "Pain falls within hours; the figure has no reference.")
    page.reload()
    expect(page.locator("#editor[data-begun]")).to_be_visible()
    _changed(page, "What to take home", "Pain falls within a day, and no reference is given.")
    page.get_by_role("link", name="All versions").click()
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.get_by_role("heading", name=re.compile("^From version"))).to_be_visible()


def find_twins(page: Page) -> None:
    """Look for the contrast twins of a draft of a vignette."""
    write_vignette(page)
    page.get_by_role("link", name=re.compile("^Contrast twins")).click()
    expect(page.locator(".gg-proposal").first).to_be_visible()


def ask_to_delete(page: Page) -> None:
    """Ask for a draft to be deleted that was never published."""
    write_item(page)
    page.get_by_role("link", name="Delete this draft").click()
    expect(page.get_by_role("heading", name="Delete this draft?")).to_be_visible()
