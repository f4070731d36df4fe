"""Exams, without a browser: nothing is told before the end, and the end is kept."""

from __future__ import annotations

from datetime import timedelta

import pytest
from quiz_reader import (
    ANN,
    AT,
    KEY_FEATURE,
    NUMERIC,
    SINGLE,
    Reader,
    open_run,
    open_start,
    start,
    start_exam,
    wait,
)

from app.pages import progress, quiz, quiz_run, today
from app.run_view import in_words
from app.services import Services
from app.visit import Visit
from quizzes.bank import ItemBank
from quizzes.entries import RunMode


def _told(services: Services) -> tuple[bool, bool, bool]:
    """Tell whether Today and Progress know of a miss, and Progress of how sure one was."""
    visit = Visit("/today", learner=ANN)
    day, far = str(today.page(services, visit).body), str(progress.page(services, visit).body)
    return "missed when asked last" in day, ">st-39a<" in far, "No confidence given yet" not in far


def test_an_exam_is_started_with_its_time_limit_and_remembers_its_topic(
    quiz_services: Services, bank: ItemBank
) -> None:
    reader = open_start(quiz_services)

    reader.do("start", topic=["kind:numeric"], length=["5"], mode=["exam"], pace=["120"])

    [run] = quiz_services.records.runs(ANN)
    assert (run.mode, run.time_limit, run.topic) == (RunMode.EXAM, 600, "kind:numeric")
    page = quiz_run.page(quiz_services, Visit(f"/quiz/{run.id}", {"run": run.id}, learner=ANN))
    assert (page.title, page.eyebrow) == ("Exam", "Numeric")
    assert "Exam: Numeric" in quiz.page(quiz_services, Visit("/quiz", learner=ANN)).intro


def test_an_exam_tells_nothing_before_its_end(quiz_services: Services, bank: ItemBank) -> None:
    reader = start_exam(quiz_services, KEY_FEATURE, SINGLE)
    assert "gg-countdown" in reader.html

    reader.answer("contraindicated")

    assert "Step 2 of 3" in reader.text
    assert "You: Contraindicated" in reader.text
    for word in ("Right", "Wrong", "Not indicated", "Show the last feedback again"):
        assert word not in reader.text
    assert reader.form.view["said"] == "Your answer is stored."
    for event in ("previous", "practise", "next", "time-up"):
        reader.do(event)
        assert "Step 2 of 3" in reader.text
        assert "gg-item__feedback" not in reader.html
    [answer] = quiz_services.records.answers(ANN)
    assert answer.score == 0.0


def test_an_exam_ends_with_its_last_answer_and_is_reviewed_then(quiz_services: Services) -> None:
    reader = start_exam(quiz_services, SINGLE, NUMERIC)
    reader.answer("indicated")
    assert "Question 2 of 2" in reader.text

    reader.answer("6")

    assert "of 2 points 1" in reader.text
    assert "Review by statement" in reader.text
    assert "Review of the misses" in reader.text
    run = quiz_services.records.runs(ANN)[0]
    assert run.finished == quiz_services.records.answers(ANN)[-1].answered


def test_an_answer_in_an_exam_stays(quiz_services: Services) -> None:
    reader = start_exam(quiz_services, SINGLE, NUMERIC)
    other = open_run(quiz_services)
    reader.answer("indicated")

    other.answer("not-indicated")

    assert [a.response for a in quiz_services.records.answers(ANN)] == [{"options": ["indicated"]}]
    assert "Your first answer stands" in other.text
    assert "Question 2 of 2" in other.text
    assert "gg-item__feedback" not in other.html


def test_an_exam_whose_tab_was_closed_is_handed_in_when_its_time_is_over(
    quiz_services: Services,
) -> None:
    start_exam(quiz_services, SINGLE, NUMERIC, seconds=600).answer("not-indicated")
    wait(quiz_services, 700)

    reader = open_run(quiz_services)

    assert "Time was up" in reader.text
    assert "Not answered: 1 of 2 questions" in reader.text
    assert "of 2 points 1" in reader.text
    assert "in mL? Your answer Not answered Right answer 6 mL" in reader.text
    assert "in mL? Not answered" in reader.text
    assert quiz_services.records.runs(ANN)[0].finished == AT + timedelta(seconds=600)


def test_the_list_of_quizzes_hands_in_what_nobody_came_back_to(quiz_services: Services) -> None:
    start_exam(quiz_services, SINGLE, NUMERIC, seconds=600)
    wait(quiz_services, 700)

    page = quiz.page(quiz_services, Visit("/quiz", learner=ANN))

    assert "Go on where you were" not in page.intro
    assert "0 of 2 points" in Reader(page.body).text
    assert quiz_services.records.runs(ANN)[0].finished == AT + timedelta(seconds=600)


@pytest.mark.parametrize("pause", [1000, 580])
def test_an_answer_after_the_time_is_not_stored(quiz_services: Services, pause: int) -> None:
    # With the shorter pause the time ends between opening the event and storing the answer.
    reader = start_exam(quiz_services, SINGLE, NUMERIC, seconds=600)
    wait(quiz_services, pause - int((quiz_services.clock.now - AT).total_seconds()))

    reader.answer("not-indicated")

    assert quiz_services.records.answers(ANN) == ()
    assert "This answer came after the end" in reader.text
    assert "of 2 points 0" in reader.text


def test_an_exam_that_goes_on_tells_no_other_page_what_was_missed(quiz_services: Services) -> None:
    reader = start_exam(quiz_services, NUMERIC, SINGLE)
    reader.do("answer", position=["0"], step=["0"], answer=["4"], confidence=["3"])

    before = [_told(quiz_services), 'value="missed"' in open_start(quiz_services).html]
    reader.do("hand-in-now")
    after = [_told(quiz_services), 'value="missed"' in open_start(quiz_services).html]

    assert before == [(False, False, False), False]
    assert after == [(True, True, True), True]


def test_handing_in_is_asked_twice_and_ends_an_exam(quiz_services: Services) -> None:
    reader = start_exam(quiz_services, SINGLE, NUMERIC)
    reader.answer("not-indicated")

    reader.do("hand-in")
    assert "1 of 2 questions is not answered" in reader.text
    reader.do("next")
    assert "Question 2 of 2" in reader.text
    reader.do("hand-in-now")

    assert "Handed in before the end" in reader.text
    assert "of 2 points 1" in reader.text
    reader.do("answer", position=["1"], step=["0"], answer=["6"])
    assert len(quiz_services.records.answers(ANN)) == 1


def test_a_quiz_with_feedback_cannot_be_handed_in(quiz_services: Services) -> None:
    start(quiz_services, SINGLE)
    reader = open_run(quiz_services)

    reader.do("hand-in-now")

    assert quiz_services.records.runs(ANN)[0].finished is None
    assert "Question 1 of 1" in reader.text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (252, "4 min 12 s"),
        (7500, "2 h 5 min"),
        (90_000, "1 d 1 h"),
    ],
)
def test_a_span_of_time_is_put_in_its_two_largest_units(seconds: int, words: str) -> None:
    assert in_words(timedelta(seconds=seconds)) == words
