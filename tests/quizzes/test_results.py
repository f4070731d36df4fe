from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from quizzes.entries import Answer, Progress, QuizRun, RunMode
from quizzes.keys import step_statements
from quizzes.results import (
    ItemResult,
    MissedStatement,
    ended_at,
    item_results,
    missed_items,
    missed_statements,
    place_of,
)

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ONE_STEP, THREE_STEPS = "cement-volume-upper-end", "piano-tuner-decide-and-justify"
RUN = QuizRun("1" * 32, "a" * 32, "colds", (ONE_STEP, THREE_STEPS, "gone"), "seed", AT)
EXAM = replace(RUN, mode=RunMode.EXAM, time_limit=60)
LATER = AT + timedelta(days=1)


def given(position, step, score, seconds=1, **changes):
    answer = Answer(
        learner=RUN.learner,
        run=RUN.id,
        position=position,
        step=step,
        item=RUN.items[position],
        item_digest="of another version",
        guideline_version="1",
        response={"options": []},
        score=score,
        answered=AT + timedelta(seconds=seconds),
    )
    return replace(answer, **changes)


ALL = (given(0, 0, 1.0), *(given(1, step, 1.0, seconds=50 - step) for step in range(3)))


@pytest.mark.parametrize(
    ("count", "place"), [(0, (0, 0)), (1, (1, 0)), (2, (1, 1)), (3, (1, 2)), (4, None)]
)
def test_a_run_stands_at_its_first_step_without_an_answer(bank, count, place):
    assert place_of(Progress(RUN, ALL[:count]), bank.items) == place


def test_an_item_has_a_score_once_all_its_steps_have_an_answer(bank):
    half = (given(1, 0, 1.0), given(1, 1, 0.5))
    whole = (*half, given(1, 2, 0.0))

    before = item_results(Progress(RUN, half), bank.items)
    after = item_results(Progress(RUN, whole), bank.items)

    assert before == (
        ItemResult(0, ONE_STEP, (), None),
        ItemResult(1, THREE_STEPS, half, None),
        ItemResult(2, "gone", (), None),
    )
    assert after[1] == ItemResult(1, THREE_STEPS, whole, 0.5)


def test_an_item_that_was_answered_and_withdrawn_since_keeps_its_score(bank):
    kept = (given(2, 0, 1.0),)

    assert item_results(Progress(RUN, kept), bank.items)[2] == ItemResult(2, "gone", kept, 1.0)


@pytest.mark.parametrize(
    ("score", "missed"), [(None, False), (1.0, False), (0.99, True), (0.0, True)]
)
def test_what_counts_and_was_not_wholly_right_was_missed(score, missed):
    assert ItemResult(0, ONE_STEP, (), score).missed is missed


def test_what_an_exam_left_out_scores_nothing_once_it_has_ended(bank):
    half = (given(1, 0, 1.0),)
    ended = replace(EXAM, finished=EXAM.deadline)

    going_on = item_results(Progress(EXAM, half), bank.items)
    over = item_results(Progress(ended, half), bank.items)

    assert [result.score for result in going_on] == [None, None, None]
    assert over == (
        ItemResult(0, ONE_STEP, (), 0.0, left_out=True),
        ItemResult(1, THREE_STEPS, half, 1 / 3, left_out=True),
        ItemResult(2, "gone", (), None),
    )


@pytest.mark.parametrize(
    ("run", "answers", "at", "ended"),
    [
        (RUN, (), LATER, None),
        (RUN, ALL[:3], LATER, None),
        # The steps may have been answered in two tabs, in another order than that of the run.
        (RUN, ALL, LATER, AT + timedelta(seconds=50)),
        (replace(RUN, finished=AT), ALL, LATER, AT),
        (EXAM, ALL[:1], AT + timedelta(seconds=60), None),
        (EXAM, ALL[:1], AT + timedelta(seconds=61), AT + timedelta(seconds=60)),
        (EXAM, (), LATER, AT + timedelta(seconds=60)),
        (EXAM, ALL, LATER, AT + timedelta(seconds=50)),
        (replace(EXAM, time_limit=None), (), LATER, None),
        (replace(EXAM, finished=AT + timedelta(seconds=5)), (), LATER, AT + timedelta(seconds=5)),
    ],
)
def test_a_run_ends_with_its_last_answer_or_its_time_or_by_hand(bank, run, answers, at, ended):
    assert ended_at(Progress(run, answers), bank.items, at) == ended


def test_an_item_is_missed_if_any_step_was_not_right_the_last_time():
    answers = (
        given(0, 0, 0.0),
        given(1, 0, 1.0),
        given(1, 1, 0.5),
        given(0, 0, 1.0, run="2" * 32),
        given(0, 0, 0.0, run="3" * 32, item="other"),
    )

    assert missed_items(answers) == {THREE_STEPS, "other"}


def test_a_right_answer_after_the_miss_of_an_earlier_run_takes_the_miss_away():
    again = given(1, 0, 1.0, run="2" * 32)

    assert missed_items((given(1, 0, 0.0), given(1, 1, 1.0), again)) == frozenset()


def test_statements_behind_misses_come_with_the_questions_the_most_missed_first(bank):
    run = replace(RUN, items=(ONE_STEP, THREE_STEPS, THREE_STEPS))
    answers = (
        given(0, 0, 0.0),
        given(1, 0, 0.0),
        given(1, 1, 1.0),
        given(1, 2, 1.0),
        *(given(2, step, 0.0, item=THREE_STEPS) for step in range(3)),
    )
    keyed = bank.items[THREE_STEPS]
    behind = [
        step_statements(step, key)
        for step, key in zip(keyed.item.steps, keyed.key.steps, strict=True)
    ]
    twice = [id_ for id_ in bank.guideline.statements if id_ in behind[0]]
    once = {"st-39a"} | (behind[1] | behind[2]) - behind[0]

    missed = missed_statements(Progress(run, answers), bank.items, bank.guideline)

    assert missed[: len(twice)] == tuple(MissedStatement(id_, (1, 2)) for id_ in twice)
    assert {one.statement for one in missed[len(twice) :]} == once
    assert missed[-1] == MissedStatement("st-39a", (0,))


def test_what_was_left_out_is_behind_a_miss_only_once_the_exam_has_ended(bank):
    ended = replace(EXAM, items=(ONE_STEP,), finished=AT)

    over = missed_statements(Progress(ended, ()), bank.items, bank.guideline)
    going_on = missed_statements(
        Progress(replace(ended, finished=None), ()), bank.items, bank.guideline
    )

    assert over == (MissedStatement("st-39a", (0,)),)
    assert going_on == ()


def test_what_was_right_or_withdrawn_is_behind_no_miss(bank):
    answers = (*ALL, given(2, 0, 0.0))

    assert missed_statements(Progress(RUN, answers), bank.items, bank.guideline) == ()
