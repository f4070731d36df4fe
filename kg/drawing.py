"""Part of a guideline's graph, drawn: boxes with lines of text, and edges with their points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.layout import Arrangement, Box, Point, arrange
from kg.nodes import Edge, Node, NodeKind, Relation

BOX_WIDTH = 204.0
LINE_HEIGHT = 18.0
#: Room in a box beside its text: padding and the line with kind and id.
HEAD_HEIGHT = 42.0
PADDING = 16.0

_FONT_SIZE = 13.0
_LINES = 3
_LINES_OF_FOCUS = 8
_MORE_HEIGHT = 34.0
_PATH_GAP = 128.0

# Sources stand on the left, what follows from them on the right. Narrower findings stand further
# left than broader ones, because presence goes up the hierarchy; so do sections that hold others.
_COLUMN = {
    NodeKind.REFERENCE: 1,
    NodeKind.SECTION: 1,
    NodeKind.STATEMENT: 2,
    NodeKind.TOPIC: 3,
    NodeKind.ENCODING_DECISION: 3,
    NodeKind.OBSERVABLE: 3,
    NodeKind.FINDING: 3,
    NodeKind.CRITERION: 4,
    NodeKind.VERDICT: 5,
}

# Advance widths in em, rounded up from the widest of the usual interface fonts.
_NARROW, _WIDE = frozenset("iljtfr.,:;'|!()[]- "), frozenset("mwMW@%")


@dataclass(frozen=True, slots=True)
class PlacedNode:
    """A node as a box; *lines* is its label, cut if it is long."""

    node: Node
    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlacedEdge:
    """An edge with its points from source to target; one *aside* is drawn faintly."""

    edge: Edge
    points: tuple[Point, ...]
    aside: bool = False


@dataclass(frozen=True, slots=True)
class More:
    """A box that stands for *count* nodes of one kind that are not shown."""

    kind: NodeKind
    count: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class GraphView:
    """A drawing. *focus* is the id of the node in the centre of interest, None if there is none."""

    focus: str | None
    nodes: tuple[PlacedNode, ...]
    edges: tuple[PlacedEdge, ...]
    more: tuple[More, ...]
    width: float
    height: float


def draw(
    nodes: Sequence[Node],
    edges: Iterable[Edge],
    focus: str | None = None,
    hidden: Mapping[NodeKind, int] | None = None,
    *,
    aside: frozenset[Edge] = frozenset(),
    most_lines: int = _LINES,
) -> GraphView:
    """
    Return *nodes* in columns by kind, with *edges* between them.

    Args:
        nodes: In the order in which they are to stand in a column, as far as the edges allow it.
        edges: Both ends of each are among *nodes*.
        focus: The node whose label is shown whole.
        hidden: How many nodes of a kind were left out.
        aside: Those of *edges* that are there, but matter less.
        most_lines: Of a label; that of the focus is shown whole.
    """
    edges = tuple(edges)
    column = _columns(nodes, edges)
    hidden = {kind: count for kind, count in (hidden or {}).items() if count}
    more_boxes = [Box(f"+ {kind.value}", _COLUMN[kind], BOX_WIDTH, _MORE_HEIGHT) for kind in hidden]
    lines = {
        node.id: wrap(node.label, _LINES_OF_FOCUS if node.id == focus else most_lines)
        for node in nodes
    }
    boxes = [Box(node.id, column[node.id], BOX_WIDTH, _height(lines[node.id])) for node in nodes]
    arrangement = arrange([*boxes, *more_boxes], [(edge.source, edge.target) for edge in edges])
    more = tuple(
        More(kind, count, corner.x, corner.y, BOX_WIDTH, _MORE_HEIGHT)
        for kind, count in hidden.items()
        for corner in (arrangement.corners[f"+ {kind.value}"],)
    )
    return _view(nodes, edges, lines, arrangement, focus, more, aside)


def draw_path(nodes: Sequence[Node], edges: Sequence[Edge]) -> GraphView:
    """Return *nodes* as a chain from left to right, each joined with the next by one of *edges*."""
    lines = {node.id: wrap(node.label, _LINES_OF_FOCUS) for node in nodes}
    boxes = [Box(n.id, place, BOX_WIDTH, _height(lines[n.id])) for place, n in enumerate(nodes)]
    links = [(edge.source, edge.target) for edge in edges]
    return _view(nodes, edges, lines, arrange(boxes, links, _PATH_GAP), None, ())


def wrap(text: str, most: int) -> tuple[str, ...]:
    """Return *text* in at most *most* lines that fit into a box; "…" ends the last one if cut."""
    room = BOX_WIDTH - 2 * PADDING
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if text_width(longer) <= room or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    if len(lines) <= most:
        return tuple(_cut(line, room) if text_width(line) > room else line for line in lines)
    return (*lines[: most - 1], _cut(f"{lines[most - 1]} …", room))


def text_width(text: str) -> float:
    """Return about how wide *text* is in a box; rather too much than too little."""
    return _FONT_SIZE * sum(
        0.38 if c in _NARROW else 0.92 if c in _WIDE else 0.7 if c.isupper() else 0.59 for c in text
    )


def _cut(line: str, room: float) -> str:
    body = line.removesuffix("…").rstrip()
    while body and text_width(f"{body}…") > room:
        body = body[:-1]
    return f"{body.rstrip(' ,.;:')}…"


def _height(lines: Sequence[str]) -> float:
    return HEAD_HEIGHT + len(lines) * LINE_HEIGHT


def _columns(nodes: Sequence[Node], edges: Sequence[Edge]) -> dict[str, int]:
    """Return the column of each node: that of its kind, or further left within a hierarchy."""
    kind_of = {node.id: node.kind for node in nodes}
    right: dict[str, list[str]] = {}
    for edge in edges:
        if edge.relation is Relation.BROADER:
            right.setdefault(edge.source, []).append(edge.target)
        elif kind_of[edge.source] is NodeKind.SECTION:
            right.setdefault(edge.target, []).append(edge.source)

    def steps(node: str) -> int:
        return 1 + max(map(steps, right[node])) if node in right else 0

    return {node.id: _COLUMN[node.kind] - steps(node.id) for node in nodes}


def _view(
    nodes: Sequence[Node],
    edges: Sequence[Edge],
    lines: Mapping[str, tuple[str, ...]],
    arrangement: Arrangement,
    focus: str | None,
    more: tuple[More, ...],
    aside: frozenset[Edge] = frozenset(),
) -> GraphView:
    by_id = {node.id: node for node in nodes}

    def placed(node: Node, corner: Point) -> PlacedNode:
        own = lines[node.id]
        return PlacedNode(node, corner.x, corner.y, BOX_WIDTH, _height(own), own)

    def points(edge: Edge) -> tuple[Point, ...]:
        route = arrangement.routes[edge.source, edge.target]
        corner = arrangement.corners
        backwards = corner[edge.source].x > corner[edge.target].x
        return route[::-1] if backwards else route

    return GraphView(
        focus=focus,
        nodes=tuple(placed(by_id[i], c) for i, c in arrangement.corners.items() if i in by_id),
        edges=tuple(PlacedEdge(edge, points(edge), edge in aside) for edge in edges),
        more=more,
        width=arrangement.width,
        height=arrangement.height,
    )
