from decimal import Decimal

import pytest

from kg.model import CitationStatus
from quizzes.errors import ResponseError
from quizzes.grading import grade, grade_step
from quizzes.responses import ChoiceResponse, NumericResponse

SINGLE = "first-refuted-criterion"
MULTIPLE = "contraindications-without-citation"
NUMERIC = "cement-volume-upper-end"
KEY_FEATURE = "two-weeks-decide-and-justify"


def chose(*options):
    return ChoiceResponse(frozenset(options))


@pytest.fixture
def score(bank):
    def of(item, *responses):
        return grade(bank.items[item], responses, bank.guideline).score

    return of


@pytest.mark.parametrize(
    ("item", "responses", "expected"),
    [
        (SINGLE, [chose("duration")], 1),
        (SINGLE, [chose("imaging")], 0),
        (SINGLE, [chose()], 0),
        (SINGLE, [None], 0),
        (MULTIPLE, [chose("site-infection", "coagulopathy", "allergy")], 1),
        (MULTIPLE, [chose("site-infection", "coagulopathy")], 2 / 3),
        (MULTIPLE, [chose("site-infection", "displacement")], 0),
        (MULTIPLE, [chose("site-infection", "coagulopathy", "allergy", "displacement")], 2 / 3),
        (NUMERIC, [NumericResponse(Decimal("6.0"))], 1),
        (NUMERIC, [NumericResponse(Decimal("6.1"))], 0),
        (NUMERIC, [None], 0),
        (KEY_FEATURE, [chose("not-indicated"), chose("two-weeks")], 1),
        (KEY_FEATURE, [chose("indicated"), chose("two-weeks")], 0.5),
        (KEY_FEATURE, [chose("not-indicated"), None], 0.5),
    ],
)
def test_a_score_is_between_none_and_all(score, item, responses, expected):
    assert score(item, *responses) == pytest.approx(expected)


def test_feedback_tells_of_every_option_whether_and_why_it_is_right(bank):
    feedback = grade(bank.items[SINGLE], [chose("persistence")], bank.guideline)

    (step,) = feedback.steps
    told = {o.option: (o.chosen, o.right, o.judgement.reason) for o in step.options}
    assert {option: marks[:2] for option, marks in told.items()} == {
        "duration": (False, True),
        "persistence": (True, False),
        "imaging": (False, False),
        "severity": (False, False),
    }
    assert told["duration"][2].endswith("is refuted for this case.")
    assert told["persistence"][2].endswith("is met for this case.")
    assert feedback.explanation == bank.items[SINGLE].item.explanation


def test_citations_come_from_the_guideline(bank):
    (step,) = grade(bank.items[MULTIPLE], [None], bank.guideline).steps

    cited = {
        option.option: [
            (s.statement.id, s.statement.citation_status, [r.number for r in s.references])
            for s in option.rationale.statements
        ]
        for option in step.options
    }
    assert cited["displacement"] == [("st-20a", CitationStatus.CITED, [4])]
    assert cited["allergy"] == [("st-19a", CitationStatus.UNCITED, [])]


def test_a_foreseen_wrong_number_is_explained(bank):
    item = bank.items[NUMERIC]

    foreseen = grade_step(item, 0, NumericResponse(Decimal("4.0")), bank.guideline)
    other = grade_step(item, 0, NumericResponse(Decimal(5)), bank.guideline)

    assert foreseen.error is not None
    assert foreseen.error.text == "That is the lower end of the range."
    assert (other.error, other.amount, other.unit) == (None, Decimal(6), "mL")


def test_a_step_of_a_key_feature_item_is_graded_before_the_next_is_answered(bank):
    step = grade_step(bank.items[KEY_FEATURE], 1, chose("age"), bank.guideline)

    assert step.score == 0
    assert [o.option for o in step.options if o.right] == ["two-weeks"]


@pytest.mark.parametrize(
    ("item", "responses", "message"),
    [
        (SINGLE, [chose("weather")], "has no option weather"),
        (SINGLE, [chose("duration", "imaging")], "takes one option, not 2"),
        (SINGLE, [NumericResponse(Decimal(1))], "asks for options, not for a number"),
        (NUMERIC, [chose("a")], "asks for a number, not for options"),
        (SINGLE, [], "has 1 steps, not 0"),
    ],
)
def test_a_response_that_does_not_fit_is_refused(bank, item, responses, message):
    with pytest.raises(ResponseError, match=message):
        grade(bank.items[item], responses, bank.guideline)
