import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from kept_records import ANN, AT, BOB, DECISION, FIRST, RUN, SECOND, STEP
from sqlalchemy.exc import StatementError

from kg.case import Absent, Bound, Present, Value
from quizzes.entries import Profile, RunMode, facts_digest
from quizzes.errors import RecordsError, RunOverError
from quizzes.records import Records
from quizzes.saved_cases import SavedCase

SQLITE_ALONE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


def test_a_quiz_is_found_again_exactly_where_it_was_left(records, url):
    records.record_answer(FIRST)
    records.record_answer(SECOND)

    with Records(url) as reopened:
        progress = reopened.progress(RUN.id)

    assert (progress.run, progress.answers) == (RUN, (FIRST, SECOND))
    assert progress.place([1, 1, 2]) == (2, 0)


def test_the_place_in_a_run_is_the_first_step_not_answered(records):
    records.record_answer(replace(FIRST, position=2, item="three", step=0))

    progress = records.progress(RUN.id)

    assert progress.place([1, 1, 2]) == (0, 0)
    assert progress.place([0, 0, 2]) == (2, 1)
    assert progress.place([0, 0, 1]) is None


def test_answering_the_same_place_twice_keeps_the_first_answer(records):
    records.record_answer(FIRST)

    kept = records.record_answer(replace(FIRST, response={"options": ["b"]}, score=0.0))

    assert kept == FIRST
    assert records.answers(ANN) == (FIRST,)


def test_many_tabs_at_once_neither_lose_nor_double_an_answer(records, url):
    items = tuple(f"item-{number}" for number in range(40))
    run = replace(RUN, id="3" * 32, items=items)
    records.start_run(run)

    def tab(number):
        with Records(url) as store:
            for position, item in enumerate(items):
                store.record_answer(
                    replace(FIRST, run=run.id, position=position, item=item, response=number)
                )

    with ThreadPoolExecutor(4) as tabs:
        list(tabs.map(tab, range(4)))

    assert [a.position for a in records.progress(run.id).answers] == list(range(40))
    assert len(records.answers(ANN)) == 40


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (replace(FIRST, run="9" * 32), "There is no quiz run 9999"),
        (replace(FIRST, learner=BOB), "belongs to another learner"),
        (replace(FIRST, item="two"), "has no item two at 0"),
        (replace(FIRST, position=3), "has no item one at 3"),
        (replace(FIRST, position=-1), "has no item one at -1"),
    ],
)
def test_an_answer_to_a_place_that_is_not_in_the_run_is_refused(records, answer, message):
    with pytest.raises(RecordsError, match=message):
        records.record_answer(answer)

    assert records.answers(ANN) == ()


def test_ids_that_could_be_guessed_are_refused(records):
    with pytest.raises(RecordsError, match=r"'ann@example\.org' is no id"):
        records.add_learner("ann@example.org", AT)
    with pytest.raises(RecordsError, match="'1' is no id"):
        records.start_run(replace(RUN, id="1"))


def test_a_run_of_nobody_and_a_run_that_exists_are_refused(records):
    with pytest.raises(RecordsError, match="exists already"):
        records.start_run(RUN)
    with pytest.raises(RecordsError, match="There is no learner fedc"):
        records.start_run(replace(RUN, id="4" * 32, learner=BOB))


def test_adding_a_learner_again_changes_nothing(records):
    records.add_learner(ANN, AT + timedelta(days=1))

    assert records.profiles() == (Profile(ANN, AT),)


def test_a_run_is_finished_once(records):
    records.finish_run(RUN.id, AT + timedelta(minutes=5))
    records.finish_run(RUN.id, AT + timedelta(minutes=9))

    assert records.runs(ANN) == (replace(RUN, finished=AT + timedelta(minutes=5)),)


def test_runs_are_listed_the_latest_first(records):
    later = replace(RUN, id="5" * 32, started=AT + timedelta(hours=1))
    records.start_run(later)

    assert records.runs(ANN) == (later, RUN)


def test_a_decision_is_logged_once(records):
    records.record_decision(DECISION)
    records.record_decision(DECISION)

    assert records.decisions(ANN) == (DECISION,)
    with pytest.raises(RecordsError, match="is not known"):
        records.record_decision(replace(DECISION, id="6" * 32, learner=BOB))


def test_times_are_kept_in_utc_and_must_have_a_zone(records):
    cet = timezone(timedelta(hours=1))

    kept = records.record_answer(replace(FIRST, answered=AT.astimezone(cet)))

    assert records.answers(ANN)[0].answered == kept.answered == AT
    with pytest.raises(StatementError, match="A moment needs a time zone"):
        records.record_answer(replace(SECOND, answered=datetime(2026, 1, 1)))


def test_an_export_holds_everything_of_one_learner_and_is_json(records):
    records.record_answer(FIRST)
    records.record_step(STEP, DECISION)
    records.add_learner(BOB, AT)
    records.change_profile(Profile(ANN, AT, name="Ann"))
    records.change_profile(Profile(BOB, AT, name="Bob"))
    records.guidance.end(ANN, AT)
    records.saved_cases.save(SavedCase("3" * 32, ANN, "colds", "Mine", frozenset(), AT))

    export = json.loads(json.dumps(records.export_learner(ANN)))

    assert {name: len(rows) for name, rows in export.items()} == {
        "learner": 1,
        "learner_name": 1,
        "quiz_run": 1,
        "answer": 1,
        "case_step": 1,
        "case_decision": 1,
        "guided": 1,
        "saved_case": 1,
    }
    assert export["answer"][0]["response"] == {"options": ["a"]}
    assert export["case_decision"][0]["chosen"] == "cannot tell"


def test_a_profile_is_changed_and_named_and_the_name_taken_away_again(records):
    named = Profile(ANN, AT, "Ann", "Europe/Vienna", new_per_day=5, reviews_per_day=0)

    records.change_profile(named)
    records.change_profile(replace(named, name="Anna"))
    first = records.profile(ANN)
    records.change_profile(replace(named, name=None))

    assert first == replace(named, name="Anna")
    assert records.profile(ANN) == replace(named, name=None)


def test_profiles_are_listed_the_first_added_first(records):
    records.add_learner(BOB, AT - timedelta(days=1))
    records.change_profile(Profile(ANN, AT, "Ann"))

    assert records.profiles() == (Profile(BOB, AT - timedelta(days=1)), Profile(ANN, AT, "Ann"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"learner": BOB}, "There is no learner fedc"),
        ({"name": " "}, "A name has 1 to 80 characters"),
        ({"name": "x" * 81}, "A name has 1 to 80 characters"),
        ({"time_zone": "Vienna"}, "There is no time zone 'Vienna'"),
        ({"new_per_day": -1}, "A daily limit is 0 or more"),
    ],
)
def test_a_profile_that_cannot_be_is_refused(records, change, message):
    with pytest.raises(RecordsError, match=message):
        records.change_profile(replace(Profile(ANN, AT), **change))

    assert records.profiles() == (Profile(ANN, AT),)


def test_nobody_has_no_profile(records):
    with pytest.raises(RecordsError, match="There is no learner fedc"):
        records.profile(BOB)


def test_a_run_keeps_its_mode_and_time_limit(records):
    exam = replace(RUN, id="8" * 32, mode=RunMode.EXAM, time_limit=600)

    records.start_run(exam)

    assert records.progress(exam.id).run == exam
    assert exam.deadline == AT + timedelta(minutes=10)
    assert records.progress(RUN.id).run.mode is RunMode.TUTOR
    assert RUN.deadline is None


def test_a_time_limit_without_time_is_refused(records):
    with pytest.raises(RecordsError, match="leaves no time"):
        records.start_run(replace(RUN, id="8" * 32, time_limit=0))


def test_an_answer_after_the_time_limit_is_refused(records):
    exam = replace(RUN, id="8" * 32, mode=RunMode.EXAM, time_limit=600)
    records.start_run(exam)
    in_time = replace(FIRST, run=exam.id, answered=AT + timedelta(seconds=600))

    records.record_answer(in_time)
    with pytest.raises(RunOverError, match="was over when two was answered"):
        records.record_answer(replace(SECOND, run=exam.id, answered=AT + timedelta(seconds=601)))

    assert records.answers(ANN) == (in_time,)


def test_an_exam_that_was_handed_in_takes_no_answer_any_more(records):
    exam = replace(RUN, id="8" * 32, mode=RunMode.EXAM)
    records.start_run(exam)
    records.finish_run(exam.id, AT)

    with pytest.raises(RunOverError):
        records.record_answer(replace(FIRST, run=exam.id))


def test_the_confidence_of_an_answer_is_kept(records):
    sure = replace(FIRST, confidence=3)

    records.record_answer(sure)

    assert records.answers(ANN) == (sure,)
    with pytest.raises(RecordsError, match="A confidence is 1, 2 or 3, not 4"):
        records.record_answer(replace(SECOND, confidence=4))


@SQLITE_ALONE
def test_every_acknowledged_answer_survives_fifty_kills(url):
    script = Path(__file__).with_name("answer_until_killed.py")

    ran = subprocess.run(
        [sys.executable, str(script), url, "50", "20261122"],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        cwd=Path(__file__).parents[2],
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
    )

    acknowledged = [int(line) for line in ran.stdout.split()]
    with Records(url) as records:
        stored = [answer.position for answer in records.answers("a" * 32)]
    assert len(acknowledged) > 50
    assert set(acknowledged) <= set(stored)
    assert len(stored) == len(set(stored)) <= len(acknowledged) + 50


def test_the_digest_of_facts_ignores_their_order_and_trailing_zeros():
    facts = [Present("Cold"), Absent("Allergy"), Value("Days", Bound.EXACTLY, Decimal("3.0"))]
    same = [Value("Days", Bound.EXACTLY, Decimal(3)), *facts[:2]]
    other = [Value("Days", Bound.AT_LEAST, Decimal(3)), *facts[:2]]

    assert facts_digest(facts) == facts_digest(same) != facts_digest(other)


def test_the_steps_of_a_case_are_kept_attempt_after_attempt(records):
    later = AT + timedelta(minutes=1)
    second = replace(STEP, attempt="b" * 32, taken=later)
    more = replace(STEP, position=1, taken=later)

    stored = [records.record_step(step) for step in (STEP, second, more)]

    assert stored == [True, True, True]
    assert records.steps(ANN, "a-story") == (STEP, more, second)
    assert records.steps(ANN, "another-story") == ()


def test_a_place_in_an_attempt_is_taken_once(records):
    records.record_step(STEP)

    again = records.record_step(replace(STEP, step={"step": "skipped"}))

    assert not again
    assert records.steps(ANN, "a-story") == (STEP,)


def test_a_step_and_its_decision_are_stored_together_or_not_at_all(records):
    step = replace(STEP, attempt=DECISION.id)

    stored = records.record_step(step, DECISION)
    again = records.record_step(replace(step, position=1), DECISION)

    assert (stored, again) == (True, False)
    assert records.decisions(ANN) == (DECISION,)
    assert records.steps(ANN, "a-story") == (step,)


def test_a_run_keeps_its_topic(records):
    records.start_run(replace(RUN, id="8" * 32, topic="section:who"))

    assert records.progress("8" * 32).run.topic == "section:who"
    assert records.progress(RUN.id).run.topic is None
