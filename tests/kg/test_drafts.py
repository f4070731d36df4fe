"""Drafts: they decide as the reasoner does, and change only what they are told to."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from brute_force import draw_cases

from kg.case import Bound, Case, Value
from kg.derivation import Derivation, Status, Verdict
from kg.draft_checks import faults
from kg.drafts import (
    NEVER,
    Draft,
    draft_of,
    measures,
    with_statement,
    with_threshold,
    without_criterion,
)
from kg.errors import DraftError
from kg.model import Content, Role
from kg.reasoner import Reasoner

SLUG = "bilateral-sacroplasty"


@pytest.fixture(scope="module")
def draft(reasoner: Reasoner) -> Draft:
    return draft_of(reasoner)


def test_an_unchanged_draft_derives_what_the_reasoner_derives(
    reasoner: Reasoner, draft: Draft
) -> None:
    for case in draw_cases(60):
        derived = reasoner.assess(case)
        assert isinstance(derived, Derivation)
        assert draft.assess(case) == replace(derived, flips=())
        assert draft.verdict(case) is derived.verdict


def test_a_threshold_moves_in_the_axioms_and_in_the_statements_behind_them(draft: Draft) -> None:
    changed = with_threshold(draft, "I4", Decimal(6))

    assert {test.amount for _, test in measures(changed.rules, "I4")} == {Decimal(6)}
    lower = [
        quantity.lower
        for statement in changed.guideline.criteria["I4"].statements
        for quantity in changed.guideline.statements[statement].quantities
    ]
    assert lower == [Decimal(6), Decimal(6)]
    weeks = Value("ConservativeManagementDuration", Bound.EXACTLY, Decimal(5))
    five = Case("five", SLUG, frozenset({weeks}))
    assert (draft.statuses(five)["I4"].value, changed.statuses(five)["I4"].value) == (
        "met",
        "refuted",
    )
    assert faults(changed) == ()


def test_a_criterion_without_a_value_has_no_threshold(draft: Draft) -> None:
    with pytest.raises(DraftError, match="I3 tests no value"):
        with_threshold(draft, "I3", Decimal(6))


def test_a_dropped_criterion_decides_nothing_and_is_still_reported(draft: Draft) -> None:
    changed = without_criterion(draft, "X3")

    assert changed.guideline.criteria["X3"].role is Role.SUPPORTING
    allergic = next(
        case
        for case in draw_cases(400)
        if draft.verdict(case) is Verdict.CONTRAINDICATED
        and [c for c, s in draft.statuses(case).items() if c[0] == "X" and s.value == "met"]
        == ["X3"]
    )
    assert changed.statuses(allergic)["X3"].value == "met"
    assert changed.verdict(allergic) is not Verdict.CONTRAINDICATED


def test_the_shipped_guideline_has_no_fault(draft: Draft) -> None:
    assert faults(draft) == ()


def _both_sides(draft: Draft) -> Draft:
    sides = {side: e for side, e in draft.rules.sides.items() if side[0] == "X1"}
    met, refuted = sides
    return draft.with_sides({met: sides[refuted]})


def _lonely_threshold(draft: Draft) -> Draft:
    moved = with_threshold(draft, "I4", Decimal(6))
    return moved.with_guideline(draft.guideline)


def _with(draft: Draft, statement: str, **changes: Any) -> Draft:
    changed = replace(draft.guideline.statements[statement], **changes)
    return draft.with_guideline(with_statement(draft.guideline, changed))


def _two_answers(draft: Draft) -> Draft:
    content = Content("Mobility", "changeAfterProcedure", "Worsening")
    return _with(draft, "st-48a", contents=(content,))


def _never_cited(draft: Draft) -> Draft:
    return _with(draft, "st-20a", references=("ref-1",))


def _in_no_decision(draft: Draft) -> Draft:
    return Draft(draft.guideline, without_criterion(draft, "X3").rules)


@pytest.mark.parametrize(
    ("plant", "rule", "term"),
    [
        (_both_sides, "disjoint_sides", "X1"),
        (_lonely_threshold, "threshold_not_in_statement", "I4"),
        (_two_answers, "contradicting_contents", "Mobility"),
        (_never_cited, "reference_never_cited", "ref-4"),
        (_in_no_decision, "criterion_in_no_decision", "X3"),
    ],
)
def test_a_planted_fault_is_found(draft: Draft, plant: object, rule: str, term: str) -> None:
    assert callable(plant)

    found = {(fault.rule, fault.term) for fault in faults(plant(draft))}

    assert found == {(rule, term)}


def test_no_case_is_in_a_class_without_members(draft: Draft) -> None:
    side = ("I1", Status.MET)

    changed = draft.with_sides({side: NEVER})

    cases = draw_cases(60)
    assert Status.MET in {draft.statuses(case)["I1"] for case in cases}
    assert Status.MET not in {changed.statuses(case)["I1"] for case in cases}
    assert Verdict.INDICATED not in {changed.verdict(case) for case in cases}
