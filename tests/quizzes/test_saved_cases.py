from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from kg.case import Absent, Bound, Present, Value
from quizzes.errors import RecordsError
from quizzes.records import Records
from quizzes.saved_cases import MOST_CASES, SavedCase

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ANN, BOB = "a" * 32, "b" * 32
FACTS = frozenset(
    {
        Present("Malignancy"),
        Absent("Infection"),
        Value("ConservativeManagementDuration", Bound.AT_LEAST, Decimal("2.90")),
    }
)


@pytest.fixture
def records(tmp_path):
    with Records(f"sqlite:///{tmp_path / 'records.db'}") as store:
        store.add_learner(ANN, AT)
        store.add_learner(BOB, AT)
        yield store


def _case(number, name, learner=ANN, **changes):
    values = {"guideline": "one", "facts": FACTS, "saved": AT + timedelta(minutes=number)}
    return SavedCase(f"{number:032x}", learner, name=name, **{**values, **changes})


def test_saved_cases_are_listed_whole_and_the_latest_first(records):
    first, second = _case(1, "Before the scan"), _case(2, "After the scan", facts=frozenset())

    kept = [records.saved_cases.save(one) for one in (first, second)]

    assert kept == [first, second]
    assert records.saved_cases.of(ANN, "one") == (second, first)
    assert records.saved_cases.of(BOB, "one") == records.saved_cases.of(ANN, "other") == ()


def test_a_name_is_one_line_and_is_kept_by_one_case_of_a_guideline(records):
    kept = records.saved_cases.save(_case(1, "  Before \n the scan "))

    assert kept.name == "Before the scan"
    with pytest.raises(RecordsError, match="“Before the scan” already"):
        records.saved_cases.save(_case(2, "Before the scan"))
    records.saved_cases.save(_case(3, "Before the scan", guideline="other"))
    records.saved_cases.save(_case(4, "Before the scan", BOB))
    assert records.saved_cases.of(ANN, "one") == (kept,)


@pytest.mark.parametrize("name", ["", " \n ", "x" * 81])
def test_a_case_needs_a_name_that_fits(records, name):
    with pytest.raises(RecordsError, match="a name of 1 to 80 characters"):
        records.saved_cases.save(_case(1, name))


def test_a_malformed_id_is_refused(records):
    with pytest.raises(RecordsError, match="is no id"):
        records.saved_cases.save(replace(_case(1, "One"), id="1"))


def test_there_is_an_end_to_what_one_learner_keeps(records):
    for number in range(MOST_CASES):
        records.saved_cases.save(_case(number, f"Case {number}"))

    with pytest.raises(RecordsError, match="Delete one of them first"):
        records.saved_cases.save(_case(MOST_CASES, "One more"))

    records.saved_cases.save(_case(MOST_CASES, "One more", BOB))


def test_only_its_own_learner_deletes_a_case(records):
    kept = records.saved_cases.save(_case(1, "Before the scan"))

    records.saved_cases.delete(kept.id, BOB)
    assert records.saved_cases.of(ANN, "one") == (kept,)
    records.saved_cases.delete(kept.id, ANN)

    assert records.saved_cases.of(ANN, "one") == ()


def test_saved_cases_are_exported_and_deleted_with_everything_else(records, tmp_path):
    records.saved_cases.save(_case(1, "Zanzibar"))
    records.saved_cases.save(_case(2, "Of Bob", BOB))

    [exported] = records.export_learner(ANN)["saved_case"]
    records.delete_learner(ANN)

    assert exported["name"] == "Zanzibar"
    assert {"present": "Malignancy"} in exported["facts"]
    assert records.export_learner(ANN)["saved_case"] == []
    assert [case.name for case in records.saved_cases.of(BOB, "one")] == ["Of Bob"]
    assert b"Zanzibar" not in b"".join(p.read_bytes() for p in tmp_path.iterdir())
