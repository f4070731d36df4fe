"""
The stored queries as data, so that other tools find them.

They are executables of SHACL, in the manner of the SPARQL examples of the SIB
(https://github.com/sib-swiss/sparql-examples).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from kg.namespaces import BASE, PREFIXES, RDF, RDFS, XSD
from kg.query_text import QueryForm, read_form
from kg.stored_queries import StoredQuery

QUERIES = BASE + "queries/"
"""What the IRI of a stored query starts with; its name follows."""

SH = "http://www.w3.org/ns/shacl#"
SCHEMA_ORG = "https://schema.org/"
_SPEX = "https://purl.expasy.org/sparql-examples/ontology#"
_TEXT = {
    QueryForm.SELECT: SH + "select",
    QueryForm.ASK: SH + "ask",
    QueryForm.CONSTRUCT: SH + "construct",
    QueryForm.DESCRIBE: _SPEX + "describe",
}
_CLASSES = {
    QueryForm.SELECT: SH + "SPARQLSelectExecutable",
    QueryForm.ASK: SH + "SPARQLAskExecutable",
    QueryForm.CONSTRUCT: SH + "SPARQLConstructExecutable",
}
_TYPE = NamedNode(RDF + "type")
_PREFIXES = BlankNode("prefixes")


def example_triples(queries: Iterable[StoredQuery]) -> Iterator[Triple]:
    """Yield each query with its question, its text and its keywords, and the prefixes of ours."""
    for query in queries:
        node = NamedNode(QUERIES + query.name)
        form = read_form(query.text)
        yield Triple(node, _TYPE, NamedNode(SH + "SPARQLExecutable"))
        if form in _CLASSES:
            yield Triple(node, _TYPE, NamedNode(_CLASSES[form]))
        yield Triple(node, NamedNode(RDFS + "label"), Literal(query.summary, language="en"))
        comment = " ".join(filter(None, [query.summary, query.description]))
        yield Triple(node, NamedNode(RDFS + "comment"), Literal(comment, language="en"))
        yield Triple(node, NamedNode(_TEXT[form]), Literal(query.text))
        yield Triple(node, NamedNode(SH + "prefixes"), _PREFIXES)
        for tag in query.tags:
            yield Triple(node, NamedNode(SCHEMA_ORG + "keywords"), Literal(tag))
    for prefix, namespace in PREFIXES.items():
        place = BlankNode(f"prefix-{prefix}")
        yield Triple(_PREFIXES, NamedNode(SH + "declare"), place)
        yield Triple(place, NamedNode(SH + "prefix"), Literal(prefix))
        any_uri = Literal(namespace, datatype=NamedNode(XSD + "anyURI"))
        yield Triple(place, NamedNode(SH + "namespace"), any_uri)


def targets(triples: Iterable[Triple], endpoint: str) -> Iterator[Triple]:
    """Yield that the endpoint at this address answers each query described in *triples*."""
    executable = NamedNode(SH + "SPARQLExecutable")
    for triple in triples:
        if triple.predicate == _TYPE and triple.object == executable:
            yield Triple(triple.subject, NamedNode(SCHEMA_ORG + "target"), NamedNode(endpoint))
