"""
One term as a reader of the ontology sees it: what is stated of it, what follows, who uses it.

Everything is read from the named graphs; nothing is worked out here but the order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

from kg.backing import statements_behind
from kg.dataset import GraphDataset
from kg.graphs import GraphRole
from kg.manchester import ManchesterWriter, Piece
from kg.namespaces import BASE, DCTERMS, GG, OWL, PREFIXES, RDF, RDFS, SKOS

_LABELS = tuple(map(NamedNode, (GG + "text", RDFS + "label", DCTERMS + "title", GG + "title")))
_DEFINITIONS = tuple(map(NamedNode, (SKOS + "definition", DCTERMS + "description")))
_TYPE = NamedNode(RDF + "type")
_AXIOMS = {
    NamedNode(OWL + "equivalentClass"): "EquivalentTo",
    NamedNode(RDFS + "subClassOf"): "SubClassOf",
    NamedNode(OWL + "disjointWith"): "DisjointWith",
    NamedNode(RDFS + "domain"): "Domain",
    NamedNode(RDFS + "range"): "Range",
}
_SAID_ELSEWHERE = {*_LABELS[1:], *_DEFINITIONS, *_AXIOMS, _TYPE}
_LONGEST_USE = 40
# Stands for the way through the blank nodes of an axiom.
_IN_AXIOM = NamedNode(OWL + "Axiom")


@dataclass(frozen=True, slots=True)
class Named:
    """A term by its name for readers; *iri* is "" for plain text."""

    text: str
    iri: str = ""


@dataclass(frozen=True, slots=True)
class Said:
    """What one property says: *values* in a stable order, *left_out* of them not shown."""

    property: Named
    values: tuple[Named, ...]
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class Axiom:
    """One axiom in the Manchester syntax."""

    keyword: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class CitedStatement:
    """A statement behind a term, with the references that it cites; none if it is uncited."""

    statement: Named
    references: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class TermView:
    """
    Everything on one term.

    *types* are stated; *inferred* holds what follows beside it; *uses* is what other terms say of
    it, with the other terms as values; *graphs* are the named graphs that speak of it.
    """

    iri: str
    label: str
    definition: str
    types: tuple[Named, ...]
    axioms: tuple[Axiom, ...]
    said: tuple[Said, ...]
    statements: tuple[CitedStatement, ...]
    mappings: tuple[Said, ...]
    inferred: tuple[Said, ...]
    uses: tuple[Said, ...]
    graphs: tuple[str, ...]


def view_term(dataset: GraphDataset, iri: str) -> TermView | None:
    """Return what is known of the term *iri*, None if no graph has it as a subject."""
    return _Viewer(dataset, NamedNode(iri)).view() if dataset.knows(iri) else None


def label_of(dataset: GraphDataset, iri: str) -> str:
    """Return the label of a term, "" where there is none."""
    return _label(dataset.store, NamedNode(iri)) if dataset.knows(iri) else ""


def name_of(store: Store, node: NamedNode) -> str:
    """Return the label of a term, else its name with the prefix that it has here."""
    return _label(store, node) or _short(node.value)


def _label(store: Store, node: NamedNode) -> str:
    for predicate in _LABELS[1:]:
        for quad in store.quads_for_pattern(node, predicate, None, None):
            if isinstance(quad.object, Literal):
                return quad.object.value
    return ""


class _Viewer:
    def __init__(self, dataset: GraphDataset, node: NamedNode) -> None:
        self._store = dataset.store
        self._node = node
        self._graphs = dataset.graphs
        self._of = {
            role: [NamedNode(g.iri) for g in dataset.graphs if g.role is role] for role in GraphRole
        }

    def view(self) -> TermView:
        stated = [
            role for role in GraphRole if role not in (GraphRole.INFERRED, GraphRole.MAPPINGS)
        ]
        about = self._about(*stated)
        return TermView(
            iri=self._node.value,
            label=name_of(self._store, self._node),
            definition=next(self._texts(_DEFINITIONS), ""),
            types=tuple(self._named(o) for p, o in about if p == _TYPE),
            axioms=tuple(self._axioms(about)),
            said=self._said(pair for pair in about if pair[0] not in _SAID_ELSEWHERE),
            statements=tuple(self._cited()),
            mappings=self._said(self._about(GraphRole.MAPPINGS)),
            inferred=self._said(self._about(GraphRole.INFERRED)),
            uses=self._uses(),
            graphs=tuple(
                g.iri
                for g in self._graphs
                if any(self._store.quads_for_pattern(self._node, None, None, NamedNode(g.iri)))
            ),
        )

    def _about(self, *roles: GraphRole) -> list[tuple[NamedNode, object]]:
        return [
            (quad.predicate, quad.object)
            for role in roles
            for graph in self._of[role]
            for quad in self._store.quads_for_pattern(self._node, None, None, graph)
        ]

    def _axioms(self, about: list[tuple[NamedNode, object]]) -> Iterator[Axiom]:
        writer = ManchesterWriter(self._store)
        for predicate, keyword in _AXIOMS.items():
            for found, value in about:
                if found == predicate and isinstance(value, NamedNode | BlankNode):
                    yield Axiom(keyword, writer.write(value))

    def _said(self, pairs: Iterable[tuple[NamedNode, object]]) -> tuple[Said, ...]:
        values: dict[NamedNode, set[Named]] = defaultdict(set)
        for predicate, value in pairs:
            if not isinstance(value, BlankNode):
                values[predicate].add(self._named(value))
        return self._grouped(values)

    def _uses(self) -> tuple[Said, ...]:
        values: dict[NamedNode, set[Named]] = defaultdict(set)
        roles = (role for role in GraphRole if role is not GraphRole.INFERRED)
        for graph in (graph for role in roles for graph in self._of[role]):
            for quad in self._store.quads_for_pattern(None, None, self._node, graph):
                if isinstance(quad.subject, NamedNode):
                    values[quad.predicate].add(self._named(quad.subject))
                else:
                    owners = set(self._owners(quad.subject)) - {self._node}
                    values[_IN_AXIOM] |= set(map(self._named, owners))
        return self._grouped({predicate: found for predicate, found in values.items() if found})

    def _owners(self, node: object) -> Iterator[NamedNode]:
        """Yield the named terms in whose axioms the blank *node* stands."""
        if isinstance(node, BlankNode):
            for quad in self._store.quads_for_pattern(None, None, node, None):
                if isinstance(quad.subject, NamedNode):
                    yield quad.subject
                else:
                    yield from self._owners(quad.subject)

    def _grouped(self, values: dict[NamedNode, set[Named]]) -> tuple[Said, ...]:
        groups = []
        for predicate, found in values.items():
            ordered = sorted(found, key=lambda named: (named.iri, named.text))
            shown = tuple(ordered[:_LONGEST_USE])
            title = Named("in an axiom of") if predicate == _IN_AXIOM else self._named(predicate)
            groups.append(Said(title, shown, len(ordered) - len(shown)))
        return tuple(sorted(groups, key=lambda said: (said.property.text, said.property.iri)))

    def _cited(self) -> Iterator[CitedStatement]:
        for statement in statements_behind(self._store, self._node):
            references = sorted(self._objects(statement, "cites"), key=lambda node: node.value)
            yield CitedStatement(self._named(statement), tuple(map(self._named, references)))

    def _objects(self, node: NamedNode, name: str) -> set[NamedNode]:
        quads = self._store.quads_for_pattern(node, NamedNode(GG + name), None, None)
        return {quad.object for quad in quads if isinstance(quad.object, NamedNode)}

    def _texts(self, predicates: tuple[NamedNode, ...]) -> Iterator[str]:
        for predicate in predicates:
            for quad in self._store.quads_for_pattern(self._node, predicate, None, None):
                if isinstance(quad.object, Literal):
                    yield quad.object.value

    def _named(self, value: object) -> Named:
        match value:
            case NamedNode(value=iri):
                texts = self._store.quads_for_pattern(value, _LABELS[0], None, None)
                said = next((q.object.value for q in texts if isinstance(q.object, Literal)), "")
                return Named(said or name_of(self._store, value), iri)
            case Literal(value=text):
                return Named(text)
            case Triple():
                return Named(str(value))
        return Named("")


def _short(iri: str) -> str:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and iri != namespace:
            return f"{prefix}:{iri.removeprefix(namespace)}"
    return iri.removeprefix(BASE)
