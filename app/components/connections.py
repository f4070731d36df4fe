"""What a term is connected with, in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kg.nodes import Edge, Node, Relation
from kg.projection import Projection

# Read from the source of an edge, and from its target.
_PHRASES = {
    Relation.CITES: ("Cites", "Cited by"),
    Relation.IN_SECTION: ("In section", "Holds"),
    Relation.ABOUT: ("About", "Spoken of in"),
    Relation.SPEAKS_OF: ("Speaks of", "Spoken of in"),
    Relation.CONCERNS: ("Concerns", "Subject of"),
    Relation.DERIVED_FROM: ("Derived from", "Feeds criterion"),
    Relation.TESTS: ("Tests", "Tested by"),
    Relation.BROADER: ("Broader finding", "Narrower finding"),
    Relation.INCOMPATIBLE: ("Cannot be present with", "Cannot be present with"),
    Relation.DECIDES: ("Decides", "Decided by"),
}


@dataclass(frozen=True)
class Connection:
    """Terms that one term is related to in the same way; *phrase* reads from that term."""

    phrase: str
    nodes: tuple[Node, ...]


def connections(
    projection: Projection, node_id: str, leave_out: Collection[Relation] = ()
) -> tuple[Connection, ...]:
    """
    Return what a term is connected with, grouped by the way, in the order of `Relation`.

    Args:
        projection: The graph.
        node_id: The term.
        leave_out: Relations that are shown in another way.
    """
    edges = [edge for edge in projection.edges_at(node_id) if edge.relation not in leave_out]
    edges.sort(key=_rank)
    groups: dict[str, list[Node]] = {}
    for edge in edges:
        other = edge.target if edge.source == node_id else edge.source
        groups.setdefault(phrase(edge, node_id), []).append(projection.node(other))
    return tuple(Connection(words, tuple(nodes)) for words, nodes in groups.items())


def path_steps(edges: Iterable[Edge], start: str) -> tuple[tuple[str, str], ...]:
    """Return for each edge of a path from *start* its phrase and the id of the node it leads to."""
    steps = []
    here = start
    for edge in edges:
        words = phrase(edge, here)
        here = edge.target if edge.source == here else edge.source
        steps.append((words, here))
    return tuple(steps)


def phrase(edge: Edge, reader: str) -> str:
    """Return the relation in words, read from the node *reader*: "Decides, when met"."""
    words = _PHRASES[edge.relation][0 if edge.source == reader else 1]
    return f"{words}, {edge.note}" if edge.note else words


def _rank(edge: Edge) -> tuple[int, str]:
    return list(Relation).index(edge.relation), edge.note
