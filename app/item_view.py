"""
An item laid out for the eye: what the macros of `item.html.j2` show.

Nothing is graded here, and no right answer is in a `Question`. Texts of educators become `Markup`
through `safe_markdown` only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from app.components import safe_markdown
from app.components.quantity import unit_words
from app.derivation_view import what_if_link
from kg.case import Case
from kg.derivation import Derivation, Status
from kg.model import Criterion, Guideline
from kg.reasoner import Reasoner
from kg.rendering import plain_number
from quizzes.bank import ItemBank, KeyedItem
from quizzes.grading import (
    CitedStatement,
    NumericFeedback,
    OptionFeedback,
    StepFeedback,
    grade_step,
)
from quizzes.markup import inline_html
from quizzes.model import ChoiceStep, Kind, NumericStep, Step
from quizzes.quiz import shown_options
from quizzes.responses import ChoiceResponse, NumericResponse, StepResponse, read_amount
from quizzes.review import item_basis, review_words

KIND_LABELS = {
    Kind.SINGLE_BEST_ANSWER: "Single best answer",
    Kind.MULTIPLE_ANSWER: "Multiple answer",
    Kind.TRUE_FALSE_CANNOT_TELL: "True, false or cannot tell",
    Kind.NUMERIC: "Numeric",
    Kind.KEY_FEATURE: "Key-feature case",
}

# The words and the tone of an option, by whether any number of options may be right, whether it was
# chosen, and whether it is right. The tone "right" is for what the learner did right alone: a key
# that was not chosen must not look like a success.
_MARKS = {
    (False, True, True): ("Your answer: right", "right"),
    (False, True, False): ("Your answer: wrong", "wrong"),
    (False, False, True): ("The right answer", "missed"),
    (False, False, False): ("Wrong", "rest"),
    (True, True, True): ("Chosen: right", "right"),
    (True, True, False): ("Chosen: wrong", "wrong"),
    (True, False, True): ("You missed this one", "missed"),
    (True, False, False): ("Rightly left out", "rest"),
}


@dataclass(frozen=True, slots=True)
class Story:
    """The patient that an item is about; *address* is that of the vignette's page, "" if none."""

    title: str
    text: Markup
    address: str


@dataclass(frozen=True, slots=True)
class Choice:
    """An option before the answer."""

    id: str
    text: Markup


@dataclass(frozen=True, slots=True)
class Question:
    """One step to be answered; it asks for a number in *unit* if there are no *choices*."""

    step: int
    steps: int
    lead_in: Markup
    choices: tuple[Choice, ...]
    multiple: bool
    unit: str


@dataclass(frozen=True, slots=True)
class MarkedOption:
    """
    An option after the answer.

    *mark* says how it was answered, *tone* is "right", "wrong", "missed" or "rest". *proof*
    is what the graph says of it, "" if that is said for all options at once.
    """

    text: Markup
    chosen: bool
    right: bool
    mark: str
    tone: str
    rationale: Markup
    statements: tuple[CitedStatement, ...]
    proof: str


@dataclass(frozen=True, slots=True)
class MarkedNumber:
    """A number after the answer; *error* explains a wrong one that the item foresees."""

    given: str
    key: str
    right: bool
    rationale: Markup
    statements: tuple[CitedStatement, ...]
    error: Markup | None


@dataclass(frozen=True, slots=True)
class MarkedStep:
    """
    One step after the answer: *options* or a *number*.

    *proof* is what the graph says of all options alike. *given* and *key* are the answer and the
    right one in words.
    """

    step: int
    steps: int
    lead_in: Markup
    score: float
    outcome: str
    options: tuple[MarkedOption, ...]
    number: MarkedNumber | None
    proof: str
    given: tuple[Markup, ...]
    key: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Closing:
    """
    What is told once every step is answered; *criteria* with their status in the case.

    *review* says who has read the item, or that nobody has.
    """

    explanation: Markup
    criteria: tuple[tuple[Criterion, Status], ...]
    what_if: str
    review: str


@dataclass(frozen=True)
class ShownItem:
    """An item with its options in the order of a *seed*."""

    keyed: KeyedItem
    guideline: Guideline
    seed: str

    @property
    def stem(self) -> Markup:
        """What is told before the lead-in."""
        return safe_markdown(self.keyed.item.stem)

    def question(self, index: int) -> Question:
        """Return one step to be answered."""
        step = self.keyed.item.steps[index]
        is_choice = isinstance(step, ChoiceStep)
        return Question(
            step=index,
            steps=len(self.keyed.item.steps),
            lead_in=inline(step.lead_in),
            choices=tuple(
                Choice(option.id, inline(option.text))
                for option in shown_options(step, self.keyed.item.id, index, self.seed)
            )
            if is_choice
            else (),
            multiple=is_choice and step.multiple,
            unit="" if is_choice else self._unit(step),
        )

    def marked(self, index: int, response: StepResponse | None) -> MarkedStep:
        """
        Return one step with the answer graded.

        Raises:
            ResponseError: If the response does not fit the item.
        """
        step = self.keyed.item.steps[index]
        feedback = grade_step(self.keyed, index, response, self.guideline)
        options, number, proof = self._marks(index, step, feedback)
        if number is None:
            given = tuple(option.text for option in options if option.chosen)
            key = tuple(option.text for option in options if option.right)
        else:
            given = (Markup.escape(number.given),) if number.given else ()
            key = (Markup.escape(number.key),)
        return MarkedStep(
            step=index,
            steps=len(self.keyed.item.steps),
            lead_in=inline(step.lead_in),
            score=feedback.score,
            outcome=outcome(feedback.score),
            options=options,
            number=number,
            proof=proof,
            given=given,
            key=key,
        )

    def closing(self, reasoner: Reasoner) -> Closing:
        """Return what is told at the end; the reasoner decides the case once more."""
        case = self.keyed.case
        return Closing(
            explanation=safe_markdown(self.keyed.item.explanation),
            criteria=() if case is None else self._criteria(case, reasoner),
            what_if="" if case is None else what_if_link(case.facts, self.guideline),
            review=review_words(self.keyed.item.reviewed, item_basis(self.keyed, self.guideline)),
        )

    def _criteria(self, case: Case, reasoner: Reasoner) -> tuple[tuple[Criterion, Status], ...]:
        derived = reasoner.assess(case)
        if not isinstance(derived, Derivation):
            return ()
        return tuple(
            (self.guideline.criteria[result.criterion], result.status)
            for result in derived.criteria
            if result.criterion in self.keyed.criteria
        )

    def _marks(
        self, index: int, step: Step, feedback: StepFeedback
    ) -> tuple[tuple[MarkedOption, ...], MarkedNumber | None, str]:
        if isinstance(feedback, NumericFeedback):
            return (), self._number(step, feedback), ""
        by_id = {option.option: option for option in feedback.options}
        order = shown_options(step, self.keyed.item.id, index, self.seed)
        reasons = {option.judgement.reason for option in feedback.options}
        shared = reasons.pop() if len(reasons) == 1 else ""
        options = tuple(_marked_option(by_id[o.id], step.multiple, not shared) for o in order)
        return options, None, shared

    def _number(self, step: Step, feedback: NumericFeedback) -> MarkedNumber:
        unit = self._unit(step)
        told = feedback.error or feedback.rationale
        statements = {
            cited.statement.id: cited
            for cited in (*told.statements, *feedback.rationale.statements)
        }
        return MarkedNumber(
            given="" if feedback.given is None else _amount(feedback.given, unit),
            key=_amount(feedback.amount, unit)
            + (f" (give or take {plain_number(feedback.tolerance)})" if feedback.tolerance else ""),
            right=feedback.score == 1,
            rationale=safe_markdown(feedback.rationale.text),
            statements=tuple(statements.values()),
            error=None if feedback.error is None else safe_markdown(feedback.error.text),
        )

    def _unit(self, step: Step) -> str:
        return unit_words(step.unit) if isinstance(step, NumericStep) else ""


def story_of(keyed: KeyedItem, bank: ItemBank) -> Story | None:
    """Return the patient that the item is about; None for a question on the document alone."""
    if keyed.case is None:
        return None
    vignette = bank.vignettes.get(keyed.item.vignette or "")
    return Story(
        title=keyed.case.title,
        text=safe_markdown(keyed.case.narrative),
        address="" if vignette is None else f"/cases/{vignette.id}",
    )


def read_response(step: Step, answer: Iterable[str]) -> StepResponse | None:
    """Return what a form sent for *step*; None if that is no answer."""
    values = list(answer)
    if isinstance(step, ChoiceStep):
        return ChoiceResponse(frozenset(values)) if values else None
    amount = read_amount(values[0]) if values else None
    return None if amount is None else NumericResponse(amount)


def outcome(score: float) -> str:
    """Return a score between 0 and 1 in words."""
    if score == 1:
        return "Right"
    return "Wrong" if score == 0 else f"Partly right ({100 * score:.0f} %)"


def inline(text: str) -> Markup:
    """Return Markdown as HTML for a place that takes no block, if it is one paragraph."""
    return Markup(inline_html(text))  # noqa: S704 - cleaned by nh3


def plain_text(markup: Markup) -> str:
    """Return what a screen reader is told of *markup*."""
    return " ".join(markup.striptags().split())


def _marked_option(feedback: OptionFeedback, multiple: bool, with_proof: bool) -> MarkedOption:
    mark, tone = _MARKS[multiple, feedback.chosen, feedback.right]
    return MarkedOption(
        text=inline(feedback.text),
        chosen=feedback.chosen,
        right=feedback.right,
        mark=mark,
        tone=tone,
        rationale=safe_markdown(feedback.rationale.text),
        statements=feedback.rationale.statements,
        proof=feedback.judgement.reason if with_proof else "",
    )


def _amount(amount: Decimal, unit: str) -> str:
    return f"{plain_number(amount)} {unit}".strip()
