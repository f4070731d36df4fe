"""
xAPI 1.0.3 activity definitions of items.

The addresses are those that `quizzes.exports` puts into statements on answers, so that a store that
holds both can say what was asked.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from kg.rendering import plain_number
from quizzes.exports import HOME
from quizzes.formats.exported import (
    ExportedChoice,
    ExportedFeedback,
    ExportedItem,
    ExportedNumber,
    ExportedStep,
)
from quizzes.formats.plainer import plain_text
from quizzes.markup import safe_html

_QUESTION = "http://adlnet.gov/expapi/activities/cmi.interaction"


def as_xapi_activities(items: Sequence[ExportedItem], at: datetime) -> bytes:
    """Return a JSON list of activities, one a step; *at* is not used."""
    activities = [
        _activity(item, index, step) for item in items for index, step in enumerate(item.steps)
    ]
    return (json.dumps(activities, indent=1, ensure_ascii=False) + "\n").encode("utf-8")


def _activity(item: ExportedItem, index: int, step: ExportedStep) -> dict[str, Any]:
    told = "\n\n".join(_plain(text) for text in (item.story, item.stem, step.lead_in) if text)
    interaction = _choice(step) if isinstance(step, ExportedChoice) else _number(step)
    return {
        "objectType": "Activity",
        "id": f"{HOME}/item/{item.id}#step-{index + 1}",
        "definition": {
            "type": _QUESTION,
            "name": {"en": item.title},
            "description": {"en": told},
            **interaction,
            "extensions": {
                f"{HOME}/xapi/{name}": value for name, value in _extensions(item, step).items()
            },
        },
    }


def _choice(step: ExportedChoice) -> dict[str, Any]:
    return {
        "interactionType": "choice",
        "correctResponsesPattern": ["[,]".join(option.id for option in step.right)],
        "choices": [
            {"id": option.id, "description": {"en": _plain(option.text)}} for option in step.options
        ],
    }


def _number(step: ExportedNumber) -> dict[str, Any]:
    least, most = step.amount - step.tolerance, step.amount + step.tolerance
    return {
        "interactionType": "numeric",
        "correctResponsesPattern": [f"{plain_number(least)}[:]{plain_number(most)}"],
    }


def _extensions(item: ExportedItem, step: ExportedStep) -> dict[str, Any]:
    """Return what the definition has no field for, texts in Markdown."""
    return {
        "item-digest": item.version,
        "guideline": item.guideline,
        "guideline-version": item.guideline_version,
        "kind": item.kind.value,
        "tags": list(item.tags),
        "license": item.license,
        "explanation": item.explanation,
        "feedback": _told(step),
        **({"unit": step.unit} if isinstance(step, ExportedNumber) else {}),
    }


def _told(step: ExportedStep) -> list[dict[str, Any]]:
    if isinstance(step, ExportedChoice):
        return [{"for": option.id, **_cited(option.feedback)} for option in step.options]
    errors = ((plain_number(error.amount), error.feedback) for error in step.errors)
    answers = ((plain_number(step.amount), step.feedback), *errors)
    return [{"for": amount, **_cited(feedback)} for amount, feedback in answers]


def _cited(feedback: ExportedFeedback) -> dict[str, Any]:
    return {
        "text": feedback.text,
        "statements": [
            {
                "id": one.id,
                "text": one.text,
                "section": one.section,
                "line": one.line,
                "citation-status": one.citation_status,
                "references": [
                    {
                        "number": reference.number,
                        "confidence": reference.confidence,
                        "bibliography": reference.bibliography,
                        "url": reference.url,
                    }
                    for reference in one.references
                ],
            }
            for one in feedback.statements
        ],
    }


def _plain(text: str) -> str:
    return plain_text(safe_html(text))
