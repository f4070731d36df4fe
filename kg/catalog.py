"""
The catalog: the dataset and its graphs in the words of VoID, DCAT and SPARQL service description.

Counts are those of the triples at hand, so that a crawler can plan by them. The dataset is the
union of what the files state; each named graph is a subset with partitions of its own. The stored
queries are in it, too, as examples of what can be asked.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    Store,
    Triple,
)

from kg.graphs import CATALOG, TITLES, GraphRole, NamedGraph
from kg.namespaces import BASE, DCTERMS, GG, RDF, RDFS, XSD
from kg.query_examples import example_triples
from kg.stored_queries import load_stored_queries

DATASET = BASE + "dataset"
"""The IRI of the dataset as a whole."""

VOID = "http://rdfs.org/ns/void#"
SD = "http://www.w3.org/ns/sparql-service-description#"
DCAT = "http://www.w3.org/ns/dcat#"
SPDX = "http://spdx.org/rdf/terms#"

_TITLE = "GuideGraph: clinical guidelines as a knowledge graph, for teaching"
_DESCRIPTION = (
    "Clinical guidelines statement by statement, the evidence that they cite, the criteria that"
    " follow as OWL classes, and exam questions on them. For teaching; not for clinical use."
)
_LICENSE = "https://opensource.org/license/mit"
_TYPE = NamedNode(RDF + "type")
_Node = NamedNode | BlankNode
_Members = dict[NamedNode, set[object]]


def catalog_triples(store: Store, graphs: Sequence[NamedGraph], digest: str) -> Iterator[Triple]:
    """
    Yield the description of *graphs*, whose triples are in *store*.

    Args:
        store: With the default graph and every named graph.
        graphs: Without the catalog itself.
        digest: The SHA-256 of all triples in hexadecimal.
    """
    dataset = NamedNode(DATASET)
    for class_iri in (VOID + "Dataset", DCAT + "Dataset", SD + "Dataset"):
        yield Triple(dataset, _TYPE, NamedNode(class_iri))
    yield from _named(dataset, _TITLE)
    yield _text(dataset, DCTERMS + "description", _DESCRIPTION)
    yield _text(dataset, DCTERMS + "creator", "The GuideGraph authors")
    yield _link(dataset, DCTERMS + "license", _LICENSE)
    for theme in ("clinical guideline", "knowledge graph", "medical education"):
        yield _text(dataset, DCAT + "keyword", theme)
    for graph in graphs:
        if graph.role is GraphRole.ASSERTED:
            yield _link(dataset, VOID + "vocabulary", BASE + graph.owner)
    yield _plain(dataset, VOID + "uriSpace", BASE)
    yield _link(dataset, VOID + "exampleResource", GG + "Criterion")
    checksum = BlankNode("checksum")
    yield Triple(dataset, NamedNode(SPDX + "checksum"), checksum)
    yield Triple(checksum, _TYPE, NamedNode(SPDX + "Checksum"))
    yield _link(checksum, SPDX + "algorithm", SPDX + "checksumAlgorithm_sha256")
    yield _plain(checksum, SPDX + "checksumValue", digest)
    default = BlankNode("default")
    yield Triple(dataset, NamedNode(SD + "defaultGraph"), default)
    yield Triple(default, _TYPE, NamedNode(SD + "Graph"))
    yield from _statistics(dataset, store.quads_for_pattern(None, None, None, DefaultGraph()))
    for graph in graphs:
        yield from _graph(dataset, store, graph)
    own = NamedNode(CATALOG)
    yield from _named_graph(dataset, own, "Catalog", TITLES[GraphRole.CATALOG])
    yield from example_triples(load_stored_queries("competency"))


def _graph(dataset: NamedNode, store: Store, graph: NamedGraph) -> Iterator[Triple]:
    node = NamedNode(graph.iri)
    title = f"{graph.owner}: {graph.role.value}"
    yield from _named_graph(dataset, node, title, TITLES[graph.role])
    if graph.role is GraphRole.INFERRED:
        yield _link(node, DCTERMS + "source", graph.iri.removesuffix(f"/{graph.role.value}"))
    yield from _statistics(node, store.quads_for_pattern(None, None, None, node))


def _named_graph(
    dataset: NamedNode, node: NamedNode, title: str, description: str
) -> Iterator[Triple]:
    place = BlankNode(f"graph-{_stem(node)}")
    yield Triple(dataset, NamedNode(SD + "namedGraph"), place)
    yield Triple(place, _TYPE, NamedNode(SD + "NamedGraph"))
    yield Triple(place, NamedNode(SD + "name"), node)
    yield Triple(place, NamedNode(SD + "graph"), node)
    for class_iri in (SD + "Graph", VOID + "Dataset", DCAT + "Dataset"):
        yield Triple(node, _TYPE, NamedNode(class_iri))
    yield from _named(node, title)
    yield _text(node, DCTERMS + "description", description)
    yield Triple(dataset, NamedNode(VOID + "subset"), node)


def _statistics(node: NamedNode, quads: Iterable[Quad]) -> Iterator[Triple]:
    """Yield the counts of VoID for the triples of one graph, with its partitions."""
    triples = [quad.triple for quad in quads]
    members: _Members = defaultdict(set)
    for triple in triples:
        if triple.predicate == _TYPE and isinstance(triple.object, NamedNode):
            members[triple.object].add(triple.subject)
    uses = _by_property(triples)
    yield _count(node, "triples", len(triples))
    yield _count(node, "distinctSubjects", len({str(t.subject) for t in triples}))
    yield _count(node, "distinctObjects", len({str(t.object) for t in triples}))
    yield _count(node, "properties", len(uses))
    yield _count(node, "classes", len(members))
    yield from _class_partitions(node, triples, members)
    for number, (property_, of) in enumerate(uses):
        part = BlankNode(f"property-{_stem(node)}-{number}")
        yield from _property_partition(node, part, property_, of)
        yield _count(part, "distinctSubjects", len({str(t.subject) for t in of}))
        yield _count(part, "distinctObjects", len({str(t.object) for t in of}))


def _class_partitions(
    node: NamedNode, triples: Iterable[Triple], members: _Members
) -> Iterator[Triple]:
    """
    Yield how many things are of each class, which properties they have, and what these lead to.

    A property within a class, and a class within that, are what editors complete by; this is the
    form of the generator that they read (https://github.com/JervenBolleman/void-generator).
    """
    of_subject: dict[object, list[Triple]] = defaultdict(list)
    for triple in triples:
        of_subject[triple.subject].append(triple)
    classes: dict[object, list[NamedNode]] = defaultdict(list)
    for class_, found in members.items():
        for member in found:
            classes[member].append(class_)
    for number, (class_, found) in enumerate(sorted(members.items(), key=_by_iri)):
        part = BlankNode(f"class-{_stem(node)}-{number}")
        yield from _class_partition(node, part, class_)
        yield _count(part, "entities", len(found))
        uses = _by_property(triple for member in found for triple in of_subject[member])
        for within, (property_, of) in enumerate(uses):
            used = BlankNode(f"{part.value}-{within}")
            yield from _property_partition(part, used, property_, of)
            reached = Counter(target for t in of for target in classes.get(t.object, ()))
            for last, (target, times) in enumerate(sorted(reached.items(), key=_by_iri)):
                end = BlankNode(f"{used.value}-{last}")
                yield from _class_partition(used, end, target)
                yield _count(end, "triples", times)


def _class_partition(whole: _Node, part: BlankNode, class_: NamedNode) -> Iterator[Triple]:
    yield Triple(whole, NamedNode(VOID + "classPartition"), part)
    yield Triple(part, NamedNode(VOID + "class"), class_)


def _property_partition(
    whole: _Node, part: BlankNode, property_: NamedNode, of: Sequence[Triple]
) -> Iterator[Triple]:
    yield Triple(whole, NamedNode(VOID + "propertyPartition"), part)
    yield Triple(part, NamedNode(VOID + "property"), property_)
    yield _count(part, "triples", len(of))


def _by_property(triples: Iterable[Triple]) -> list[tuple[NamedNode, list[Triple]]]:
    uses: dict[NamedNode, list[Triple]] = defaultdict(list)
    for triple in triples:
        uses[triple.predicate].append(triple)
    return sorted(uses.items(), key=_by_iri)


def _stem(node: NamedNode) -> str:
    return node.value.removeprefix(BASE).replace("/", "-").replace(".", "-")


def _by_iri(pair: tuple[NamedNode, object]) -> str:
    return pair[0].value


def _named(node: _Node, title: str) -> Iterator[Triple]:
    yield _text(node, RDFS + "label", title)
    yield _text(node, DCTERMS + "title", title)


def _link(node: _Node, predicate: str, iri: str) -> Triple:
    return Triple(node, NamedNode(predicate), NamedNode(iri))


def _text(node: _Node, predicate: str, text: str) -> Triple:
    return Triple(node, NamedNode(predicate), Literal(text, language="en"))


def _plain(node: _Node, predicate: str, text: str) -> Triple:
    return Triple(node, NamedNode(predicate), Literal(text))


def _count(node: _Node, name: str, number: int) -> Triple:
    count = Literal(str(number), datatype=NamedNode(XSD + "integer"))
    return Triple(node, NamedNode(VOID + name), count)
