"""An answer as a drawing of boxes and arrows, with the same as a table of links."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from app.components.graph_view import arrow, curve, outline
from app.resource_links import TermPages
from app.result_cells import Cell, short
from kg.nodes import Node, NodeKind
from kg.query_answer import Term
from kg.result_graph import Link, PlacedLink, PlacedTerm, draw_result

_LONGEST_WORDS = 19
_AWAY = 9.0

Written = Callable[[Term], Cell]
"""Returns how a term is shown in a cell."""


@dataclass(frozen=True)
class _Box:
    """A term with all that the template writes."""

    placed: PlacedTerm
    kind: NodeKind | None
    outline: str
    href: str
    external: bool
    spoken: str


@dataclass(frozen=True)
class _Arrow:
    """An arrow with all that the template writes; *words* stand at *x* and *y*."""

    placed: PlacedLink
    curve: str
    head: str
    words: str
    x: float
    y: float
    anchor: str


@dataclass(frozen=True)
class GraphShown:
    """A drawing as the template needs it; *rows* are its links one by one, as cells."""

    boxes: tuple[_Box, ...]
    arrows: tuple[_Arrow, ...]
    rows: tuple[tuple[Cell, Cell | None, Cell], ...]
    left_out: int
    width: float
    height: float


def graph_of(links: Iterable[Link], pages: TermPages, written: Written) -> GraphShown:
    """Return the drawing of *links*; *written* gives the name and the address of a term."""

    def label(term: Term) -> str:
        node = pages.node(term.value) if term.kind == "uri" else None
        return node.label if node else written(term).label

    drawn = draw_result(links, lambda term: written(term).text, label)
    ends: dict[int, int] = {}
    for one in drawn.arrows:
        ends[one.target] = ends.get(one.target, 0) + 1
    return GraphShown(
        boxes=tuple(_box(placed, pages.node(placed.term.value), written) for placed in drawn.terms),
        arrows=tuple(_arrow(placed, ends) for placed in drawn.arrows),
        rows=tuple(
            (
                written(link.source),
                written(Term("uri", link.name)) if link.name else None,
                written(link.target),
            )
            for link in drawn.links
        ),
        left_out=drawn.left_out,
        width=round(drawn.width, 1),
        height=round(drawn.height, 1),
    )


def _box(placed: PlacedTerm, node: Node | None, written: Written) -> _Box:
    cell = written(placed.term)
    kind = node.kind if node else None
    full = node.label if node else cell.label
    return _Box(
        placed=placed,
        kind=kind,
        outline=outline(
            kind or NodeKind.STATEMENT, placed.x, placed.y, placed.width, placed.height
        ),
        href=cell.href,
        external=cell.external,
        spoken=f"{cell.text}: {full}" if full else cell.text,
    )


def _arrow(placed: PlacedLink, ends: Mapping[int, int]) -> _Arrow:
    """Put the words where the fewest arrows meet: at the tip, or at the start of a crowd."""
    points = placed.points
    is_crowd = ends[placed.target] > 1
    place, other = (points[0], points[-1]) if is_crowd else (points[-1], points[0])
    to_right = other.x > place.x
    words = ", ".join(short(name).rpartition(":")[2] for name in placed.names)
    if len(words) > _LONGEST_WORDS:
        words = f"{words[: _LONGEST_WORDS - 1]}…"
    return _Arrow(
        placed=placed,
        curve=curve(points),
        head=arrow(points),
        words=words,
        x=place.x + (_AWAY if to_right else -_AWAY),
        y=place.y - 5,
        anchor="start" if to_right else "end",
    )
