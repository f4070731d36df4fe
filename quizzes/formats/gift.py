"""
GIFT, the plain-text format of Moodle.

Every text is HTML on one line. Besides the seven characters that Moodle names, nothing is escaped:
a backslash before any other would stay in the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from kg.rendering import plain_number
from quizzes.formats.exported import ExportedChoice, ExportedItem, ExportedNumber, ExportedStep
from quizzes.formats.moodle import fraction
from quizzes.formats.words import (
    feedback_html,
    general_feedback_html,
    option_html,
    question_html,
)

_SPECIAL = re.compile(r"[\\~=#{}:]")


def as_gift(items: Sequence[ExportedItem], at: datetime) -> bytes:
    """Return GIFT in UTF-8 with a question a step; *at* is not used."""
    blocks = []
    category = ""
    for item in items:
        if item.guideline_title != category:
            category = item.guideline_title
            # The name of a category goes to the end of the line, and nothing in it is escaped.
            name = " ".join(category.split()).replace("/", "//")
            blocks.append(f"$CATEGORY: $course$/top/GuideGraph/{name}")
        blocks += [_question(item, index, step) for index, step in enumerate(item.steps)]
    return "".join(f"{block}\n\n" for block in blocks).encode("utf-8")


def escape(text: str) -> str:
    """Return *text* with GIFT's control characters escaped, on one line."""
    return _SPECIAL.sub(lambda found: "\\" + found[0], text).replace("\n", "\\n")


def _question(item: ExportedItem, index: int, step: ExportedStep) -> str:
    name = item.title if len(item.steps) == 1 else f"{item.title} ({index + 1})"
    tags = "".join(f" [tag:{tag}]" for tag in item.tags)
    asked = question_html(item, step)
    answers = _choices(step) if isinstance(step, ExportedChoice) else _numbers(step)
    return "\n".join(
        (
            f"// [id:{item.step_id(index)}]{tags}",
            f"::{escape(_title(name))}::[html]{escape(asked)}{{{answers[0]}",
            *answers[1:],
            f"####[html]{escape(general_feedback_html(item, step))}",
            "}",
        )
    )


def _title(name: str) -> str:
    # Readers put "&&058;" and the like in place of what is escaped; HTML texts never hold "&&".
    return " ".join(name.replace("&&", "& &").split())


def _choices(step: ExportedChoice) -> list[str]:
    lines = [""]
    share = Decimal(1) / len(step.right)
    for option in step.options:
        if step.multiple:
            mark = f"~%{fraction(share if option.right else -share)}%"
        else:
            mark = "=" if option.right else "~"
        feedback = escape(feedback_html(option.feedback))
        lines.append(f"{mark}[html]{escape(option_html(option.text))}{_told(feedback)}")
    return lines


def _numbers(step: ExportedNumber) -> list[str]:
    lines = ["#", f"={plain_number(step.amount)}:{plain_number(step.tolerance)}"]
    for error in step.errors:
        feedback = escape(feedback_html(error.feedback))
        lines.append(f"=%0%{plain_number(error.amount)}:0{_told(feedback)}")
    return lines


def _told(feedback: str) -> str:
    return f"#[html]{feedback}" if feedback else ""
