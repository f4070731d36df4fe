from dataclasses import replace
from decimal import Decimal

import pytest

from kg.case import Absent, Bound, Case, Present, Value
from kg.contradictions import Refusal
from kg.derivation import CriterionResult, Derivation, Link, Settling, Status, Verdict
from kg.errors import UnknownNameError
from quizzes.case_claims import (
    CriterionClaim,
    DecisiveFactClaim,
    EditClaim,
    ObtainClaim,
    VerdictClaim,
    WeakestLinkClaim,
)
from quizzes.claims import TruthClaim, judge, needs_case
from quizzes.document_claims import CitedClaim
from quizzes.judgement import Knowledge, Truth

TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN

THREE_DAYS = Value("Days", Bound.EXACTLY, Decimal(3))
DECIDED_CASE = Case(
    "decided", "broth-for-colds", frozenset({Present("HeadCold"), Absent("Allergy"), THREE_DAYS})
)
OPEN_CASE = Case("open", "broth-for-colds", frozenset({Present("HeadCold"), Absent("Sneezing")}))


def result(criterion, status, *facts):
    return CriterionResult(criterion, status, tuple(map(frozenset, facts)), (), Link.UNCITED, True)


def derivation(case, verdict, criteria, supports=(), settling=(), also=(), weakest=None):
    return Derivation(
        case=case,
        verdict=verdict,
        also=also,
        criteria=criteria,
        supports=tuple(map(frozenset, supports)),
        settling=settling,
        flips=(),
        weakest=weakest,
        weakest_criteria=("X1",) if weakest else (),
    )


DECIDED = derivation(
    DECIDED_CASE,
    Verdict.INDICATED,
    (
        result("I1", Status.MET, {Present("HeadCold")}),
        result("X1", Status.REFUTED, {Absent("Allergy")}),
        result("S1", Status.UNKNOWN),
    ),
    supports=[{Present("HeadCold"), Absent("Allergy")}],
    weakest=Link.UNCITED,
)
OPEN = derivation(
    OPEN_CASE,
    Verdict.CANNOT_TELL,
    (result("I1", Status.MET, {Present("HeadCold")}), result("X1", Status.UNKNOWN)),
    settling=(
        Settling(Verdict.INDICATED, frozenset({Absent("CeleryAllergy")})),
        Settling(Verdict.CONTRAINDICATED, frozenset({Present("CeleryAllergy")})),
    ),
)


@pytest.fixture
def colds(guideline):
    """The small guideline with a reasoner that knows the two cases, and one change, by heart."""

    def assess(case):
        if Present("CeleryAllergy") in case.facts and Present("LovesCelery") in case.facts:
            return Refusal(case, ())
        if Present("CeleryAllergy") in case.facts:
            return derivation(case, Verdict.CONTRAINDICATED, ())
        return DECIDED

    return Knowledge(guideline, assess)


@pytest.mark.parametrize(
    ("claim", "truth"),
    [
        (VerdictClaim(Verdict.INDICATED), TRUE),
        (VerdictClaim(Verdict.CANNOT_TELL), FALSE),
        (CriterionClaim("I1", Status.MET), TRUE),
        (CriterionClaim("I1", Status.REFUTED), FALSE),
        (CriterionClaim("I1", Status.UNKNOWN), FALSE),
        (CriterionClaim("S1", Status.MET), UNKNOWN),
        (CriterionClaim("S1", Status.REFUTED), UNKNOWN),
        (CriterionClaim("S1", Status.UNKNOWN), TRUE),
        (DecisiveFactClaim(Present("HeadCold")), TRUE),
        (DecisiveFactClaim(THREE_DAYS), FALSE),
        (DecisiveFactClaim(Present("Sneezing")), FALSE),
        (DecisiveFactClaim(Present("Cold")), UNKNOWN),
        (DecisiveFactClaim(Absent("CeleryAllergy")), UNKNOWN),
        (DecisiveFactClaim(Value("Days", Bound.AT_LEAST, Decimal(2))), UNKNOWN),
        (DecisiveFactClaim(Value("Days", Bound.LESS_THAN, Decimal(4))), UNKNOWN),
        (DecisiveFactClaim(Value("Days", Bound.EXACTLY, Decimal("3.0"))), FALSE),
        (DecisiveFactClaim(Value("Days", Bound.LESS_THAN, Decimal(3))), FALSE),
        (DecisiveFactClaim(Value("Days", Bound.AT_LEAST, Decimal(3))), UNKNOWN),
        (DecisiveFactClaim(Value("Days", Bound.AT_LEAST, Decimal("3.1"))), FALSE),
        (DecisiveFactClaim(Value("Days", Bound.EXACTLY, Decimal(4))), FALSE),
        (DecisiveFactClaim(Value("Age", Bound.EXACTLY, Decimal(3))), FALSE),
        (EditClaim(Present("CeleryAllergy"), Verdict.CONTRAINDICATED), TRUE),
        (EditClaim(Present("CeleryAllergy"), Verdict.INDICATED), FALSE),
        (WeakestLinkClaim(Link.UNCITED), TRUE),
        (WeakestLinkClaim(Link.CONFIRMED), FALSE),
        (ObtainClaim("CeleryAllergy"), UNKNOWN),
    ],
    ids=str,
)
def test_a_claim_on_a_decided_case_is_true_false_or_unknown(colds, claim, truth):
    assert judge(claim, colds, DECIDED).truth is truth


@pytest.mark.parametrize(
    ("claim", "truth"),
    [
        (VerdictClaim(Verdict.CANNOT_TELL), TRUE),
        (VerdictClaim(Verdict.INDICATED), FALSE),
        (ObtainClaim("CeleryAllergy"), TRUE),
        (ObtainClaim("Allergy"), UNKNOWN),
        (ObtainClaim("LovesCelery"), UNKNOWN),
        (ObtainClaim("HeadCold"), FALSE),
        (ObtainClaim("Cold"), FALSE),
        (ObtainClaim("Sneezing"), FALSE),
        (ObtainClaim("Age"), FALSE),
        (DecisiveFactClaim(Present("HeadCold")), UNKNOWN),
        (WeakestLinkClaim(Link.UNCITED), UNKNOWN),
    ],
    ids=str,
)
def test_a_claim_on_an_open_case_is_true_false_or_unknown(colds, claim, truth):
    assert judge(claim, colds, OPEN).truth is truth


@pytest.mark.parametrize(
    ("known", "claimed", "truth"),
    [
        (Bound.AT_LEAST, Value("Days", Bound.AT_LEAST, Decimal(3)), UNKNOWN),
        (Bound.AT_LEAST, Value("Days", Bound.AT_LEAST, Decimal(5)), FALSE),
        (Bound.AT_LEAST, Value("Days", Bound.EXACTLY, Decimal(4)), FALSE),
        (Bound.AT_LEAST, Value("Days", Bound.LESS_THAN, Decimal(5)), FALSE),
        (Bound.LESS_THAN, Value("Days", Bound.LESS_THAN, Decimal(5)), UNKNOWN),
        (Bound.LESS_THAN, Value("Days", Bound.LESS_THAN, Decimal(3)), FALSE),
        (Bound.LESS_THAN, Value("Days", Bound.AT_LEAST, Decimal(3)), FALSE),
    ],
    ids=str,
)
def test_a_value_known_from_one_side_implies_what_lies_beyond(colds, known, claimed, truth):
    case = replace(DECIDED_CASE, facts=frozenset({Value("Days", known, Decimal(4))}))

    judged = judge(DecisiveFactClaim(claimed), colds, replace(DECIDED, case=case))

    assert judged.truth is truth


def test_what_is_known_already_is_not_to_be_obtained_even_if_it_bears_on_the_matter(colds):
    case = replace(OPEN_CASE, facts=frozenset({Present("Allergy")}))

    judged = judge(ObtainClaim("Allergy"), colds, replace(OPEN, case=case))

    assert (judged.truth, judged.reason) == (FALSE, "It is already known in this case.")


def test_a_change_that_makes_the_case_contradictory_proves_nothing(guideline):
    refusing = Knowledge(guideline, lambda case: Refusal(case, ()))

    judged = judge(EditClaim(Present("Cold"), Verdict.INDICATED), refusing, OPEN)

    assert judged.truth is UNKNOWN


def test_a_change_takes_the_place_of_the_fact_that_it_contradicts(guideline):
    seen = []

    def assess(case):
        seen.append(case.facts)
        return DECIDED

    judge(
        EditClaim(Present("CeleryAllergy"), Verdict.INDICATED),
        Knowledge(guideline, assess),
        DECIDED,
    )

    assert seen == [frozenset({Present("HeadCold"), Present("CeleryAllergy"), THREE_DAYS})]


def test_a_weaker_decision_that_holds_as_well_is_still_not_the_decision(colds):
    both = derivation(DECIDED_CASE, Verdict.CONTRAINDICATED, (), also=(Verdict.NOT_INDICATED,))

    judged = judge(VerdictClaim(Verdict.NOT_INDICATED), colds, both)

    assert (judged.truth, judged.reason) == (
        FALSE,
        "The criteria say: contraindicated. It is not indicated as well, but the stronger "
        "decision goes first.",
    )


@pytest.mark.parametrize(
    ("status", "key"), [(Status.MET, "X1 is met"), (Status.UNKNOWN, "nobody knows")]
)
def test_of_true_false_and_cannot_tell_exactly_one_is_right(colds, status, key):
    claim = CriterionClaim("X1", Status.MET)
    known = derivation(DECIDED_CASE, Verdict.INDICATED, (result("X1", status),))

    truths = [judge(TruthClaim(claim, truth), colds, known).truth for truth in Truth]

    assert sorted(truth.value for truth in truths) == ["false", "false", "true"], key


def test_an_unknown_criterion_or_finding_offers_what_was_meant(colds):
    with pytest.raises(
        UnknownNameError, match=r"There is no criterion named 'X2'\. Known are: I1, X1, S1\."
    ):
        judge(CriterionClaim("X2", Status.MET), colds, DECIDED)
    with pytest.raises(UnknownNameError, match="Did you mean Sneezing"):
        judge(ObtainClaim("Sneezin"), colds, OPEN)


def test_a_claim_knows_whether_it_needs_a_case(colds):
    on_case, on_source = VerdictClaim(Verdict.INDICATED), CitedClaim("st-1", True)

    assert [needs_case(c) for c in (on_case, on_source, TruthClaim(on_case, TRUE))] == [
        True,
        False,
        True,
    ]
    with pytest.raises(ValueError, match="needs a case"):
        judge(on_case, colds, None)
