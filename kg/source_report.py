"""What the comparison of an encoding with its source document found, as values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Check(Enum):
    """What was compared."""

    DOCUMENT = "document"
    LINE = "line"
    CITATIONS = "citations"
    NUMBERS = "numbers"
    WORDING = "wording"
    THRESHOLD = "threshold"


@dataclass(frozen=True, slots=True)
class Mismatch:
    """
    One place where document and encoding differ.

    *line* is None for the document as a whole and for thresholds. *terms* are the ids of the
    statements, sections, quantities or criteria concerned. *found* is what the document has, for
    wording and thresholds what the encoding has, and *expected* what it is compared with.
    *message* says it for a curator, with the remedy.
    """

    check: Check
    line: int | None
    terms: tuple[str, ...]
    found: str
    expected: str
    message: str


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What was compared, in numbers, and every mismatch in the order of the document."""

    guideline: str
    lines: int
    statements: int
    quantities: int
    thresholds: int
    mismatches: tuple[Mismatch, ...]

    @property
    def matches(self) -> bool:
        """Whether nothing differs."""
        return not self.mismatches
