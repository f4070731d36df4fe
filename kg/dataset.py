"""
The dataset that queries from outside read: one named graph for every role, and a catalog of them.

The default graph holds what the files state, so that a query that names no graph is answered from
that alone. Nothing of any learner is in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from kg.catalog import catalog_triples
from kg.describe import describe_term
from kg.errors import SourceError
from kg.graphs import GraphRole, NamedGraph, Selection, graph_iri, of_roles
from kg.inference import inferred
from kg.library import Library
from kg.mappings import mapping_triples
from kg.namespaces import BASE, OWL, namespace_of
from kg.resources import Resource, triples_of
from kg.sources import load_file, ontology_folder
from kg.vocabulary import Vocabulary, build_vocabulary

SCHEMA = "schema"
_VERSION = NamedNode(OWL + "versionIRI")
_DEFAULT = DefaultGraph()

Contents = Mapping[str, Mapping[GraphRole, Iterable[Resource]]]
"""What is added to the graphs of a guideline, by its slug and by role."""


@dataclass(frozen=True)
class GraphDataset:
    """
    The named graphs with their triples. Nothing in it changes.

    Attributes:
        graphs: In the order of owner and role.
        store: What stands in the files once in its own graph and once in the default graph. Private
            to `kg`.
        digest: The SHA-256 of all triples in hexadecimal: the version of what is answered.
    """

    graphs: tuple[NamedGraph, ...]
    store: Store
    digest: str

    @property
    def names(self) -> tuple[str, ...]:
        """The IRI of every named graph."""
        return tuple(graph.iri for graph in self.graphs)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """The terms that occur, and where; those of the catalog are left out."""
        catalog = [graph.iri for graph in self.graphs if graph.role is GraphRole.CATALOG]
        return build_vocabulary(self.store, catalog)

    def knows(self, iri: str) -> bool:
        """Tell whether any graph says something of *iri*."""
        try:
            node = NamedNode(iri)
        except ValueError:  # Not an IRI at all.
            return False
        return next(self.store.quads_for_pattern(node, None, None, None), None) is not None

    def of_roles(self, roles: Iterable[GraphRole]) -> Selection:
        """Return the choice of all graphs of these roles."""
        return of_roles(self.graphs, roles)

    def dump(self) -> bytes:
        """Return everything as N-Quads, what the files state twice."""
        return self.store.dump(format=RdfFormat.N_QUADS) or b""

    def dump_default(self) -> bytes:
        """Return the default graph as N-Triples."""
        return self.store.dump(format=RdfFormat.N_TRIPLES, from_graph=_DEFAULT) or b""

    def dump_named(self) -> bytes:
        """Return every named graph as N-Quads, in a stable order: what a server is loaded with."""
        quads = sorted((q for q in self.store if q.graph_name != _DEFAULT), key=str)
        return serialize(quads, format=RdfFormat.N_QUADS) or b""

    def describe(self, iri: str, media_type: str) -> bytes | None:
        """
        Return what any graph says of *iri* in an RDF format, None if none says anything.

        A graph is described with all that it holds, an ontology with all that its files state.
        """
        return describe_term(self.store, iri, media_type, also=self._held_by(iri))

    def _held_by(self, iri: str) -> list[Triple]:
        names = [g.iri for g in self.graphs if g.iri == iri or _is_of(g, iri)]
        return [
            quad.triple
            for name in names
            for quad in self.store.quads_for_pattern(None, None, None, NamedNode(name))
        ]


def build_dataset(
    library: Library, contents: Contents | None = None, root: Path | None = None
) -> GraphDataset:
    """
    Return the dataset of a library; takes a fraction of a second.

    Args:
        library: What was opened from *root*.
        contents: What is added to the graphs of its guidelines, none by default.
        root: The ontology folder; that of the installed package if None.

    Raises:
        SourceError: If a file cannot be read.
    """
    graphs = dict(_graphs(library, contents or {}, root or ontology_folder()))
    stated = {graph: found for graph, found in graphs.items() if found}
    quads = [
        Quad(t.subject, t.predicate, t.object, NamedNode(graph.iri))
        for graph, triples in stated.items()
        for t in triples
    ]
    named = Dataset(quads)
    # So that blank nodes, and with them every answer, are the same in every process.
    named.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    lines = serialize(named, format=RdfFormat.N_QUADS) or b""
    digest = sha256(b"\n".join(sorted(lines.splitlines()))).hexdigest()
    store = Store()
    store.bulk_extend(named)
    asserted = {g.iri for g in stated if g.role is GraphRole.ASSERTED}
    for iri in asserted:
        found = store.quads_for_pattern(None, None, None, NamedNode(iri))
        store.extend([Quad(q.subject, q.predicate, q.object, _DEFAULT) for q in found])
    known = tuple(sorted(stated, key=lambda graph: (graph.owner != SCHEMA, graph.iri)))
    catalog = NamedGraph(graph_iri("", GraphRole.CATALOG), GraphRole.CATALOG, "catalog")
    own = NamedNode(catalog.iri)
    described = list(catalog_triples(store, known, digest))
    store.extend([Quad(t.subject, t.predicate, t.object, own) for t in described])
    return GraphDataset((*known, catalog), store, digest)


def _graphs(
    library: Library, contents: Contents, root: Path
) -> Iterator[tuple[NamedGraph, list[Triple]]]:
    follows = inferred(library.store, library.reasoners)
    owners = (SCHEMA, *library.guidelines)
    for owner in owners:
        folder = root / "guidelines" / owner
        files = [root / "schema.ttl"] if owner == SCHEMA else sorted(folder.glob("*.ttl"))
        stated = list(_parsed(files))
        version = _version_iri(stated, owner)

        def graph(role: GraphRole, version: str = version, owner: str = owner) -> NamedGraph:
            return NamedGraph(graph_iri(version, role), role, owner)

        yield graph(GraphRole.ASSERTED), stated
        within = namespace_of(owner)
        yield graph(GraphRole.INFERRED), [t for t in follows if _iri(t.subject).startswith(within)]
        table = root / "mappings" / f"{owner}.sssom.tsv"
        yield graph(GraphRole.MAPPINGS), list(mapping_triples(table)) if table.exists() else []
        for role, resources in contents.get(owner, {}).items():
            yield graph(role), [t for resource in resources for t in triples_of(resource)]


def _parsed(files: Iterable[Path]) -> Iterator[Triple]:
    store = Store()
    for path in files:
        load_file(store, path)
    yield from (quad.triple for quad in store)


def _version_iri(triples: Iterable[Triple], owner: str) -> str:
    ontology = NamedNode(BASE + owner)
    for triple in triples:
        if triple.subject == ontology and triple.predicate == _VERSION:
            return _iri(triple.object)
    raise SourceError(f"The ontology {ontology} has no owl:versionIRI: add one.", term=owner)


def _is_of(graph: NamedGraph, iri: str) -> bool:
    """Tell whether *graph* holds what the files of the ontology *iri* state."""
    return graph.role is GraphRole.ASSERTED and iri == BASE + graph.owner


def _iri(node: object) -> str:
    return node.value if isinstance(node, NamedNode | BlankNode) else ""
