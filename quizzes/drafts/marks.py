"""Two texts compared word by word, as marks that are read from left to right."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum
from itertools import groupby, takewhile

# A word or a sign with the space before it, so that a sentence put behind a text changes no word
# of the text; and the space at the end.
_TOKEN = re.compile(r"\s*(?:\w+|[^\w\s])|\s+\Z")
_WORD = re.compile(r"\w")
# Comparing takes the product of both numbers of words at least: longer texts are not looked into
# between the first and the last difference.
_MOST_WORDS = 600
# Of the letters that must stay. Texts with less in common are read more easily one after the other.
_LEAST_KEPT = 0.3


class Sign(Enum):
    """What became of some words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Mark:
    """Words of one text or of both; spaces and line ends stand in them as they were written."""

    sign: Sign
    text: str


def marks_of(before: str, after: str) -> tuple[Mark, ...]:
    """
    Return how *after* came of *before*.

    What is kept or removed makes *before* again, what is kept or added *after*.
    """
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    middle = _between(old[start : len(old) - end], new[start : len(new) - end])
    marks = _joined((*_kept(old[:start]), *middle, *_kept(old[len(old) - end :])))
    kept = sum(len(mark.text) for mark in marks if mark.sign is Sign.KEPT)
    if kept < _LEAST_KEPT * max(len(before), len(after)):
        return replaced(before, after)
    return marks


def replaced(before: str, after: str) -> tuple[Mark, ...]:
    """Return the whole of *before* as removed and the whole of *after* as added."""
    if before == after:
        return _kept([before] if before else [])
    return _joined((Mark(Sign.REMOVED, before), Mark(Sign.ADDED, after)))


def entry_marks(before: Sequence[str], after: Sequence[str]) -> tuple[Mark, ...]:
    """Return a mark for each entry of two lists: those removed, then those of *after*."""
    gone = (Mark(Sign.REMOVED, entry) for entry in before if entry not in after)
    now = (Mark(Sign.KEPT if entry in before else Sign.ADDED, entry) for entry in after)
    return (*gone, *now)


def _alike(old: list[str], new: list[str]) -> int:
    """Return how many words both begin with."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False))
    return sum(1 for _ in pairs)


def _between(old: list[str], new: list[str]) -> tuple[Mark, ...]:
    if max(len(old), len(new)) > _MOST_WORDS:
        return replaced("".join(old), "".join(new))
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    marks: list[Mark] = []
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        # A sign that stays between two changes would only cut them into pieces.
        if tag == "equal" and _WORD.search("".join(old[start:end])):
            marks += _kept(old[start:end])
        else:
            marks.append(Mark(Sign.REMOVED, "".join(old[start:end])))
            marks.append(Mark(Sign.ADDED, "".join(new[new_start:new_end])))
    return tuple(marks)


def _kept(tokens: list[str]) -> tuple[Mark, ...]:
    return (Mark(Sign.KEPT, "".join(tokens)),) if tokens else ()


def _joined(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """Return *marks* with what was removed before what was added, and neighbours as one."""
    return tuple(
        mark
        for _, run in groupby(marks, key=lambda mark: mark.sign is Sign.KEPT)
        for mark in _of_run(list(run))
    )


def _of_run(run: list[Mark]) -> Iterator[Mark]:
    for sign in Sign:
        text = "".join(mark.text for mark in run if mark.sign is sign)
        if text:
            yield Mark(sign, text)
