from datetime import UTC, date, datetime, timedelta

import pytest

from kg.derivation import Status, Verdict
from quizzes.attribution import CriterionEvidence
from quizzes.entries import Answer, CaseDecision
from quizzes.mastery import (
    ConfidenceLevel,
    CriterionMastery,
    Recall,
    Tally,
    calibration,
    confident_and_wrong,
    mastery,
    wilson,
)
from quizzes.scheduling import Rating, Review, replay, retrievability

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
DAY = date(2026, 11, 22)
ANN = "0123456789abcdef" * 2


def decided(confidence, right, minute=0):
    chosen = Verdict.INDICATED if right else Verdict.NOT_INDICATED
    at = AT + timedelta(minutes=minute)
    return CaseDecision("2" * 32, ANN, "a", "", "1", chosen, confidence, Verdict.INDICATED, at)


def answered(confidence, score, minute=0):
    at = AT + timedelta(minutes=minute)
    return Answer(ANN, "1" * 32, 0, 0, "b", "", "1", None, score, at, confidence)


def test_mastery_counts_what_is_recalled_by_section_and_criterion(guideline):
    memories = replay([Review("st-1", DAY, Rating.GOOD), Review("st-3", DAY, Rating.AGAIN)])
    today = DAY + timedelta(days=3)
    one, three = (retrievability(memories[id_], today) for id_ in ("st-1", "st-3"))
    exercised = [
        CriterionEvidence("X1", Status.MET, True),
        CriterionEvidence("X1", Status.MET, False),
        CriterionEvidence("X1", Status.REFUTED, True),
    ]

    found = mastery(memories, guideline, today, exercised)

    assert found.sections == {
        "whole": Recall(4, 2, pytest.approx(one + three)),
        "who": Recall(3, 1, one),
        "how": Recall(1, 1, three),
    }
    nothing = {status: Tally(0, 0) for status in Status}
    assert found.criteria == {
        "I1": CriterionMastery(Recall(1, 1, one), nothing),
        "X1": CriterionMastery(
            Recall(1, 0, 0),
            {Status.MET: Tally(2, 1), Status.REFUTED: Tally(1, 1), Status.UNKNOWN: Tally(0, 0)},
        ),
        "S1": CriterionMastery(Recall(1, 0, 0), nothing),
    }
    assert found.sections["who"].share == pytest.approx(one / 3)
    assert Recall(0, 0, 0).share == 0


def test_calibration_tells_how_often_each_confidence_was_right():
    entries = [decided(3, True), answered(3, 1.0), answered(3, 0.5), answered(None, 0.0)]

    guess, unsure, sure = calibration(entries)

    assert guess == ConfidenceLevel(1, 0, 0, 0.0, 1.0)
    assert unsure == ConfidenceLevel(2, 0, 0, 0.0, 1.0)
    assert (sure.n, sure.right) == (3, 2)
    assert (sure.low, sure.high) == pytest.approx((0.2077, 0.9385), abs=1e-4)


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (5, 10, 0.2366, 0.7634),
        (81, 263, 0.2553, 0.3662),
    ],
)
def test_the_wilson_interval_is_that_of_the_tables(right, n, low, high):
    assert wilson(right, n) == pytest.approx((low, high), abs=1e-4)


def test_what_a_learner_was_sure_of_and_wrong_about_is_listed_the_latest_first():
    entries = [decided(3, False, 1), answered(3, 0.0, 5), decided(3, True, 6), answered(2, 0.0, 7)]

    assert confident_and_wrong(entries) == (entries[1], entries[0])
