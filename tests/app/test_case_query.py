from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.case_query import facts_from_query, facts_to_query, read_value
from app.components.fact_editor import fact_editor, from_entry, implied_by, to_entry
from app.derivation_view import what_if_link
from app.services import Services
from kg.case import Absent, Bound, Fact, Present, Value
from kg.library import open_library
from kg.reasoner import Reasoner

SLUG = "bilateral-sacroplasty"
DURATION = "ConservativeManagementDuration"
GUIDELINE = open_library().guideline(SLUG)

LARGE = st.integers(-(10**18) + 1, 10**18 - 1).map(Decimal)
TINY = st.just(Decimal("0.000000000000000001"))
FACTS = st.frozensets(
    st.builds(Present, st.sampled_from(sorted(GUIDELINE.findings)))
    | st.builds(Absent, st.sampled_from(sorted(GUIDELINE.findings)))
    | st.builds(
        Value,
        st.sampled_from(sorted(GUIDELINE.observables)),
        st.sampled_from(Bound),
        LARGE | TINY | st.decimals(-1000, 1000, places=6),
    )
)


def _query(address: str) -> dict[str, tuple[str, ...]]:
    query: dict[str, tuple[str, ...]] = {}
    for key, value in parse_qsl(urlsplit(address).query, strict_parsing=True):
        query[key] = (*query.get(key, ()), value)
    return query


@given(facts=FACTS)
def test_every_case_comes_back_from_its_address(facts: frozenset[Fact]) -> None:
    query = _query(what_if_link(facts, GUIDELINE))

    assert facts_from_query(query, GUIDELINE) == (facts, ())


@given(facts=FACTS)
def test_every_case_comes_back_from_the_editor(facts: frozenset[Fact]) -> None:
    assert from_entry(to_entry(facts), GUIDELINE) == facts


@given(
    entry=st.recursive(
        st.none() | st.integers() | st.text(max_size=4) | st.just("Pain"),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=4), inner),
    )
    | st.fixed_dictionaries(
        {
            "present": st.lists(st.none() | st.dictionaries(st.text(), st.text(), max_size=1)),
            "absent": st.just([]),
            "values": st.dictionaries(
                st.just("Age"),
                st.none()
                | st.lists(st.fixed_dictionaries({"bound": st.text(), "amount": st.text()})),
            ),
        }
    )
)
def test_nothing_a_browser_may_send_crashes_the_editor(entry: Any) -> None:
    assert isinstance(from_entry(entry, GUIDELINE), frozenset)


def test_one_case_has_one_address() -> None:
    facts = [Present("Pain"), Absent("Malignancy"), Value(DURATION, Bound.AT_LEAST, Decimal("4.0"))]

    query = facts_to_query(facts)

    assert query == facts_to_query(reversed(facts))
    assert query == {"has": ("Pain",), "lacks": ("Malignancy",), DURATION: ("at_least:4",)}


def test_what_is_not_understood_is_named() -> None:
    query = {"has": ("Pain", "Pian"), "lacks": ("Foo",), DURATION: ("4", "about:4", "at_least:x")}

    facts, unknown = facts_from_query(query, GUIDELINE)

    assert facts == {Present("Pain")}
    assert unknown == (
        "Pian",
        "Foo",
        f"{DURATION}=4",
        f"{DURATION}=about:4",
        f"{DURATION}=at_least:x",
    )


@pytest.mark.parametrize(
    ("text", "amount"),
    [("2.5", "2.5"), (" 2,5 ", "2.5"), ("2.", "2"), (".5", "0.5"), ("-1", "-1"), ("007", "7")],
)
def test_numbers_are_read_as_people_type_them(text: str, amount: str) -> None:
    assert read_value("Age", "exactly", text) == Value("Age", Bound.EXACTLY, Decimal(amount))


@pytest.mark.parametrize("text", ["", ".", "-", "1e3", "NaN", "1_0", "１", "4 weeks", "9" * 19])
def test_anything_else_is_no_number(text: str) -> None:
    assert read_value("Age", "exactly", text) is None


def test_the_editor_offers_every_finding_and_observable_once(reasoner: Reasoner) -> None:
    editor = fact_editor(reasoner, frozenset(), lambda editor, facts: None)

    findings = [row["id"] for group in editor.groups for row in group["findings"]]
    observables = [row["id"] for group in editor.groups for row in group["observables"]]
    assert sorted(findings) == sorted(reasoner.guideline.findings)
    assert sorted(observables) == sorted(reasoner.guideline.observables)


def test_the_editor_names_the_criteria_that_a_finding_is_tested_by(reasoner: Reasoner) -> None:
    editor = fact_editor(reasoner, frozenset(), lambda editor, facts: None)

    codes = {row["id"]: row["codes"] for group in editor.groups for row in group["findings"]}
    assert codes["BoneCementComponentAllergy"] == ["X3"]


def test_hints_follow_the_hierarchy(reasoner: Reasoner) -> None:
    implied = implied_by([Present("PmmaAllergy"), Absent("Infection")], reasoner)

    assert implied["BoneCementComponentAllergy"] == "present"
    assert implied["ActiveInfectionAtProcedureSite"] == "absent"
    assert "Malignancy" not in implied


def test_the_link_of_every_vignette_opens_the_same_case(services: Services) -> None:
    for bank in services.banks.values():
        for vignette in bank.vignettes.values():
            query = _query(what_if_link(vignette.case.facts, bank.guideline))

            assert facts_from_query(query, bank.guideline) == (vignette.case.facts, ())
