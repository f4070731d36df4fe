import csv
import io
import json
import subprocess
import sys
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, event

from kg.derivation import Verdict
from quizzes.entries import (
    Answer,
    CaseDecision,
    Profile,
    QuizRun,
    RunMode,
    StepTaken,
    facts_digest,
)
from quizzes.exports import as_csv_zip, as_json, as_xapi
from quizzes.records import Records

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
# While the exam goes on, and after its end.
DURING, LATER = AT + timedelta(minutes=9), AT + timedelta(hours=1)
ANN, BOB = "0123456789abcdef" * 2, "fedcba9876543210" * 2
NAME = "Ann of Nowhere, the “first”"
SLUG, STORY = "bilateral-sacroplasty", "the-card-in-the-wallet"
ITEMS = ("cement-volume-upper-end", "friday-the-report-arrives", "cavity-before-the-cement")
RUN = QuizRun("1" * 32, ANN, SLUG, ITEMS, "seed", AT)
EXAM = QuizRun("4" * 32, ANN, SLUG, ITEMS[:2], "seed", AT, mode=RunMode.EXAM, time_limit=600)
ATTEMPT = "5" * 32
# Each kind of step once; that which decides is exported as the decision. No flow has all of them.
STEPS = (
    {"step": "asked", "subject": "Fever"},
    {"step": "decided", "verdict": "indicated", "confidence": None, "told": False},
    {"step": "marked", "facts": [{"absent": "Allergy"}, {"observable": "Days", "exactly": "3"}]},
    {"step": "wanted", "subject": "Fever"},
    {"step": "skipped"},
    {"step": "compared", "criterion": "I1", "choice": "Allergy"},
)
VALIDATOR = Path(__file__).with_name("validate_xapi.py")


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'records.db'}"


@pytest.fixture
def records(url):
    """A store with everything that Ann can leave in it, and Bob beside her."""
    with Records(url) as store:
        for learner in (ANN, BOB):
            store.add_learner(learner, AT)
        store.change_profile(Profile(ANN, AT, name=NAME, time_zone="Europe/Vienna"))
        store.change_profile(Profile(BOB, AT, name="Bob"))
        store.start_run(RUN)
        store.start_run(EXAM)
        for position, (response, score, confidence) in enumerate(
            [({"options": ["a", "b"]}, 1.0, 3), ({"amount": "2.1"}, 0.0, 1), (None, 0.0, None)]
        ):
            store.record_answer(answer(RUN, position, response, score, confidence))
        store.record_answer(answer(EXAM, 0, {"options": []}, 0.0, None))
        store.finish_run(RUN.id, AT + timedelta(minutes=4, milliseconds=250))
        store.record_decision(
            CaseDecision(
                *("2" * 32, ANN, "a-story", "f1", "1.0", Verdict.CANNOT_TELL, 2),
                *(Verdict.NOT_INDICATED, AT + timedelta(minutes=9)),
            )
        )
        for position, step in enumerate(STEPS):
            at = AT + timedelta(minutes=10 + position)
            store.record_step(StepTaken(ATTEMPT, position, ANN, "a-story", "f1", step, at))
        yield store


def answer(run, position, response, score, confidence):
    at = AT + timedelta(minutes=position + 1)
    place = (ANN, run.id, position, 0, run.items[position])
    return Answer(*place, "d1", "1.0", response, score, at, confidence)


@pytest.fixture
def banks(bank):
    """The item banks that a server would have."""
    return {bank.guideline.slug: bank}


def decide(records, bank):
    """Commit Ann to a verdict on a case of the bank; the rationale is still to be given."""
    digest = facts_digest(bank.vignettes[STORY].case.facts)
    said = {"step": "decided", "verdict": "indicated", "confidence": 3, "told": True}
    decision = CaseDecision(
        *("7" * 32, ANN, STORY, digest, "1.0", Verdict.INDICATED, 3),
        *(bank.derivations[STORY].verdict, LATER),
    )
    records.record_step(StepTaken("7" * 32, 0, ANN, STORY, digest, said, LATER), decision)
    return StepTaken("7" * 32, 1, ANN, STORY, digest, {"step": "skipped"}, LATER)


def complaints(lines):
    ran = subprocess.run(
        [sys.executable, str(VALIDATOR)],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return ran.stdout


def test_json_holds_everything_of_one_learner_and_of_nobody_else(records, banks):
    text = as_json(records, ANN, LATER, banks)

    kept = records.export_learner(ANN)
    told = {
        table: [row | {"withheld": None} for row in kept[table]]
        for table in ("answer", "case_decision")
    }
    # The exam has ended, though nobody was there to note it.
    ends = {RUN.id: "2026-11-22T08:04:00.250000+00:00", EXAM.id: "2026-11-22T08:10:00+00:00"}
    runs = [row | {"finished": ends[row["id"]]} for row in kept["quiz_run"]]
    assert json.loads(text) == kept | told | {"quiz_run": runs}
    assert NAME in text
    assert BOB not in text


def test_csv_has_one_file_a_table_with_every_row(records, banks):
    packed = as_csv_zip(records, ANN, LATER, banks)

    with zipfile.ZipFile(io.BytesIO(packed)) as folder:
        tables = {
            name.removesuffix(".csv"): list(
                csv.DictReader(io.StringIO(folder.read(name).decode("utf-8-sig"), newline=""))
            )
            for name in folder.namelist()
        }
    kept = records.export_learner(ANN)
    assert {name: len(rows) for name, rows in tables.items()} == {
        name: len(rows) for name, rows in kept.items() if rows
    }
    assert tables["learner_name"] == [{"learner": ANN, "name": NAME}]
    assert json.loads(tables["answer"][0]["response"]) == {"options": ["a", "b"]}
    assert json.loads(tables["quiz_run"][0]["items"]) == [*ITEMS]
    assert as_csv_zip(records, ANN, LATER, banks) == packed


def test_an_answer_in_xapi_has_score_response_and_versions(records, banks):
    first = json.loads(next(as_xapi(records, ANN, LATER, banks, "https://example.org/gg")))

    home = "https://example.org/gg"
    assert UUID(first.pop("id")).version == 5
    assert first == {
        "actor": {"objectType": "Agent", "account": {"homePage": home, "name": ANN}},
        "verb": {"id": "http://adlnet.gov/expapi/verbs/answered", "display": {"en": "answered"}},
        "version": "1.0.3",
        "object": {
            "objectType": "Activity",
            "id": f"{home}/item/{ITEMS[0]}#step-1",
            "definition": {
                "type": "http://adlnet.gov/expapi/activities/cmi.interaction",
                "interactionType": "choice",
            },
        },
        "result": {
            "score": {"scaled": 1.0, "raw": 1.0, "min": 0, "max": 1},
            "success": True,
            "response": "a[,]b",
            "extensions": {f"{home}/xapi/confidence": 3},
        },
        "context": {
            "registration": str(UUID(RUN.id)),
            "contextActivities": {
                "parent": [
                    {
                        "objectType": "Activity",
                        "id": f"{home}/quiz/{RUN.id}",
                        "definition": {"type": "http://adlnet.gov/expapi/activities/assessment"},
                    }
                ],
                "grouping": [{"objectType": "Activity", "id": f"{home}/{SLUG}"}],
            },
            "extensions": {
                f"{home}/xapi/item-digest": "d1",
                f"{home}/xapi/guideline-version": "1.0",
                f"{home}/xapi/mode": "tutor",
            },
        },
        "timestamp": "2026-11-22T08:01:00+00:00",
    }


def test_what_was_left_out_of_an_exam_counts_nothing_in_its_score(records, banks):
    exam = replace(EXAM, id="6" * 32, items=(*ITEMS, "four"))
    records.start_run(exam)
    records.record_answer(answer(exam, 0, {"options": ["a"]}, 1.0, None))
    records.record_answer(replace(answer(exam, 1, None, 1.0, None), step=0))
    records.record_answer(replace(answer(exam, 1, None, 0.0, None), step=1))
    records.finish_run(exam.id, DURING)

    told = [json.loads(line) for line in as_xapi(records, ANN, DURING, banks)]

    [completed] = [
        one
        for one in told
        if one["verb"]["display"]["en"] == "completed" and exam.id in one["object"]["id"]
    ]
    assert completed["result"]["score"] == {"scaled": 1.5 / 4}


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


def test_every_event_is_one_statement_in_the_order_of_time(records, banks):
    statements = [json.loads(line) for line in as_xapi(records, ANN, LATER, banks)]

    told = [
        (one["verb"]["display"]["en"], one.get("result", {}).get("response")) for one in statements
    ]
    assert sorted(told[:2], key=str) == [("answered", "a[,]b"), ("answered", None)]
    assert told[2:6] == [
        ("answered", "2.1"),
        ("answered", None),
        ("completed", None),
        ("answered", "cannot tell"),
    ]
    completed, decision = statements[4], statements[5]
    assert completed["result"] == {
        "completion": True,
        "score": {"scaled": pytest.approx(1 / 3)},
        "duration": "PT240.25S",
    }
    assert decision["result"]["success"] is False
    assert told[6] == ("completed", None)
    assert told[7:] == [
        ("asked", None),
        ("answered", "absent Allergy[,]observable Days exactly 3"),
        ("answered", "Fever"),
        ("skipped", None),
        ("answered", "Allergy"),
    ]
    assert {one["context"]["registration"] for one in statements[7:]} == {str(UUID(ATTEMPT))}
    assert len({one["id"] for one in statements}) == 12
    assert [json.loads(line)["id"] for line in as_xapi(records, ANN, LATER, banks)] == [
        one["id"] for one in statements
    ]


def test_a_step_at_a_case_in_xapi_tells_where_it_was_made_and_what_was_chosen(records, banks):
    home = "https://example.org/gg"
    steps = [json.loads(line) for line in as_xapi(records, ANN, LATER, banks, home)][7:]

    assert [one["object"]["id"] for one in steps] == [
        f"{home}/vignette/a-story#{part}"
        for part in ("ask-Fever", "rationale", "rationale", "rationale", "twin-I1")
    ]
    assert steps[0]["verb"] == {
        "id": "http://adlnet.gov/expapi/verbs/asked",
        "display": {"en": "asked"},
    }
    assert steps[0]["context"] == {
        "registration": str(UUID(ATTEMPT)),
        "contextActivities": {
            "parent": [{"objectType": "Activity", "id": f"{home}/vignette/a-story"}]
        },
        "extensions": {f"{home}/xapi/facts-digest": "f1"},
    }


def test_many_runs_are_exported_with_as_many_queries_as_few(records, banks):
    def queries():
        asked = []

        def note(*arguments):
            asked.append(arguments[2])

        event.listen(Engine, "before_cursor_execute", note)
        try:
            assert list(as_xapi(records, ANN, LATER, banks))
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        return len(asked)

    few = queries()

    for number in range(5):
        records.start_run(replace(RUN, id=f"{number:032x}"))

    assert queries() == few


def test_xapi_never_holds_a_name_nor_another_learner(records, banks):
    text = "\n".join(as_xapi(records, ANN, LATER, banks))

    assert NAME not in text
    assert "Nowhere" not in text
    assert BOB not in text


def test_a_validator_of_others_finds_nothing_wrong_with_our_xapi(records, banks):
    assert complaints(as_xapi(records, ANN, LATER, banks)) == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        (("actor",), None),
        (("verb", "id"), "answered"),
        (("result", "score", "scaled"), 7),
        (("context", "registration"), "one"),
        (("timestamp",), "yesterday"),
    ],
    ids=lambda part: str(part),
)
def test_the_validator_notices_what_is_wrong(records, field, value, banks):
    statement = json.loads(next(as_xapi(records, ANN, LATER, banks)))
    inner = statement
    for part in field[:-1]:
        inner = inner[part]
    inner[field[-1]] = value

    assert complaints([json.dumps(statement)]).startswith("line 1: ")


def test_after_deletion_nothing_is_left_to_export_nor_any_byte(records, url, banks):
    records.delete_learner(ANN)

    assert not any(records.export_learner(ANN).values())
    assert list(as_xapi(records, ANN, LATER, banks)) == []
    database = Path(url.removeprefix("sqlite:///"))
    on_disk = b"".join(file.read_bytes() for file in database.parent.glob(database.name + "*"))
    assert ANN.encode() not in on_disk
    assert b"Nowhere" not in on_disk
    assert BOB.encode() in on_disk
