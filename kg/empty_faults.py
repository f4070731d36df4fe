"""What can be at fault where a query has no answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class FaultKind(Enum):
    """Why a pattern matches nothing; the value is what a reader is told."""

    UNKNOWN_TERM = "unknown term"
    WRONG_DIRECTION = "wrong direction"
    VALUE_FORM = "value written otherwise"
    NOT_INFERRED = "not stated, but it follows"
    OTHER_GRAPH = "in another graph"
    RECORDED_ABSENT = "recorded as absent"
    NOT_RECORDED = "not recorded"
    ABSENT = "truly absent"
    SIFTED = "filtered out"


@dataclass(frozen=True, slots=True)
class Fault:
    """
    The pattern at fault.

    Attributes:
        kind: The kind of fault.
        pattern: What is at fault, as it is written in the query.
        line: Where, 1-based; None where nothing stands in the text.
        column: 1-based, or None.
        message: A sentence or two on the fault.
        without: The number of rows without the pattern, capped; None where it says nothing.
        suggestions: Terms that may have been meant, as they are written.
        mended: The query with the fault mended, None where only its author can do that.
    """

    kind: FaultKind
    pattern: str
    line: int | None
    column: int | None
    message: str
    without: int | None = None
    suggestions: tuple[str, ...] = ()
    mended: str | None = None
