"""What a dataset states, read triple by triple: the forms of OWL that its axioms are written in."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Store, Triple

from kg.namespaces import OWL, RDF, RDFS, XSD

Node = NamedNode | BlankNode

_GRAPH = DefaultGraph()
_SUBCLASS = NamedNode(RDFS + "subClassOf")

End = tuple[Decimal, int]
"""An end of an interval; the second part says on which side of its number it lies."""


class Stated:
    """The default graph of a store, which holds what the files state."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def holds(self, triple: Triple) -> bool:
        """Tell whether *triple* is stated."""
        found = self._store.quads_for_pattern(
            triple.subject, triple.predicate, triple.object, _GRAPH
        )
        return next(found, None) is not None

    def of_subject(self, node: Node) -> Iterator[Quad]:
        """Return what is stated about *node*."""
        return self._store.quads_for_pattern(node, None, None, _GRAPH)

    def of_object(self, node: Node) -> Iterator[Quad]:
        """Return what is stated to lead to *node*."""
        return self._store.quads_for_pattern(None, None, node, _GRAPH)

    def values(self, node: Node, predicate: NamedNode) -> list[Node]:
        """Return the values of one property that are no literals, in a stable order."""
        quads = self._store.quads_for_pattern(node, predicate, None, _GRAPH)
        found = (quad.object for quad in quads)
        return sorted((o for o in found if isinstance(o, NamedNode | BlankNode)), key=str)

    def part(self, node: Node, name: str) -> Node | None:
        """Return the value of a property of OWL by its name, None where there is none."""
        return next(iter(self.values(node, NamedNode(OWL + name))), None)

    def members(self, node: Node, name: str) -> list[Node]:
        """Return the members of the list that a property of OWL leads to."""
        head = self.part(node, name)
        return [] if head is None else list(self._list(head))

    def general_axioms(self) -> list[tuple[BlankNode, Node]]:
        """Return both sides of the axioms about an expression that has no name."""
        quads = self._store.quads_for_pattern(None, _SUBCLASS, None, _GRAPH)
        found = [
            (quad.subject, quad.object)
            for quad in quads
            if isinstance(quad.subject, BlankNode)
            and isinstance(quad.object, NamedNode | BlankNode)
        ]
        return sorted(found, key=str)

    def interval(self, node: Node) -> tuple[End, End] | None:
        """Return both ends of a datatype with facets, None where *node* is none."""
        base, facets = self.part(node, "onDatatype"), self.members(node, "withRestrictions")
        if base != NamedNode(XSD + "decimal") or not facets:
            return None
        low, high = (Decimal("-Infinity"), 0), (Decimal("Infinity"), 0)
        for quad in (quad for facet in facets for quad in self.of_subject(facet)):
            if isinstance(quad.object, Literal):
                amount = Decimal(quad.object.value)
                match quad.predicate.value.removeprefix(XSD):
                    case "minInclusive":
                        low = max(low, (amount, 0))
                    case "minExclusive":
                        low = max(low, (amount, 1))
                    case "maxInclusive":
                        high = min(high, (amount, 0))
                    case "maxExclusive":
                        high = min(high, (amount, -1))
        return low, high

    def _list(self, head: Node) -> Iterator[Node]:
        rest: Node | None = head
        while rest is not None:
            yield from self.values(rest, NamedNode(RDF + "first"))
            rest = next(iter(self.values(rest, NamedNode(RDF + "rest"))), None)
