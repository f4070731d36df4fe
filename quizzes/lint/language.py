"""W20 and W23: abbreviations, spelling, units and how hard a text is to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from quizzes.lint.examined import Examined, ExaminedVignette, Found, Readable, Text
from quizzes.lint.findings import Span
from quizzes.lint.words import reading_grade, words

# The threshold is our own.
_HARDEST = 16.0

_CAPITALS = re.compile(r"(?<![\w-])[A-Z]{2,}s?(?![\w-])")
_ROMAN = re.compile(r"[IVX]+")
_STRESSED = {"NOT", "EXCEPT", "LEAST", "MOST", "BEST", "AND", "OR", "ALL", "NO", "ONE", "FIRST"}

_WRONG_UNIT = re.compile(
    r"(?<=\d)\s*(?P<unit>ml|ML|cc|mls|mcg|gms?|hrs?|wks?|yrs?|secs?|mgs|kgs|lbs|mos)\b"
)
_RIGHT_UNIT = {
    "ml": "mL", "ML": "mL", "mls": "mL", "cc": "mL", "mcg": "µg", "gm": "g", "gms": "g",
    "hr": "hours", "hrs": "hours", "wk": "weeks", "wks": "weeks", "yr": "years", "yrs": "years",
    "sec": "seconds", "secs": "seconds", "mgs": "mg", "kgs": "kg", "lbs": "kg", "mos": "months",
}  # fmt: skip


def undefined_abbreviation(examined: Readable) -> Iterator[Found]:
    """W20: an abbreviation that neither the guideline nor the item writes out."""
    known = examined.context.abbreviations
    everything = "\n".join(text.text for text in examined.background + examined.texts)
    for text in examined.texts:
        for found in _CAPITALS.finditer(text.text):
            short = found.group().removesuffix("s")
            if short in known | _STRESSED or _ROMAN.fullmatch(short):
                continue
            if _is_written_out(short, everything):
                continue
            yield Found(
                text.place,
                Span(found.start(), found.end()),
                f"The abbreviation '{short}' is written out nowhere.",
                "Write it out, at least at its first use.",
            )


def _is_written_out(short: str, text: str) -> bool:
    """Tell whether the abbreviation stands in brackets after its words, or before them."""
    return bool(
        re.search(rf"[a-z]\w*\s+\({short}s?\)", text)
        or re.search(rf"\b{short}\s+\([A-Za-z]\w+", text)
    )


def hard_to_read(examined: Examined) -> Iterator[Found]:
    """W23 of an item: a lead-in that is hard to read, a misspelt word, a unit outside UCUM."""
    for text in examined.lead_ins:
        yield from _hard(text)
    yield from _misspelt(examined)
    yield from _units(examined)


def hard_to_read_story(examined: ExaminedVignette) -> Iterator[Found]:
    """W23 of a vignette."""
    for text in examined.texts:
        yield from _hard(text)
    yield from _misspelt(examined)
    yield from _units(examined)


def _hard(text: Text) -> Iterator[Found]:
    grade = reading_grade(text.text)
    if grade > _HARDEST:
        yield Found(
            text.place,
            None,
            f"Its Flesch-Kincaid grade is {grade:.0f}: long sentences of long words.",
            "Use shorter sentences and plainer words.",
        )


def _misspelt(examined: Readable) -> Iterator[Found]:
    spelling = examined.context.spelling
    for text in examined.texts:
        for word in words(text.text):
            lower = word.lower.removesuffix("'s")
            # Names and abbreviations are in no dictionary.
            is_name = not word.text.islower()
            if len(lower) < 3 or "'" in lower or is_name or spelling.knows(lower):
                continue
            guess = spelling.guess(lower)
            meant = f"Did you mean '{guess}'?" if guess else "Check its spelling."
            yield Found(text.place, word.span, f"'{word.text}' is in no dictionary.", meant)


def _units(examined: Readable) -> Iterator[Found]:
    for text in examined.texts:
        for found in _WRONG_UNIT.finditer(text.text):
            unit = found["unit"]
            yield Found(
                text.place,
                Span(found.start("unit"), found.end("unit")),
                f"'{unit}' is no unit of UCUM.",
                f"Write '{_RIGHT_UNIT[unit]}'.",
            )
