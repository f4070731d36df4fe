"""
A drawing of a guideline's graph as accessible SVG.

Every node is a link, so the drawing works without a script and each state of it has an address.
`static/graph.js` adds zoom, dragging, arrow keys and a change of focus without loading the page
anew. Shape, words and colour tell the kinds apart, in this order of importance.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from app.components.connections import phrase
from app.templating import render
from kg.drawing import HEAD_HEIGHT, LINE_HEIGHT, PADDING, GraphView, PlacedEdge, PlacedNode
from kg.layout import Point
from kg.nodes import Node, NodeKind

_ARROW = 7.0
_BULGE = 30.0


@dataclass(frozen=True)
class _Shape:
    """A node with all that the template writes."""

    placed: PlacedNode
    outline: str
    href: str
    label: str
    neighbours: str


@dataclass(frozen=True)
class _Line:
    """An edge with all that the template writes."""

    placed: PlacedEdge
    curve: str
    arrow: str
    middle: Point
    words: str


def graph_view(
    view: GraphView,
    name: str,
    href: Callable[[Node], str],
    more_href: Callable[[NodeKind], str] | None = None,
) -> Markup:
    """
    Return the SVG of *view* in a box of its own that scrolls.

    Args:
        view: The drawing.
        name: What the drawing shows; its accessible name.
        href: Where a node leads.
        more_href: Where a box for nodes that are not shown leads; needed if *view* has such boxes.
    """
    joined: dict[str, list[str]] = {placed.node.id: [] for placed in view.nodes}
    for placed_edge in view.edges:
        joined[placed_edge.edge.source].append(placed_edge.edge.target)
        joined[placed_edge.edge.target].append(placed_edge.edge.source)
    shapes = [
        _Shape(
            placed=p,
            outline=outline(p.node.kind, p.x, p.y, p.width, p.height),
            href=href(p.node),
            label=_spoken(p.node),
            neighbours=" ".join(joined[p.node.id]),
        )
        for p in view.nodes
    ]
    more = [(m, more_href(m.kind)) for m in view.more] if more_href else []
    return render(
        "graph_view.html.j2",
        view=view,
        name=name,
        shapes=shapes,
        lines=[_line(p) for p in view.edges],
        more=more,
        padding=PADDING,
        head=HEAD_HEIGHT,
        line_height=LINE_HEIGHT,
    )


def outline(kind: NodeKind, x: float, y: float, width: float, height: float) -> str:
    """Return the outline of a box as SVG path data; every kind has a shape of its own."""
    r, b = x + width, y + height
    match kind:
        case NodeKind.CRITERION:  # hexagon
            mid = y + height / 2
            return f"M{x + 12} {y}H{r - 12}L{r} {mid}L{r - 12} {b}H{x + 12}L{x} {mid}Z"
        case NodeKind.VERDICT:  # octagon
            c = 14
            return (
                f"M{x + c} {y}H{r - c}L{r} {y + c}V{b - c}L{r - c} {b}H{x + c}L{x} {b - c}V{y + c}Z"
            )
        case NodeKind.FINDING:  # pill
            return _rounded(x, y, r, b, 20)
        case NodeKind.OBSERVABLE:  # parallelogram
            return f"M{x + 12} {y}H{r}L{r - 12} {b}H{x}Z"
        case NodeKind.REFERENCE:  # sheet with a folded corner
            return f"M{x} {y}H{r - 14}L{r} {y + 14}V{b}H{x}ZM{r - 14} {y}V{y + 14}H{r}"
        case NodeKind.SECTION:  # folder with a tab
            return f"M{x} {y}H{x + 72}L{x + 80} {y + 7}H{r}V{b}H{x}Z"
        case NodeKind.TOPIC:  # label with a point
            mid = y + height / 2
            return f"M{x} {y}H{r - 12}L{r} {mid}L{r - 12} {b}H{x}Z"
        case NodeKind.ENCODING_DECISION:  # ticket: corners cut inwards
            c = 9
            return (
                f"M{x + c} {y}H{r - c}A{c} {c} 0 0 0 {r} {y + c}V{b - c}"
                f"A{c} {c} 0 0 0 {r - c} {b}H{x + c}A{c} {c} 0 0 0 {x} {b - c}V{y + c}"
                f"A{c} {c} 0 0 0 {x + c} {y}Z"
            )
        case NodeKind.STATEMENT:
            return _rounded(x, y, r, b, 6)


def _rounded(x: float, y: float, r: float, b: float, c: float) -> str:
    return (
        f"M{x + c} {y}H{r - c}A{c} {c} 0 0 1 {r} {y + c}V{b - c}A{c} {c} 0 0 1 {r - c} {b}"
        f"H{x + c}A{c} {c} 0 0 1 {x} {b - c}V{y + c}A{c} {c} 0 0 1 {x + c} {y}Z"
    )


def _spoken(node: Node) -> str:
    tag = f", {node.tag}" if node.tag else ""
    return f"{node.name.capitalize()}{tag}: {node.label}"


def curve(points: Sequence[Point]) -> str:
    """Return the way of an arrow as SVG path data; within a column it is an arc on the left."""
    start, end = points[0], points[-1]
    path = f"M{start.x} {start.y}"
    if start.x == end.x:
        return f"{path}C{start.x - _BULGE} {start.y} {end.x - _BULGE} {end.y} {end.x} {end.y}"
    for before, after in itertools.pairwise(points):
        half = (before.x + after.x) / 2
        path += f"C{half} {before.y} {half} {after.y} {after.x} {after.y}"
    return path


def arrow(points: Sequence[Point]) -> str:
    """Return the head of an arrow at the last of *points* as SVG path data."""
    tip = points[-1]
    back = tip.x - (_ARROW if tip.x >= points[0].x else -_ARROW)
    return f"M{tip.x} {tip.y}L{back} {tip.y - _ARROW / 2}V{tip.y + _ARROW / 2}Z"


def _line(placed: PlacedEdge) -> _Line:
    points = placed.points
    start, end = points[0], points[-1]
    middle = Point((start.x + end.x) / 2, (start.y + end.y) / 2)
    if start.x == end.x:
        middle = Point(start.x - _BULGE, middle.y)
    words = phrase(placed.edge, placed.edge.source)
    return _Line(placed, curve(points), arrow(points), middle, words)
