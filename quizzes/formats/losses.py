"""
What each format loses of an exported item, as data.

What is not listed is kept: it comes back as it was, texts as the same HTML. What is in another form
can be read by people in what is written, but not by programs as what it was. What is lost is not
there: two items that differ in nothing else make the same file. Tests prove every row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum

from quizzes.formats.exported import ExportedChoice, ExportedItem, ExportedNumber


class Aspect(Enum):
    """A part of what an exported item says."""

    ID = "id"
    VERSION = "version of the item"
    GUIDELINE = "guideline and its version"
    KIND = "kind of item"
    TITLE = "title"
    STORY = "vignette"
    STEM = "stem"
    LEAD_IN = "lead-in"
    OPTIONS = "options"
    OPTION_IDS = "ids of options"
    ORDER = "whether options may be shuffled"
    KEY = "key"
    SCORING = "score of every response"
    TOLERANCE = "tolerance of a number"
    UNIT = "unit of a number"
    ERRORS = "feedback on foreseen wrong numbers"
    FEEDBACK = "feedback"
    SOURCES = "section, line and citation of statements"
    STATEMENTS = "texts of statements and references"
    EXPLANATION = "explanation"
    TAGS = "tags"
    LICENSE = "licence"
    STEPS = "steps of one item"
    FORMATTING = "formatting"


class Fate(Enum):
    """What becomes of an aspect."""

    KEPT = "kept"
    CHANGED = "in another form"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Loss:
    """What a format does to an aspect that it does not keep, and how."""

    format: str
    aspect: Aspect
    fate: Fate
    how: str


_Rows = Mapping[Aspect, tuple[Fate, str]]

_IN_ORIGIN = (Fate.CHANGED, "in the line of origin")
_NO_KIND = (Fate.LOST, "only whether one option, several options or a number is asked for")
_NO_OPTION_IDS = (Fate.LOST, "options have no ids")
_SOURCE_LINES = (Fate.CHANGED, "a line of text below the feedback")
_NO_STATEMENTS = (Fate.LOST, "the lines name them only")
_QUESTION_EACH = (Fate.CHANGED, "each step is a question with a score of its own")
_NO_ORDER = (Fate.LOST, "the order is left to whoever shows it")
_UNIT_LINE = (Fate.CHANGED, "words in the text of the question")

_MOODLE: _Rows = {
    Aspect.VERSION: _IN_ORIGIN,
    Aspect.GUIDELINE: _IN_ORIGIN,
    Aspect.KIND: _NO_KIND,
    Aspect.OPTION_IDS: _NO_OPTION_IDS,
    Aspect.UNIT: _UNIT_LINE,
    Aspect.SOURCES: _SOURCE_LINES,
    Aspect.STATEMENTS: _NO_STATEMENTS,
    Aspect.LICENSE: _IN_ORIGIN,
    Aspect.STEPS: _QUESTION_EACH,
}
_GIFT: _Rows = {
    **_MOODLE,
    Aspect.TITLE: (Fate.CHANGED, "a double ampersand in it is parted"),
    Aspect.ORDER: _NO_ORDER,
}
_ANKI: _Rows = {
    Aspect.GUIDELINE: (Fate.CHANGED, "in the names of deck and tag, and in the line of origin"),
    Aspect.KIND: _NO_KIND,
    Aspect.OPTION_IDS: _NO_OPTION_IDS,
    Aspect.ORDER: (Fate.LOST, "options always stand in the order of the file"),
    Aspect.SCORING: (Fate.LOST, "who repeats a card rates it"),
    Aspect.TOLERANCE: (Fate.CHANGED, "words in the answer"),
    Aspect.UNIT: (Fate.CHANGED, "words in the question and in the answer"),
    Aspect.ERRORS: (Fate.CHANGED, "text on the back of the card"),
    Aspect.SOURCES: _SOURCE_LINES,
    Aspect.STATEMENTS: (Fate.CHANGED, "text that unfolds on the back of the card"),
    Aspect.LICENSE: _IN_ORIGIN,
    Aspect.STEPS: (Fate.CHANGED, "each step is a note"),
}
_QTI: _Rows = {
    Aspect.GUIDELINE: (Fate.CHANGED, "the guideline in the metadata, its version in the text"),
    Aspect.KIND: _NO_KIND,
    Aspect.UNIT: (Fate.CHANGED, "words behind the field"),
    Aspect.SOURCES: _SOURCE_LINES,
    Aspect.STATEMENTS: _NO_STATEMENTS,
}
_ONE_TEXT = (Fate.CHANGED, "a paragraph of the text of the question")
_H5P: _Rows = {
    Aspect.ID: _IN_ORIGIN,
    Aspect.VERSION: _IN_ORIGIN,
    Aspect.GUIDELINE: _IN_ORIGIN,
    Aspect.KIND: _NO_KIND,
    Aspect.STORY: _ONE_TEXT,
    Aspect.STEM: _ONE_TEXT,
    Aspect.LEAD_IN: _ONE_TEXT,
    Aspect.OPTION_IDS: _NO_OPTION_IDS,
    Aspect.TOLERANCE: (Fate.LOST, "only the exact number is taken for right"),
    Aspect.UNIT: (Fate.CHANGED, "words in the question and behind the field"),
    Aspect.ERRORS: (Fate.LOST, "a blank has no feedback on what was typed"),
    Aspect.SOURCES: _SOURCE_LINES,
    Aspect.STATEMENTS: _NO_STATEMENTS,
    Aspect.EXPLANATION: (Fate.CHANGED, "plain text, as feedback on any score"),
    Aspect.TAGS: (Fate.LOST, "questions of a set have none"),
    Aspect.LICENSE: _IN_ORIGIN,
    Aspect.STEPS: _QUESTION_EACH,
    Aspect.FORMATTING: (
        Fate.CHANGED,
        "emphasis and code stay; lists, tables and links become lines of text",
    ),
}
_NO_SCORING = (Fate.LOST, "the rule is not written down")
_CSV: _Rows = {
    Aspect.SCORING: _NO_SCORING,
    Aspect.SOURCES: (Fate.CHANGED, "lines of text in one cell"),
    Aspect.STATEMENTS: _NO_STATEMENTS,
}
_ON_PAPER: _Rows = {
    Aspect.ID: _IN_ORIGIN,
    Aspect.VERSION: _IN_ORIGIN,
    Aspect.GUIDELINE: _IN_ORIGIN,
    Aspect.KIND: _NO_KIND,
    Aspect.OPTION_IDS: _NO_OPTION_IDS,
    Aspect.ORDER: (Fate.LOST, "options stand in the order of the file"),
    Aspect.SCORING: _NO_SCORING,
    Aspect.TAGS: (Fate.LOST, "not printed"),
    Aspect.LICENSE: _IN_ORIGIN,
}
_UNTOLD = (Fate.LOST, "left out on purpose")
_HANDOUT: _Rows = {
    **_ON_PAPER,
    Aspect.ID: (Fate.LOST, "it could tell the answer; the version leads to it"),
    Aspect.KEY: _UNTOLD,
    Aspect.TOLERANCE: _UNTOLD,
    Aspect.ERRORS: _UNTOLD,
    Aspect.FEEDBACK: _UNTOLD,
    Aspect.SOURCES: _UNTOLD,
    Aspect.STATEMENTS: _UNTOLD,
    Aspect.EXPLANATION: _UNTOLD,
}
_HANDOUT_WITH_ANSWERS: _Rows = {
    **_ON_PAPER,
    Aspect.TOLERANCE: (Fate.CHANGED, "words in the answer"),
    Aspect.UNIT: (Fate.CHANGED, "words in the answer"),
    Aspect.SOURCES: _SOURCE_LINES,
    Aspect.STATEMENTS: (Fate.CHANGED, "lists on the last page"),
}
_DESCRIPTION = (Fate.CHANGED, "a paragraph of the description")
_XAPI: _Rows = {
    Aspect.STORY: _DESCRIPTION,
    Aspect.STEM: _DESCRIPTION,
    Aspect.LEAD_IN: _DESCRIPTION,
    Aspect.ORDER: _NO_ORDER,
    Aspect.SCORING: (Fate.LOST, "a definition knows right and wrong, and nothing between"),
    Aspect.STEPS: (Fate.CHANGED, "each step is an activity; their addresses belong together"),
    Aspect.FORMATTING: (Fate.LOST, "descriptions are plain text; feedback stays Markdown"),
}
_BY_FORMAT: Mapping[str, _Rows] = {
    "moodle": _MOODLE,
    "gift": _GIFT,
    "anki": _ANKI,
    "qti3": _QTI,
    "qti21": _QTI,
    "h5p": _H5P,
    "csv": _CSV,
    "handout": _HANDOUT,
    "handout-with-answers": _HANDOUT_WITH_ANSWERS,
    "xapi": _XAPI,
}

#: Every aspect that a format does not keep.
LOSSES: tuple[Loss, ...] = tuple(
    Loss(name, aspect, *_BY_FORMAT[name][aspect])
    for name in _BY_FORMAT
    for aspect in Aspect
    if aspect in _BY_FORMAT[name]
)


def losses_of(format_name: str) -> tuple[Loss, ...]:
    """Return what a format does not keep, in the order of the aspects."""
    return tuple(loss for loss in LOSSES if loss.format == format_name)


def fate(format_name: str, aspect: Aspect) -> Fate:
    """Return what becomes of an aspect in a format."""
    return next((one.fate for one in losses_of(format_name) if one.aspect is aspect), Fate.KEPT)


def losses_for(format_name: str, items: Iterable[ExportedItem]) -> tuple[Loss, ...]:
    """Return what a format does not keep of these items, without what none of them has."""
    there = {aspect for item in items for aspect in _aspects(item)}
    return tuple(loss for loss in losses_of(format_name) if loss.aspect in there)


def _aspects(item: ExportedItem) -> Iterator[Aspect]:
    """Yield what an item has."""
    choices = any(isinstance(step, ExportedChoice) for step in item.steps)
    numbers = [step for step in item.steps if isinstance(step, ExportedNumber)]
    has = {
        Aspect.STORY: bool(item.story),
        Aspect.STEM: bool(item.stem),
        Aspect.OPTIONS: choices,
        Aspect.OPTION_IDS: choices,
        Aspect.ORDER: choices,
        Aspect.TOLERANCE: any(step.tolerance for step in numbers),
        Aspect.UNIT: any(step.unit for step in numbers),
        Aspect.ERRORS: any(step.errors for step in numbers),
        Aspect.TAGS: bool(item.tags),
        Aspect.LICENSE: bool(item.license),
        Aspect.STEPS: len(item.steps) > 1,
    }
    yield from (aspect for aspect in Aspect if has.get(aspect, True))


def as_markdown(titles: Mapping[str, str]) -> str:
    """Return all losses as Markdown: a table, then a list a format; *titles* by format name."""
    marks = {Fate.KEPT: "yes", Fate.CHANGED: "(yes)", Fate.LOST: "–"}
    names = list(_BY_FORMAT)
    lines = [
        f"| | {' | '.join(titles[name] for name in names)} |",
        f"|---|{'---|' * len(names)}",
    ]
    for aspect in Aspect:
        cells = " | ".join(marks[fate(name, aspect)] for name in names)
        lines.append(f"| {aspect.value} | {cells} |")
    for name in names:
        lines.append(f"\n**{titles[name]}.** {in_words(losses_of(name))}")
    return "\n".join(lines) + "\n"


def in_words(losses: Iterable[Loss]) -> str:
    """Return losses as sentences, those that share a reason together."""
    grouped: dict[tuple[Fate, str], list[str]] = {}
    for loss in losses:
        grouped.setdefault((loss.fate, loss.how), []).append(loss.aspect.value)
    sentences = []
    for wanted, opening in ((Fate.CHANGED, "In another form"), (Fate.LOST, "Lost")):
        told = [
            f"{', '.join(aspects)} ({how})"
            for (fate_of_these, how), aspects in grouped.items()
            if fate_of_these is wanted
        ]
        if told:
            sentences.append(f"{opening}: {'; '.join(told)}.")
    return " ".join(sentences) or "Nothing is lost."
