from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import product
from zoneinfo import ZoneInfo

import pytest

from kg.case import Case
from kg.derivation import CriterionResult, Derivation, Link, Status, Verdict
from kg.model import Criterion, Role
from quizzes.attribution import (
    CriterionEvidence,
    Evidence,
    criteria_exercised,
    evidence,
    evidence_of_decision,
    exercised_by,
    reviews,
)
from quizzes.entries import Answer, CaseDecision, facts_digest
from quizzes.model import ChoiceStep, Kind, NumericStep
from quizzes.responses import ChoiceResponse, NumericResponse, responses_to_json
from quizzes.scheduling import Rating, Review
from quizzes.study_days import StudyClock

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ANN = "0123456789abcdef" * 2
MET, REFUTED, UNKNOWN = Status.MET, Status.REFUTED, Status.UNKNOWN
INDICATED, NOT_INDICATED = Verdict.INDICATED, Verdict.NOT_INDICATED
CONTRAINDICATED, CANNOT_TELL = Verdict.CONTRAINDICATED, Verdict.CANNOT_TELL


@pytest.fixture(scope="module")
def plain(guideline):
    """Broth for colds with two inclusions, two exclusions and one supporting criterion."""
    more = {
        "I2": Criterion("I2", "", "a second", "", Role.INCLUSION, ("st-3", "st-1"), ()),
        "X2": Criterion("X2", "", "a third", "", Role.EXCLUSION, ("st-3",), ()),
    }
    return replace(guideline, criteria={**guideline.criteria, **more})


def derive(statuses):
    """Decide by the rule of the design, for I1, I2, X1, X2 in this order."""
    named = dict(zip(("I1", "I2", "X1", "X2"), statuses, strict=True))
    inclusions = {id_ for id_ in named if id_.startswith("I")}
    exclusions = named.keys() - inclusions
    met = {id_ for id_ in exclusions if named[id_] is MET}
    refuted = {id_ for id_ in inclusions if named[id_] is REFUTED}
    good = {id_ for id_ in named if named[id_] is (MET if id_ in inclusions else REFUTED)}
    verdict, decisive = CANNOT_TELL, set()
    if met:
        verdict, decisive = CONTRAINDICATED, met
    elif refuted:
        verdict, decisive = NOT_INDICATED, refuted
    elif len(good) == 4:
        verdict, decisive = INDICATED, good
    results = [
        CriterionResult(id_, status, (), (), Link.UNCITED, id_ in decisive)
        for id_, status in [*named.items(), ("S1", MET)]
    ]
    case = Case("a-case", "broth-for-colds")
    return Derivation(case, verdict, (), tuple(results), (), (), (), None, ())


GOOD = (MET, MET, REFUTED, REFUTED)


@pytest.mark.parametrize(
    ("statuses", "chosen", "teaches", "misread"),
    [
        # contraindicated
        ((REFUTED, MET, MET, UNKNOWN), INDICATED, [], {"X1", "I1"}),
        ((REFUTED, MET, MET, UNKNOWN), NOT_INDICATED, [], {"X1"}),
        ((MET, UNKNOWN, MET, MET), CANNOT_TELL, [], {"X1", "X2"}),
        # not indicated: an unmet inclusion that is called a contraindication is that inclusion's
        ((REFUTED, MET, UNKNOWN, REFUTED), INDICATED, [], {"I1"}),
        ((REFUTED, MET, UNKNOWN, REFUTED), CONTRAINDICATED, [], {"I1"}),
        ((REFUTED, REFUTED, REFUTED, REFUTED), CANNOT_TELL, [], {"I1", "I2"}),
        # cannot tell: the unknown was read as absent or as present
        ((UNKNOWN, MET, UNKNOWN, REFUTED), INDICATED, [], {"I1", "X1"}),
        ((UNKNOWN, MET, UNKNOWN, REFUTED), NOT_INDICATED, [], {"I1"}),
        ((UNKNOWN, MET, UNKNOWN, REFUTED), CONTRAINDICATED, [], {"X1"}),
        ((MET, MET, UNKNOWN, REFUTED), NOT_INDICATED, [], {"X1"}),
        ((MET, UNKNOWN, REFUTED, REFUTED), CONTRAINDICATED, [], {"I2"}),
        # indicated: one of several was misread, and the vignette tells which it teaches
        (GOOD, NOT_INDICATED, ["I2", "X1"], {"I2"}),
        (GOOD, CONTRAINDICATED, ["I2", "X1"], {"X1"}),
        (GOOD, CANNOT_TELL, ["I2", "X1", "S1"], {"I2", "X1"}),
        (GOOD, CONTRAINDICATED, ["I2"], set()),
        (GOOD, CANNOT_TELL, [], set()),
    ],
)
def test_a_wrong_decision_tells_what_was_misread(plain, statuses, chosen, teaches, misread):
    derivation = derive(statuses)

    exercised = criteria_exercised(chosen, derivation, plain, teaches)

    assert set(exercised) == {
        CriterionEvidence(id_, derivation.criterion(id_).status, False) for id_ in misread
    }


@pytest.mark.parametrize(
    ("statuses", "verdict", "rests_on"),
    [
        (GOOD, INDICATED, {"I1", "I2", "X1", "X2"}),
        ((REFUTED, MET, MET, UNKNOWN), CONTRAINDICATED, {"X1"}),
        ((REFUTED, UNKNOWN, REFUTED, UNKNOWN), NOT_INDICATED, {"I1"}),
        ((MET, UNKNOWN, REFUTED, UNKNOWN), CANNOT_TELL, {"I2", "X2"}),
    ],
)
def test_a_right_decision_tells_that_what_it_rests_on_is_known(plain, statuses, verdict, rests_on):
    derivation = derive(statuses)

    exercised = criteria_exercised(verdict, derivation, plain)

    assert {one.criterion for one in exercised} == rests_on
    assert all(one.right for one in exercised)


def test_every_wrong_decision_blames_only_what_stood_in_its_way(plain):
    """By brute force over all cases: a status that the choice needed is never blamed."""
    needed = {"I1": MET, "I2": MET, "X1": REFUTED, "X2": REFUTED}
    for statuses in product(Status, repeat=4):
        derivation = derive(statuses)
        for chosen in set(Verdict) - {derivation.verdict}:
            blamed = criteria_exercised(chosen, derivation, plain)
            assert all(one.status is not needed[one.criterion] for one in blamed)
            assert bool(blamed) is (derivation.verdict is not INDICATED)


def test_statements_of_a_criterion_that_was_misread_are_not_known(plain):
    exercised = [CriterionEvidence("I1", MET, True), CriterionEvidence("I2", MET, False)]

    assert evidence_of_decision(exercised, plain) == {"st-1": False, "st-3": False}


def test_supporting_criteria_never_count(bank):
    for derivation in bank.derivations.values():
        for chosen in Verdict:
            exercised = criteria_exercised(chosen, derivation, bank.guideline, ["S1", "S2"])
            assert not {"S1", "S2"} & {one.criterion for one in exercised}


def answer(keyed, bank, response, score, step=0, **changes):
    made = Answer(
        learner=ANN,
        run="1" * 32,
        position=0,
        step=step,
        item=keyed.item.id,
        item_digest=keyed.item.digest,
        guideline_version=bank.guideline.version,
        response=responses_to_json([response])[0],
        score=score,
        answered=AT,
    )
    return replace(made, **changes)


def of_kind(bank, kind, wanted=lambda keyed: True):
    return next(k for k in bank.items.values() if k.item.kind is kind and wanted(k))


def behind(step, options):
    return {s for o in step.options if o.id in options for s in o.rationale.statements}


def test_a_right_answer_is_evidence_that_everything_behind_the_key_is_known(bank):
    keyed = of_kind(bank, Kind.SINGLE_BEST_ANSWER, lambda k: len(k.statements) > 1)
    right = ChoiceResponse(keyed.key.steps[0].options)

    (told,) = evidence([answer(keyed, bank, right, 1.0, confidence=2)], [], bank)

    assert told == Evidence(AT, keyed.item.id, dict.fromkeys(keyed.statements, True), 2)


@pytest.mark.parametrize("kind", [Kind.SINGLE_BEST_ANSWER, Kind.NUMERIC])
def test_a_wrong_answer_is_evidence_against_everything_behind_the_key(bank, kind):
    keyed = of_kind(bank, kind)
    step = keyed.item.steps[0]
    if isinstance(step, NumericStep):
        wrong = NumericResponse(keyed.key.steps[0].amount + 999)
    else:
        wrong = ChoiceResponse({o.id for o in step.options} - keyed.key.steps[0].options)

    (told,) = evidence([answer(keyed, bank, wrong, 0.0)], [], bank)

    assert told.statements == dict.fromkeys(keyed.statements, False)


def test_a_missed_option_is_evidence_against_its_own_statements_alone(bank):
    def tells_apart(keyed):
        key, step = keyed.key.steps[0].options, keyed.item.steps[0]
        return any(behind(step, {o}) < behind(step, key) for o in key)

    keyed = of_kind(bank, Kind.MULTIPLE_ANSWER, tells_apart)
    step, key = keyed.item.steps[0], keyed.key.steps[0].options
    missed = next(o for o in sorted(key) if behind(step, {o}) < behind(step, key))

    (told,) = evidence([answer(keyed, bank, ChoiceResponse(key - {missed}), 0.5)], [], bank)

    assert told.statements == dict.fromkeys(behind(step, {missed}), False)


def test_ticking_everything_shows_no_knowledge(bank):
    keyed = of_kind(bank, Kind.MULTIPLE_ANSWER)
    everything = ChoiceResponse(frozenset(o.id for o in keyed.item.steps[0].options))

    (told,) = evidence([answer(keyed, bank, everything, 0.0)], [], bank)

    assert told.statements
    assert not any(told.statements.values())


def test_steps_are_evidence_apart_and_make_one_review_of_a_statement(bank):
    def shares(keyed):
        one, two, *_ = (
            behind(step, key.options)
            for step, key in zip(keyed.item.steps, keyed.key.steps, strict=True)
        )
        return one & two and one - two

    keyed = of_kind(bank, Kind.KEY_FEATURE, shares)
    first, second = keyed.item.steps[:2]
    given = [
        answer(keyed, bank, ChoiceResponse(keyed.key.steps[0].options), 1.0, 0, confidence=3),
        answer(keyed, bank, None, 0.0, 1, confidence=1, answered=AT + timedelta(minutes=1)),
    ]

    (told,) = evidence(given, [], bank)

    known = dict.fromkeys(behind(first, keyed.key.steps[0].options), True)
    not_known = dict.fromkeys(behind(second, keyed.key.steps[1].options), False)
    assert isinstance(first, ChoiceStep)
    assert told == Evidence(AT + timedelta(minutes=1), keyed.item.id, known | not_known, 1)


def test_the_options_of_an_item_that_was_changed_since_are_not_looked_at(bank):
    keyed = of_kind(bank, Kind.MULTIPLE_ANSWER, lambda k: len(k.statements) > 1)
    odd = ChoiceResponse(frozenset({"gone"}))

    (told,) = evidence([answer(keyed, bank, odd, 0.5, item_digest="old")], [], bank)

    assert told.statements == dict.fromkeys(keyed.statements, False)


def test_an_item_that_is_gone_and_a_step_that_is_gone_tell_nothing(bank):
    keyed = of_kind(bank, Kind.NUMERIC)
    gone = answer(keyed, bank, None, 0.0, item="no-such-item")
    shorter = answer(keyed, bank, None, 0.0, step=7)

    assert evidence([gone], [], bank) == evidence([shorter], [], bank) == ()


def decision(bank, vignette, chosen, **changes):
    derivation = bank.derivations[vignette]
    made = CaseDecision(
        id="2" * 32,
        learner=ANN,
        vignette=vignette,
        facts_digest=facts_digest(derivation.case.facts),
        guideline_version=bank.guideline.version,
        chosen=chosen,
        confidence=None,
        derived=derivation.verdict,
        decided=AT,
    )
    return replace(made, **changes)


def test_malignancy_called_a_contraindication_is_evidence_on_the_inclusion_criterion(bank):
    """The piano tuner has a sacral metastasis: not indicated, and no contraindication."""
    wrong = decision(bank, "the-piano-tuner", CONTRAINDICATED)

    (told,) = evidence([], [wrong], bank)

    assert exercised_by(wrong, bank) == (CriterionEvidence("I6", REFUTED, False),)
    assert told.statements == {"st-15a": False}


def test_an_unknown_read_as_absent_is_evidence_on_what_is_unknown(bank):
    wrong = decision(bank, "choir-practice-another-form", INDICATED)

    assert exercised_by(wrong, bank) == (CriterionEvidence("X3", UNKNOWN, False),)


def test_a_vignette_that_was_changed_since_tells_nothing(bank):
    changed = decision(bank, "the-piano-tuner", CONTRAINDICATED, facts_digest="old")
    gone = replace(changed, vignette="no-such-vignette")
    otherwise = decision(bank, "the-piano-tuner", CONTRAINDICATED, derived=INDICATED)

    assert evidence([], [changed, gone, otherwise], bank) == ()


def test_reviews_follow_the_order_of_time_and_the_study_day(bank):
    keyed = of_kind(bank, Kind.SINGLE_BEST_ANSWER, lambda k: len(k.statements) == 1)
    right = ChoiceResponse(keyed.key.steps[0].options)
    late = answer(keyed, bank, right, 1.0, answered=datetime(2026, 11, 24, 2, 59, tzinfo=UTC))
    early = decision(bank, "the-piano-tuner", NOT_INDICATED, confidence=1)

    made = list(reviews(evidence([late], [early], bank), StudyClock(ZoneInfo("Europe/Vienna"))))

    assert made == [
        Review("st-15a", date(2026, 11, 22), Rating.HARD),
        Review(keyed.statements[0], date(2026, 11, 23), Rating.GOOD),
    ]
