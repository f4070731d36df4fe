from datetime import UTC, date, datetime, timedelta

import pytest

from kg.derivation import Status, Verdict
from quizzes.entries import Answer, CaseDecision, Profile, QuizRun, RunMode, facts_digest
from quizzes.errors import RecordsError
from quizzes.mastery import Tally
from quizzes.records import Records
from quizzes.standing import standing
from quizzes.study import DueNow

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ANN = "0123456789abcdef" * 2
RUN = "1" * 32


@pytest.fixture
def records(tmp_path):
    with Records(f"sqlite:///{tmp_path / 'records.db'}") as store:
        store.add_learner(ANN, AT)
        yield store


def test_a_new_learner_has_nothing_due_and_the_days_share_of_new(records, bank):
    records.change_profile(Profile(ANN, AT, new_per_day=3))

    stands = standing(records, ANN, bank, AT)

    assert (stands.memories, stands.due, stands.history) == ({}, DueNow((), 0), ())
    assert len(stands.new) == 3
    planned = stands.session(bank, "seed")
    covered = {s for draw in planned.draws for s in bank.items[draw.item].statements}
    assert set(stands.new) <= covered


def test_what_was_answered_and_decided_is_due_in_its_time_by_the_learners_clock(records, bank):
    keyed = next(k for k in bank.items.values() if k.statements == ("st-19a",))
    records.change_profile(Profile(ANN, AT, time_zone="Asia/Tokyo"))
    records.start_run(
        QuizRun(RUN, ANN, bank.guideline.slug, (keyed.item.id,), "seed", AT, mode=RunMode.STUDY)
    )
    given = Answer(
        *(ANN, RUN, 0, 0, keyed.item.id, keyed.item.digest, bank.guideline.version),
        *(None, 0.0, datetime(2026, 11, 22, 19, 30, tzinfo=UTC)),
    )
    tale = "the-piano-tuner"
    decision = CaseDecision(
        *("2" * 32, ANN, tale, facts_digest(bank.derivations[tale].case.facts)),
        *(bank.guideline.version, Verdict.CONTRAINDICATED, 3, Verdict.NOT_INDICATED, AT),
    )
    records.record_answer(given)
    records.record_decision(decision)

    stands = standing(records, ANN, bank, AT + timedelta(days=5))

    # In Tokyo it was half past four on the next day.
    last = {id_: memory.last_reviewed for id_, memory in stands.memories.items()}
    assert last == {"st-19a": date(2026, 11, 23), "st-15a": date(2026, 11, 22)}
    assert [memory.target for memory in stands.due.memories] == ["st-15a", "st-19a"]
    assert (stands.answers, stands.decisions) == ((given,), (decision,))
    assert (stands.history, stands.last_today) == ((keyed.item.id,), None)
    that_evening = standing(records, ANN, bank, given.answered + timedelta(hours=1))
    assert that_evening.last_today == keyed.item.id
    assert stands.mastery.criteria["I6"].sides[Status.REFUTED] == Tally(1, 0)


@pytest.mark.parametrize(
    ("mode", "seconds", "told"),
    [(RunMode.EXAM, None, False), (RunMode.EXAM, 60, True), (RunMode.TUTOR, None, True)],
)
def test_an_exam_tells_nothing_before_it_is_over(records, bank, mode, seconds, told):
    items = [id_ for id_, keyed in bank.items.items() if len(keyed.item.steps) == 1][:2]
    run = QuizRun(
        *(RUN, ANN, bank.guideline.slug, tuple(items), "seed", AT), mode=mode, time_limit=seconds
    )
    keyed = bank.items[items[0]]
    given = Answer(
        *(ANN, RUN, 0, 0, keyed.item.id, keyed.item.digest, bank.guideline.version),
        *(None, 0.0, AT + timedelta(seconds=30)),
    )
    records.start_run(run)
    records.record_answer(given)

    stands = standing(records, ANN, bank, AT + timedelta(minutes=5))

    assert stands.answers == ((given,) if told else ())
    assert set(stands.memories) == (set(keyed.statements) if told else set())
    assert bool(stands.evidence) is told
    # That it was asked is known all the same, and how far the run is.
    assert stands.history == (keyed.item.id,)
    assert [progress.answers for progress in stands.progress] == [(given,)]


def test_nobody_stands_nowhere(records, bank):
    with pytest.raises(RecordsError, match="There is no learner"):
        standing(records, "f" * 32, bank, AT)
