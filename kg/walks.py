"""The shortest ways along a property path through a graph, triple by triple."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from kg.active_graph import ActiveGraph, Value
from kg.property_path import Hop, PropertyPath


class TooFarError(Exception):
    """More was looked at than one answer is worth; caught where the search was begun."""


class Effort:
    """Counts what is looked at, up to *most* triples."""

    def __init__(self, most: int) -> None:
        self._left = most

    def spend(self, amount: int = 1) -> None:
        """
        Count *amount* more.

        Raises:
            TooFarError: If that is too much.
        """
        self._left -= amount
        if self._left < 0:
            raise TooFarError


@dataclass(frozen=True, slots=True)
class Walk:
    """A way to *end* over *triples*, in their order; none where the way has no length."""

    end: Value
    triples: tuple[Triple, ...]


@dataclass(frozen=True, slots=True)
class _Reached:
    """A node at a place of the path, and over which triple from where it was reached."""

    node: Value
    place: int
    over: Triple | None = None
    before: _Reached | None = None


def walks_from(
    start: Value, path: PropertyPath, graph: ActiveGraph, effort: Effort
) -> Iterator[Walk]:
    """
    Yield one shortest way from *start* to each node that *path* leads to, shorter ways first.

    Of equally short ways the same is taken every time.

    Raises:
        TooFarError: If *effort* is spent.
    """
    known: set[tuple[Value, int]] = set()
    told: set[Value] = set()
    level = [_Reached(start, path.start)]
    while level:
        here = list(_settled(level, path, known))
        for reached in here:
            if reached.place == path.end and reached.node not in told:
                told.add(reached.node)
                yield Walk(reached.node, _triples(reached))
        level = [one for reached in here for one in _onwards(reached, path, graph, effort)]


def _settled(
    level: list[_Reached], path: PropertyPath, known: set[tuple[Value, int]]
) -> Iterator[_Reached]:
    """Yield what is new on a level, with the places that are reached over no triple."""
    for first in level:
        waiting = [first]
        while waiting:
            reached = waiting.pop()
            if (reached.node, reached.place) in known:
                continue
            known.add((reached.node, reached.place))
            yield reached
            waiting += [
                _Reached(reached.node, place, reached.over, reached.before)
                for place in reversed(path.free.get(reached.place, []))
            ]


def _onwards(
    reached: _Reached, path: PropertyPath, graph: ActiveGraph, effort: Effort
) -> Iterator[_Reached]:
    for hop, place in path.hops.get(reached.place, []):
        for triple in _leaving(reached.node, hop, graph):
            effort.spend()
            node = triple.subject if hop.backwards else triple.object
            yield _Reached(node, place, triple, reached)


def _leaving(node: Value, hop: Hop, graph: ActiveGraph) -> list[Triple]:
    subject, value = (None, node) if hop.backwards else (node, None)
    if hop.excluded:
        found = graph.triples(subject, None, value)
        return [triple for triple in found if triple.predicate.value not in hop.iris]
    return [t for iri in hop.iris for t in graph.triples(subject, NamedNode(iri), value)]


def _triples(reached: _Reached) -> tuple[Triple, ...]:
    found: list[Triple] = []
    at: _Reached | None = reached
    while at is not None and at.over is not None:
        found.append(at.over)
        at = at.before
    return tuple(reversed(found))
