"""
Reading a source document as a verifier does: lines, digests, citation markers and numbers.

A citation marker is a list of numbers at the very end of a line, before or after its full stop:
`... weeks. 1`, `... preferred) 2, 1`, `... rates 5.`
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

_MARKERS = re.compile(r"(?<=\s)(\d+(?:,\s*\d+)*)\s*\.?$")
_NUMBER = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?")

#: Words that state a number, so that a quantity read from words can be checked too.
_NUMBER_WORDS = {
    "the day after": 1,
    "the day before": 1,
    "single": 1,
    "one": 1,
    "once": 1,
    "two": 2,
    "twice": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
}


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of the document: its citation markers and, apart from them, its numbers."""

    text: str
    markers: tuple[int, ...]
    numbers: tuple[Decimal, ...]


def digest(text: str) -> str:
    """Return the SHA-256 of *text* in UTF-8, in hexadecimal."""
    return sha256(text.encode("utf-8")).hexdigest()


def split_lines(text: str) -> tuple[str, ...]:
    """Return the lines of *text* without white space at their ends; line 1 comes first."""
    return tuple(line.strip() for line in text.splitlines())


def read_line(text: str, references: Collection[int], *, cited: bool) -> SourceLine:
    """
    Tell the citation markers of a line from its other numbers.

    Args:
        text: The line.
        references: The numbers of the reference list. Where nothing is cited, numbers at the end
            of a line are markers only if they are all in this list.
        cited: Whether a statement of this line cites anything.
    """
    found = _MARKERS.search(text)
    if found is None:
        return SourceLine(text, (), numbers_in(text))
    markers = tuple(int(number) for number in found[1].split(","))
    if not cited and not set(markers) <= set(references):
        return SourceLine(text, (), numbers_in(text))
    return SourceLine(text, markers, numbers_in(text[: found.start()]))


def numbers_in(text: str) -> tuple[Decimal, ...]:
    """Return every number written in digits, from left to right; `S1` and `T12` are names."""
    return tuple(Decimal(number) for number in _NUMBER.findall(text))


def number_of_words(words: str) -> Decimal | None:
    """Return the number that *words* state, such as 1 for `Single-shot`; None if none is known."""
    for phrase, number in _NUMBER_WORDS.items():
        if re.search(rf"\b{phrase}\b", words, re.IGNORECASE):
            return Decimal(number)
    return None
