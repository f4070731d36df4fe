"""
Why one triple is true: files state it, or it follows from what they state.

What follows is led back to what is stated (`kg.proofs`), and what is stated to the statements of
the guideline that it rests on (`kg.backing`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.active_graph import ActiveGraph, Value
from kg.backing import statements_behind
from kg.dataset import GraphDataset
from kg.graphs import GraphRole, NamedGraph
from kg.manchester import ManchesterWriter, Piece
from kg.namespaces import GG, RDF, XSD
from kg.proofs import Proof, Prover, Rule
from kg.stated import Stated
from kg.term_view import name_of
from kg.vocabulary import written

# Literals that are shown by their value, and those that are shown as texts.
_PLAIN = frozenset(XSD + name for name in ("integer", "decimal", "boolean"))
_TEXTS = frozenset({XSD + "string", RDF + "langString"})
_ORIGIN = NamedNode(GG + "origin")
# The graphs that say most of a triple come first: what is stated before what follows.
_ORDER = list(GraphRole)


@dataclass(frozen=True, slots=True)
class Grounds:
    """
    One triple behind a row, and why it is true.

    Attributes:
        triple: The triple itself; blank nodes are those of the dataset.
        claim: The triple in pieces; class expressions are in the Manchester syntax.
        rule: How it follows from *premises*, or that it is stated.
        graph: The named graph that holds it, None for a step on the way.
        premises: What it follows from; none where it is stated.
        statements: IRIs of the statements that the subject rests on, where it is stated.
        origin: Whether the document uses its subject, in words; "" where that is not recorded.
    """

    triple: Triple
    claim: tuple[Piece, ...]
    rule: Rule
    graph: NamedGraph | None
    premises: tuple[Grounds, ...] = ()
    statements: tuple[str, ...] = ()
    origin: str = ""


class Teller:
    """Tells the grounds of triples of one dataset."""

    def __init__(self, dataset: GraphDataset) -> None:
        self._store = dataset.store
        self._stated = Stated(dataset.store)
        self._graphs = sorted(dataset.graphs, key=lambda graph: _ORDER.index(graph.role))
        self._prover = Prover(dataset.store)
        self._writer = ManchesterWriter(dataset.store)

    def grounds(self, triple: Triple, graph: ActiveGraph) -> Grounds:
        """Return why *triple* is true, which is one of *graph*."""
        proof = self._prover.prove(triple) or Proof(triple, Rule.STATED)
        return self._told(proof, self._holder(triple, graph))

    def pieces(self, node: Value) -> tuple[Piece, ...]:
        """Return one term in pieces."""
        return tuple(self._pieces(node))

    def _told(self, proof: Proof, graph: NamedGraph | None) -> Grounds:
        triple = proof.triple
        claim = tuple(self._claim(triple))
        premises = tuple(self._told(one, self._holder(one.triple)) for one in proof.premises)
        if len(premises) == 1 and premises[0].claim == claim:
            return premises[0]  # the same expression, written twice in the files
        if proof.premises:
            return Grounds(triple, claim, proof.rule, graph, premises)
        owner = self._owner(triple.subject)
        if owner is None:
            return Grounds(triple, claim, proof.rule, graph)
        statements = tuple(node.value for node in statements_behind(self._store, owner))
        return Grounds(triple, claim, proof.rule, graph, (), statements, self._origin(owner))

    def _owner(self, node: Value) -> NamedNode | None:
        """Return the term whose axiom a node is part of, itself where it has a name."""
        known: set[Value] = set()
        while isinstance(node, BlankNode) and node not in known:
            known.add(node)
            subjects = [quad.subject for quad in self._stated.of_object(node)]
            node = min(subjects, key=str, default=node)
        return node if isinstance(node, NamedNode) else None

    def _claim(self, triple: Triple) -> Iterator[Piece]:
        for number, node in enumerate((triple.subject, triple.predicate, triple.object)):
            if number:
                yield Piece(" ")
            yield from self._pieces(node)

    def _pieces(self, node: Value) -> Iterator[Piece]:
        match node:
            case NamedNode(value=iri):
                yield Piece(written(iri), iri)
            case BlankNode():
                yield from self._writer.write(node)
            case Literal(datatype=NamedNode(value=kind), value=value) if kind in _PLAIN:
                yield Piece(value)
            case Literal(datatype=NamedNode(value=kind), value=value) if kind not in _TEXTS:
                yield Piece(f'"{value}"^^{written(kind)}')
            case _:
                yield Piece(str(node))

    def _holder(self, triple: Triple, within: ActiveGraph | None = None) -> NamedGraph | None:
        """Return the named graph that has *triple*; that of *within*, if it names any."""
        names = {n.value for n in within.names if isinstance(n, NamedNode)} if within else set()
        for graph in self._graphs:
            if names and graph.iri not in names:
                continue
            found = self._store.quads_for_pattern(
                triple.subject, triple.predicate, triple.object, NamedNode(graph.iri)
            )
            if next(found, None) is not None:
                return graph
        return None

    def _origin(self, node: NamedNode) -> str:
        for quad in self._store.quads_for_pattern(node, _ORIGIN, None, None):
            if isinstance(quad.object, NamedNode):
                return name_of(self._store, quad.object)
        return ""
