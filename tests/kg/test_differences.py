from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from kg.differences import NumberChange, differences
from kg.drafts import Draft, draft_of, with_statement, with_threshold, without_criterion
from kg.reasoner import Reasoner


@pytest.fixture(scope="module")
def draft(reasoner: Reasoner) -> Draft:
    return draft_of(reasoner)


def test_equal_versions_have_no_difference(draft: Draft) -> None:
    assert differences(draft, draft) == ()


def test_a_threshold_is_told_with_the_numbers_it_replaces(draft: Draft) -> None:
    found = differences(draft, with_threshold(draft, "I4", Decimal(6)))

    assert [(d.part, d.term) for d in found] == [
        ("axiom", "I4"),
        ("axiom", "I4"),
        ("statement", "st-02d"),
        ("statement", "st-12b"),
    ]
    assert {number for d in found for number in d.numbers} == {
        NumberChange(Decimal(3), Decimal(6), "wk")
    }


def test_numbers_are_told_with_their_units_in_words(draft: Draft) -> None:
    found = differences(draft, with_threshold(draft, "I4", Decimal(1)))

    (told,) = (d.text for d in found if d.term == "st-02d")
    label = "minimum duration of conservative management"
    assert told == f"st-02d, quantities: {label} 3 weeks becomes {label} 1 week."


def test_a_dropped_criterion_changes_two_decisions_and_a_role(draft: Draft) -> None:
    found = differences(draft, without_criterion(draft, "X3"))

    assert [(d.part, d.term) for d in found] == [
        ("decision", "contraindicated"),
        ("decision", "indicated"),
        ("criterion", "X3"),
    ]


def test_a_lost_citation_touches_its_statement_and_the_criteria_behind_it(draft: Draft) -> None:
    changed = with_statement(
        draft.guideline, replace(draft.guideline.statements["st-20a"], references=())
    )

    (found,) = differences(draft, draft.with_guideline(changed))

    assert (found.term, found.text) == ("st-20a", "st-20a, references: ref-4 becomes none.")
    assert found.criteria == {"X4"}


def test_a_term_that_is_gone_is_named(draft: Draft) -> None:
    references = {id_: r for id_, r in draft.guideline.references.items() if id_ != "ref-4"}
    found = differences(
        draft, draft.with_guideline(replace(draft.guideline, references=references))
    )

    assert [difference.text for difference in found] == ["ref-4, is gone."]
