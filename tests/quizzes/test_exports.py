import csv
import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from exported_records import (
    ANN,
    ATTEMPT,
    BOB,
    DURING,
    EXAM,
    ITEMS,
    LATER,
    NAME,
    RUN,
    SLUG,
    answer,
    complaints,
    everything,
)
from sqlalchemy import Engine, event

from quizzes.exports import as_csv_zip, as_json, as_xapi


@pytest.fixture
def url(tmp_path):
    return f"sqlite:///{tmp_path / 'records.db'}"


@pytest.fixture
def records(url):
    """A store with everything that Ann can leave in it, and Bob beside her."""
    with everything(url) as store:
        yield store


@pytest.fixture
def banks(bank):
    """The item banks that a server would have."""
    return {bank.guideline.slug: bank}


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
