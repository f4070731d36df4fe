"""
A concept map on one page, as a list of marks with their places.

The page has the proportions of A4 and A3 in landscape, without margins. Text has a fixed size; if a
guideline needs more room, the page grows in both directions, so that everything gets smaller in
print but nothing is left out. The same guideline always gives the same page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kg.concept_map import ConceptMap, CriterionEntry, Decision, found_by
from kg.derivation import Status
from kg.layout import Point
from kg.map_marks import Block, Frame, Mark, Rule, Style, Words, line_width, paragraph, stack
from kg.model import Role

#: Width by height of the page within margins of 8 mm, between those of A4 and A3.
PROPORTION = 1.444

_WIDTH = 1060.0
_GROWTH = 1.04
_GAP = 8.0
_PADDING = 9.0
_ID = 34.0
_BADGE_HEIGHT = 15.0


@dataclass(frozen=True)
class MapPage:
    """The marks on a page; rules come first, so that boxes lie over their ends."""

    marks: tuple[Mark, ...]
    width: float
    height: float


def draw_map(content: ConceptMap) -> MapPage:
    """Return the page of *content*: as large as it must be, in the proportions of the paper."""
    width = _WIDTH
    while True:
        marks, bottom = _page(content, width)
        if bottom <= width / PROPORTION:
            return MapPage(tuple(marks), round(width, 1), round(width / PROPORTION, 1))
        width *= _GROWTH


def _page(content: ConceptMap, width: float) -> tuple[list[Mark], float]:
    """Return the marks on a page of this width, and how far down they reach."""
    side, centre = width * 0.355, width * 0.215
    gutter = (width - 2 * side - centre) / 2
    head = paragraph(content.title, width - 140, Style.TITLE)
    foot = _foot(content, width)
    top = head.height + 14
    room = width / PROPORTION - top - foot.height - 16
    left = _column(content.of_role(Role.INCLUSION), "Inclusion: needed", side, room)
    right = _column(content.of_role(Role.EXCLUSION), "Exclusion: one is enough", side, room)
    supporting = _column(content.of_role(Role.SUPPORTING), "Supporting: decides nothing", centre)
    verdicts = [_verdict(decision, centre) for decision in content.decisions]
    middle = _spread(verdicts, room - supporting[0].height - 20)
    x_centre, x_right = side + gutter, width - side
    boxes = [*head.at(0, 0), *left[0].at(0, top), *right[0].at(x_right, top)]
    version = f"Version {content.version}"
    boxes.append(Words(width - line_width(version, Style.TEXT), 20, version, Style.TEXT))
    for block, y in zip(verdicts, middle, strict=True):
        boxes += block.at(x_centre, top + y)
    low = top + max(room - supporting[0].height, _end(verdicts, middle) + 16)
    if content.of_role(Role.SUPPORTING):
        boxes += supporting[0].at(x_centre, low)
    centres = [top + y + block.height / 2 for block, y in zip(verdicts, middle, strict=True)]
    rules = [
        *_brackets(Role.INCLUSION, content, left[1], top, side, x_centre, centres),
        *_brackets(Role.EXCLUSION, content, right[1], top, x_right, x_centre + centre, centres),
    ]
    bottom = max(top + left[0].height, top + right[0].height, low + supporting[0].height)
    foot_at = max(bottom + 14, width / PROPORTION - foot.height)
    return [*rules, *boxes, *foot.at(0, foot_at)], foot_at + foot.height


def _column(
    entries: Sequence[CriterionEntry], heading: str, width: float, room: float = 0.0
) -> tuple[Block, list[float]]:
    """Return a column of cards under its heading, and the middle of each card from its top."""
    if not entries:
        return Block((), 0.0), []
    head = 22.0
    cards = [_card(entry, width) for entry in entries]
    places = [head + y for y in _spread(cards, room - head)]
    marks: list[Mark] = [Words(0, 13, heading, Style.HEADING, entries[0].role.value)]
    for card, y in zip(cards, places, strict=True):
        marks += card.at(0, y)
    middles = [y + card.height / 2 for card, y in zip(cards, places, strict=True)]
    return Block(tuple(marks), _end(cards, places)), middles


def _card(entry: CriterionEntry, width: float) -> Block:
    inner = width - _ID - _PADDING
    label = paragraph(_capital(entry.label), inner, Style.LABEL)
    said = paragraph(found_by(entry), inner, Style.TEXT)
    badges = _badges(entry, inner)
    y = 6.0
    marks: list[Mark] = [Words(_PADDING, y + 13, entry.id, Style.LABEL, entry.role.value)]
    for block in (label, said, badges):
        marks += block.at(_ID, y)
        y += block.height + 1
    height = y + 5
    return Block((Frame(0, 0, width, height, entry.role.value), *marks), height)


def _badges(entry: CriterionEntry, width: float) -> Block:
    """Return source lines, references, "uncited" and encoding decisions, in as many rows."""
    lines = f"Line{'s' if len(entry.lines) > 1 else ''} {', '.join(map(str, entry.lines))}"
    found = [("plain", lines), *(("reference", f"[{n}]") for n in entry.references)]
    if entry.uncited:
        some = entry.references and f" (line {', '.join(map(str, entry.uncited))})"
        found.append(("uncited", f"! uncited{some or ''}"))
    found += [("encoding", mark) for mark in entry.encoding_decisions]
    marks: list[Mark] = []
    x, y = 0.0, 2.0
    for tone, text in found:
        room = line_width(text, Style.BADGE) + (0 if tone == "plain" else 10)
        if x and x + room > width:
            x, y = 0.0, y + _BADGE_HEIGHT + 3
        if tone != "plain":
            marks.append(Frame(round(x, 1), y, round(room, 1), _BADGE_HEIGHT, tone))
        inset = 0 if tone == "plain" else 5
        marks.append(Words(round(x + inset, 1), y + 11.2, text, Style.BADGE, tone))
        x += room + 5
    return Block(tuple(marks), y + _BADGE_HEIGHT)


def _verdict(decision: Decision, width: float) -> Block:
    name = paragraph(_capital(decision.verdict.value), width - 2 * _PADDING, Style.HEADING)
    said = paragraph(_capital(decision.condition), width - 2 * _PADDING, Style.TEXT)
    tone = decision.verdict.value.replace(" ", "-")
    height = name.height + said.height + 15
    marks = [*name.at(_PADDING, 7), *said.at(_PADDING, 8 + name.height)]
    return Block((Frame(0, 0, width, height, tone), *marks), height)


def _brackets(
    role: Role,
    content: ConceptMap,
    middles: Sequence[float],
    top: float,
    edge: float,
    target: float,
    centres: Sequence[float],
) -> Iterator[Rule]:
    """Yield what gathers the cards of a role and leads on to the verdicts that they decide."""
    if not middles:
        return
    sign = 1 if target > edge else -1
    spine = edge + sign * abs(target - edge) * 0.4
    reached = [
        (centre, statuses)
        for decision, centre in zip(content.decisions, centres, strict=True)
        if (statuses := {status for of, status in decision.sides if of is role})
    ]
    ends = [top + y for y in middles]
    span = [*ends, *(centre for centre, _ in reached)]
    for y in ends:
        yield Rule((Point(edge, y), Point(spine, y)), dashed=False)
    yield Rule((Point(spine, min(span)), Point(spine, max(span))), dashed=False)
    for y, statuses in reached:
        dashed = Status.REFUTED in statuses and Status.MET not in statuses
        yield Rule((Point(spine, y), Point(target, y)), dashed, arrow=True)


def _foot(content: ConceptMap, width: float) -> Block:
    half = (width - 24) / 2
    references = [
        f"[{r.number}] {_short(r.bibliography) or 'nothing found'} ({r.confidence.value})"
        for r in content.references
    ]
    decisions = " · ".join(f"{mark} {title}" for mark, title in content.encoding_decisions)
    read = f"Where the source was read: {decisions}." if decisions else ""
    blocks = [
        stack([paragraph(text, half, Style.SMALL) for text in references]),
        paragraph(read, half, Style.SMALL),
    ]
    key = (
        "Lines are those of the source. [1] is a number in its list; what it stands for is our "
        "finding. Solid arrow: when met. Dashed arrow: when refuted."
    )
    last = stack([paragraph(text, width, Style.SMALL) for text in (f"{content.disclaimer} {key}",)])
    height = max(block.height for block in blocks)
    marks = [
        Rule((Point(0, 0), Point(width, 0)), dashed=False),
        *blocks[0].at(0, 6),
        *blocks[1].at(half + 24, 6),
        *last.at(0, height + 9),
    ]
    return Block(tuple(marks), height + 9 + last.height)


def _short(bibliography: str) -> str:
    """Return the first author and the title of a work: up to the second full stop."""
    authors, _, rest = bibliography.partition(". ")
    first, comma, _ = authors.partition(",")
    title = rest.partition(". ")[0]
    return f"{first}{' et al.' if comma else '.'} {title}" if title else bibliography


def _spread(blocks: Sequence[Block], room: float) -> list[float]:
    """Return the top of each block: at even distances over *room*, or closely if it is short."""
    free = room - sum(block.height for block in blocks)
    gap = max(_GAP, min(free / max(len(blocks) - 1, 1), 6 * _GAP))
    tops, y = [], 0.0
    for block in blocks:
        tops.append(round(y, 1))
        y += block.height + gap
    return tops


def _end(blocks: Sequence[Block], tops: Sequence[float]) -> float:
    return tops[-1] + blocks[-1].height if blocks else 0.0


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
