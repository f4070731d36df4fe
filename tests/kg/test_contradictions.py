"""Facts that cannot all be so, each pair named once."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.case import Absent, Bound, Fact, Present, Value
from kg.contradictions import Conflict, Contradiction, find_contradictions
from kg.reasoner import Reasoner


def found(reasoner: Reasoner, *facts: Fact) -> tuple[Contradiction, ...]:
    return find_contradictions(facts, reasoner.hierarchy, reasoner.guideline.observables)


def weeks(bound: Bound, amount: str) -> Value:
    return Value("ConservativeManagementDuration", bound, Decimal(amount))


def score(bound: Bound, amount: str) -> Value:
    return Value("PainScore", bound, Decimal(amount))


CONFLICTING: list[tuple[Conflict, Fact, Fact]] = [
    (Conflict.PRESENT_AND_ABSENT, Present("PmmaAllergy"), Absent("PmmaAllergy")),
    (Conflict.PRESENT_AND_ABSENT, Present("PmmaAllergy"), Absent("BoneCementComponentAllergy")),
    (
        Conflict.INCOMPATIBLE_FINDINGS,
        Present("UnilateralSacralInsufficiencyFracture"),
        Present("BilateralFractureConfirmedOnCt"),
    ),
    (Conflict.IMPOSSIBLE_BOUNDS, weeks(Bound.EXACTLY, "3"), weeks(Bound.EXACTLY, "4")),
    (Conflict.IMPOSSIBLE_BOUNDS, weeks(Bound.EXACTLY, "3"), weeks(Bound.LESS_THAN, "3")),
    (Conflict.IMPOSSIBLE_BOUNDS, weeks(Bound.EXACTLY, "3"), weeks(Bound.AT_LEAST, "4")),
    (Conflict.IMPOSSIBLE_BOUNDS, weeks(Bound.AT_LEAST, "4"), weeks(Bound.LESS_THAN, "4")),
]


@pytest.mark.parametrize(("conflict", "one", "other"), CONFLICTING)
def test_two_facts_that_cannot_both_be_so_are_named_in_either_order(
    reasoner: Reasoner, conflict: Conflict, one: Fact, other: Fact
) -> None:
    expected = (Contradiction(conflict, frozenset({one, other})),)

    assert found(reasoner, one, other) == expected
    assert found(reasoner, other, one) == expected


@pytest.mark.parametrize(
    "value",
    [
        weeks(Bound.EXACTLY, "-1"),
        weeks(Bound.LESS_THAN, "0"),
        score(Bound.EXACTLY, "10.5"),
        score(Bound.AT_LEAST, "11"),
    ],
)
def test_a_value_outside_the_range_of_its_observable_is_named(
    reasoner: Reasoner, value: Value
) -> None:
    contradictions = found(reasoner, value)

    assert contradictions == (Contradiction(Conflict.OUT_OF_RANGE, frozenset({value})),)


@pytest.mark.parametrize(
    "facts",
    [
        (Present("Malignancy"), Absent("SacralMetastasis")),
        (Present("Infection"), Absent("ActiveInfectionAtProcedureSite")),
        (weeks(Bound.AT_LEAST, "3"), weeks(Bound.LESS_THAN, "3.1"), weeks(Bound.EXACTLY, "3")),
        (weeks(Bound.AT_LEAST, "3"), weeks(Bound.AT_LEAST, "4")),
        (score(Bound.AT_LEAST, "10"), score(Bound.LESS_THAN, "11")),
        (weeks(Bound.EXACTLY, "0"), score(Bound.EXACTLY, "10")),
        (weeks(Bound.EXACTLY, "3"), weeks(Bound.EXACTLY, "3.0")),
    ],
)
def test_facts_that_can_all_be_so_are_let_pass(reasoner: Reasoner, facts: tuple[Fact, ...]) -> None:
    assert found(reasoner, *facts) == ()
