"""The rationale against all minimal derivations, which are found again here by subset search."""

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.case import Absent, Bound, Case, Present, Value
from kg.contradictions import find_contradictions
from kg.derivation import Verdict
from quizzes.errors import ResponseError
from quizzes.rationale import (
    Assumption,
    ObtainGrade,
    RationaleGrade,
    Readings,
    Record,
    compare_readings,
    grade_obtain,
    grade_rationale,
    obtainable,
)
from quizzes.relevance import relevance_of

SLUG = "bilateral-sacroplasty"
DURATION = "ConservativeManagementDuration"
WEEKS = Value(DURATION, Bound.EXACTLY, Decimal(6))
AGE = Value("Age", Bound.EXACTLY, Decimal(82))
DECIDED = (Verdict.CONTRAINDICATED, Verdict.NOT_INDICATED, Verdict.INDICATED)


@pytest.fixture(scope="module")
def reasoner(library):
    return library.reasoner(SLUG)


@pytest.fixture(scope="module")
def relevance(reasoner):
    return relevance_of(reasoner)


@pytest.fixture
def derive(reasoner):
    """Return a function that derives what follows from facts."""
    return lambda *facts: reasoner.assess(Case("a", SLUG, frozenset(facts)))


def subsets(facts):
    ordered = sorted(facts, key=repr)
    return [frozenset(c) for n in range(len(ordered) + 1) for c in combinations(ordered, n)]


def minimal_by_search(reasoner, facts, verdict):
    """Every subset from which *verdict* follows by SPARQL, without those that hold a smaller."""
    cases = [Case(str(n), SLUG, some) for n, some in enumerate(subsets(facts))]
    wanted = reasoner.rules.decision_class[verdict]
    classes = reasoner.classify(cases)
    enough = [case.facts for case in cases if wanted in classes[case.id]]
    return {some for some in enough if not any(other < some for other in enough)}


SMALL_CASES = {
    "two contraindications": (
        Present("PmmaAllergy"),
        Present("UncorrectableCoagulopathy"),
        Present("Osteoporosis"),
        AGE,
    ),
    "one thing said twice": (
        Absent("Pain"),
        Absent("SevereLowBackPain"),
        Absent("DisablingLowBackPain"),
        Value(DURATION, Bound.LESS_THAN, Decimal(2)),
    ),
    "indicated, with two ways to one criterion": (
        Present("BilateralFractureConfirmedOnMri"),
        Present("SevereLowBackPain"),
        Present("DisablingLowBackPain"),
        Present("PainPersistingDespiteConservativeManagement"),
        Present("FractureAttributedPain"),
        Absent("AsymptomaticSacralFracture"),
        Absent("DisplacedSacralFracture"),
        Absent("Malignancy"),
        Absent("Infection"),
        Absent("Coagulopathy"),
        Absent("BoneCementComponentAllergy"),
        WEEKS,
    ),
}


@pytest.mark.parametrize("facts", SMALL_CASES.values(), ids=SMALL_CASES)
def test_exactly_the_minimal_derivations_of_a_case_are_right(facts, derive, reasoner, relevance):
    derivation = derive(*facts)
    expected = minimal_by_search(reasoner, facts, derivation.verdict)

    right = {
        marked for marked in subsets(facts) if grade_rationale(derivation, marked, relevance).right
    }

    assert right == expected
    assert expected


FACTS = st.frozensets(
    st.sampled_from(
        [
            *(
                kind(finding)
                for kind in (Present, Absent)
                for finding in (
                    "Pain",
                    "SevereLowBackPain",
                    "DisablingLowBackPain",
                    "Infection",
                    "ActiveInfectionAtProcedureSite",
                    "InfectionElsewhere",
                    "CorrectableCoagulopathy",
                    "PmmaAllergy",
                    "UnilateralSacralInsufficiencyFracture",
                    "PainRelievedByConservativeManagement",
                    "Osteoporosis",
                )
            ),
            WEEKS,
            Value(DURATION, Bound.LESS_THAN, Decimal(3)),
            AGE,
        ]
    ),
    max_size=6,
)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(FACTS)
def test_in_any_small_case_the_right_rationales_are_those_of_subset_search(
    library, reasoner, relevance, facts
):
    clash = find_contradictions(facts, reasoner.hierarchy, library.guideline(SLUG).observables)
    if clash:
        return
    derivation = reasoner.assess(Case("a", SLUG, facts))
    expected = (
        minimal_by_search(reasoner, facts, derivation.verdict)
        if derivation.verdict in DECIDED
        else set()
    )

    right = {s for s in subsets(facts) if grade_rationale(derivation, s, relevance).right}

    assert right == expected


def test_feedback_names_what_is_missing_not_needed_and_irrelevant(derive, relevance):
    severe, duration = Absent("SevereLowBackPain"), Value(DURATION, Bound.EXACTLY, Decimal(2))
    malignancy = Absent("Malignancy")
    derivation = derive(severe, malignancy, AGE)

    grade = grade_rationale(derivation, frozenset({malignancy, AGE}), relevance)

    assert duration not in derivation.case.facts
    assert grade == RationaleGrade(
        right=False,
        nearest=frozenset({severe}),
        hits=frozenset(),
        missing=frozenset({severe}),
        superfluous=frozenset({malignancy}),
        irrelevant=frozenset({AGE}),
    )


def test_the_derivation_nearest_to_what_was_marked_is_the_one_compared_with(derive, relevance):
    allergy, clotting = Present("PmmaAllergy"), Present("UncorrectableCoagulopathy")

    grade = grade_rationale(derive(allergy, clotting), frozenset({clotting, allergy}), relevance)
    alone = grade_rationale(derive(allergy, clotting), frozenset({clotting}), relevance)

    assert (grade.right, len(grade.superfluous)) == (False, 1)
    assert (alone.right, alone.nearest) == (True, frozenset({clotting}))


def test_no_facts_decide_where_one_cannot_tell(derive, relevance):
    pain = Present("SevereLowBackPain")

    grade = grade_rationale(derive(pain), frozenset({pain}), relevance)

    assert (grade.right, grade.nearest, grade.superfluous) == (False, frozenset(), {pain})


def test_a_fact_that_is_none_of_the_case_cannot_be_marked(derive, relevance):
    with pytest.raises(ResponseError, match="none of the case"):
        grade_rationale(derive(AGE), frozenset({WEEKS}), relevance)


def test_the_missing_fact_is_worth_obtaining_and_says_which_way_it_leads(bank, reasoner):
    derivation = bank.derivations["choir-practice-another-form"]
    both = (Verdict.CONTRAINDICATED, Verdict.INDICATED)

    grades = [
        grade_obtain(derivation, wanted, reasoner.hierarchy)
        for wanted in ("BoneCementComponentAllergy", "PmmaAllergy", "Age", "ChronicLowBackPain")
    ]

    assert grades == [
        ObtainGrade("BoneCementComponentAllergy", both, both, known=False),
        ObtainGrade("PmmaAllergy", both[:1], both[:1], known=False),
        ObtainGrade("Age", (), (), known=True),
        ObtainGrade("ChronicLowBackPain", (), (), known=False),
    ]


def test_one_of_two_missing_facts_leads_to_the_indication_but_not_alone(bank, reasoner):
    derivation = bank.derivations["a-change-of-clinic"]

    grade = grade_obtain(
        derivation, "PainPersistingDespiteConservativeManagement", reasoner.hierarchy
    )

    assert grade.settles == (Verdict.NOT_INDICATED, Verdict.INDICATED)
    assert grade.alone == (Verdict.NOT_INDICATED,)


def test_what_is_offered_as_worth_obtaining_is_graded_right_and_the_rest_wrong(
    bank, reasoner, relevance
):
    undecided = [d for d in bank.derivations.values() if d.verdict is Verdict.CANNOT_TELL]

    for derivation in undecided:
        worth, idle = obtainable(derivation, reasoner.hierarchy, relevance)
        grades = {s: grade_obtain(derivation, s, reasoner.hierarchy) for s in (*worth, *idle)}

        assert {s for s, grade in grades.items() if grade.right} == set(worth)
        assert worth
        assert idle


def test_an_overlooked_contraindication_is_shown_as_read_absent(bank, reasoner):
    case = bank.vignettes["choir-practice-another-form"].case

    readings = compare_readings(reasoner, case, case.facts, Verdict.INDICATED)

    assumed = Assumption(Absent("BoneCementComponentAllergy"), Record.NOT_LOOKED_AT)
    assert readings == Readings(Verdict.CANNOT_TELL, Verdict.INDICATED, (assumed,), others=0)


def test_any_verdict_that_follows_once_unknown_is_read_as_absent_is_shown(bank, reasoner):
    case = bank.vignettes["a-change-of-clinic"].case

    readings = compare_readings(reasoner, case, case.facts, Verdict.NOT_INDICATED)

    persists = Absent("PainPersistingDespiteConservativeManagement")
    assert readings is not None
    assert readings.assumed == (Assumption(persists, Record.NOT_LOOKED_AT),)


def test_what_was_never_asked_is_told_apart_by_what_is_on_record(bank, reasoner):
    case = bank.vignettes["bridge-on-thursdays-second-opinion"].case
    told = case.facts - {Present("UncorrectableCoagulopathy"), Absent("Malignancy")}

    readings = compare_readings(reasoner, case, told, Verdict.INDICATED)

    assert readings is not None
    assert {a.fact: a.record for a in readings.assumed} == {
        Absent("Malignancy"): Record.SAME,
        Absent("UncorrectableCoagulopathy"): Record.OTHERWISE,
    }


def test_nothing_was_taken_for_granted_where_the_decision_follows_or_cannot(bank, reasoner):
    sure = bank.vignettes["choir-practice-on-hold"].case
    open_case = bank.vignettes["choir-practice-another-form"].case

    assert compare_readings(reasoner, sure, sure.facts, Verdict.INDICATED) is None
    assert compare_readings(reasoner, sure, sure.facts, Verdict.NOT_INDICATED) is None
    for verdict in (Verdict.CANNOT_TELL, Verdict.CONTRAINDICATED):
        assert compare_readings(reasoner, open_case, open_case.facts, verdict) is None


def test_age_and_scores_are_in_no_criterion_and_osteoporosis_never_decides(relevance):
    assert {"Age", "PainScore", "ChronicLowBackPain", "Osteoporosis"}.isdisjoint(relevance.deciding)
    assert relevance.supporting == {"Osteoporosis": ("S1",), "LimitedMobilityDueToPain": ("S2",)}
    assert {"LowBackPain", "SacralMetastasis", DURATION} <= relevance.deciding
