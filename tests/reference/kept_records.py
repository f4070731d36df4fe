"""What Ann leaves in the records: a quiz begun, an answer, a decision and a step at a case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from kg.derivation import Verdict
from quizzes.entries import Answer, CaseDecision, QuizRun, StepTaken

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ANN, BOB = "0123456789abcdef" * 2, "fedcba9876543210" * 2
RUN = QuizRun("1" * 32, ANN, "colds", ("one", "two", "three"), "seed", AT)
FIRST = Answer(ANN, RUN.id, 0, 0, "one", "d1", "1.0", {"options": ["a"]}, 1.0, AT)
SECOND = replace(FIRST, position=1, item="two", response=None, score=0.0)
DECISION = CaseDecision(
    "2" * 32, ANN, "a-story", "f1", "1.0", Verdict.CANNOT_TELL, 2, Verdict.NOT_INDICATED, AT
)
STEP = StepTaken("a" * 32, 0, ANN, "a-story", "f1", {"step": "asked", "subject": "Age"}, AT)
