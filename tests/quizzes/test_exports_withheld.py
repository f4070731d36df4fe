"""What an export does not tell yet: scores of a running exam, a verdict before its rationale."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from uuid import UUID

import pytest
from exported_records import (
    ANN,
    DURING,
    EXAM,
    LATER,
    STORY,
    answer,
    complaints,
    decide,
    everything,
)

from quizzes.exports import as_csv_zip, as_json, as_xapi


@pytest.fixture
def records(tmp_path):
    """A store with everything that Ann can leave in it, and Bob beside her."""
    with everything(f"sqlite:///{tmp_path / 'records.db'}") as store:
        yield store


@pytest.fixture
def banks(bank):
    """The item banks that a server would have."""
    return {bank.guideline.slug: bank}


def test_of_an_exam_that_goes_on_the_answer_is_exported_and_its_score_withheld(records, banks):
    [tutored, *_, examined] = json.loads(as_json(records, ANN, DURING, banks))["answer"]
    with zipfile.ZipFile(io.BytesIO(as_csv_zip(records, ANN, DURING, banks))) as folder:
        table = folder.read("answer.csv").decode("utf-8-sig")
    row = list(csv.DictReader(io.StringIO(table, newline="")))[-1]

    assert (tutored["score"], tutored["withheld"]) == (1.0, None)
    assert (examined["run"], examined["response"]) == (EXAM.id, {"options": []})
    assert (examined["score"], examined["withheld"]) == (None, "score, until the exam has ended")
    assert (row["run"], row["score"], row["withheld"]) == (EXAM.id, "", examined["withheld"])


def test_the_score_is_exported_once_the_exam_was_handed_in(records, banks):
    records.finish_run(EXAM.id, DURING)

    [*_, examined] = json.loads(as_json(records, ANN, DURING, banks))["answer"]

    assert (examined["score"], examined["withheld"]) == (0.0, None)


def test_in_xapi_an_answer_in_an_exam_is_responded_before_its_end_and_answered_after(
    records, banks
):
    def in_exam(at):
        told = [json.loads(line) for line in as_xapi(records, ANN, at, banks)]
        return [one for one in told if one["context"]["registration"] == str(UUID(EXAM.id))]

    [before], [after, completed] = in_exam(DURING), in_exam(LATER)

    assert [one["verb"]["display"]["en"] for one in (before, after)] == ["responded", "answered"]
    assert completed["timestamp"] == "2026-11-22T08:10:00+00:00"
    assert ("result" in before, after["result"]["success"]) == (False, False)
    assert before["id"] != after["id"]
    assert complaints(as_xapi(records, ANN, DURING, banks)) == ""


def test_an_exam_has_ended_with_its_last_answer_even_if_nobody_noted_it(records, banks):
    untimed = replace(EXAM, id="6" * 32, time_limit=None)
    records.start_run(untimed)
    for position in (0, 1):
        records.record_answer(answer(untimed, position, None, 1.0, None))

    told = json.loads(as_json(records, ANN, LATER, banks))
    statements = [json.loads(line) for line in as_xapi(records, ANN, LATER, banks)]

    [run] = [row for row in told["quiz_run"] if row["id"] == untimed.id]
    given = [row for row in told["answer"] if row["run"] == untimed.id]
    assert run["finished"] == "2026-11-22T08:02:00+00:00"
    assert [(row["score"], row["withheld"]) for row in given] == [(1.0, None)] * 2
    verbs = [
        one["verb"]["display"]["en"]
        for one in statements
        if one["context"]["registration"] == str(UUID(untimed.id))
    ]
    assert sorted(verbs) == ["answered", "answered", "completed"]
    assert records.run(untimed.id).finished is None


def test_of_a_case_that_waits_for_its_rationale_the_verdict_is_withheld(records, bank, banks):
    def told():
        rows = json.loads(as_json(records, ANN, LATER, banks))["case_decision"]
        [row] = [row for row in rows if row["id"] == rationale.attempt]
        return row["chosen"], row["derived"], row["withheld"]

    rationale = decide(records, bank)
    before = told()
    records.record_step(rationale)
    after = told()

    assert before == ("indicated", None, "derived, until the rationale is given")
    assert after == ("indicated", bank.derivations[STORY].verdict.value, None)


def test_in_xapi_a_decision_is_responded_before_its_rationale_and_answered_after(
    records, bank, banks
):
    def told():
        lines = [json.loads(line) for line in as_xapi(records, ANN, LATER, banks)]
        return [one for one in lines if one["object"]["id"].endswith(STORY)]

    rationale = decide(records, bank)
    [before], complained = told(), complaints(as_xapi(records, ANN, LATER, banks))
    records.record_step(rationale)
    [after] = told()

    assert [one["verb"]["display"]["en"] for one in (before, after)] == ["responded", "answered"]
    assert set(before["result"]) == {"response", "extensions"}
    assert after["result"]["success"] is False
    assert bank.derivations[STORY].verdict.value not in json.dumps(before)
    assert before["id"] != after["id"]
    assert complained == ""
