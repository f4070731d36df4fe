"""
What an endpoint says of itself.

SPARQL 1.1 Service Description, VoID with DCAT, and examples of what it can be asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize

from kg.catalog import DATASET, DCAT, SD, VOID
from kg.dataset import GraphDataset
from kg.graphs import CATALOG
from kg.namespaces import DCTERMS, PREFIXES, RDF, RDFS
from kg.query_examples import SCHEMA_ORG, SH, targets

_FORMATS = "http://www.w3.org/ns/formats/"
_RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
    "TriG",
)
_SERVICE = BlankNode("service")
_PARTITIONS = frozenset({NamedNode(VOID + "classPartition"), NamedNode(VOID + "propertyPartition")})


def describe_service(dataset: GraphDataset, endpoint: str, media_type: str) -> bytes:
    """
    Return the service description of the endpoint at the address *endpoint*.

    With the partitions of the default graph: editors that find none there look for them here.

    Raises:
        ValueError: If *media_type* is not one of an RDF graph.
    """
    brief = list(_without_parts_of_named_graphs(list(_catalog(dataset))))
    return _written([*_service(endpoint), *brief, *targets(brief, endpoint)], media_type)


def describe_dataset(dataset: GraphDataset, endpoint: str, media_type: str) -> bytes:
    """
    Return the VoID and DCAT description of the dataset, with its partitions and its endpoint.

    Raises:
        ValueError: If *media_type* is not one of an RDF graph.
    """
    found = NamedNode(DATASET)
    places = [
        Triple(found, NamedNode(VOID + "sparqlEndpoint"), NamedNode(endpoint)),
        Triple(_SERVICE, NamedNode(RDF + "type"), NamedNode(DCAT + "DataService")),
        Triple(_SERVICE, NamedNode(DCAT + "endpointURL"), NamedNode(endpoint)),
        Triple(_SERVICE, NamedNode(DCAT + "servesDataset"), found),
    ]
    catalog = list(_catalog(dataset))
    found_here = targets(catalog, endpoint)
    return _written([*places, *_service(endpoint), *catalog, *found_here], media_type)


def _service(endpoint: str) -> Iterator[Triple]:
    def link(name: str, iri: str) -> Triple:
        return Triple(_SERVICE, NamedNode(SD + name), NamedNode(iri))

    yield Triple(_SERVICE, NamedNode(RDF + "type"), NamedNode(SD + "Service"))
    yield link("endpoint", endpoint)
    yield link("supportedLanguage", SD + "SPARQL11Query")
    yield from (link("resultFormat", _FORMATS + name) for name in _RESULT_FORMATS)
    yield link("defaultDataset", DATASET)


def _catalog(dataset: GraphDataset) -> Iterator[Triple]:
    for quad in dataset.store.quads_for_pattern(None, None, None, NamedNode(CATALOG)):
        yield quad.triple


def _without_parts_of_named_graphs(catalog: Sequence[Triple]) -> Iterator[Triple]:
    whole = {t.object: t.subject for t in catalog if t.predicate in _PARTITIONS}
    for triple in catalog:
        node = triple.subject
        while node in whole:
            node = whole[node]
        is_of_a_part = triple.subject in whole or triple.predicate in _PARTITIONS
        if node == NamedNode(DATASET) or not is_of_a_part:
            yield triple


def _written(triples: Iterable[Triple], media_type: str) -> bytes:
    format = RdfFormat.from_media_type(media_type)
    if format is None:
        raise ValueError(f"'{media_type}' is not the media type of an RDF format")
    prefixes = {"void": VOID, "sd": SD, "dcat": DCAT, "dcterms": DCTERMS, "rdfs": RDFS}
    prefixes |= {"sh": SH, "schema": SCHEMA_ORG}
    # Sorted, so that the triples of a subject stand together, those of the service first.
    ordered = sorted(triples, key=lambda t: (t.subject != _SERVICE, str(t)))
    return serialize(ordered, format=format, prefixes={**PREFIXES, **prefixes}) or b""
