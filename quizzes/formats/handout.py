"""
A handout to print: one HTML file without anything from elsewhere, with or without the answers.

A browser prints it or saves it as PDF; the style sheet keeps a question on one page.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from string import ascii_uppercase

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from kg.rendering import plain_number
from quizzes.formats.exported import (
    ExportedChoice,
    ExportedItem,
    ExportedReference,
    ExportedStatement,
)
from quizzes.formats.words import answer_words, source_line, version_line
from quizzes.markup import inline_html, safe_html

_TEMPLATES = Environment(
    loader=PackageLoader("quizzes.formats"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def as_handout(with_answers: bool, items: Sequence[ExportedItem], at: datetime) -> bytes:
    """
    Return an HTML page.

    Args:
        with_answers: Whether key, feedback, explanations and sources follow each question.
        items: What to print.
        at: The date that stands on the page.
    """
    statements = _statements(items) if with_answers else ()
    references = {(r.number, r.url): r for one in statements for r in one.references}
    page = _TEMPLATES.get_template("handout.html.j2").render(
        items=items,
        with_answers=with_answers,
        date=f"{at:%Y-%m-%d}",
        titles=sorted({item.guideline_title for item in items}),
        letters=ascii_uppercase,
        statements=statements,
        references=_found(references.values()),
        block=lambda text: Markup(safe_html(text)),  # noqa: S704 - cleaned by nh3
        line=lambda text: Markup(inline_html(text)),  # noqa: S704 - cleaned by nh3
        number=plain_number,
        is_choice=lambda step: isinstance(step, ExportedChoice),
        answer=answer_words,
        version=version_line,
        source=source_line,
    )
    return page.encode("utf-8")


def _statements(items: Sequence[ExportedItem]) -> tuple[ExportedStatement, ...]:
    """Return every statement behind the feedback once, in the order of the source."""
    feedback = [
        told
        for item in items
        for step in item.steps
        for told in (
            [option.feedback for option in step.options]
            if isinstance(step, ExportedChoice)
            else [step.feedback, *(error.feedback for error in step.errors)]
        )
    ]
    by_id = {one.id: one for told in feedback for one in told.statements}
    return tuple(sorted(by_id.values(), key=lambda one: (one.line, one.id)))


def _found(references: Iterable[ExportedReference]) -> tuple[ExportedReference, ...]:
    return tuple(sorted(references, key=lambda reference: reference.number))
