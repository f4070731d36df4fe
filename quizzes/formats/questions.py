"""
Questions as other software writes them, before they are drafts of ours.

Texts are HTML. What a reader finds and has no place for goes into the notes.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from html import escape


@dataclass(frozen=True, slots=True)
class ReadAnswer:
    """An option; *share* is the part of the score that it brings, below 0 where it takes some."""

    text: str
    share: Decimal
    feedback: str


@dataclass(frozen=True, slots=True)
class ReadNumber:
    """A number that is foreseen, right or wrong by its *share*."""

    amount: Decimal
    tolerance: Decimal
    share: Decimal
    feedback: str


@dataclass(frozen=True, slots=True)
class ReadChoice:
    """A choice among options, in a fixed order if they may not be shuffled."""

    answers: tuple[ReadAnswer, ...]
    multiple: bool
    fixed_order: bool = False


@dataclass(frozen=True, slots=True)
class ReadTruth:
    """A question whether something is true, with feedback on either answer."""

    is_true: bool
    on_true: str
    on_false: str


@dataclass(frozen=True, slots=True)
class ReadNumeric:
    """A question for a number."""

    numbers: tuple[ReadNumber, ...]


Asked = ReadChoice | ReadTruth | ReadNumeric


@dataclass(frozen=True, slots=True)
class ReadQuestion:
    """
    One question.

    *place* tells where it stands in its file. *id* is the one that the file gives, "" if none.
    *notes* say what of it is left out.
    """

    place: str
    id: str
    title: str
    text: str
    asked: Asked
    general_feedback: str
    tags: tuple[str, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReadFile:
    """The questions of a file, and what in it is no question that we could take over."""

    questions: tuple[ReadQuestion, ...]
    notes: tuple[str, ...]


def text_html(text: str) -> str:
    """Return plain text as HTML, an empty line between paragraphs."""
    paragraphs = [part for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    return "".join(f"<p>{'<br>'.join(escape(part).split(chr(10)))}</p>" for part in paragraphs)
