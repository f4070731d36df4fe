"""An ontology as a document: its header, its classes as a tree, its properties, its individuals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Store

from kg.dataset import GraphDataset
from kg.graphs import GraphRole, NamedGraph
from kg.namespaces import BASE, DCTERMS, OWL, RDF, RDFS, SKOS, local_name
from kg.term_view import name_of

_TYPE = NamedNode(RDF + "type")
_SUBCLASS = NamedNode(RDFS + "subClassOf")
_DEFINITION = NamedNode(SKOS + "definition")
_PROPERTIES = {
    "ObjectProperty": "Object properties",
    "DatatypeProperty": "Data properties",
    "AnnotationProperty": "Annotation properties",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A term in a list; *depth* is its level below the top of the tree, 0 in a flat list."""

    iri: str
    name: str
    label: str
    definition: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class OntologyView:
    """
    One ontology.

    *individuals* are by the label of their class, *properties* by kind; both hold no empty lists.
    """

    iri: str
    owner: str
    title: str
    description: str
    version: str
    version_iri: str
    license: str
    classes: tuple[Entry, ...]
    properties: Mapping[str, tuple[Entry, ...]]
    individuals: Mapping[str, tuple[Entry, ...]]
    graphs: tuple[NamedGraph, ...]


def view_ontology(dataset: GraphDataset, owner: str) -> OntologyView | None:
    """Return the ontology of "schema" or of a guideline's slug, None if there is none."""
    graphs = tuple(graph for graph in dataset.graphs if graph.owner == owner)
    stated = [graph for graph in graphs if graph.role is GraphRole.ASSERTED]
    return _Reader(dataset.store, stated[0], graphs).view() if stated else None


class _Reader:
    def __init__(self, store: Store, stated: NamedGraph, graphs: tuple[NamedGraph, ...]) -> None:
        self._store = store
        self._graph = NamedNode(stated.iri)
        self._owner = stated.owner
        self._graphs = graphs

    def view(self) -> OntologyView:
        iri = BASE + self._owner
        classes = self._of_type(NamedNode(OWL + "Class"))
        properties = {
            title: self._entries(self._of_type(NamedNode(OWL + name)))
            for name, title in _PROPERTIES.items()
        }
        return OntologyView(
            iri=iri,
            owner=self._owner,
            title=self._text(iri, DCTERMS + "title"),
            description=self._text(iri, DCTERMS + "description"),
            version=self._text(iri, OWL + "versionInfo"),
            version_iri=self._graph.value,
            license=self._text(iri, DCTERMS + "license"),
            classes=tuple(self._tree(classes)),
            properties={title: found for title, found in properties.items() if found},
            individuals=self._individuals(),
            graphs=self._graphs,
        )

    def _of_type(self, kind: NamedNode) -> list[NamedNode]:
        """Return our own terms of a type, by the name; outside terms are declared, not ours."""
        quads = self._store.quads_for_pattern(None, _TYPE, kind, self._graph)
        found = {quad.subject for quad in quads}
        ours = (n for n in found if isinstance(n, NamedNode) and n.value.startswith(BASE))
        return sorted(ours, key=lambda node: local_name(node.value).lower())

    def _tree(self, classes: list[NamedNode]) -> Iterator[Entry]:
        """Yield each class below its broader ones; one with two of them stands below both."""
        below: dict[NamedNode, list[NamedNode]] = defaultdict(list)
        ours, tops = set(classes), []
        for node in classes:
            quads = self._store.quads_for_pattern(node, _SUBCLASS, None, self._graph)
            named = [quad.object for quad in quads if isinstance(quad.object, NamedNode)]
            broader = [other for other in named if other in ours]
            for other in broader:
                below[other].append(node)
            if not broader:
                tops.append(node)

        def walk(node: NamedNode, depth: int) -> Iterator[Entry]:
            yield self._entry(node, depth)
            for narrower in below[node]:
                yield from walk(narrower, depth + 1)

        for top in tops:
            yield from walk(top, 0)

    def _individuals(self) -> dict[str, tuple[Entry, ...]]:
        members: dict[str, list[NamedNode]] = defaultdict(list)
        for node in self._of_type(NamedNode(OWL + "NamedIndividual")):
            for quad in self._store.quads_for_pattern(node, _TYPE, None, self._graph):
                if isinstance(quad.object, NamedNode) and quad.object.value.startswith(BASE):
                    members[name_of(self._store, quad.object)].append(node)
        return {label: self._entries(found) for label, found in sorted(members.items())}

    def _entries(self, nodes: list[NamedNode]) -> tuple[Entry, ...]:
        return tuple(self._entry(node, 0) for node in nodes)

    def _entry(self, node: NamedNode, depth: int) -> Entry:
        definition = self._text(node.value, _DEFINITION.value)
        label = name_of(self._store, node)
        return Entry(node.value, local_name(node.value), label, definition, depth)

    def _text(self, iri: str, predicate: str) -> str:
        quads = self._store.quads_for_pattern(
            NamedNode(iri), NamedNode(predicate), None, self._graph
        )
        values = (quad.object for quad in quads)
        return next((v.value for v in values if isinstance(v, Literal | NamedNode)), "")
