"""
CSV, one row an option or a number: for spreadsheets and for programs.

A cell that a spreadsheet would run as a formula is led by an apostrophe, as is one that begins with
an apostrophe, so that taking the first apostrophe away gives every text back.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from kg.rendering import plain_number
from quizzes.formats.exported import (
    ExportedChoice,
    ExportedFeedback,
    ExportedItem,
    ExportedNumber,
    ExportedStep,
)
from quizzes.formats.words import source_line

#: The columns in their order.
COLUMNS = (
    *("id", "version", "kind", "title", "guideline", "guideline_version", "license", "tags"),
    *("story", "stem", "step", "lead_in", "selection", "order", "option", "text", "right"),
    *("tolerance", "unit", "feedback", "sources", "explanation"),
)
_RUN = ("=", "+", "-", "@", "\t", "'")


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a row says of one option or one number."""

    option: str
    text: str
    right: bool
    tolerance: str
    feedback: ExportedFeedback


def as_csv(items: Sequence[ExportedItem], at: datetime) -> bytes:
    """
    Return CSV in UTF-8 with a byte-order mark, by which spreadsheets know it; *at* is not used.

    Texts are Markdown. A number has a row for the right one and one for each foreseen error.
    """
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=COLUMNS)
    writer.writeheader()
    for item in items:
        writer.writerows({name: _inert(cell) for name, cell in row.items()} for row in _rows(item))
    return text.getvalue().encode("utf-8-sig")


def _rows(item: ExportedItem) -> Iterator[dict[str, str]]:
    whole = {
        "id": item.id,
        "version": item.version,
        "kind": item.kind.value,
        "title": item.title,
        "guideline": item.guideline,
        "guideline_version": item.guideline_version,
        "license": item.license,
        "tags": " ".join(item.tags),
        "story": item.story,
        "stem": item.stem,
        "explanation": item.explanation,
    }
    for index, step in enumerate(item.steps):
        asked = {
            "step": str(index + 1),
            "lead_in": step.lead_in,
            "unit": step.unit if isinstance(step, ExportedNumber) else "",
            "selection": _selection(step),
            "order": "fixed" if isinstance(step, ExportedChoice) and step.fixed_order else "any",
        }
        for answer in _answers(step):
            yield {
                **whole,
                **asked,
                "option": answer.option,
                "text": answer.text,
                "right": "yes" if answer.right else "no",
                "tolerance": answer.tolerance,
                "feedback": answer.feedback.text,
                "sources": "\n".join(source_line(one) for one in answer.feedback.statements),
            }


def _selection(step: ExportedStep) -> str:
    if isinstance(step, ExportedNumber):
        return "number"
    return "any number" if step.multiple else "one"


def _answers(step: ExportedStep) -> Iterator[_Answer]:
    if isinstance(step, ExportedChoice):
        for option in step.options:
            yield _Answer(option.id, option.text, option.right, "", option.feedback)
        return
    tolerance = plain_number(step.tolerance)
    yield _Answer("", plain_number(step.amount), True, tolerance, step.feedback)
    for error in step.errors:
        yield _Answer("", plain_number(error.amount), False, "0", error.feedback)


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_RUN) else cell
