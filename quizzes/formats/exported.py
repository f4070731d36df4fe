"""
The exported item: all that an item and its key say, in one value without a reasoner behind it.

Texts are Markdown of educators, in the form that all formats can hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from unicodedata import normalize

from kg.model import Guideline
from kg.units import unit_words
from quizzes.bank import ItemBank
from quizzes.grading import CitedStatement, cited_statements
from quizzes.model import ChoiceKey, ChoiceStep, Kind, NumericKey, NumericStep, Rationale
from quizzes.proving import KeyedItem
from quizzes.titles import title_of

#: The licence of the content that comes with the program.
LICENSE = "MIT"

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029]")
# Control characters, and what XML 1.0 (production 2) leaves out besides.
_UNWRITABLE = re.compile("[^\t\n\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class ExportedReference:
    """A number of the source's list; *bibliography* and *url* are empty if nothing was found."""

    number: int
    confidence: str
    bibliography: str
    url: str


@dataclass(frozen=True, slots=True)
class ExportedStatement:
    """A statement with the title of its section, its line, and "cited" or "uncited"."""

    id: str
    text: str
    section: str
    line: int
    citation_status: str
    references: tuple[ExportedReference, ...]


@dataclass(frozen=True, slots=True)
class ExportedFeedback:
    """Why an answer is right or wrong, with the statements behind it."""

    text: str
    statements: tuple[ExportedStatement, ...]


@dataclass(frozen=True, slots=True)
class ExportedOption:
    """One option with its place in the key."""

    id: str
    text: str
    right: bool
    feedback: ExportedFeedback


@dataclass(frozen=True, slots=True)
class ExportedChoice:
    """A step with options; if *multiple*, each wrong tick takes a right one away."""

    lead_in: str
    options: tuple[ExportedOption, ...]
    multiple: bool
    fixed_order: bool

    @property
    def right(self) -> tuple[ExportedOption, ...]:
        """The options of the key."""
        return tuple(option for option in self.options if option.right)


@dataclass(frozen=True, slots=True)
class ExportedError:
    """A wrong number with feedback of its own."""

    amount: Decimal
    feedback: ExportedFeedback


@dataclass(frozen=True, slots=True)
class ExportedNumber:
    """A step that asks for *amount*, give or take *tolerance*; *unit* in words, may be empty."""

    lead_in: str
    amount: Decimal
    tolerance: Decimal
    unit: str
    feedback: ExportedFeedback
    errors: tuple[ExportedError, ...]


ExportedStep = ExportedChoice | ExportedNumber


@dataclass(frozen=True, slots=True)
class ExportedItem:
    """
    One item as it is taken along.

    *version* is the digest of its file, *guideline* the slug; *title* is plain text, *story* the
    narrative of the patient. *license* is empty where the educator named none.
    """

    id: str
    version: str
    kind: Kind
    title: str
    guideline: str
    guideline_title: str
    guideline_version: str
    story: str
    stem: str
    steps: tuple[ExportedStep, ...]
    explanation: str
    tags: tuple[str, ...]
    license: str

    def step_id(self, index: int) -> str:
        """Return the name of a step among all steps of all items: the item's id if it has one."""
        return self.id if len(self.steps) == 1 else f"{self.id}#step-{index + 1}"


def exported_items(
    keyed: Iterable[KeyedItem], bank: ItemBank, license: str = LICENSE
) -> tuple[ExportedItem, ...]:
    """Return what is taken along of items of *bank*; *license* is that of their texts."""
    return tuple(_Exporter(one, bank.guideline, license).item() for one in keyed)


def clean(text: str) -> str:
    """
    Return *text* as every format can hold it.

    It is stripped, has one kind of line end and composed characters (NFC, as Anki would make them),
    and U+FFFD for control characters and what XML cannot hold.
    """
    lines = normalize("NFC", _LINE_ENDS.sub("\n", text))
    return _UNWRITABLE.sub("\ufffd", lines).strip()


class _Exporter:
    """Makes the exported item of one keyed item."""

    def __init__(self, keyed: KeyedItem, guideline: Guideline, license: str) -> None:
        self._keyed = keyed
        self._guideline = guideline
        self._license = license

    def item(self) -> ExportedItem:
        item, guideline = self._keyed.item, self._guideline
        case = self._keyed.case
        return ExportedItem(
            id=item.id,
            version=item.digest,
            kind=item.kind,
            title=" ".join(clean(title_of(self._keyed, guideline)).split()),
            guideline=guideline.slug,
            guideline_title=clean(guideline.title),
            guideline_version=guideline.version,
            story="" if case is None else clean(case.narrative),
            stem=clean(item.stem),
            steps=self._steps(),
            explanation=clean(item.explanation),
            tags=item.tags,
            license=self._license,
        )

    def _steps(self) -> tuple[ExportedStep, ...]:
        steps: list[ExportedStep] = []
        for step, key in zip(self._keyed.item.steps, self._keyed.key.steps, strict=True):
            if isinstance(step, ChoiceStep) and isinstance(key, ChoiceKey):
                steps.append(self._choice(step, key))
            elif isinstance(step, NumericStep) and isinstance(key, NumericKey):
                steps.append(self._number(step, key))
        return tuple(steps)

    def _choice(self, step: ChoiceStep, key: ChoiceKey) -> ExportedChoice:
        options = tuple(
            ExportedOption(
                id=option.id,
                text=clean(option.text),
                right=option.id in key.options,
                feedback=self._feedback(option.rationale),
            )
            for option in step.options
        )
        return ExportedChoice(clean(step.lead_in), options, step.multiple, step.fixed_order)

    def _number(self, step: NumericStep, key: NumericKey) -> ExportedNumber:
        return ExportedNumber(
            lead_in=clean(step.lead_in),
            amount=key.amount,
            tolerance=key.tolerance,
            unit=unit_words(key.unit),
            feedback=self._feedback(step.rationale),
            errors=tuple(
                ExportedError(error.amount, self._feedback(error.rationale))
                for error in step.common_errors
            ),
        )

    def _feedback(self, rationale: Rationale) -> ExportedFeedback:
        cited = cited_statements(rationale.statements, self._guideline)
        return ExportedFeedback(clean(rationale.text), self._statements(cited))

    def _statements(self, cited: Sequence[CitedStatement]) -> tuple[ExportedStatement, ...]:
        return tuple(
            ExportedStatement(
                id=one.statement.id,
                text=clean(one.statement.text),
                section=clean(self._guideline.sections[one.statement.section].title),
                line=one.statement.line,
                citation_status=one.statement.citation_status.value,
                references=tuple(
                    ExportedReference(
                        reference.number,
                        reference.confidence.value,
                        clean(reference.bibliography),
                        reference.url,
                    )
                    for reference in one.references
                ),
            )
            for one in cited
        )
