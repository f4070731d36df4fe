"""
Class axioms in the Manchester syntax, in pieces that a page can link.

After the W3C note on the OWL 2 Manchester syntax: keywords in lower case, classes by their local
names. What is no OWL that is used here is written by its name alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from kg.namespaces import OWL, RDF, XSD, local_name

_SIGNS = {
    "minInclusive": ">=",
    "minExclusive": ">",
    "maxInclusive": "<=",
    "maxExclusive": "<",
}
_NAMED_BY = {
    "someValuesFrom": "some",
    "allValuesFrom": "only",
    "hasValue": "value",
}
_JOINED_BY = {"intersectionOf": "and", "unionOf": "or"}

Node = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text; *iri* is the term that it names, "" for keywords and numbers."""

    text: str
    iri: str = ""


class ManchesterWriter:
    """Writes the class expressions of one store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def write(self, node: Node) -> tuple[Piece, ...]:
        """Return the expression that *node* stands for."""
        return tuple(self._expression(node, nested=False))

    def _expression(self, node: Node, nested: bool) -> Iterator[Piece]:
        if isinstance(node, NamedNode):
            yield Piece(_name(node), node.value)
            return
        if isinstance(node, Literal):
            yield Piece(node.value)
            return
        parts = list(self._anonymous(node))
        # A datatype with its facets is one word, brackets and all.
        if nested and len(parts) > 1 and self._object(node, "onDatatype") is None:
            yield Piece("(")
            yield from parts
            yield Piece(")")
        else:
            yield from parts

    def _anonymous(self, node: Node) -> Iterator[Piece]:
        for name, word in _JOINED_BY.items():
            members = self._object(node, name)
            if members is not None:
                yield from self._joined(members, f" {word} ")
                return
        complement = self._object(node, "complementOf")
        if complement is not None:
            yield Piece("not ")
            yield from self._expression(complement, nested=True)
            return
        prop = self._object(node, "onProperty")
        if prop is not None:
            yield from self._expression(prop, nested=True)
            yield from self._restriction(node)
            return
        datatype = self._object(node, "onDatatype")
        if datatype is not None:
            yield from self._expression(datatype, nested=False)
            yield from self._facets(node)
            return
        if self._value(node, RDF + "first") is not None:
            yield Piece("list (")
            yield from self._joined(node, ", ", nested=False)
            yield Piece(")")
            return
        yield Piece(self._facet(node) or "an unnamed node")

    def _restriction(self, node: Node) -> Iterator[Piece]:
        for name, word in _NAMED_BY.items():
            filler = self._object(node, name)
            if filler is not None:
                yield Piece(f" {word} ")
                yield from self._expression(filler, nested=True)

    def _facets(self, node: Node) -> Iterator[Piece]:
        facets = self._object(node, "withRestrictions")
        written = {
            f"{_SIGNS.get(local_name(quad.predicate.value), '?')} {quad.object.value}"
            for facet in self._list(facets)
            if isinstance(facet, BlankNode)
            for quad in self._store.quads_for_pattern(facet, None, None)
            if isinstance(quad.object, Literal)
        }
        yield Piece(f"[{', '.join(sorted(written))}]")

    def _facet(self, node: Node) -> str:
        """Return one facet of a datatype, "" where *node* is none."""
        limits = ((sign, self._value(node, XSD + name)) for name, sign in _SIGNS.items())
        return next((f"{sign} {end.value}" for sign, end in limits if isinstance(end, Literal)), "")

    def _joined(self, members: Node, word: str, *, nested: bool = True) -> Iterator[Piece]:
        for number, member in enumerate(self._list(members)):
            if number:
                yield Piece(word)
            yield from self._expression(member, nested=nested)

    def _list(self, head: Node | None) -> Iterator[Node]:
        while isinstance(head, BlankNode):
            first = self._value(head, RDF + "first")
            if first is not None:
                yield first
            head = self._value(head, RDF + "rest")

    def _object(self, node: Node, name: str) -> Node | None:
        return self._value(node, OWL + name)

    def _value(self, node: Node, predicate: str) -> Node | None:
        if not isinstance(node, NamedNode | BlankNode):
            return None
        found = self._store.quads_for_pattern(node, NamedNode(predicate), None)
        return next((quad.object for quad in found), None)


def _name(node: NamedNode) -> str:
    name = local_name(node.value)
    return f"xsd:{name}" if node.value.startswith(XSD) else name
