"""An item as the rules look at it: its texts with their places, and its steps with their keys."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from kg.derivation import Derivation
from kg.yaml_text import Place, dotted
from quizzes.case_claims import EditClaim, VerdictClaim, WeakestLinkClaim
from quizzes.judgement import Judgement
from quizzes.lint.context import LintContext
from quizzes.lint.findings import Span
from quizzes.model import (
    ChoiceKey,
    ChoiceStep,
    Item,
    Kind,
    NumericStep,
    Option,
    Step,
    StepKey,
    Vignette,
)
from quizzes.proving import KeyedItem
from quizzes.yaml_source import YamlSource


@dataclass(frozen=True, slots=True)
class Found:
    """What one rule reports: where, what is wrong and why, and what to do."""

    place: str
    span: Span | None
    message: str
    suggestion: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text that learners read, with its place in the file, such as `options[2].text`."""

    place: str
    text: str


@dataclass(frozen=True)
class Answer:
    """One option of a step with its place; *judgement* is None if the key cannot be derived."""

    option: Option
    place: str
    right: bool
    judgement: Judgement | None

    @property
    def text(self) -> Text:
        """What the learner reads."""
        return Text(f"{self.place}.text", self.option.text.strip())

    @property
    def rationale(self) -> Text:
        """Why it is right or wrong."""
        return Text(f"{self.place}.rationale", self.option.rationale.text)


@dataclass(frozen=True)
class Choice:
    """A step with options; *keyed* tells whether its key could be derived."""

    step: ChoiceStep
    lead_in: Text
    answers: tuple[Answer, ...]
    keyed: bool

    @property
    def right(self) -> tuple[Answer, ...]:
        """The options that are right."""
        return tuple(answer for answer in self.answers if answer.right)

    @property
    def wrong(self) -> tuple[Answer, ...]:
        """The distractors."""
        return tuple(answer for answer in self.answers if not answer.right)

    @cached_property
    def is_scale(self) -> bool:
        """Whether the options are one fixed scale of answers, such as the four verdicts."""
        claims = [answer.option.claim for answer in self.answers]
        if self.step.fixed_order:
            return True
        if all(isinstance(claim, VerdictClaim | WeakestLinkClaim) for claim in claims):
            return True
        edits = {claim.edit for claim in claims if isinstance(claim, EditClaim)}
        return len(edits) == 1 and all(isinstance(claim, EditClaim) for claim in claims)

    @property
    def has_one_key(self) -> bool:
        """Whether one of several free options is right: the form that cues can give away."""
        return (
            self.keyed
            and not self.is_scale
            and not self.step.multiple
            and len(self.right) == 1
            and len(self.wrong) > 1
        )


class Readable(Protocol):
    """Anything with texts for learners."""

    @property
    def texts(self) -> tuple[Text, ...]:
        """Every text to be examined."""

    @property
    def background(self) -> tuple[Text, ...]:
        """What is read along with them and examined elsewhere."""

    @property
    def context(self) -> LintContext:
        """The item bank around it."""


@dataclass(frozen=True)
class ExaminedVignette:
    """A vignette under examination."""

    vignette: Vignette
    derivation: Derivation
    context: LintContext

    #: Nothing is read before the story.
    background: tuple[Text, ...] = ()

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Every text that learners read."""
        told = [
            Text("title", self.vignette.case.title),
            Text("narrative", self.vignette.case.narrative),
        ]
        if self.vignette.opening is not None:
            told.append(Text("opening", self.vignette.opening.text))
        return tuple(told)


@dataclass(frozen=True)
class Examined:
    """An item under examination; *keyed* is None if its key cannot be derived."""

    item: Item
    keyed: KeyedItem | None
    context: LintContext

    @cached_property
    def stem(self) -> Text | None:
        """The text before the question, without the story of a vignette."""
        return Text("stem", self.item.stem) if self.item.stem else None

    @cached_property
    def choices(self) -> tuple[Choice, ...]:
        """The steps that have options."""
        return tuple(
            self._choice(step, key, place)
            for step, key, place in self._steps()
            if isinstance(step, ChoiceStep)
        )

    @cached_property
    def lead_ins(self) -> tuple[Text, ...]:
        """The questions, step after step."""
        return tuple(
            Text(dotted((*place, "lead_in")), step.lead_in) for step, _, place in self._steps()
        )

    @cached_property
    def background(self) -> tuple[Text, ...]:
        """The story of the item's vignette."""
        vignette = self.context.bank.vignettes.get(self.item.vignette or "")
        return (Text("vignette", vignette.case.narrative),) if vignette else ()

    @cached_property
    def texts(self) -> tuple[Text, ...]:
        """Every text that the item's file holds for learners."""
        return tuple(self._texts())

    def _texts(self) -> Iterator[Text]:
        if self.stem is not None:
            yield self.stem
        yield from self.lead_ins
        for choice in self.choices:
            for answer in choice.answers:
                if not choice.step.fixed_order:
                    yield answer.text
                yield answer.rationale
        for step, _, place in self._steps():
            if isinstance(step, NumericStep):
                yield Text(dotted((*place, "rationale")), step.rationale.text)
                for index, wrong in enumerate(step.common_errors):
                    where = (*place, "common_errors", index, "rationale")
                    yield Text(dotted(where), wrong.rationale.text)
        yield Text("explanation", self.item.explanation)

    def _steps(self) -> Iterator[tuple[Step, StepKey | None, Place]]:
        keys = self.keyed.key.steps if self.keyed else (None,) * len(self.item.steps)
        for index, (step, key) in enumerate(zip(self.item.steps, keys, strict=True)):
            yield step, key, ("steps", index) if self.item.kind is Kind.KEY_FEATURE else ()

    def _choice(self, step: ChoiceStep, key: StepKey | None, place: Place) -> Choice:
        known = key if isinstance(key, ChoiceKey) else None
        order = _file_order(step, self.item.source)
        answers = tuple(
            Answer(
                option,
                dotted((*place, "options", order[index])),
                known is not None and option.id in known.options,
                known.judgements[option.id] if known else None,
            )
            for index, option in enumerate(step.options)
        )
        return Choice(step, Text(dotted((*place, "lead_in")), step.lead_in), answers, bool(known))


def _file_order(step: ChoiceStep, source: YamlSource) -> list[int]:
    """Return the place in the file of each option; the three truths are sorted on reading."""
    if not step.fixed_order:
        return list(range(len(step.options)))
    written = [str(option["answer"]).lower() for option in source.data["options"]]
    return [written.index(option.text.lower()) for option in step.options]
