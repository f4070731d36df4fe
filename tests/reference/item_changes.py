"""Two exported items, one of choices and one that asks for a number, and every change of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from quizzes.formats.exported import (
    ExportedChoice,
    ExportedError,
    ExportedFeedback,
    ExportedItem,
    ExportedNumber,
    ExportedOption,
    ExportedReference,
    ExportedStatement,
)
from quizzes.formats.losses import Aspect
from quizzes.model import Kind

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
NEW = "zebra"

A = Aspect
Change = Callable[[ExportedItem], ExportedItem]


def _feedback(text: str) -> ExportedFeedback:
    reference = ExportedReference(4, "probable", "A cookbook, 1999", "https://example.org/cook")
    statement = ExportedStatement("st-3", "Broth is hot", "How to serve", 7, "cited", (reference,))
    return ExportedFeedback(text, (statement,))


def choice_item() -> ExportedItem:
    """Return an item of one choice with everything that it can have."""
    options = tuple(
        ExportedOption(f"o-{name}", f"Serve *{name}*", name == "hot", _feedback(f"Why {name}"))
        for name in ("hot", "cold", "never")
    )
    return ExportedItem(
        id="serving",
        version="ab" * 32,
        kind=Kind.SINGLE_BEST_ANSWER,
        title="A soup kitchen",
        guideline="broth-for-colds",
        guideline_title="Broth for colds",
        guideline_version="1.0",
        story="Mrs. B. has a **cold**.\n\n- a cough\n- a sneeze",
        stem="She asks for broth.",
        steps=(ExportedChoice("How is it served?", options, multiple=False, fixed_order=False),),
        explanation="Hot broth is served in a bowl.",
        tags=("serving", "cold"),
        license="MIT",
    )


def number_item() -> ExportedItem:
    """Return an item that asks for a number with everything that it can have."""
    error = ExportedError(Decimal("5"), _feedback("That is the upper end."))
    step = ExportedNumber(
        "After how many days?",
        Decimal("3.5"),
        Decimal("0.5"),
        "days",
        _feedback("The source says so."),
        (error,),
    )
    return replace(choice_item(), id="days", kind=Kind.NUMERIC, steps=(step,))


def _step(item: ExportedItem, **values: object) -> ExportedItem:
    return replace(item, steps=(replace(item.steps[0], **values),))


def _option(item: ExportedItem, **values: object) -> ExportedItem:
    first, *others = item.steps[0].options
    return _step(item, options=(replace(first, **values), *others))


def _statement(item: ExportedItem, **values: object) -> ExportedItem:
    """Change the first statement of every feedback alike, as a change of the guideline would."""

    def changed(feedback: ExportedFeedback) -> ExportedFeedback:
        first, *others = feedback.statements
        return replace(feedback, statements=(replace(first, **values), *others))

    step = item.steps[0]
    if isinstance(step, ExportedNumber):
        errors = tuple(replace(one, feedback=changed(one.feedback)) for one in step.errors)
        return _step(item, feedback=changed(step.feedback), errors=errors)
    return _step(
        item, options=tuple(replace(one, feedback=changed(one.feedback)) for one in step.options)
    )


def _key(item: ExportedItem) -> ExportedItem:
    first, second, third = item.steps[0].options
    return _step(item, options=(replace(first, right=False), replace(second, right=True), third))


OF_CHOICE: dict[Aspect, Change] = {
    A.ID: lambda item: replace(item, id=NEW),
    A.VERSION: lambda item: replace(item, version="cd" * 32),
    A.GUIDELINE: lambda item: replace(item, guideline=NEW, guideline_version="2.0"),
    A.KIND: lambda item: replace(item, kind=Kind.TRUE_FALSE_CANNOT_TELL),
    A.TITLE: lambda item: replace(item, title=NEW),
    A.STORY: lambda item: replace(item, story=NEW),
    A.STEM: lambda item: replace(item, stem=NEW),
    A.LEAD_IN: lambda item: _step(item, lead_in=NEW),
    A.OPTIONS: lambda item: _option(item, text=NEW),
    A.OPTION_IDS: lambda item: _option(item, id=NEW),
    A.ORDER: lambda item: _step(item, fixed_order=True),
    A.KEY: _key,
    A.FEEDBACK: lambda item: _option(
        item, feedback=replace(item.steps[0].options[0].feedback, text=NEW)
    ),
    A.SOURCES: lambda item: _statement(item, line=99),
    A.STATEMENTS: lambda item: _statement(item, text=NEW),
    A.EXPLANATION: lambda item: replace(item, explanation=NEW),
    A.TAGS: lambda item: replace(item, tags=(NEW,)),
    A.LICENSE: lambda item: replace(item, license=NEW),
    A.STEPS: lambda item: replace(
        item, steps=(*item.steps, replace(item.steps[0], lead_in="And then?"))
    ),
    A.FORMATTING: lambda item: _step(item, lead_in="How is **it** served?"),
}
_NUMBER = number_item().steps[0]
OF_NUMBER: dict[Aspect, Change] = {
    A.KEY: lambda item: _step(item, amount=Decimal("4")),
    A.TOLERANCE: lambda item: _step(item, tolerance=Decimal("0.25")),
    A.UNIT: lambda item: _step(item, unit=NEW),
    A.ERRORS: lambda item: _step(item, errors=(ExportedError(Decimal("5"), _feedback(NEW)),)),
    A.FEEDBACK: lambda item: _step(item, feedback=_feedback(NEW)),
    A.LEAD_IN: lambda item: _step(item, lead_in=NEW),
    A.SOURCES: lambda item: _statement(item, line=99),
    A.STATEMENTS: lambda item: _statement(item, text=NEW),
}
