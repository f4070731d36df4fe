"""What a rule of the linter is, and what it finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Severity(Enum):
    """What a finding means for its item: an error blocks publishing, a warning is advice."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Span:
    """The characters from *start* up to, not including, *end* of the text at a finding's place."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One rule of the linter.

    *code* is a letter and a number: S for what the guideline proves wrong, W for the writing of
    one item, B for the whole item bank. *source* says where the rule comes from.
    """

    code: str
    name: str
    summary: str
    source: str

    @property
    def severity(self) -> Severity:
        """Whether what this rule finds blocks publishing."""
        return Severity.ERROR if self.code.startswith("S") else Severity.WARNING


@dataclass(frozen=True, slots=True)
class LintFinding:
    """
    One fault that a rule has found.

    *rule* is the rule's code. *item* is the id of the item or vignette, empty for the item bank as
    a whole. *place* is written as in a `Defect`, such as `options[2].text` or
    `steps[0].options[1].rationale`, empty for the whole file; *line* is its line in *file*. *span*
    marks the characters of the text at that place, None where the whole text is meant. *message*
    says what is wrong and why, *suggestion* what to do.
    """

    rule: str
    severity: Severity
    item: str
    file: str
    line: int
    place: str
    span: Span | None
    message: str
    suggestion: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: " if self.file else ""
        place = f"{self.place}: " if self.place else ""
        return f"{where}{place}{self.rule} {self.message} {self.suggestion}"
