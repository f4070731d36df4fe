"""Item statistics as plain data: a table for CSV, a tree for JSON. Small groups stay hidden."""

from __future__ import annotations

import csv
import io
from typing import Any

from quizzes.item_statistics.report import (
    SMALLEST_GROUP,
    BankStatistics,
    StepStatistics,
    shown_counts,
)

COLUMNS = (
    "item",
    "step",
    "answers",
    "answers_to_earlier_versions",
    "facility",
    "facility_low",
    "facility_high",
    "discrimination",
    "upper_lower",
    "functioning_distractors",
    "rasch_difficulty",
    "rasch_error",
    "rasch_provisional",
    "miskey_alarm",
    "miskey_rival",
)


def as_csv(report: BankStatistics) -> str:
    """Return a row for each step, with `COLUMNS`; what is not shown is empty."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")  # RFC 4180
    writer.writerow(COLUMNS)
    for each in report.steps:
        row = step_data(each)
        writer.writerow(["" if row[name] is None else row[name] for name in COLUMNS])
    return out.getvalue()


def as_data(report: BankStatistics) -> dict[str, Any]:
    """Return everything that may be shown, for JSON."""
    found = report.reliability
    return {
        "learners": group(report.learners),
        "answers": group(report.answers),
        "reliability": found
        and {
            "kr20": round(found.value, 3),
            "low": round(found.low, 3),
            "high": round(found.high, 3),
            "learners": found.learners,
            "steps": found.steps,
        },
        "confidence": [
            {
                "level": level.confidence,
                "answers": level.n,
                "share_right": round(level.right / level.n, 3),
                "low": round(level.low, 3),
                "high": round(level.high, 3),
            }
            for level in report.confidence
        ],
        "steps": [step_data(each) | {"options": _options(each)} for each in report.steps],
    }


def group(count: int) -> int | str:
    """Return a count of people, or that it is too small to be told."""
    return count if count == 0 or count >= SMALLEST_GROUP else f"under {SMALLEST_GROUP}"


def step_data(each: StepStatistics) -> dict[str, Any]:
    """Return the figures of one step by the names of `COLUMNS`; None for what is not shown."""
    facility, difficulty, alarm = each.facility, each.difficulty, each.alarm
    return {
        "item": each.step.item,
        "step": each.step.step + 1,
        "answers": group(each.n),
        "answers_to_earlier_versions": group(each.older),
        "facility": _round(facility.share if facility else None),
        "facility_low": _round(facility.low if facility else None),
        "facility_high": _round(facility.high if facility else None),
        "discrimination": _round(each.discrimination),
        "upper_lower": _round(each.upper_lower),
        "functioning_distractors": each.functioning,
        "rasch_difficulty": _round(difficulty.logits if difficulty else None),
        "rasch_error": _round(difficulty.error if difficulty else None),
        "rasch_provisional": difficulty.provisional if difficulty else None,
        "miskey_alarm": _round(alarm.correlation if alarm else None),
        "miskey_rival": alarm.rival if alarm else None,
    }


def _options(each: StepStatistics) -> list[dict[str, Any]]:
    counts = shown_counts(use.chosen for use in each.options)
    telling = each.functioning is not None
    return [
        {
            "option": use.option,
            "right": use.is_key,
            "chosen": count,
            "correlation": _round(use.correlation) if telling and count else None,
            "functions": use.functions if telling and not use.is_key else None,
        }
        for use, count in zip(each.options, counts, strict=True)
    ]


def _round(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
