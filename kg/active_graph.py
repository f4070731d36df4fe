"""The graphs that a pattern is matched against, read triple by triple: SPARQL's active graph."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Store, Triple

from kg.query_patterns import PatternQuery
from kg.query_text import TokenKind, keyword, tokens

Value = NamedNode | BlankNode | Literal | Triple
"""What stands at a place of a triple."""


class ActiveGraph:
    """One or more graphs of a store, merged."""

    def __init__(self, store: Store, names: Iterable[NamedNode | DefaultGraph]) -> None:
        self._store = store
        self.names = tuple(names)

    def triples(
        self, subject: Value | None, predicate: NamedNode | None, value: Value | None
    ) -> list[Triple]:
        """Return the triples that fit, None fitting everything, each once and in a stable order."""
        if isinstance(subject, Literal | Triple):
            return []
        found = {
            quad.triple
            for name in self.names
            for quad in self._store.quads_for_pattern(subject, predicate, value, name)
        }
        return sorted(found, key=str)

    def holds(self, triple: Triple) -> bool:
        """Tell whether *triple* is in one of the graphs."""
        return bool(self.triples(triple.subject, triple.predicate, triple.object))


@dataclass(frozen=True, slots=True)
class Sources:
    """The graphs that FROM merges, and those that FROM NAMED lets GRAPH reach, as written."""

    merged: tuple[str, ...]
    named: tuple[str, ...]


def sources_of(query: PatternQuery) -> Sources | None:
    """Return what the FROM clauses of a query name, None where it has none."""
    merged: list[str] = []
    named: list[str] = []
    into = merged
    for token in tokens(query.datasets):
        if keyword(token) == "NAMED":
            into = named
        elif token.kind in {TokenKind.IRI, TokenKind.NAME}:
            into.append(token.text)
            into = merged
    return Sources(tuple(merged), tuple(named)) if query.datasets else None
