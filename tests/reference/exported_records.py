"""Everything that a learner can leave in the records, for the tests of exports."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

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
VALIDATOR = Path(__file__).parents[1] / "quizzes" / "validate_xapi.py"


@contextmanager
def everything(url) -> Iterator[Records]:
    """Yield a store with everything that Ann can leave in it, and Bob beside her."""
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
    """Return what a validator of others has against statements of xAPI."""
    ran = subprocess.run(
        [sys.executable, str(VALIDATOR)],
        input="".join(f"{line}\n" for line in lines),
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return ran.stdout
