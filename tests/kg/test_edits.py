"""Single edits, and the flips of cases small enough to work out by hand."""

from __future__ import annotations

from decimal import Decimal

from kg.case import Absent, Bound, Case, Fact, Present, Value
from kg.derivation import Edit, Flip, Verdict
from kg.edits import apply_edit, apply_edits, find_flips
from kg.reasoner import Reasoner

WEEKS = "ConservativeManagementDuration"


def flips_to(reasoner: Reasoner, verdict: Verdict, *facts: Fact) -> set[frozenset[Edit]]:
    flips = find_flips(frozenset(facts), reasoner.rules.decisions, reasoner.hierarchy)
    return {frozenset(flip.edits) for flip in flips if flip.verdict is verdict}


def test_a_new_presence_displaces_absences_above_it_and_incompatible_findings(
    reasoner: Reasoner,
) -> None:
    mri = Present("BilateralFractureConfirmedOnMri")
    kept = Absent("SacralMetastasis")
    gone = {Absent("SacralFracture"), Present("UnilateralSacralInsufficiencyFracture")}

    assert apply_edit(frozenset({kept, *gone}), mri, reasoner.hierarchy) == {kept, mri}


def test_a_new_absence_displaces_presences_below_it(reasoner: Reasoner) -> None:
    facts = frozenset[Fact]({Present("ActiveInfectionAtProcedureSite")})

    assert apply_edit(facts, Absent("Infection"), reasoner.hierarchy) == {Absent("Infection")}


def test_a_new_value_takes_the_place_of_every_value_of_its_observable(reasoner: Reasoner) -> None:
    old = {Value(WEEKS, Bound.AT_LEAST, Decimal(1)), Value(WEEKS, Bound.LESS_THAN, Decimal(9))}
    new = Value(WEEKS, Bound.EXACTLY, Decimal(3))

    assert apply_edit(frozenset(old), new, reasoner.hierarchy) == {new}


def test_edits_are_made_together() -> None:
    edits = [Edit(Absent("a"), frozenset({Present("a")})), Edit(None, frozenset({Present("b")}))]

    assert apply_edits(frozenset({Present("a"), Present("b")}), edits) == {Absent("a")}


def test_an_exclusion_is_undone_by_forgetting_it(reasoner: Reasoner) -> None:
    allergy = Present("PmmaAllergy")

    flips = flips_to(reasoner, Verdict.CANNOT_TELL, allergy)

    assert flips == {frozenset({Edit(None, frozenset({allergy}))})}


def test_one_edit_forgets_all_that_says_the_same(reasoner: Reasoner) -> None:
    facts = (Present("Malignancy"), Present("SacralMetastasis"))

    flips = flips_to(reasoner, Verdict.CANNOT_TELL, *facts)

    assert flips == {frozenset({Edit(None, frozenset(facts))})}


def test_what_refutes_an_inclusion_is_replaced_where_an_exclusion_rested_on_the_same_fact(
    reasoner: Reasoner,
) -> None:
    """An infection at the site meets X1 and refutes I7: without it something else must refute."""
    infection = Present("ActiveInfectionAtProcedureSite")

    flips = flips_to(reasoner, Verdict.NOT_INDICATED, infection)

    forgotten = Edit(None, frozenset({infection}))
    assert frozenset({forgotten, Edit(Present("Infection"), frozenset())}) in flips
    assert {len(edits) for edits in flips} == {2}


def test_no_flip_is_given_to_the_verdict_that_the_case_has(reasoner: Reasoner) -> None:
    case = Case("empty", "bilateral-sacroplasty")

    flips = find_flips(case.facts, reasoner.rules.decisions, reasoner.hierarchy)

    assert {flip.verdict for flip in flips} == set(Verdict) - {Verdict.CANNOT_TELL}
    found = Edit(Present("UncorrectableCoagulopathy"), frozenset())
    assert Flip(Verdict.CONTRAINDICATED, (found,)) in flips
