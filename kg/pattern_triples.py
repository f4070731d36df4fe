"""
The triples that a match of a query puts into its patterns.

An engine names the blank nodes of its answers as it likes, so their names say nothing about the
data here. Which nodes they are is searched for: those for which every pattern has its triples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.active_graph import ActiveGraph, Value
from kg.property_path import PropertyPath
from kg.walks import Effort, TooFarError, walks_from

_MOST_UNKNOWN = 400
"""Patterns with blank nodes; the search goes one level deeper for each."""


@dataclass(frozen=True, slots=True)
class Unknown:
    """A blank node by the name that the engine gave it."""

    name: str


Spot = NamedNode | Literal | Unknown
Known = Mapping[Unknown, Value]


@dataclass(frozen=True)
class Sought:
    """A pattern with the values of a match: one triple, or a way along a path."""

    subject: Spot
    verb: NamedNode | PropertyPath
    value: Spot
    graph: ActiveGraph


@dataclass(frozen=True, slots=True)
class Found:
    """What a pattern matched: the ends, and the triples between them in order."""

    start: Value
    end: Value
    triples: tuple[Triple, ...]


def found_for(sought: Sequence[Sought], effort: Effort) -> tuple[Found, ...] | None:
    """
    Return what each pattern matched, None where no nodes fit all of them.

    Raises:
        TooFarError: If that takes more than *effort*.
    """
    made: dict[int, Found] = {}
    open_ones: list[int] = []
    for index, one in enumerate(sought):
        if isinstance(one.subject, Unknown) or isinstance(one.value, Unknown):
            open_ones.append(index)
            continue
        found = next((found for found, _ in _candidates(one, {}, effort)), None)
        if found is None:
            return None
        made[index] = found
    if len(open_ones) > _MOST_UNKNOWN:
        raise TooFarError
    rest = _solved({index: sought[index] for index in open_ones}, {}, effort)
    if rest is None:
        return None
    return tuple({**made, **rest}[index] for index in range(len(sought)))


def _solved(left: Mapping[int, Sought], known: Known, effort: Effort) -> dict[int, Found] | None:
    """Return what the patterns *left* matched, the one with the fewest unknown ends first."""
    if not left:
        return {}
    index = min(left, key=lambda i: _unknown_ends(left[i], known))
    others = {i: one for i, one in left.items() if i != index}
    for found, more in _candidates(left[index], known, effort):
        rest = _solved(others, more, effort)
        if rest is not None:
            return {index: found, **rest}
    return None


def _unknown_ends(sought: Sought, known: Known) -> tuple[int, bool]:
    ends = (sought.subject, sought.value)
    unknown = sum(isinstance(end, Unknown) and end not in known for end in ends)
    return unknown, isinstance(sought.verb, PropertyPath)


def _candidates(sought: Sought, known: Known, effort: Effort) -> Iterator[tuple[Found, Known]]:
    """Yield what may have been matched, each with the blank nodes that are known then."""
    for found in _matches(sought, _node(sought.subject, known), _node(sought.value, known), effort):
        more = dict(known)
        if _fits(sought.subject, found.start, more) and _fits(sought.value, found.end, more):
            yield found, more


def _matches(
    sought: Sought, start: Value | None, end: Value | None, effort: Effort
) -> Iterator[Found]:
    graph, verb = sought.graph, sought.verb
    if isinstance(verb, NamedNode):
        for triple in graph.triples(start, verb, end):
            effort.spend()
            yield Found(triple.subject, triple.object, (triple,))
    elif start is not None:
        for walk in walks_from(start, verb, graph, effort):
            if end is None or walk.end == end:
                yield Found(start, walk.end, walk.triples)
                if end is not None:
                    return
    elif end is not None:
        for walk in walks_from(end, verb.turned(), graph, effort):
            yield Found(walk.end, end, tuple(reversed(walk.triples)))
    else:
        for node in _blank_nodes(graph):
            for walk in walks_from(node, verb, graph, effort):
                yield Found(node, walk.end, walk.triples)


def _blank_nodes(graph: ActiveGraph) -> list[BlankNode]:
    """Return the blank nodes that triples start or end with, in a stable order."""
    triples = graph.triples(None, None, None)
    ends = {node for t in triples for node in (t.subject, t.object) if isinstance(node, BlankNode)}
    return sorted(ends, key=str)


def _node(spot: Spot, known: Known) -> Value | None:
    return known.get(spot) if isinstance(spot, Unknown) else spot


def _fits(spot: Spot, node: Value, known: dict[Unknown, Value]) -> bool:
    """Tell whether *node* can stand there, and note it; two names are two nodes."""
    if not isinstance(spot, Unknown):
        return True
    if spot in known:
        return known[spot] == node
    if not isinstance(node, BlankNode) or node in known.values():
        return False
    known[spot] = node
    return True
