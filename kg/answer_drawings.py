"""The answers to `kg.graph_questions`, drawn."""

from __future__ import annotations

from collections.abc import Collection

from kg.drawing import GraphView
from kg.graph_questions import (
    Answer,
    Course,
    Deciding,
    Effect,
    Fallen,
    Readings,
    Resting,
    Uncited,
)
from kg.nodes import Edge, NodeKind, Relation
from kg.projection import MOST_OF_A_KIND, Projection

_SUBSTANCE = frozenset({Relation.TESTS, Relation.BROADER, Relation.INCOMPATIBLE})
_DECISION = _SUBSTANCE | {Relation.DECIDES}
_EVIDENCE = frozenset({Relation.CITES, Relation.DERIVED_FROM, Relation.DECIDES})
_READING = frozenset({Relation.CONCERNS, Relation.DERIVED_FROM})


def draw_answer(
    graph: Projection, answer: Answer, opened: Collection[NodeKind] = frozenset()
) -> GraphView:
    """
    Return the drawing of an answer.

    Args:
        graph: The guideline that was asked.
        answer: What decides or is decided stands there always; statements and encoding decisions
            that only cite or comment stand behind a box with their number where they are many.
        opened: Kinds of which all nodes are shown.
    """
    match answer:
        case Deciding(criteria, tested, verdicts):
            return _drawn(graph, (*tested, *criteria, *verdicts), (), _DECISION, opened)
        case Resting(reference, statements, criteria):
            feeding = _feeding(graph, statements, criteria)
            needed = (reference, *criteria, *feeding)
            return _drawn(graph, needed, statements, _EVIDENCE, opened, focus=reference)
        case Uncited(statements, criteria, _, verdicts):
            feeding = _feeding(graph, statements, criteria)
            return _drawn(graph, (*criteria, *verdicts, *feeding), statements, _EVIDENCE, opened)
        case Fallen(reference, statements, lost, uncited, weakened):
            criteria = (*lost, *uncited, *weakened)
            behind = [s for c in criteria for s in graph.targets(c, Relation.DERIVED_FROM)]
            needed = (reference, *criteria, *behind)
            return _drawn(graph, needed, statements, _EVIDENCE, opened, focus=reference)
        case Course(finding, present, absent):
            return _draw_course(graph, finding, (*present, *absent), opened)
        case Readings(decisions, others, statements, criteria):
            few = len(decisions) + len(statements) <= 2 * MOST_OF_A_KIND
            return _drawn(
                graph,
                (*decisions, *criteria, *(statements if few else ())),
                (*others, *statements),
                _READING,
                opened,
                most=MOST_OF_A_KIND if few else 0,
            )


def _drawn(
    graph: Projection,
    needed: Collection[str],
    further: Collection[str],
    relations: Collection[Relation],
    opened: Collection[NodeKind],
    most: int = MOST_OF_A_KIND,
    focus: str | None = None,
) -> GraphView:
    edges = dict.fromkeys(
        e for i in (*needed, *further) for e in graph.edges_at(i) if e.relation in relations
    )
    return graph.drawing(needed, further, edges, opened, most, focus)


def _draw_course(
    graph: Projection, finding: str, effects: Collection[Effect], opened: Collection[NodeKind]
) -> GraphView:
    through = dict.fromkeys([finding, *(i for e in effects for i in e.through)])
    criteria = dict.fromkeys(effect.criterion for effect in effects)
    deciding = {(e.criterion, f"when {e.status.value}") for e in effects}
    edges: dict[Edge, None] = {}
    for edge in (e for i in (*through, *criteria) for e in graph.edges_at(i)):
        decides = edge.relation is Relation.DECIDES and (edge.source, edge.note) in deciding
        if decides or edge.relation in _SUBSTANCE:
            edges[edge] = None
    verdicts = [e.target for e in edges if e.relation is Relation.DECIDES]
    return graph.drawing((*through, *criteria, *verdicts), (), edges, opened, focus=finding)


def _feeding(
    graph: Projection, statements: Collection[str], criteria: Collection[str]
) -> list[str]:
    """Return those of *statements* from which one of *criteria* is derived."""
    behind = {s for c in criteria for s in graph.targets(c, Relation.DERIVED_FROM)}
    return [s for s in statements if s in behind]
