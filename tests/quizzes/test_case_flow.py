"""A case worked up step by step: what may follow what, what is answered, what is noticed."""

import json
from decimal import Decimal

import pytest

from kg.case import Absent, Bound, Case, Present, Value
from kg.derivation import Verdict
from kg.model import Stage
from quizzes.case_flow import (
    AskingReview,
    CaseFlow,
    Known,
    Phase,
    Reply,
    learnt,
    questions,
    replay,
    reply,
    review_asking,
)
from quizzes.case_steps import (
    Asked,
    Compared,
    Decided,
    Marked,
    Skipped,
    Wanted,
    step_from_json,
    step_to_json,
)
from quizzes.errors import ResponseError
from quizzes.relevance import relevance_of

SLUG = "bilateral-sacroplasty"
WEEKS = Value("ConservativeManagementDuration", Bound.AT_LEAST, Decimal("2.5"))
CASE = Case(
    "a",
    SLUG,
    frozenset({Present("SevereLowBackPain"), Absent("Infection"), WEEKS, Present("Osteoporosis")}),
)
OPENING = frozenset({Present("LowBackPain")})
FLOW = CaseFlow(CASE, OPENING)


@pytest.fixture(scope="module")
def reasoner(library):
    return library.reasoner(SLUG)


@pytest.fixture(scope="module")
def hierarchy(reasoner):
    return reasoner.hierarchy


def test_everything_can_be_asked_for_at_one_stage_and_the_broader_goes_first(reasoner, hierarchy):
    guideline = reasoner.guideline

    by_stage = questions(guideline, hierarchy)

    asked = [subject for subjects in by_stage.values() for subject in subjects]
    assert sorted(asked) == sorted([*guideline.findings, *guideline.observables])
    assert list(by_stage) == list(Stage)
    for finding in guideline.findings.values():
        of_stage = by_stage[finding.stage]
        for parent in finding.parents:
            if parent in of_stage:
                assert of_stage.index(parent) < of_stage.index(finding.id)


@pytest.mark.parametrize(
    ("subject", "known", "facts"),
    [
        ("SevereLowBackPain", Known.PRESENT, {Present("SevereLowBackPain")}),
        ("LowBackPain", Known.PRESENT, {Present("LowBackPain")}),
        ("InfectionElsewhere", Known.ABSENT, {Absent("InfectionElsewhere")}),
        ("DisablingLowBackPain", Known.NOT_KNOWN, frozenset()),
        ("ConservativeManagementDuration", Known.MEASURED, {WEEKS}),
        ("Age", Known.NOT_KNOWN, frozenset()),
    ],
)
def test_a_question_is_answered_from_the_case_and_what_it_implies(subject, known, facts, hierarchy):
    assert reply(CASE.facts, subject, hierarchy) == Reply(subject, known, facts)


def test_a_presence_that_excludes_another_answers_for_it(hierarchy):
    facts = frozenset({Present("CorrectableCoagulopathy")})

    assert reply(facts, "UncorrectableCoagulopathy", hierarchy).known is Known.ABSENT


def test_the_learner_knows_the_opening_and_what_was_answered_no_more(hierarchy):
    flow = FLOW.after(Asked("InfectionElsewhere")).after(Asked("Malignancy"))

    assert learnt(flow, hierarchy) == OPENING | {Absent("InfectionElsewhere")}


def test_who_was_told_the_story_knows_all_of_it(hierarchy):
    whole = replay(CASE, None, [Decided(Verdict.INDICATED, told=True)])
    gave_up = replay(CASE, OPENING, [Asked("Age"), Decided(Verdict.INDICATED, told=True)])

    assert learnt(whole, hierarchy) == CASE.facts == learnt(gave_up, hierarchy)


def test_order_and_repetition_are_kept_and_the_irrelevant_is_noticed(reasoner, hierarchy):
    asked = ("Age", "Infection", "Pain", "Age", "InfectionElsewhere", "Osteoporosis", "Infection")
    flow = replay(CASE, OPENING, map(Asked, asked))

    review = review_asking(flow, relevance_of(reasoner), hierarchy)

    assert flow.asked == asked
    assert review == AskingReview(
        asked=7,
        irrelevant=("Age", "Osteoporosis"),
        repeated=("Age", "Infection"),
        known=("Pain", "InfectionElsewhere"),
    )


def test_a_case_can_be_decided_at_any_time():
    assert FLOW.after(Decided(Verdict.CANNOT_TELL)).phase is Phase.REASONING
    assert FLOW.after(Asked("Age")).after(Decided(Verdict.INDICATED, 2)).phase is Phase.REASONING


def test_the_phases_follow_each_other():
    decided = FLOW.after(Decided(Verdict.NOT_INDICATED, 3))
    marked = decided.after(Marked(frozenset({WEEKS})))
    compared = marked.after(Compared("I4", "Age")).after(Compared("X1", "Infection"))

    assert [f.phase for f in (FLOW, decided, marked, compared)] == [
        Phase.ASKING,
        Phase.REASONING,
        Phase.REVEALED,
        Phase.REVEALED,
    ]
    assert compared.decision == Decided(Verdict.NOT_INDICATED, 3)
    assert compared.rationale == Marked(frozenset({WEEKS}))
    assert compared.compared == {"I4": "Age", "X1": "Infection"}


DECIDED = FLOW.after(Decided(Verdict.INDICATED))
OPEN = FLOW.after(Decided(Verdict.CANNOT_TELL))
REVEALED = DECIDED.after(Skipped())


@pytest.mark.parametrize(
    ("flow", "step"),
    [
        (CaseFlow(CASE, None), Asked("Age")),
        (CaseFlow(CASE, None), Decided(Verdict.INDICATED)),
        (FLOW, Marked(frozenset())),
        (FLOW, Skipped()),
        (FLOW, Compared("I1", "Age")),
        (DECIDED, Asked("Age")),
        (DECIDED, Decided(Verdict.INDICATED)),
        (DECIDED, Wanted("Age")),
        (DECIDED, Marked(frozenset({Present("Malignancy")}))),
        (DECIDED, Compared("I1", "Age")),
        (OPEN, Marked(frozenset())),
        (REVEALED, Skipped()),
        (REVEALED, Marked(frozenset())),
        (REVEALED.after(Compared("I1", "Age")), Compared("I1", "Infection")),
    ],
)
def test_a_step_out_of_place_is_refused(flow, step):
    with pytest.raises(ResponseError, match=type(step).__name__):
        flow.after(step)


STEPS = [
    Asked("Age"),
    Decided(Verdict.NOT_INDICATED, 2),
    Decided(Verdict.CANNOT_TELL, None, told=True),
    Marked(CASE.facts),
    Marked(frozenset()),
    Wanted("Age"),
    Skipped(),
    Compared("X1", "Infection"),
]


@pytest.mark.parametrize("step", STEPS)
def test_a_step_survives_json(step):
    assert step_from_json(json.loads(json.dumps(step_to_json(step)))) == step


@pytest.mark.parametrize(
    "data",
    [
        None,
        {},
        {"step": "asked"},
        {"step": "decided", "verdict": "perhaps", "confidence": None, "told": False},
        {"step": "decided", "verdict": "indicated", "confidence": 4, "told": False},
        {"step": "marked", "facts": [{"observable": "Age", "roughly": "3"}]},
        {"step": "marked", "facts": [{"observable": "Age", "exactly": "three"}]},
        {"step": "marked", "facts": ["Age"]},
    ],
)
def test_what_is_no_step_is_refused(data):
    with pytest.raises(ResponseError, match="no step"):
        step_from_json(data)
