"""
What formats without a field of their own are told in words: sources, and where an item comes from.

Importing reads both again, so their form is fixed.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from kg.rendering import plain_number
from quizzes.formats.exported import (
    ExportedFeedback,
    ExportedItem,
    ExportedNumber,
    ExportedStatement,
    ExportedStep,
)
from quizzes.markup import inline_html, safe_html

#: Classes of the paragraphs by which our own HTML is known when it comes back.
STORY, STEM, LEAD_IN = "gg-story", "gg-stem", "gg-lead-in"
UNIT, RATIONALE, EXPLANATION = "gg-unit", "gg-rationale", "gg-explanation"
SOURCES, ORIGIN = "gg-sources", "gg-origin"


_SHORT = 12  # characters of a digest that still tell two versions apart


def source_line(statement: ExportedStatement) -> str:
    """Return the place and the citation of a statement: "st-20a: Who, line 4, uncited"."""
    cited = ", ".join(f"reference {r.number} ({r.confidence})" for r in statement.references)
    place = f"{statement.section}, line {statement.line}"
    return f"{statement.id}: {place}, {statement.citation_status}{f' by {cited}' if cited else ''}"


def version_line(item: ExportedItem) -> str:
    """Return the version and the licence of an item; its id could give the key away."""
    licensed = f", licence {item.license}" if item.license else ""
    guideline = f"guideline {item.guideline} {item.guideline_version}"
    return f"version {item.version[:_SHORT]}, {guideline}{licensed}"


def origin_line(item: ExportedItem) -> str:
    """Return where an item comes from, for places that are read after the answer."""
    return f"Item {item.id}, {version_line(item)}. It teaches; it is not for clinical use."


def sources_html(statements: Iterable[ExportedStatement]) -> str:
    """Return a paragraph a statement."""
    return "".join(f'<p class="{SOURCES}">{escape(source_line(one))}</p>' for one in statements)


def feedback_html(feedback: ExportedFeedback) -> str:
    """Return feedback with its sources."""
    return safe_html(feedback.text).strip() + sources_html(feedback.statements)


def question_html(item: ExportedItem, step: ExportedStep) -> str:
    """Return all that is read before the answer: story, stem, lead-in and the unit asked for."""
    parts = ((STORY, item.story), (STEM, item.stem), (LEAD_IN, step.lead_in))
    told = "".join(
        f'<div class="{name}">{safe_html(text).strip()}</div>' for name, text in parts if text
    )
    if isinstance(step, ExportedNumber) and step.unit:
        told += f'<p class="{UNIT}">In {escape(step.unit)}</p>'
    return told


def general_feedback_html(item: ExportedItem, step: ExportedStep) -> str:
    """Return what is shown after any answer; for a number its rationale too."""
    why = ""
    if isinstance(step, ExportedNumber):
        why = f'<div class="{RATIONALE}">{safe_html(step.feedback.text).strip()}</div>'
        why += sources_html(step.feedback.statements)
    told = f'<div class="{EXPLANATION}">{safe_html(item.explanation).strip()}</div>'
    return f'{why}{told}<p class="{ORIGIN}">{escape(origin_line(item))}</p>'


def option_html(text: str) -> str:
    """Return an option for a place that holds one line; if it shows nothing, as it is written."""
    return inline_html(text).strip() or escape(text)


def answer_words(step: ExportedStep) -> str:
    """Return the key in Markdown: the right options, or the number with its tolerance and unit."""
    if isinstance(step, ExportedNumber):
        margin = f" (give or take {plain_number(step.tolerance)})" if step.tolerance else ""
        return f"{plain_number(step.amount)} {step.unit}".strip() + margin
    return "; ".join(option.text for option in step.right)
