"""Learners with a past, so that their pages have something to show."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.opening import open_services
from kg.derivation import Verdict
from quizzes.entries import QuizRun, RunMode
from quizzes.model import ContentStatus

# The tests write pasts of the same kind.
sys.path.insert(0, str(Path(__file__).parents[2] / "tests" / "reference"))

from study_history import answer_items, bank_of, decide, study_for_weeks

STEADY, LATE, CLEAR = "1" * 32, "2" * 32, "3" * 32
"""Who studies every day, who stayed away for months, and who has done all for today."""

TIMED_OUT = "4" * 32
"""The run of an exam whose time is over; it is STEADY's."""

UNFINISHED = "5" * 32
"""A quiz of STEADY with two questions left."""


def write_pasts(folder: Path) -> None:
    """Write the records of three learners, as of now, into the database of *folder*."""
    now = datetime.now(UTC)
    with open_services(folder) as services:
        bank, records = bank_of(services), services.records
        study_for_weeks(services, STEADY, now, days=21)
        study_for_weeks(services, LATE, now - timedelta(days=200))
        verdicts = list(Verdict)
        for number, vignette in enumerate(sorted(bank.derivations)[:14]):
            chosen = verdicts[number % 4] if number % 3 == 0 else None
            at = now - timedelta(days=14 - number)
            decide(services, STEADY, vignette, at, chosen, confidence=1 + number % 3)
        active = [id_ for id_, one in bank.items.items() if one.item.status is ContentStatus.ACTIVE]
        answer_items(services, CLEAR, active[:6], now - timedelta(hours=1))
        for learner, name, limits in (
            (STEADY, "Ann", {}),
            (LATE, None, {"reviews_per_day": 15}),
            (CLEAR, None, {"new_per_day": 0}),
        ):
            records.change_profile(replace(records.profile(learner), name=name, **limits))
        exam = QuizRun(
            TIMED_OUT,
            STEADY,
            bank.guideline.slug,
            tuple(active[10:15]),
            "seed",
            now - timedelta(hours=2),
            mode=RunMode.EXAM,
            time_limit=300,
            topic="everything",
        )
        records.start_run(exam)
        records.start_run(
            replace(
                exam,
                id=UNFINISHED,
                items=tuple(active[20:22]),
                mode=RunMode.TUTOR,
                time_limit=None,
                started=now - timedelta(minutes=20),
            )
        )
