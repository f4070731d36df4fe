"""
What an item, a vignette and a derived key are, as frozen values.

Every kind of item is a tuple of steps, and a step is either a choice among options or a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from kg.case import Case, Fact
from quizzes.claims import Claim
from quizzes.judgement import Judgement
from quizzes.quantities import QuantityBound
from quizzes.yaml_source import YamlSource


class Kind(Enum):
    """What a learner is asked to do."""

    SINGLE_BEST_ANSWER = "single-best-answer"
    MULTIPLE_ANSWER = "multiple-answer"
    TRUE_FALSE_CANNOT_TELL = "true-false-cannot-tell"
    NUMERIC = "numeric"
    KEY_FEATURE = "key-feature"


class ContentStatus(Enum):
    """Where content stands in its life; only active content is shown to learners."""

    DRAFT = "draft"
    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Rationale:
    """Why an answer is right or wrong (Markdown, untrusted) with the statements behind it."""

    text: str
    statements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Option:
    """One option: *text* is what the learner reads (Markdown, untrusted), *claim* what it says."""

    id: str
    text: str
    claim: Claim
    rationale: Rationale


@dataclass(frozen=True, slots=True)
class ChoiceStep:
    """
    A question with options.

    *multiple* tells whether any number of options may be right. *fixed_order* holds for options
    that everyone expects in one order, such as true, false, cannot tell.
    """

    lead_in: str
    options: tuple[Option, ...]
    multiple: bool = False
    fixed_order: bool = False

    def option(self, option_id: str) -> Option:
        """Return one option; KeyError if the step has no such option."""
        for option in self.options:
            if option.id == option_id:
                return option
        raise KeyError(option_id)


@dataclass(frozen=True, slots=True)
class CommonError:
    """A wrong number that is worth a rationale of its own."""

    amount: Decimal
    rationale: Rationale


@dataclass(frozen=True, slots=True)
class NumericStep:
    """
    A question for a number of the source.

    *quantity* is a label or a 1-based place in *statement*, None for its only quantity. *unit* is a
    UCUM code; *tolerance* is in that unit.
    """

    lead_in: str
    statement: str
    quantity: str | int | None
    bound: QuantityBound
    unit: str
    tolerance: Decimal
    rationale: Rationale
    common_errors: tuple[CommonError, ...]


Step = ChoiceStep | NumericStep


@dataclass(frozen=True, slots=True)
class Reviewed:
    """
    What an item or a vignette was last reviewed against.

    *version* is that of the guideline, *basis* the digest that `quizzes.review` makes of what the
    content rests on in it. *by* is the name that the reader gave, unchecked and "" if none; *date*
    is the day (YYYY-MM-DD), "" if it was not noted.
    """

    version: str
    basis: str
    by: str = ""
    date: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """
    One exam question. It does not say which option is right: see `quizzes.keys.derive_key`.

    *vignette* is the id of the vignette that the claims are about; *case* is the inline case
    instead; both are None for questions on the document alone. *reviewed* is None if nobody noted a
    review. All texts are untrusted Markdown.
    """

    id: str
    guideline: str
    kind: Kind
    status: ContentStatus
    tags: tuple[str, ...]
    vignette: str | None
    case: Case | None
    stem: str
    steps: tuple[Step, ...]
    explanation: str
    source: YamlSource = field(repr=False, compare=False)
    reviewed: Reviewed | None = None

    @property
    def digest(self) -> str:
        """The SHA-256 of the item's file in hexadecimal: the version of the item."""
        return self.source.digest


@dataclass(frozen=True, slots=True)
class Opening:
    """
    How a case begins for who has to ask for the rest: a sentence or two (Markdown, untrusted).

    *facts* are those it states; they follow from the case, and no criterion from them.
    """

    text: str
    facts: frozenset[Fact]


@dataclass(frozen=True, slots=True)
class Vignette:
    """
    A fictional patient story with its case; the verdict is never part of it.

    *opening* is None where the story is only told as a whole. *twin_of* is the vignette that
    differs in one finding or value and has another verdict. *teaches* holds ids of criteria.
    *comment* is for the teacher. *reviewed* is None if nobody noted a review.
    """

    case: Case
    opening: Opening | None
    status: ContentStatus
    twin_of: str | None
    teaches: tuple[str, ...]
    comment: str
    source: YamlSource = field(repr=False, compare=False)
    reviewed: Reviewed | None = None

    @property
    def id(self) -> str:
        """The id, which is that of the case and the stem of the file."""
        return self.case.id

    @property
    def told_first(self) -> str:
        """What a learner reads first: the opening, or the whole story (Markdown, untrusted)."""
        return self.case.narrative if self.opening is None else self.opening.text


@dataclass(frozen=True, slots=True)
class ChoiceKey:
    """The options that are right, and the judgement of every option by its id."""

    options: frozenset[str]
    judgements: Mapping[str, Judgement]


@dataclass(frozen=True, slots=True)
class NumericKey:
    """The number that is right, give or take *tolerance*, in *unit* (UCUM)."""

    amount: Decimal
    tolerance: Decimal
    unit: str


StepKey = ChoiceKey | NumericKey


@dataclass(frozen=True, slots=True)
class Key:
    """The derived key of an item: one entry a step, in the order of the steps."""

    steps: tuple[StepKey, ...]
