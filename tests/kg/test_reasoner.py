"""The reasoner on the cases written by hand, whole derivations, and what it refuses."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from kg.case import Absent, Bound, Case, Present, Value
from kg.case_files import read_case
from kg.contradictions import Refusal
from kg.derivation import Derivation, Link, Status, Verdict
from kg.errors import CaseError, UnknownNameError
from kg.library import Library
from kg.reasoner import Reasoner

SLUG = "bilateral-sacroplasty"
CASES = Path(__file__).parents[1] / "cases"

# The verdict of each case file, the criteria it rests on, and what is unknown.
EXPECTED = {
    "indicated": (Verdict.INDICATED, "I1 I2 I3 I4 I5 I6 I7 X1 X2 X3 X4 X5", ""),
    "infection-at-the-site": (Verdict.CONTRAINDICATED, "X1", ""),
    "uncorrectable-coagulopathy": (Verdict.CONTRAINDICATED, "X2", ""),
    "pmma-allergy": (Verdict.CONTRAINDICATED, "X3", ""),
    "displaced-fracture": (Verdict.CONTRAINDICATED, "X4", ""),
    "asymptomatic": (Verdict.CONTRAINDICATED, "X5", "I4"),
    "unilateral": (Verdict.NOT_INDICATED, "I1 I2", ""),
    "not-confirmed-by-imaging": (Verdict.NOT_INDICATED, "I2", ""),
    "pain-not-severe": (Verdict.NOT_INDICATED, "I3", ""),
    "pain-not-disabling": (Verdict.NOT_INDICATED, "I3", ""),
    "almost-three-weeks": (Verdict.NOT_INDICATED, "I4", ""),
    "pain-relieved": (Verdict.NOT_INDICATED, "I5", ""),
    "sacral-metastasis": (Verdict.NOT_INDICATED, "I6", ""),
    "infection-elsewhere": (Verdict.NOT_INDICATED, "I7", ""),
    "exactly-three-weeks": (Verdict.INDICATED, "I1 I2 I3 I4 I5 I6 I7 X1 X2 X3 X4 X5", ""),
    "more-than-a-month": (Verdict.INDICATED, "I1 I2 I3 I4 I5 I6 I7 X1 X2 X3 X4 X5", ""),
    "correctable-coagulopathy": (Verdict.INDICATED, "I1 I2 I3 I4 I5 I6 I7 X1 X2 X3 X4 X5", ""),
    "duration-unknown": (Verdict.CANNOT_TELL, "", "I4"),
    "allergy-and-duration-unknown": (Verdict.CANNOT_TELL, "", "I4 X3"),
}


def assessed(reasoner: Reasoner, case: Case) -> Derivation:
    result = reasoner.assess(case)
    assert isinstance(result, Derivation)
    return result


def test_every_case_file_has_an_expected_verdict() -> None:
    assert {path.stem for path in CASES.glob("*.yaml")} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_case_written_by_hand_is_decided_as_expected(
    library: Library, reasoner: Reasoner, name: str
) -> None:
    derivation = assessed(reasoner, read_case(CASES / f"{name}.yaml", library.guidelines))

    decisive = " ".join(r.criterion for r in derivation.criteria if r.decisive)
    unknown = " ".join(
        r.criterion
        for r in derivation.criteria
        if r.status is Status.UNKNOWN and not r.criterion.startswith("S")
    )
    assert (derivation.verdict, decisive, unknown) == EXPECTED[name]


def test_a_contraindicated_case_keeps_the_weaker_decision_that_holds_too(
    reasoner: Reasoner,
) -> None:
    facts = frozenset({Present("PmmaAllergy"), Present("Malignancy")})

    derivation = assessed(reasoner, Case("both", SLUG, facts))

    assert (derivation.verdict, derivation.also) == (
        Verdict.CONTRAINDICATED,
        (Verdict.NOT_INDICATED,),
    )
    assert derivation.supports == (frozenset({Present("PmmaAllergy")}),)


def test_the_weakest_link_of_a_verdict_on_an_uncited_criterion_is_uncited(
    reasoner: Reasoner,
) -> None:
    case = Case("uncited", SLUG, frozenset({Present("PmmaAllergy")}))

    derivation = assessed(reasoner, case)

    assert (derivation.weakest, derivation.weakest_criteria) == (Link.UNCITED, ("X3",))


def test_the_facts_behind_a_status_are_each_enough_alone(reasoner: Reasoner) -> None:
    facts = frozenset(
        {Present("FractureAttributedPain"), Absent("SacralFracture"), Absent("Malignancy")}
    )

    derivation = assessed(reasoner, Case("twice", SLUG, facts))

    assert derivation.criterion("X5").facts == (
        frozenset({Absent("SacralFracture")}),
        frozenset({Present("FractureAttributedPain")}),
    )


def test_a_case_that_says_everything_twice_is_decided_in_good_time(reasoner: Reasoner) -> None:
    """Fifty supports of a verdict once meant 12 to the 50th ways to undo it."""
    facts = frozenset(
        {
            *map(
                Present,
                (
                    "BilateralFractureConfirmedOnMri",
                    "BilateralFractureConfirmedOnCt",
                    "SevereLowBackPain",
                    "DisablingLowBackPain",
                    "PainPersistingDespiteConservativeManagement",
                    "FractureAttributedPain",
                ),
            ),
            *map(
                Absent,
                (
                    "Malignancy",
                    "Infection",
                    "Coagulopathy",
                    "UncorrectableCoagulopathy",
                    "BoneCementComponentAllergy",
                    "DisplacedSacralFracture",
                    "DisplacedFractureNeedingStabilization",
                    "AsymptomaticSacralFracture",
                ),
            ),
            Value("ConservativeManagementDuration", Bound.EXACTLY, Decimal(4)),
            Value("ConservativeManagementDuration", Bound.AT_LEAST, Decimal(3)),
        }
    )

    derivation = assessed(reasoner, Case("full", SLUG, facts))

    assert derivation.verdict is Verdict.INDICATED
    assert len(derivation.supports) == 32


@pytest.mark.parametrize("name", ["allergy-and-duration-unknown", "indicated"])
def test_what_would_settle_a_case_is_told_alone_as_in_its_derivation(
    library: Library, reasoner: Reasoner, name: str
) -> None:
    case = read_case(CASES / f"{name}.yaml", library.guidelines)

    settlings = reasoner.settlings(case)

    assert settlings == assessed(reasoner, case).settling
    assert bool(settlings) == (name != "indicated")


def test_a_contradictory_case_is_refused_with_the_facts_named(reasoner: Reasoner) -> None:
    case = Case("odd", SLUG, frozenset({Present("PmmaAllergy"), Absent("PmmaAllergy")}))

    refusal = reasoner.assess(case)

    assert isinstance(refusal, Refusal)
    assert [c.facts for c in refusal.contradictions] == [case.facts]


def test_two_cases_with_one_id_are_not_mixed_up_but_refused(reasoner: Reasoner) -> None:
    twins = [Case("a", SLUG, frozenset({Present("PmmaAllergy")})), Case("a", SLUG)]

    with pytest.raises(CaseError, match="same id"):
        reasoner.statuses(twins)


def test_a_contradictory_case_among_many_is_not_decided_by_chance(reasoner: Reasoner) -> None:
    facts = frozenset({Present("PmmaAllergy"), Absent("BoneCementComponentAllergy")})
    case = Case("odd", SLUG, facts)

    with pytest.raises(CaseError, match="X3 is met and refuted"):
        reasoner.statuses([case])


def test_a_case_of_another_guideline_is_refused(reasoner: Reasoner) -> None:
    with pytest.raises(CaseError, match="a case of kyphoplasty"):
        reasoner.assess(Case("other", "kyphoplasty"))


def test_a_finding_that_the_guideline_does_not_have_is_named(reasoner: Reasoner) -> None:
    with pytest.raises(UnknownNameError, match=r"'PmmaAlergy'.* Did you mean PmmaAllergy"):
        reasoner.verdicts([Case("typo", SLUG, frozenset({Present("PmmaAlergy")}))])


def test_a_number_beyond_what_is_compared_exactly_is_refused() -> None:
    with pytest.raises(CaseError, match="at most 18 digits"):
        Value("ConservativeManagementDuration", Bound.EXACTLY, Decimal("2.9999999999999999999"))
