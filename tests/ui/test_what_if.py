from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

Open = Callable[[Page, str], None]
INDICATED = (
    "/what-if?has=BilateralFractureConfirmedOnMri&has=SevereLowBackPain&has=DisablingLowBackPain"
    "&has=PainPersistingDespiteConservativeManagement&has=FractureAttributedPain"
    "&lacks=Malignancy&lacks=Infection&lacks=Coagulopathy&lacks=BoneCementComponentAllergy"
    "&lacks=DisplacedSacralFracture&ConservativeManagementDuration=exactly:4"
)
TWO_BOUNDS = (
    "/what-if?ConservativeManagementDuration=at_least:3&ConservativeManagementDuration=less_than:6"
)

# Notes, at the moment at which the page stops to be busy, whether its last components are there.
_WATCH = """document.addEventListener("DOMContentLoaded", () => {
  const inside = (root, wanted) => root.querySelector(wanted) !== null ||
    [...root.querySelectorAll("*")].some((one) => one.shadowRoot && inside(one.shadowRoot, wanted))
  const area = document.querySelector(".gg-live")
  if (area === null) { return } // The empty page before the first.
  const parts = [".gg-fact-editor", ".gg-own", ".gg-criteria"]
  new MutationObserver(() => {
    window.drawn = parts.map((part) => inside(document, part))
  }).observe(area, { attributes: true, attributeFilter: ["aria-busy"] })
})"""


def _finding(page: Page, label: str) -> Locator:
    return page.get_by_role("group", name=re.compile(f"^{label}( [A-Z0-9, ]+)?$"))


def _set(page: Page, label: str, state: str) -> None:
    _finding(page, label).get_by_role("radio", name=state).check()


def _verdict(page: Page) -> Locator:
    return page.locator(".gg-verdict__name")


def _reload(page: Page) -> None:
    page.reload()
    expect(page.locator(".gg-live[aria-busy]")).to_have_count(0, timeout=20_000)


def _weeks(page: Page) -> Locator:
    return page.get_by_role("textbox", name="duration of conservative management in weeks")


def test_the_page_is_busy_until_everything_is_drawn(page: Page, open_page: Open) -> None:
    page.add_init_script(_WATCH)

    open_page(page, "/what-if")

    assert page.evaluate("window.drawn") == [True, True, True]


def test_a_changed_finding_changes_verdict_criteria_and_hints(page: Page, open_page: Open) -> None:
    open_page(page, INDICATED)
    expect(_verdict(page)).to_have_text("Indicated")

    _set(page, "allergy to PMMA", "Present")

    expect(page.get_by_text("The case contradicts itself")).to_be_visible()
    expect(page.get_by_text("cannot both be so")).to_be_visible()
    _set(page, "allergy to a component of bone cement", "Unknown")
    expect(_verdict(page)).to_have_text("Contraindicated")
    row = page.locator(".gg-criterion", has_text="Allergy to bone cement components")
    expect(row.locator("summary")).to_contain_text("Met")
    expect(_finding(page, "allergy to a component of bone cement")).to_contain_text(
        "follows: present"
    )


def test_a_changed_value_changes_the_verdict(page: Page, open_page: Open) -> None:
    open_page(page, INDICATED)

    _weeks(page).fill("2,9")
    expect(_verdict(page)).to_have_text("Not indicated")
    _weeks(page).fill("3")
    expect(_verdict(page)).to_have_text("Indicated")
    page.get_by_role("combobox", name=re.compile("^duration")).select_option("less than")

    expect(_verdict(page)).to_have_text("Not indicated")


def test_what_is_no_number_counts_as_unknown_and_says_so(page: Page, open_page: Open) -> None:
    open_page(page, INDICATED)

    _weeks(page).fill("four")

    expect(page.get_by_text("This is no number and counts as unknown")).to_be_visible()
    expect(_weeks(page)).to_have_attribute("aria-invalid", "true")
    expect(_verdict(page)).to_have_text("Cannot tell")


def test_no_bound_of_an_address_is_lost(page: Page, open_page: Open) -> None:
    open_page(page, TWO_BOUNDS)
    expect(_weeks(page)).to_have_count(2)

    _set(page, "malignancy", "Absent")
    expect(page.get_by_text("3 facts are entered")).to_be_visible()
    _reload(page)

    bounds = page.get_by_role("combobox", name=re.compile("^duration"))
    kept = [(bounds.nth(n).input_value(), _weeks(page).nth(n).input_value()) for n in range(2)]
    assert sorted(kept) == [("at_least", "3"), ("less_than", "6")]
    _weeks(page).first.fill("")
    expect(page.get_by_text("2 facts are entered")).to_be_visible()


def test_the_address_follows_so_that_a_reload_or_a_shared_link_shows_the_same(
    page: Page, browser: Browser, open_page: Open
) -> None:
    open_page(page, "/what-if")
    _set(page, "allergy to PMMA", "Present")
    expect(_verdict(page)).to_have_text("Contraindicated")
    expect(page).to_have_url(re.compile("has=PmmaAllergy"))

    _reload(page)
    expect(_verdict(page)).to_have_text("Contraindicated")
    other = browser.new_context()
    friend = other.new_page()
    friend.goto(page.get_by_role("link", name="Link to this case").evaluate("a => a.href"))

    expect(_verdict(friend)).to_have_text("Contraindicated")
    expect(_finding(friend, "allergy to PMMA").get_by_role("radio", name="Present")).to_be_checked()
    other.close()


def test_trying_what_would_change_it_leads_there(page: Page, open_page: Open) -> None:
    open_page(page, INDICATED)
    change = page.locator(".gg-change").first
    promised = change.locator(".gg-verdict-name").inner_text()

    change.get_by_role("link", name="Try it").first.click()

    expect(_verdict(page)).to_have_text(promised)


def test_what_an_address_holds_and_the_guideline_does_not_is_named(
    page: Page, open_page: Open
) -> None:
    open_page(page, "/what-if?has=Pian&has=PmmaAllergy")

    expect(page.get_by_text("The guideline knows no Pian.")).to_be_visible()
    expect(_verdict(page)).to_have_text("Contraindicated")


def test_the_search_narrows_the_list_and_says_when_nothing_is_called_so(
    page: Page, open_page: Open
) -> None:
    open_page(page, "/what-if")
    search = page.get_by_role("searchbox")

    search.fill("pmma")
    expect(page.locator(".gg-fact:visible")).to_have_count(1)
    search.fill("zebra")

    expect(page.get_by_text("Nothing is called “zebra”")).to_be_visible()
    expect(page.locator(".gg-fact:visible")).to_have_count(0)


def test_facts_are_entered_by_keyboard_alone(page: Page, open_page: Open) -> None:
    open_page(page, "/what-if")
    page.get_by_role("searchbox").focus()

    page.keyboard.type("pmma")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")

    expect(_verdict(page)).to_have_text("Contraindicated")


def test_what_a_finding_means_shows_by_click_and_while_the_keyboard_is_on_it(
    page: Page, open_page: Open
) -> None:
    open_page(page, "/what-if")
    meaning = page.get_by_text("Allergy to polymethyl methacrylate")
    expect(meaning).to_be_hidden()

    _finding(page, "allergy to PMMA").get_by_role("button").click()
    expect(meaning).to_be_visible()
    _finding(page, "allergy to PMMA").get_by_role("button").click()
    expect(meaning).to_be_hidden()
    page.get_by_role("searchbox").fill("pmma")
    page.keyboard.press("Tab")

    expect(meaning).to_be_visible()


def test_the_amounts_stand_below_each_other(page: Page, open_page: Open) -> None:
    open_page(page, TWO_BOUNDS)

    amounts = page.locator(".gg-fact__value input").all()

    assert len({box["x"] for box in (a.bounding_box() for a in amounts) if box}) == 1
    assert len(amounts) == 4


def test_few_changes_are_shown_first_and_the_rest_on_demand(page: Page, open_page: Open) -> None:
    open_page(page, INDICATED)
    rows = page.locator(".gg-ways > li:visible")
    first = rows.count()

    page.locator("summary", has_text="If something were not known").click()

    assert first <= 2 * 5
    expect(page.get_by_text("if one of these were not known")).to_be_visible()
    expect(rows).to_have_count(first + 11)


def test_what_was_opened_stays_open_while_facts_change(page: Page, open_page: Open) -> None:
    open_page(page, INDICATED)
    row = page.locator("details.gg-criterion", has_text="Active infection at the procedure site")
    row.locator("summary").click()
    page.locator("summary", has_text="If something were not known").click()

    _set(page, "infection", "Unknown")

    expect(_verdict(page)).to_have_text("Cannot tell")
    expect(row.get_by_text("There is an active infection where")).to_be_visible()
    expect(page.locator("details.gg-criterion[open]")).to_have_count(1)
    _set(page, "infection", "Absent")
    expect(_verdict(page)).to_have_text("Indicated")
    expect(page.get_by_text("if one of these were not known")).to_be_visible()


def test_the_fact_to_obtain_next_is_marked_among_the_facts(page: Page, open_page: Open) -> None:
    open_page(page, INDICATED)
    expect(page.get_by_text("Obtain next")).to_have_count(0)
    _weeks(page).fill("")
    expect(page.locator(".gg-fact--next")).to_contain_text("duration of conservative management")

    _weeks(page).fill("3")

    expect(page.locator(".gg-fact--next")).to_have_count(0)
    expect(_verdict(page)).to_have_text("Indicated")


def test_a_case_that_is_kept_is_opened_again_and_taken_along(page: Page, open_page: Open) -> None:
    open_page(page, INDICATED)
    page.get_by_label("Name of the case").fill("Five weeks on")
    page.get_by_role("button", name="Save").click()
    kept = page.get_by_role("link", name="Five weeks on", exact=True)
    expect(kept).to_be_visible()

    open_page(page, "/what-if")
    expect(_verdict(page)).to_have_text("Cannot tell")
    kept.click()
    page.wait_for_url("**/what-if?*has=SevereLowBackPain*")
    expect(_verdict(page)).to_have_text("Indicated")
    with page.expect_download() as download:
        page.get_by_role("link", name="Vignette draft of Five weeks on").click()

    assert download.value.suggested_filename == "five-weeks-on.yaml"


def test_two_sessions_share_nothing(page: Page, open_page: Open) -> None:
    other = page.context.new_page()
    open_page(page, "/what-if")
    open_page(other, "/what-if")

    _set(page, "allergy to PMMA", "Present")
    expect(_verdict(page)).to_have_text("Contraindicated")

    expect(_verdict(other)).to_have_text("Cannot tell")
    _set(other, "malignancy", "Absent")
    expect(other.get_by_text("1 fact is entered")).to_be_visible()


@pytest.mark.parametrize(
    "path", ["/what-if", INDICATED, TWO_BOUNDS, "/what-if?has=Pain&lacks=Pain&has=Pian"]
)
def test_axe_finds_nothing_in_any_state(
    page: Page, open_page: Open, axe_by_night_and_day: Callable[[Page], None], path: str
) -> None:
    page.emulate_media(color_scheme="dark")

    open_page(page, path)

    axe_by_night_and_day(page)


@pytest.mark.parametrize("path", [INDICATED, TWO_BOUNDS])
def test_a_phone_keeps_the_verdict_in_view_without_covering_the_facts(
    phone: Page, open_page: Open, axe: Callable[[Page], None], path: str
) -> None:
    open_page(phone, path)
    axe(phone)

    _set(phone, "malignancy", "Present")

    expect(_verdict(phone)).to_have_text("Not indicated")
    expect(_verdict(phone)).to_be_in_viewport()
    banner = phone.locator(".gg-verdict").bounding_box()
    assert banner is not None
    assert banner["height"] < 100
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
