"""
A guideline as a graph that can be walked: neighbourhoods, paths, search.

A projection keeps of the ontology what a reader can follow: which reference a statement cites,
which statements a criterion is derived from, which findings it tests, which verdict it decides.
networkx holds the graph and finds the paths; none of its types leaves this module.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise

import networkx as nx

from kg.drawing import GraphView, draw, draw_path
from kg.errors import UnknownNameError
from kg.model import Guideline
from kg.nodes import Edge, Node, NodeKind, Relation, edges_of, nodes_of
from kg.rules import Rules

#: More boxes than this at a time cannot be taken in.
MOST_NODES = 60
#: Of one kind, until the reader asks for the others.
MOST_OF_A_KIND = 9
#: The same for drawings of two steps and more, where each box brings lines in from several sides.
MOST_OF_A_KIND_FURTHER = 5
#: And the lines of a label there; the whole label shows while its box is in hand.
LINES_FURTHER = 2

# These gather what is alike without explaining it: walking on through one of them would bring in
# half of the guideline.
_GATHERING = frozenset({NodeKind.REFERENCE, NodeKind.SECTION, NodeKind.TOPIC, NodeKind.VERDICT})

# A path prefers what explains: a detour of two steps over a derivation is better than one step over
# a shared heading.
_LENGTH = {
    Relation.IN_SECTION: 4.0,
    Relation.ABOUT: 3.0,
    Relation.SPEAKS_OF: 3.0,
    Relation.INCOMPATIBLE: 1.5,
    Relation.CONCERNS: 1.5,
}


class Projection:
    """The graph of one guideline. Immutable: safe to share between threads."""

    def __init__(self, nodes: Collection[Node], edges: Collection[Edge]) -> None:
        self.nodes: Mapping[str, Node] = {node.id: node for node in nodes}
        self._rank = {node.id: rank for rank, node in enumerate(nodes)}
        self._edges_at: dict[str, list[Edge]] = {node.id: [] for node in nodes}
        self._graph: nx.Graph[str] = nx.Graph()
        self._graph.add_nodes_from(self.nodes)
        for edge in edges:
            self._edges_at[edge.source].append(edge)
            self._edges_at[edge.target].append(edge)
            length = _LENGTH.get(edge.relation, 1.0)
            known = self._graph.get_edge_data(edge.source, edge.target)
            if known is None or length < known["length"]:
                self._graph.add_edge(edge.source, edge.target, length=length, edge=edge)

    def node(self, node_id: str) -> Node:
        """Return one node; UnknownNameError if there is none of that id."""
        if node_id not in self.nodes:
            raise UnknownNameError("term", node_id, self.nodes)
        return self.nodes[node_id]

    def edges_at(self, node_id: str) -> tuple[Edge, ...]:
        """Return the edges that start or end at a node; UnknownNameError if there is none."""
        return tuple(self._edges_at[self.node(node_id).id])

    def of_kind(self, kind: NodeKind) -> tuple[str, ...]:
        """Return the ids of all nodes of one kind, in the order of the source."""
        return tuple(node.id for node in self.nodes.values() if node.kind is kind)

    def targets(self, node_id: str, *relations: Relation) -> tuple[str, ...]:
        """Return where the edges lead that start at a node, in the order of the source."""
        found = {e.target for e in self.edges_at(node_id) if e.relation in relations}
        return tuple(self._sorted(found - {node_id}))

    def sources(self, node_id: str, *relations: Relation) -> tuple[str, ...]:
        """Return where the edges start that lead to a node, in the order of the source."""
        found = {e.source for e in self.edges_at(node_id) if e.relation in relations}
        return tuple(self._sorted(found - {node_id}))

    def statements_in(self, section: str) -> tuple[str, ...]:
        """Return the statements of a section and of those within it; UnknownNameError if none."""
        below = {self.node(section).id}
        rim = below
        while rim:
            rim = {i for s in rim for i in self.sources(s, Relation.IN_SECTION)} - below
            below |= rim
        return tuple(i for i in self.of_kind(NodeKind.STATEMENT) if i in below)

    def neighbourhood(
        self,
        focus: str,
        hops: int = 1,
        kinds: Collection[NodeKind] = frozenset(NodeKind),
        opened: Collection[NodeKind] = frozenset(),
        section: str | None = None,
    ) -> GraphView:
        """
        Draw what is at most *hops* steps away from *focus*.

        The walk does not go on through references, sections, topics and verdicts, except when one
        of them is the focus. Beyond one step labels are shorter, and edges by which the walk did
        not come stand aside.

        Args:
            focus: A node id.
            hops: At least 1.
            kinds: What to show; the focus is shown whatever it is.
            opened: Kinds of which all nodes are shown, up to `MOST_NODES` boxes in all; of the
                others at most `MOST_OF_A_KIND`, and beyond one step `MOST_OF_A_KIND_FURTHER`, the
                nearest first.
            section: Statements outside this section are left out, and are no way to others.

        Raises:
            UnknownNameError: If there is no such node or section.
        """
        outside: set[str] = set()
        if section is not None:
            outside = set(self.of_kind(NodeKind.STATEMENT)) - {*self.statements_in(section), focus}
        steps = self._reached(self.node(focus).id, hops, kinds, outside)
        if hops == 1:
            shown, hidden = self._capped((), steps, opened, MOST_OF_A_KIND)
            return draw(self._in_order(shown), self._edges_among(shown), focus, hidden)
        shown, hidden = self._capped((), steps, opened, MOST_OF_A_KIND_FURTHER)
        edges = self._edges_among(shown)
        aside = frozenset(edge for edge in edges if not self._leads_away(edge, steps))
        return draw(
            self._in_order(shown), edges, focus, hidden, aside=aside, most_lines=LINES_FURTHER
        )

    def drawing(
        self,
        needed: Iterable[str],
        further: Iterable[str],
        edges: Iterable[Edge],
        opened: Collection[NodeKind] = frozenset(),
        most: int = MOST_OF_A_KIND,
        focus: str | None = None,
    ) -> GraphView:
        """
        Draw chosen nodes with those of *edges* that join them.

        Args:
            needed: Node ids that are shown, up to `MOST_NODES`.
            further: Those that are shown as long as there are no more than *most* of their kind;
                the others stand behind a box that tells their number.
            edges: Of this graph.
            opened: Kinds of which all are shown.
            most: See *further*.
            focus: The one of *needed* that the others are about.
        """
        shown, hidden = self._capped(needed, further, opened, most)
        within = set(shown)
        joining = [edge for edge in edges if {edge.source, edge.target} <= within]
        return draw(self._in_order(shown), joining, focus, hidden)

    def overview(self) -> GraphView:
        """Draw how the guideline decides: the criteria, what they test, and the verdicts."""
        criteria = {i for i, node in self.nodes.items() if node.kind is NodeKind.CRITERION}
        shown = criteria | {
            edge.target
            for criterion in criteria
            for edge in self._edges_at[criterion]
            if edge.relation in (Relation.TESTS, Relation.DECIDES)
        }
        deciding = {Relation.TESTS, Relation.DECIDES}
        edges = [edge for edge in self._edges_among(shown) if edge.relation in deciding]
        return draw(self._in_order(shown), edges)

    def path(self, start: str, end: str) -> GraphView | None:
        """
        Draw the shortest path between two nodes, None if there is none.

        Raises:
            UnknownNameError: If one of the nodes does not exist.
        """
        try:
            steps = nx.dijkstra_path(
                self._graph, self.node(start).id, self.node(end).id, weight="length"
            )
        except nx.NetworkXNoPath:
            return None
        edges = [self._graph[a][b]["edge"] for a, b in pairwise(steps)]
        return draw_path([self.nodes[step] for step in steps], edges)

    def search(self, text: str, most: int = 20) -> tuple[Node, ...]:
        """
        Return the nodes that have every word of *text* in id, label or definition, best first.

        A match of the whole id comes first, then labels that start with the text, then the other
        labels, then definitions.
        """
        wanted = text.casefold().split()
        phrase = " ".join(wanted)

        def rank(node: Node) -> int | None:
            node_id, label = node.id.casefold(), node.label.casefold()
            if phrase == node_id:
                return 0
            if label.startswith(phrase):
                return 1
            if all(word in f"{node_id} {label}" for word in wanted):
                return 2
            return (
                3
                if all(word in f"{label} {node.definition.casefold()}" for word in wanted)
                else None
            )

        if not wanted:
            return ()
        ranked = [(r, n.id) for n in self.nodes.values() if (r := rank(n)) is not None]
        ranked.sort(key=lambda pair: (pair[0], self._rank[pair[1]]))
        return tuple(self.nodes[node_id] for _, node_id in ranked[:most])

    def _capped(
        self,
        needed: Iterable[str],
        further: Iterable[str],
        opened: Collection[NodeKind],
        most: int,
    ) -> tuple[list[str], dict[NodeKind, int]]:
        """Return the nodes to show, and how many of each kind are left out."""
        first = dict.fromkeys(needed)
        shown: list[str] = []
        count = dict.fromkeys(NodeKind, 0)
        hidden = dict.fromkeys(NodeKind, 0)
        for node_id in dict.fromkeys([*first, *further]):
            kind = self.nodes[node_id].kind
            wanted = node_id in first or kind in opened or count[kind] < most
            if wanted and len(shown) < MOST_NODES:
                shown.append(node_id)
                count[kind] += 1
            else:
                hidden[kind] += 1
        return shown, hidden

    def _reached(
        self, focus: str, hops: int, kinds: Collection[NodeKind], outside: Collection[str]
    ) -> dict[str, int]:
        """
        Return how many steps away the nodes within *hops* of *focus* are.

        They come nearest first, then as in the source.
        """
        reached = {focus: 0}
        seen = {focus, *outside}
        rim = [focus]
        for step in range(1, hops + 1):
            ways = [i for i in rim if i == focus or self.nodes[i].kind not in _GATHERING]
            found = {other for i in ways for other in self._graph[i]} - seen
            rim = [i for i in self._sorted(found) if self.nodes[i].kind in kinds]
            seen |= found
            reached |= dict.fromkeys(rim, step)
        return reached

    def _leads_away(self, edge: Edge, steps: Mapping[str, int]) -> bool:
        """Tell whether a walk that counted *steps* went along an edge."""
        near, far = sorted((edge.source, edge.target), key=lambda node_id: steps[node_id])
        goes_on = steps[near] == 0 or self.nodes[near].kind not in _GATHERING
        return goes_on and steps[far] == steps[near] + 1

    def _sorted(self, node_ids: Collection[str]) -> list[str]:
        return sorted(node_ids, key=lambda node_id: self._rank[node_id])

    def _in_order(self, node_ids: Collection[str]) -> list[Node]:
        return [self.nodes[node_id] for node_id in self._sorted(node_ids)]

    def _edges_among(self, node_ids: Collection[str]) -> list[Edge]:
        within = set(node_ids)
        return [
            edge
            for node_id in self._sorted(within)
            for edge in self._edges_at[node_id]
            if edge.source == node_id and edge.target in within
        ]


def project(guideline: Guideline, rules: Rules) -> Projection:
    """Return the graph of *guideline*; *rules* tell what its criteria test and decide."""
    return Projection(tuple(nodes_of(guideline, rules)), tuple(edges_of(guideline, rules)))
