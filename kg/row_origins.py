"""
Where the triples behind a row of a result come from: files state them, or they follow.

A row is put into the patterns of its query; every triple that this makes is looked up. What follows
is led back to what is stated (`kg.proofs`), and what is stated to the statements of the guideline
that it rests on (`kg.backing`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from kg import query_patterns
from kg.backing import statements_behind
from kg.dataset import GraphDataset
from kg.engine import QueryEngine
from kg.graphs import GraphRole, NamedGraph
from kg.manchester import ManchesterWriter, Piece
from kg.namespaces import BASE, GG, XSD
from kg.pattern_reader import read_patterns
from kg.proofs import Proof, Prover, Rule
from kg.query_answer import Term
from kg.query_patterns import Element, Part, PartKind, PatternQuery, variables
from kg.term_view import name_of
from kg.vocabulary import written

Value = NamedNode | BlankNode | Literal | Triple

_ORIGIN = NamedNode(GG + "origin")
_PATHS = frozenset("*+?|^!(")
# Kinds of values that can be written into a pattern.
_WRITTEN = frozenset({"uri", "literal"})
# The graphs that say most of a triple come first: what is stated before what follows.
_ORDER = list(GraphRole)


@dataclass(frozen=True, slots=True)
class Grounds:
    """
    One triple behind a row, and why it is true.

    Attributes:
        claim: The triple in pieces; class expressions are in the Manchester syntax.
        rule: How it follows from *premises*, or that it is stated.
        graph: The named graph that holds it, None for a step on the way.
        premises: What it follows from; none where it is stated.
        statements: IRIs of the statements that the subject rests on, where it is stated.
        origin: Whether the document uses its subject, in words; "" where that is not recorded.
    """

    claim: tuple[Piece, ...]
    rule: Rule
    graph: NamedGraph | None
    premises: tuple[Grounds, ...] = ()
    statements: tuple[str, ...] = ()
    origin: str = ""


def grounds_of_row(
    text: str,
    row: Mapping[str, Term],
    engine: QueryEngine,
    dataset: GraphDataset,
) -> tuple[Grounds, ...]:
    """
    Return the triples behind one row, each with where it comes from, in the order of the query.

    Empty where the text has a form that is not read, or where the row is a count of others. May
    take a second: ask in a thread.

    Args:
        text: The query.
        row: The values of the row by the name of their variable, unbound ones left out.
        engine: Answers what the row does not show.
        dataset: What *engine* reads.
    """
    query = read_patterns(text)
    if query is None:
        return ()
    bound = {f"?{name}": _text(term) for name, term in row.items() if term.kind in _WRITTEN}
    bound |= _others(query, bound, engine, dataset)
    teller = _Teller(dataset)
    found = (
        teller.grounds(Triple(subject, predicate, value))
        for pattern in _triples(query.elements)
        if not set(pattern.predicate.text) & _PATHS
        for subject, predicate, value in _put(pattern, bound, query)
    )
    return tuple(dict.fromkeys(grounds for grounds in found if grounds is not None))


def _triples(elements: tuple[Element, ...]) -> Iterator[query_patterns.Triple]:
    """Yield the triple patterns, also those of optional parts and of alternatives."""
    for element in elements:
        if isinstance(element, query_patterns.Triple):
            yield element
        elif isinstance(element, Part) and element.kind in {PartKind.OPTIONAL, PartKind.UNION}:
            for branch in element.branches:
                yield from _triples(branch)


class _Teller:
    def __init__(self, dataset: GraphDataset) -> None:
        self._store = dataset.store
        self._graphs = sorted(dataset.graphs, key=lambda graph: _ORDER.index(graph.role))
        self._prover = Prover(dataset.store)
        self._writer = ManchesterWriter(dataset.store)

    def grounds(self, triple: Triple) -> Grounds | None:
        """Return why *triple* is true, None where no graph has it: an alternative not taken."""
        graph = self._graph(triple)
        if graph is None:
            return None
        proof = self._prover.prove(triple)
        if proof is None:  # stated in a graph that is not one of what the files state
            return self._told(Proof(triple, Rule.STATED))
        return self._told(proof)

    def _told(self, proof: Proof) -> Grounds:
        claim = tuple(self._claim(proof.triple))
        premises = tuple(map(self._told, proof.premises))
        if len(premises) == 1 and premises[0].claim == claim:
            return premises[0]  # the same expression, written twice in the files
        graph = self._graph(proof.triple)
        subject = proof.triple.subject
        if proof.premises or not isinstance(subject, NamedNode):
            return Grounds(claim, proof.rule, graph, premises)
        statements = tuple(node.value for node in statements_behind(self._store, subject))
        return Grounds(claim, proof.rule, graph, (), statements, self._origin(subject))

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
            case _:
                yield Piece(str(node))

    def _graph(self, triple: Triple) -> NamedGraph | None:
        for graph in self._graphs:
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


def _others(
    query: PatternQuery, bound: Mapping[str, str], engine: QueryEngine, dataset: GraphDataset
) -> dict[str, str]:
    """Return values of the variables that a row does not show, of one match."""
    patterns = " ".join(element.text for element in query.elements)
    values = " ".join(
        f"VALUES {name} {{ {value} }}"
        for name, value in bound.items()
        if name[1:] in variables(patterns)
    )
    graphs = dataset.of_roles((GraphRole.ASSERTED, GraphRole.INFERRED))
    table = engine.select(f"{query.prologue} SELECT * {{ {values} {patterns} }} LIMIT 1", graphs)
    if not table.rows:
        return {}
    pairs = zip(table.columns, table.rows[0], strict=True)
    return {f"?{name}": _text(t) for name, t in pairs if t is not None and t.kind in _WRITTEN}


def _put(
    pattern: query_patterns.Triple, bound: Mapping[str, str], query: PatternQuery
) -> Iterator[tuple[NamedNode, NamedNode, NamedNode | Literal]]:
    """Yield the pattern with its values, unless one of them is not known."""
    parts = [_written(spot.text, bound, query) for spot in pattern.spots]
    if None in parts:
        return
    prefixes = "".join(f"@prefix {name}: <{iri}> . " for name, iri in query.prefixes.items())
    line = f"{prefixes}{' '.join(part for part in parts if part)} ."
    for quad in parse(line, format=RdfFormat.TURTLE, base_iri=BASE):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            yield quad.subject, quad.predicate, quad.object


def _written(text: str, bound: Mapping[str, str], query: PatternQuery) -> str | None:
    """Return a term of a pattern as Turtle, None where it has no value in this row."""
    if text[0] in "?$":
        return bound.get(f"?{text[1:]}")
    iri = query.iri(text)
    return text if iri is None else f"<{iri}>"


def _text(term: Term) -> str:
    if term.kind == "uri":
        return f"<{term.value}>"
    if term.lang:
        return str(Literal(term.value, language=term.lang))
    return str(Literal(term.value, datatype=NamedNode(term.datatype or XSD + "string")))
