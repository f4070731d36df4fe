"""Deleting a learner: nothing is left, and nothing that is still open brings the learner back."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from kept_records import ANN, AT, BOB, DECISION, FIRST, RUN, STEP

from quizzes.entries import Profile, attempt_id
from quizzes.errors import GoneError, RecordsError
from quizzes.records import Records

SQLITE_ALONE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


@SQLITE_ALONE
def test_deleting_a_learner_leaves_no_byte_of_them_and_nothing_else_changes(records, url):
    records.record_answer(FIRST)
    records.record_decision(DECISION)
    records.change_profile(Profile(ANN, AT, name="Ann of Nowhere"))
    records.add_learner(BOB, AT)
    run_of_bob = replace(RUN, id="7" * 32, learner=BOB)
    records.start_run(run_of_bob)
    assert ANN.encode() in bytes_on_disk(url)

    records.delete_learner(ANN)

    assert not any(records.export_learner(ANN).values())
    assert records.runs(BOB) == (run_of_bob,)
    on_disk = bytes_on_disk(url)
    assert BOB.encode() in on_disk
    for trace in (ANN, RUN.id, DECISION.id, "Ann of Nowhere"):
        assert trace.encode() not in on_disk


@SQLITE_ALONE
def test_deleting_says_so_if_a_reader_keeps_the_bytes_alive(records, url):
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM learner").fetchall()

        with (
            Records(url, patience=0.1) as impatient,
            pytest.raises(RecordsError, match="Delete again later"),
        ):
            impatient.delete_learner(ANN)

    records.delete_learner(ANN)
    assert ANN.encode() not in bytes_on_disk(url)


def test_deleting_a_learner_deletes_the_steps_too(records):
    records.record_step(STEP)

    records.delete_learner(ANN)

    assert records.steps(ANN, "a-story") == ()


def test_a_deleted_learner_is_never_added_again(records, url):
    records.delete_learner(ANN)

    with Records(url) as later, pytest.raises(GoneError, match="was deleted"):
        later.add_learner(ANN, AT + timedelta(days=1))

    assert records.profiles() == ()
    assert records.was_deleted(ANN)
    assert not records.was_deleted(BOB)


def test_deleting_again_or_deleting_nobody_leaves_no_further_mark(records):
    records.delete_learner(ANN)
    records.delete_learner(ANN)
    records.delete_learner(BOB)

    records.add_learner(BOB, AT)

    assert records.was_deleted(ANN)
    assert records.profiles() == (Profile(BOB, AT),)


@pytest.mark.parametrize(
    "late",
    [
        lambda store: store.record_answer(FIRST),
        lambda store: store.start_run(replace(RUN, id="8" * 32)),
        lambda store: store.record_step(STEP),
        lambda store: store.record_step(replace(STEP, attempt=DECISION.id), DECISION),
        lambda store: store.change_profile(Profile(ANN, AT)),
        lambda store: store.progress(RUN.id),
        lambda store: store.profile(ANN),
    ],
    ids=["answer", "run", "step", "decision", "profile", "progress", "profile read"],
)
def test_what_a_page_left_open_does_after_the_deletion_is_refused(records, late):
    records.delete_learner(ANN)

    with pytest.raises(GoneError):
        late(records)

    assert records.profiles() == ()
    assert not any(records.export_learner(ANN).values())


def test_steps_that_go_on_while_the_learner_is_deleted_leave_nothing(records, url):
    def tab(number):
        told = 0
        with Records(url) as store:
            for position in range(20_000):
                try:
                    store.add_learner(ANN, AT)
                    store.record_step(replace(STEP, attempt=f"{number:032x}", position=position))
                except GoneError:
                    told += 1
                if told == 5:
                    break
        return told

    with ThreadPoolExecutor(3) as tabs:
        told = [tabs.submit(tab, number) for number in range(3)]
        delete_when_free(url)

    assert [one.result() for one in told] == [5] * 3
    assert records.profiles() == ()
    assert not any(records.export_learner(ANN).values())


def delete_when_free(url):
    """Delete Ann, whose bytes other connections may keep alive for a while."""
    with Records(url) as store:
        try:
            store.delete_learner(ANN)
        except RecordsError:
            assert store.was_deleted(ANN)


def test_two_pages_that_begin_one_attempt_at_the_same_moment_store_it_once(records, url):
    pages = [(f"{number:032x}", Records(url)) for number in range(4)]

    def begin(page):
        subject, store = page
        begun = attempt_id(ANN, "a-story", 0)
        return store.record_step(
            replace(STEP, attempt=begun, step={"step": "asked", "subject": subject})
        )

    with ThreadPoolExecutor(4) as threads:
        stored = list(threads.map(begin, pages))

    (first,) = records.steps(ANN, "a-story")
    assert stored == [subject == first.step["subject"] for subject, _ in pages]
    assert stored.count(True) == 1
    for _, store in pages:
        store.close()


def test_attempts_are_told_apart_by_learner_case_and_number():
    ids = {
        attempt_id(learner, case, number)
        for learner in (ANN, BOB)
        for case in ("a-story", "b-story")
        for number in range(3)
    }

    assert len(ids) == 12
    assert attempt_id(ANN, "a-story", 1) in ids


def bytes_on_disk(url):
    database = Path(url.removeprefix("sqlite:///"))
    return b"".join(file.read_bytes() for file in database.parent.glob(database.name + "*"))
