"""
Grading: a response becomes feedback with a score, every option's verdict, and citations.

References and citation status come from the guideline, never from the item.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kg.model import Guideline, Reference, Statement
from quizzes.bank import KeyedItem
from quizzes.errors import ResponseError
from quizzes.judgement import Judgement
from quizzes.model import ChoiceKey, ChoiceStep, NumericKey, NumericStep, Rationale
from quizzes.responses import ChoiceResponse, NumericResponse, StepResponse


@dataclass(frozen=True, slots=True)
class CitedStatement:
    """A statement with the references that the source gives for it; none if it is uncited."""

    statement: Statement
    references: tuple[Reference, ...]


@dataclass(frozen=True, slots=True)
class CitedRationale:
    """Why an answer is right or wrong (Markdown, untrusted), with what it rests on."""

    text: str
    statements: tuple[CitedStatement, ...]


@dataclass(frozen=True, slots=True)
class OptionFeedback:
    """
    One option after the answer.

    *right* tells whether it belongs to the key; *judgement* is the proof from the graph.
    """

    option: str
    text: str
    chosen: bool
    right: bool
    judgement: Judgement
    rationale: CitedRationale


@dataclass(frozen=True, slots=True)
class ChoiceFeedback:
    """A graded choice; *score* is between 0 and 1, *options* are in the order of the file."""

    score: float
    options: tuple[OptionFeedback, ...]


@dataclass(frozen=True, slots=True)
class NumericFeedback:
    """A graded number; *error* explains the wrong number given, where the item foresees it."""

    score: float
    given: Decimal | None
    amount: Decimal
    tolerance: Decimal
    unit: str
    rationale: CitedRationale
    error: CitedRationale | None


StepFeedback = ChoiceFeedback | NumericFeedback


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a learner is told; *score* is the mean over the steps."""

    item: str
    score: float
    steps: tuple[StepFeedback, ...]
    explanation: str


def grade(
    keyed: KeyedItem, responses: Sequence[StepResponse | None], guideline: Guideline
) -> Feedback:
    """
    Grade the responses to all steps of an item; None stands for a step left out.

    Raises:
        ResponseError: If the responses do not fit the item.
    """
    if len(responses) != len(keyed.item.steps):
        raise ResponseError(
            f"{keyed.item.id} has {len(keyed.item.steps)} steps, not {len(responses)}."
        )
    steps = tuple(
        grade_step(keyed, index, response, guideline) for index, response in enumerate(responses)
    )
    score = sum(step.score for step in steps) / len(steps)
    return Feedback(keyed.item.id, score, steps, keyed.item.explanation)


def grade_step(
    keyed: KeyedItem, index: int, response: StepResponse | None, guideline: Guideline
) -> StepFeedback:
    """
    Grade one step by itself, so that a key-feature case can go on with it answered.

    Raises:
        ResponseError: If the response does not fit the step.
    """
    step, key = keyed.item.steps[index], keyed.key.steps[index]
    if isinstance(step, ChoiceStep) and isinstance(key, ChoiceKey):
        if isinstance(response, NumericResponse):
            raise ResponseError(f"{keyed.item.id} asks for options, not for a number.")
        chosen = response.options if response else frozenset()
        return _grade_choice(keyed.item.id, step, key, chosen, guideline)
    if isinstance(step, NumericStep) and isinstance(key, NumericKey):
        if isinstance(response, ChoiceResponse):
            raise ResponseError(f"{keyed.item.id} asks for a number, not for options.")
        return _grade_number(step, key, response.amount if response else None, guideline)
    raise ResponseError(f"The key of {keyed.item.id} is not that of its steps.")


def _grade_choice(
    item: str, step: ChoiceStep, key: ChoiceKey, chosen: frozenset[str], guideline: Guideline
) -> ChoiceFeedback:
    unknown = chosen - key.judgements.keys()
    if unknown:
        raise ResponseError(f"{item} has no option {', '.join(sorted(unknown))}.")
    if len(chosen) > 1 and not step.multiple:
        raise ResponseError(f"{item} takes one option, not {len(chosen)}.")
    options = tuple(
        OptionFeedback(
            option=option.id,
            text=option.text,
            chosen=option.id in chosen,
            right=option.id in key.options,
            judgement=key.judgements[option.id],
            rationale=_cite(option.rationale, guideline),
        )
        for option in step.options
    )
    # Each wrong tick takes a right one away, so that ticking everything earns nothing for it.
    hits, misses = len(chosen & key.options), len(chosen - key.options)
    return ChoiceFeedback(max(0, hits - misses) / len(key.options), options)


def _grade_number(
    step: NumericStep, key: NumericKey, given: Decimal | None, guideline: Guideline
) -> NumericFeedback:
    right = given is not None and abs(given - key.amount) <= key.tolerance
    error = next((wrong for wrong in step.common_errors if wrong.amount == given), None)
    return NumericFeedback(
        score=1.0 if right else 0.0,
        given=given,
        amount=key.amount,
        tolerance=key.tolerance,
        unit=key.unit,
        rationale=_cite(step.rationale, guideline),
        error=_cite(error.rationale, guideline) if error else None,
    )


def cited_statements(ids: Iterable[str], guideline: Guideline) -> tuple[CitedStatement, ...]:
    """Return the statements of these ids with their references."""
    return tuple(
        CitedStatement(
            statement,
            tuple(guideline.references[reference] for reference in statement.references),
        )
        for statement in (guideline.statements[id_] for id_ in ids)
    )


def _cite(rationale: Rationale, guideline: Guideline) -> CitedRationale:
    return CitedRationale(rationale.text, cited_statements(rationale.statements, guideline))
