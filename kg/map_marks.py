"""Marks on a page (lines of text, boxes, lines) and blocks of them, for `kg.map_drawing`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from kg.drawing import text_width
from kg.layout import Point

_MEASURED_AT = 13.0  # the size for which `text_width` is right


class Style(Enum):
    """A kind of text; the value is its size."""

    TITLE = 22.0
    HEADING = 13.5
    LABEL = 12.5
    TEXT = 11.0
    BADGE = 10.5
    SMALL = 10.0


_BOLD = frozenset({Style.TITLE, Style.HEADING, Style.LABEL, Style.BADGE})


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text that starts at *x* on the base line *y*; *tone* may name a status."""

    x: float
    y: float
    text: str
    style: Style
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """A box; *tone* says of what: a role, a verdict, or a kind of badge."""

    x: float
    y: float
    width: float
    height: float
    tone: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A line through *points*; dashed where it means "refuted"."""

    points: tuple[Point, ...]
    dashed: bool
    arrow: bool = False


Mark = Words | Frame | Rule


@dataclass(frozen=True)
class Block:
    """Marks drawn from the origin, with the height that they take."""

    marks: tuple[Mark, ...]
    height: float

    def at(self, x: float, y: float) -> Iterator[Mark]:
        """Yield the marks, moved so that the origin lies at this place."""
        for mark in self.marks:
            yield _moved(mark, x, y)


def paragraph(text: str, width: float, style: Style) -> Block:
    """Return *text* in lines of at most *width*, as long as no single word is longer."""
    step = round(style.value * 1.24, 1)
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and line_width(longer, style) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    marks = tuple(
        Words(0, round(style.value + n * step, 1), line, style)
        for n, line in enumerate(lines)
        if line
    )
    return Block(marks, len(marks) * step)


def line_width(text: str, style: Style) -> float:
    """Return about how wide a line of *text* is; rather too much than too little."""
    return text_width(text) * style.value / _MEASURED_AT * (1.13 if style in _BOLD else 0.98)


def stack(blocks: Iterable[Block]) -> Block:
    """Return *blocks* one below the other."""
    marks: list[Mark] = []
    y = 0.0
    for block in blocks:
        marks += block.at(0, y)
        y += block.height
    return Block(tuple(marks), y)


def _moved(mark: Mark, x: float, y: float) -> Mark:
    match mark:
        case Words():
            return Words(
                round(mark.x + x, 1), round(mark.y + y, 1), mark.text, mark.style, mark.tone
            )
        case Frame(left, top, width, height, tone):
            return Frame(round(left + x, 1), round(top + y, 1), width, height, tone)
        case Rule(points, dashed, arrow):
            moved = (Point(round(p.x + x, 1), round(p.y + y, 1)) for p in points)
            return Rule(tuple(moved), dashed, arrow)
