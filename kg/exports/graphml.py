"""The projection of a guideline, the graph that is drawn, as GraphML."""

from __future__ import annotations

from collections.abc import Iterator

import networkx as nx

from kg.exports.source import ExportedFile, ExportSource
from kg.projection import Projection


def graphml(source: ExportSource) -> Iterator[ExportedFile]:
    """Yield one file a guideline; edges are directed, and two terms may have more than one."""
    for slug in source.library.guidelines:
        text = "\n".join(nx.generate_graphml(_graph(source.library.projection(slug))))
        head = '<?xml version="1.0" encoding="UTF-8"?>\n'
        yield ExportedFile(
            f"{slug}.graphml",
            "the guideline as a graph for drawing and measuring",
            "application/graphml+xml",
            (head + text + "\n").encode(),
            "graphml",
        )


def _graph(projection: Projection) -> nx.MultiDiGraph[str]:
    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in projection.nodes.values():
        graph.add_node(
            node.id,
            iri=node.iri,
            kind=node.kind.value,
            label=node.label,
            tag=node.tag,
            definition=node.definition,
        )
    for node_id in projection.nodes:
        for edge in projection.edges_at(node_id):
            if edge.source == node_id:
                graph.add_edge(
                    edge.source, edge.target, relation=edge.relation.value, note=edge.note
                )
    return graph
