"""
A result as a graph: its terms as boxes in layers, joined as its rows or triples say.

Triples are arrows from subject to object. Rows join the terms of neighbouring columns; a column
that holds nothing but properties between two others names the arrow. Arrows lead to the right,
except where they would go round in circles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kg.drawing import BOX_WIDTH, HEAD_HEIGHT, LINE_HEIGHT, wrap
from kg.layout import Arrangement, Box, Point, arrange
from kg.query_answer import ResultTable, Term
from kg.query_text import QueryForm
from kg.result_columns import Column, ColumnKind

MOST_TERMS = 60
MOST_LINES = 2
_HEIGHT_OF_NAME = 36.0
# Room between layers, with and without words on the arrows.
_GAP_WITH_WORDS, _GAP = 132.0, 64.0


@dataclass(frozen=True, slots=True)
class Link:
    """*source* and *target* are terms of the answer; *name* is the IRI of a property, or ""."""

    source: Term
    name: str
    target: Term


@dataclass(frozen=True, slots=True)
class PlacedTerm:
    """
    A term as a box.

    *name* is its short name, *lines* its label, cut if it is long; *joined* holds the numbers of
    the boxes that an arrow joins it with.
    """

    term: Term
    number: int
    x: float
    y: float
    width: float
    height: float
    name: str
    lines: tuple[str, ...]
    joined: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlacedLink:
    """An arrow with its points from source to target; *names* are those of all links it draws."""

    source: int
    target: int
    names: tuple[str, ...]
    points: tuple[Point, ...]


@dataclass(frozen=True)
class ResultGraph:
    """
    A drawing.

    Attributes:
        terms: The boxes, in the order of the layers.
        arrows: The arrows.
        links: What the arrows say, one by one, in the order of the answer.
        left_out: How many terms of the answer are not drawn.
    """

    terms: tuple[PlacedTerm, ...]
    arrows: tuple[PlacedLink, ...]
    links: tuple[Link, ...]
    left_out: int
    width: float
    height: float


def links_of(
    table: ResultTable,
    columns: Sequence[Column],
    form: QueryForm,
    is_property: Callable[[str], bool],
) -> Iterator[Link]:
    """
    Yield what joins the terms of an answer, repetitions included; nothing where nothing does.

    Args:
        table: The answer.
        columns: What its columns hold.
        form: Whether it holds rows or triples.
        is_property: Tells whether an IRI is that of a property.
    """
    if form in {QueryForm.CONSTRUCT, QueryForm.DESCRIBE}:
        return _of_triples(table)
    terms = [column.index for column in columns if column.kind is ColumnKind.TERMS]
    return _of_rows(table, terms, is_property)


def _of_triples(table: ResultTable) -> Iterator[Link]:
    for subject, predicate, value in table.rows:
        if subject and predicate and value and value.kind in {"uri", "bnode"}:
            yield Link(subject, predicate.value, value)


def _of_rows(
    table: ResultTable, columns: Sequence[int], is_property: Callable[[str], bool]
) -> Iterator[Link]:
    naming = {
        c
        for c in columns[1:-1]
        if all(term is None or is_property(term.value) for term in (r[c] for r in table.rows))
    }
    for row in table.rows:
        here: Term | None = None
        name = ""
        for index in columns:
            term = row[index]
            if index in naming:
                name = term.value if term else ""
            elif term is not None:
                if here is not None:
                    yield Link(here, name, term)
                here, name = term, ""


def draw_result(
    links: Iterable[Link], name: Callable[[Term], str], label: Callable[[Term], str]
) -> ResultGraph:
    """
    Return *links* drawn, as many as `MOST_TERMS` terms have.

    Args:
        links: What joins the terms; repetitions are drawn once.
        name: Returns the short name of a term.
        label: Returns what it is called beside that, "" for nothing.
    """
    links = tuple(dict.fromkeys(links))
    everything = dict.fromkeys(term for link in links for term in (link.source, link.target))
    kept: dict[Term, None] = {}
    shown = []
    for link in links:
        ends = dict.fromkeys((link.source, link.target))
        if len(kept | ends) <= MOST_TERMS:
            kept |= ends
            shown.append(link)
    names = {term: str(number) for number, term in enumerate(kept)}
    words = {term: label(term) for term in kept}
    lines = {term: wrap(text, MOST_LINES) if text else () for term, text in words.items()}
    short = {term: wrap(name(term), 1)[0] for term in kept}
    layer = _layers([(link.source, link.target) for link in shown])
    boxes = [Box(names[t], layer[t], BOX_WIDTH, _height(lines[t])) for t in kept]
    pairs = [(names[link.source], names[link.target]) for link in shown]
    gap = _GAP_WITH_WORDS if any(link.name for link in shown) else _GAP
    arrangement = arrange(boxes, [pair for pair in pairs if pair[0] != pair[1]], gap)
    return ResultGraph(
        terms=tuple(_terms(names, short, lines, arrangement, pairs)),
        arrows=tuple(_arrows(shown, names, arrangement)),
        links=tuple(shown),
        left_out=len(everything) - len(kept),
        width=arrangement.width,
        height=arrangement.height,
    )


def _terms(
    names: Mapping[Term, str],
    short: Mapping[Term, str],
    lines: Mapping[Term, tuple[str, ...]],
    arrangement: Arrangement,
    pairs: list[tuple[str, str]],
) -> Iterator[PlacedTerm]:
    term_of = {name: term for term, name in names.items()}
    for name, corner in arrangement.corners.items():
        joined = dict.fromkeys(
            int(end) for pair in pairs if name in pair for end in pair if end != name
        )
        own = lines[term_of[name]]
        yield PlacedTerm(
            term_of[name],
            int(name),
            corner.x,
            corner.y,
            BOX_WIDTH,
            _height(own),
            short[term_of[name]],
            own,
            tuple(joined),
        )


def _arrows(
    links: list[Link], names: Mapping[Term, str], arrangement: Arrangement
) -> Iterator[PlacedLink]:
    between: dict[tuple[str, str], list[str]] = {}
    for link in links:
        pair = (names[link.source], names[link.target])
        if pair[0] != pair[1]:  # A term that leads to itself stands in the table only.
            between.setdefault(pair, []).append(link.name)
    for (source, target), said in between.items():
        points = arrangement.routes[source, target]
        backwards = arrangement.corners[source].x > arrangement.corners[target].x
        named = tuple(dict.fromkeys(name for name in said if name))
        yield PlacedLink(int(source), int(target), named, points[::-1] if backwards else points)


def _layers(pairs: list[tuple[Term, Term]]) -> dict[Term, int]:
    """Return the layer of each term: one more than the last of those that lead to it."""
    following: dict[Term, list[Term]] = {}
    for source, target in pairs:
        following.setdefault(source, [])
        following.setdefault(target, [])
        if source != target:
            following[source].append(target)
    order = _order(following)
    place = {term: number for number, term in enumerate(order)}
    layer = dict.fromkeys(order, 0)
    for term in order:
        for target in following[term]:
            if place[target] > place[term]:  # An arrow back would close a circle.
                layer[target] = max(layer[target], layer[term] + 1)
    return _drawn_together(layer, following, place)


def _drawn_together(
    layer: dict[Term, int], following: Mapping[Term, list[Term]], place: Mapping[Term, int]
) -> dict[Term, int]:
    """Return the layers with every beginning moved next to the first that it leads to."""
    targets = {target for found in following.values() for target in found}
    moved = dict(layer)
    for term, found in following.items():
        ahead = [layer[target] for target in found if place[target] > place[term]]
        if term not in targets and ahead:
            moved[term] = min(ahead) - 1
    return moved


def _order(following: Mapping[Term, list[Term]]) -> list[Term]:
    """Return the terms so that arrows lead onwards, as far as there are no circles."""
    done: dict[Term, None] = {}
    for start in following:
        # A stack of its own, because a chain may be longer than Python's.
        waiting = [(start, iter(following[start]))]
        entered = {start}
        while waiting and start not in done:
            term, rest = waiting[-1]
            onwards = next((t for t in rest if t not in done and t not in entered), None)
            if onwards is None:
                done[term] = None
                waiting.pop()
            else:
                entered.add(onwards)
                waiting.append((onwards, iter(following[onwards])))
    return list(reversed(done))


def _height(lines: tuple[str, ...]) -> float:
    return HEAD_HEIGHT + len(lines) * LINE_HEIGHT if lines else _HEIGHT_OF_NAME
