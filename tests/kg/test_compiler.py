"""Compiled queries on a store of a few hand-written triples."""

from __future__ import annotations

from decimal import Decimal

from pyoxigraph import RdfFormat, Store

from kg.axioms import All, Any, Comparison, Expression, Has, InClass, Lacks, Measure
from kg.case import Bound
from kg.compiler import Compiler
from kg.hierarchy import FindingHierarchy

T = "https://w3id.org/guidegraph/toy/"
HIERARCHY = FindingHierarchy(
    broader={"Fever": frozenset({"Fever"}), "Flu": frozenset({"Flu", "Fever"}),
             "Health": frozenset({"Health"})},
    narrower={"Fever": frozenset({"Fever", "Flu"}), "Flu": frozenset({"Flu"}),
              "Health": frozenset({"Health"})},
    ruled_out={"Fever": frozenset({"Health"}), "Flu": frozenset({"Health"}),
               "Health": frozenset({"Fever", "Flu"})},
)  # fmt: skip
DATA = f"""
@prefix t: <{T}> .
@prefix g: <https://w3id.org/guidegraph/schema/> .
t:ill g:hasFinding [ a t:Flu ] ; t:days 2.999999999999999999 .
t:well a t:NoFever ; t:days 3.0 .
t:fit g:hasFinding [ a t:Health ] ; t:days 4 ; a t:Known .
t:silent a g:Case .
"""


def members(expression: Expression) -> set[str]:
    """Return the local names of the cases that the compiled expression finds."""
    compiler = Compiler(
        T,
        HIERARCHY,
        {"Fever": "NoFever", "Flu": "NoFlu", "Health": "NoHealth"},
        {("Days", Bound.EXACTLY): "days"},
    )
    store = Store()
    store.load(DATA, format=RdfFormat.TURTLE)
    rows = store.query(compiler.memberships({"A": expression}))
    return {case.value.removeprefix(T) for case, _ in rows}


def days(comparison: Comparison) -> Measure:
    return Measure("Days", Bound.EXACTLY, comparison, Decimal("3.0"))


def test_a_narrower_finding_counts_as_the_broader() -> None:
    assert members(Has("Fever")) == {"ill"}


def test_a_finding_is_lacking_by_a_broader_absence_or_through_an_incompatible_finding() -> None:
    assert members(Lacks("Flu")) == {"well", "fit"}


def test_a_threshold_is_compared_exactly_and_strictly_where_it_is_strict() -> None:
    by_comparison = {comparison: members(days(comparison)) for comparison in Comparison}

    assert by_comparison == {
        Comparison.AT_LEAST: {"well", "fit"},
        Comparison.MORE_THAN: {"fit"},
        Comparison.AT_MOST: {"ill", "well"},
        Comparison.LESS_THAN: {"ill"},
    }


def test_all_parts_or_any_part_must_hold_however_they_are_nested() -> None:
    either = Any((Has("Fever"), Lacks("Fever")))

    assert members(either) == {"ill", "well", "fit"}
    assert members(All((either, days(Comparison.AT_LEAST)))) == {"well", "fit"}
    assert members(All((either, days(Comparison.AT_LEAST), InClass("Known")))) == {"fit"}


def test_each_class_has_its_own_variables() -> None:
    assert members(All((days(Comparison.AT_LEAST), days(Comparison.AT_MOST)))) == {"well"}
