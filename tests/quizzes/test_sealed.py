from datetime import UTC, datetime, timedelta

import pytest

from kg.derivation import Verdict
from quizzes.entries import CaseDecision, StepTaken, facts_digest
from quizzes.records import Records
from quizzes.sealed import sealed_decisions
from quizzes.standing import standing

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ANN = "a" * 32
FIRST, SECOND = "1" * 32, "2" * 32
STORY = "the-card-in-the-wallet"
DECIDED = {"step": "decided", "verdict": "cannot tell", "confidence": None, "told": False}
ASKED = {"step": "asked", "subject": "Malignancy"}
SKIPPED = {"step": "skipped"}


@pytest.fixture
def records(tmp_path):
    with Records(f"sqlite:///{tmp_path / 'records.db'}") as store:
        store.add_learner(ANN, AT)
        yield store


@pytest.fixture
def work_up(records, bank):
    """Return a function that stores the steps of an attempt, the decision with its own."""

    of_story = facts_digest(bank.vignettes[STORY].case.facts)

    def store(attempt, *steps, digest=of_story):
        for position, step in enumerate(steps):
            decision = CaseDecision(
                *(attempt, ANN, STORY, digest, "1", Verdict.CANNOT_TELL, None),
                *(bank.derivations[STORY].verdict, AT),
            )
            at = AT + timedelta(minutes=position)
            taken = StepTaken(attempt, position, ANN, STORY, digest, step, at)
            records.record_step(taken, decision if step is DECIDED else None)

    return store


def sealed(records, vignettes):
    return sealed_decisions(ANN, records.decisions(ANN), records, vignettes)


@pytest.mark.parametrize(
    ("steps", "waiting"),
    [
        ([], set()),
        ([ASKED], set()),
        ([DECIDED], {FIRST}),
        ([ASKED, ASKED, DECIDED], {FIRST}),
        ([ASKED, DECIDED, SKIPPED], set()),
        ([DECIDED, {"step": "wanted", "subject": "Malignancy"}], set()),
    ],
)
def test_a_decision_is_sealed_until_its_rationale(records, bank, work_up, steps, waiting):
    work_up(FIRST, *steps)

    assert sealed(records, bank.vignettes) == waiting


def test_each_attempt_at_a_case_is_sealed_by_itself(records, bank, work_up):
    work_up(FIRST, DECIDED, SKIPPED)
    work_up(SECOND, ASKED, DECIDED)

    assert sealed(records, bank.vignettes) == {SECOND}


def test_a_decision_from_before_steps_were_kept_is_not_sealed(records, bank):
    digest = facts_digest(bank.vignettes[STORY].case.facts)
    verdicts = (Verdict.INDICATED, None, bank.derivations[STORY].verdict)
    records.record_decision(CaseDecision(FIRST, ANN, STORY, digest, "1", *verdicts, AT))

    assert sealed(records, bank.vignettes) == frozenset()


def test_a_case_that_was_changed_or_withdrawn_asks_for_no_rationale(records, bank, work_up):
    work_up(FIRST, DECIDED)
    work_up(SECOND, DECIDED, digest="of other facts")

    assert sealed(records, bank.vignettes) == {FIRST}
    assert sealed(records, {}) == frozenset()


def test_a_decision_that_waits_tells_nothing_of_where_a_learner_stands(records, bank, work_up):
    work_up(FIRST, DECIDED)

    stands = standing(records, ANN, bank, AT)

    assert [decision.id for decision in stands.waiting] == [FIRST]
    assert (stands.decisions, stands.evidence, stands.memories) == ((), (), {})
