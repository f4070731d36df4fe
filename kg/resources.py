"""A resource in plain values, for callers that have something to say in RDF and know no RDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Triple

from kg.namespaces import GG, RDF, RDFS

LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Resource:
    """
    A term with what is said of it.

    Attributes:
        iri: The whole IRI.
        kind: The local name of its class in the schema.
        label: A short name for readers.
        texts: Local names of properties of the schema with English texts.
        links: Local names of properties of the schema with whole IRIs.
    """

    iri: str
    kind: str
    label: str
    texts: tuple[tuple[str, str], ...] = ()
    links: tuple[tuple[str, str], ...] = ()


def triples_of(resource: Resource) -> Iterator[Triple]:
    """Yield what *resource* says as triples."""
    node = NamedNode(resource.iri)
    yield Triple(node, NamedNode(RDF + "type"), NamedNode(GG + resource.kind))
    yield Triple(node, NamedNode(RDFS + "label"), Literal(resource.label, language=LANGUAGE))
    for name, text in resource.texts:
        yield Triple(node, NamedNode(GG + name), Literal(text, language=LANGUAGE))
    for name, iri in resource.links:
        yield Triple(node, NamedNode(GG + name), NamedNode(iri))
