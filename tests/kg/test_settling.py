"""What is missing, on cases small enough to work out by hand."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from kg.case import Absent, Bound, Fact, Present, Value
from kg.case_files import read_case
from kg.derivation import Settling, Verdict
from kg.library import Library
from kg.reasoner import Reasoner
from kg.settling import find_settlings

CASES = Path(__file__).parents[1] / "cases"
WEEKS = "ConservativeManagementDuration"
ENOUGH = Value(WEEKS, Bound.AT_LEAST, Decimal(3))
TOO_SHORT = Value(WEEKS, Bound.LESS_THAN, Decimal(3))


def settlings(library: Library, reasoner: Reasoner, name: str, *more: Fact) -> set[Settling]:
    facts = read_case(CASES / f"{name}.yaml", library.guidelines).facts | set(more)
    observables = reasoner.guideline.observables
    return set(find_settlings(facts, reasoner.rules.decisions, reasoner.hierarchy, observables))


def as_pairs(found: set[Settling]) -> set[tuple[Verdict, frozenset[Fact]]]:
    return {(s.verdict, s.facts) for s in found}


def test_an_unknown_duration_settles_either_way(library: Library, reasoner: Reasoner) -> None:
    found = as_pairs(settlings(library, reasoner, "duration-unknown"))

    assert found == {
        (Verdict.INDICATED, frozenset({ENOUGH})),
        (Verdict.NOT_INDICATED, frozenset({TOO_SHORT})),
    }


def test_what_is_known_already_may_narrow_a_value_without_settling_it(
    library: Library, reasoner: Reasoner
) -> None:
    less_than_four = Value(WEEKS, Bound.LESS_THAN, Decimal(4))
    at_least_two_and_a_half = Value(WEEKS, Bound.AT_LEAST, Decimal("2.5"))
    more = (less_than_four, at_least_two_and_a_half)

    undecided = as_pairs(settlings(library, reasoner, "duration-unknown", *more))

    assert undecided == {
        (Verdict.INDICATED, frozenset({ENOUGH})),
        (Verdict.NOT_INDICATED, frozenset({TOO_SHORT})),
    }


def test_two_unknowns_are_both_needed_for_the_indication_and_either_is_enough_against_it(
    library: Library, reasoner: Reasoner
) -> None:
    found = as_pairs(settlings(library, reasoner, "allergy-and-duration-unknown"))

    allergy = "BoneCementComponentAllergy"
    assert found == {
        (Verdict.INDICATED, frozenset({ENOUGH, Absent(allergy)})),
        (Verdict.NOT_INDICATED, frozenset({TOO_SHORT})),
        (Verdict.CONTRAINDICATED, frozenset({Present(allergy)})),
    }
