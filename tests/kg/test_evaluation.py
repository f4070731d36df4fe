"""Expressions on facts: what follows, from what, what would, and what breaks it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from kg.axioms import All, Any, Comparison, Has, InClass, Lacks, Measure
from kg.case import Absent, Bound, Fact, Present, Value
from kg.errors import AxiomError
from kg.evaluation import FactView, breaks, minimal, ways, weakest
from kg.hierarchy import FindingHierarchy

HIERARCHY = FindingHierarchy(
    broader={"Fever": frozenset({"Fever"}), "Flu": frozenset({"Flu", "Fever"}),
             "Health": frozenset({"Health"})},
    narrower={"Fever": frozenset({"Fever", "Flu"}), "Flu": frozenset({"Flu"}),
              "Health": frozenset({"Health"})},
    ruled_out={"Fever": frozenset({"Health"}), "Flu": frozenset({"Health"}),
               "Health": frozenset({"Fever", "Flu"})},
)  # fmt: skip
LONG = Any(
    tuple(
        Measure("Days", bound, Comparison.AT_LEAST, Decimal(3))
        for bound in (Bound.EXACTLY, Bound.AT_LEAST)
    )
)


def view(*facts: Fact) -> FactView:
    return FactView(facts, HIERARCHY)


def sets(*members: set[Fact]) -> tuple[frozenset[Fact], ...]:
    return tuple(frozenset(member) for member in members)


def test_what_is_not_said_does_not_follow_and_neither_does_its_absence() -> None:
    unsaid = view(Present("Fever"))

    assert (unsaid.holds(Has("Flu")), unsaid.holds(Lacks("Flu"))) == (False, False)


def test_a_lower_bound_meets_a_threshold_only_from_the_threshold_on() -> None:
    at_least = [Value("Days", Bound.AT_LEAST, Decimal(a)) for a in ("2.9", "3", "4")]

    assert [view(value).holds(LONG) for value in at_least] == [False, True, True]


def test_supports_are_all_minimal_sets_of_facts() -> None:
    said = view(Absent("Fever"), Present("Health"), Value("Days", Bound.EXACTLY, Decimal(5)))

    supports = said.supports(All((Lacks("Flu"), LONG)))

    days = Value("Days", Bound.EXACTLY, Decimal(5))
    assert supports == sets({Absent("Fever"), days}, {Present("Health"), days})


def test_ways_take_the_weakest_facts_and_leave_out_what_follows_from_others() -> None:
    goal = All((Has("Fever"), Has("Flu"), LONG))

    three_or_more = Value("Days", Bound.AT_LEAST, Decimal(3))
    assert ways(goal, view()) == sets({Present("Flu"), three_or_more})
    assert ways(goal, view(Present("Flu"), three_or_more)) == sets(set())


def test_what_breaks_a_conjunction_is_any_part_and_a_disjunction_all_parts() -> None:
    said = view(Absent("Fever"), Present("Health"), Value("Days", Bound.EXACTLY, Decimal(5)))
    lacking = frozenset({Absent("Fever"), Present("Health")})
    days = frozenset({Value("Days", Bound.EXACTLY, Decimal(5))})

    either = breaks(All((Lacks("Flu"), LONG)), said)
    both = breaks(Any((Lacks("Flu"), LONG)), said)

    assert set(either) == {frozenset({lacking}), frozenset({days})}
    assert both == (frozenset({lacking, days}),)


def test_what_does_not_follow_is_broken_already() -> None:
    assert breaks(Has("Flu"), view()) == (frozenset(),)


def test_a_test_of_an_exact_value_has_no_weakest_fact() -> None:
    assert weakest(Measure("Days", Bound.EXACTLY, Comparison.AT_LEAST, Decimal(3))) is None


def test_minimal_keeps_the_sets_that_contain_no_other() -> None:
    a, b, c = Present("a"), Present("b"), Present("c")

    assert minimal([*sets({a, b}), *sets({b}), *sets({a, c}), *sets({b})]) == sets({b}, {a, c})


def test_a_class_that_was_not_written_out_is_an_error() -> None:
    with pytest.raises(AxiomError, match="X1Met must be written out"):
        view().holds(InClass("X1Met"))
