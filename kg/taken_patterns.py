"""The parts of a query that one match went through, each with the graph that it was matched in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kg.pattern_terms import PatternTerms
from kg.query_patterns import Element, PartKind, PatternQuery, Triple
from kg.row_matches import Match, mark_of, text_of


@dataclass(frozen=True)
class Taken:
    """
    An element that a match went through.

    *graph* is the name of the graph around it, an IRI in angle brackets; "" is the default graph.
    """

    element: Element
    graph: str


def taken_of(query: PatternQuery, match: Match, terms: PatternTerms, graph: str) -> list[Taken]:
    """
    Return the elements that *match* went through, in the order of the text.

    Of alternatives only the one that was taken is there, optional parts only if they were; what
    is inside of these and of GRAPH stands in their place. Only a GRAPH of which the match does not
    say which it was stands for itself.

    Args:
        query: What was matched.
        match: One that `kg.row_matches` gave.
        terms: Reads the names of graphs.
        graph: The graph around the query, "" for the default graph.
    """
    return list(_taken(query.elements, match, terms, graph))


def _taken(
    elements: Iterable[Element], match: Match, terms: PatternTerms, graph: str
) -> Iterator[Taken]:
    for element in elements:
        if isinstance(element, Triple) or not element.branches:
            yield Taken(element, graph)
        elif element.kind is PartKind.GRAPH and element.graph is not None:
            named = _named(element.graph.text, match, terms)
            if named:
                yield from _taken(element.branches[0], match, terms, named)
            else:
                yield Taken(element, graph)
        elif (mark := match.get(mark_of(element))) is not None:
            yield from _taken(element.branches[int(mark.value)], match, terms, graph)


def _named(name: str, match: Match, terms: PatternTerms) -> str:
    """Return the name of a graph, "" where it is a variable without a value."""
    if name[0] not in "?$":
        return str(terms.node(name))
    value = match.get(name[1:])
    return text_of(value) if value is not None else ""
