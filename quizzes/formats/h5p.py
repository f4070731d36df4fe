"""
H5P: a question set of multiple choices and blanks.

The package holds the content and names the libraries that play it; it is for places where these
are installed. Their versions are pinned to those whose semantics the content was written for.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import datetime
from html import escape
from typing import Any
from uuid import UUID, uuid5

from kg.rendering import plain_number
from quizzes.formats.exported import ExportedChoice, ExportedItem, ExportedNumber, ExportedStep
from quizzes.formats.plainer import flat_html, plain_text
from quizzes.formats.words import (
    feedback_html,
    general_feedback_html,
    option_html,
    question_html,
)

#: The libraries that the content names, with major and minor version.
LIBRARIES = {
    "H5P.QuestionSet": (1, 21),
    "H5P.MultiChoice": (1, 16),
    "H5P.Blanks": (1, 14),
}
_IDS = UUID("6f3a1a52-6c0b-5b5e-9d5f-5a8c2b8e7a10")
# A zip file without a date of its own: the same items make the same file.
_NO_DATE = (1980, 1, 1, 0, 0, 0)


def as_h5p(items: Sequence[ExportedItem], at: datetime) -> bytes:
    """Return an H5P package with one question set; *at* is not used."""
    content = _question_set(items)
    used = {"H5P.QuestionSet", *(q["library"].split()[0] for q in content["questions"])}
    title = items[0].guideline_title if items else "GuideGraph"
    licenses = sorted({item.license for item in items if item.license})
    head = {
        "title": title,
        "language": "en",
        "mainLibrary": "H5P.QuestionSet",
        "embedTypes": ["iframe"],
        # H5P has no word for every licence: U is "undisclosed", and the extras say which it is.
        "license": "U",
        "licenseExtras": ", ".join(licenses),
        "preloadedDependencies": [
            {"machineName": name, "majorVersion": version[0], "minorVersion": version[1]}
            for name, version in LIBRARIES.items()
            if name in used
        ],
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, data in (("h5p.json", head), ("content/content.json", content)):
            entry = zipfile.ZipInfo(name, _NO_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            folder.writestr(entry, json.dumps(data, ensure_ascii=False))
    return packed.getvalue()


def _question_set(items: Sequence[ExportedItem]) -> dict[str, Any]:
    return {
        "introPage": {"showIntroPage": False},
        "progressType": "textual",
        # Nobody passes or fails a self-check.
        "passPercentage": 0,
        "questions": [
            _question(item, index, step) for item in items for index, step in enumerate(item.steps)
        ],
        "disableBackwardsNavigation": False,
        "randomQuestions": False,
        "endGame": {"showResultPage": True, "showSolutionButton": True, "showRetryButton": True},
    }


def _question(item: ExportedItem, index: int, step: ExportedStep) -> dict[str, Any]:
    if isinstance(step, ExportedChoice):
        name, params = "H5P.MultiChoice", _multiple_choice(item, step)
    else:
        name, params = "H5P.Blanks", _blanks(item, step)
    major, minor = LIBRARIES[name]
    return {
        "library": f"{name} {major}.{minor}",
        "params": params,
        "subContentId": str(uuid5(_IDS, f"{item.guideline}/{item.step_id(index)}")),
        "metadata": {
            "contentType": "Multiple Choice" if name == "H5P.MultiChoice" else "Fill in the Blanks",
            "license": "U",
            "title": item.title,
        },
    }


def _multiple_choice(item: ExportedItem, step: ExportedChoice) -> dict[str, Any]:
    return {
        "question": flat_html(question_html(item, step)),
        "answers": [
            {
                "text": flat_html(option_html(option.text)),
                "correct": option.right,
                "tipsAndFeedback": {
                    "tip": "",
                    "chosenFeedback": flat_html(feedback_html(option.feedback)),
                    "notChosenFeedback": "",
                },
            }
            for option in step.options
        ],
        "overallFeedback": _overall(item, step),
        "behaviour": {
            "type": "multi" if step.multiple else "single",
            # A point for each right tick, one less for each wrong one, and never less than none.
            "singlePoint": not step.multiple,
            "randomAnswers": not step.fixed_order,
            "passPercentage": 100,
            "showScorePoints": True,
            "enableRetry": True,
            "enableSolutionsButton": True,
            "enableCheckButton": True,
        },
    }


def _blanks(item: ExportedItem, step: ExportedNumber) -> dict[str, Any]:
    # Between the stars stands what must be typed; a star in the unit would begin another blank.
    unit = escape(step.unit).replace("*", "&#42;")
    return {
        "text": flat_html(question_html(item, step)),
        "questions": [f"<p>*{plain_number(step.amount)}* {unit}</p>"],
        "overallFeedback": _overall(item, step),
        "behaviour": {"caseSensitive": False, "enableRetry": True, "enableSolutionsButton": True},
    }


def _overall(item: ExportedItem, step: ExportedStep) -> list[dict[str, Any]]:
    """Return the text for any score; H5P shows it without tags."""
    told = plain_text(general_feedback_html(item, step))
    return [{"from": 0, "to": 100, "feedback": escape(told)}]
