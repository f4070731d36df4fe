"""
One nanopublication for each statement of a guideline (https://nanopub.net/guidelines).

The assertion is that the document makes the statement, never that the statement is so. Provenance
holds where it stands in the document and what the document cites for it; the publication info, who
wrote this down. They are named by trusty IRIs (`kg.exports.trusty`) and not signed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse, serialize

from kg.exports.source import ExportedFile, ExportSource
from kg.exports.trusty import PLACEHOLDER, artifact_code, with_code
from kg.model import Guideline, Statement
from kg.namespaces import BASE, DCTERMS, GG, PREFIXES, RDF, RDFS, XSD

NP = "http://www.nanopub.org/nschema#"
PROV = "http://www.w3.org/ns/prov#"
NAMESPACE = BASE + "np/"

_LICENSE = "https://opensource.org/license/mit"
_AUTHORS = "The GuideGraph authors"
_TYPE = NamedNode(RDF + "type")
_PUBLICATION = NamedNode(NP + "Nanopublication")
_PARTS = ("assertion", "provenance", "pubinfo")
_HEAD_LINKS = ("hasAssertion", "hasProvenance", "hasPublicationInfo")

# What the document states, and of what; the rest of a statement says where and on what grounds.
_STATED = [
    GG + name
    for name in ("inGuideline", "text", "hasKind", "hasForce", "about", "hasQuantity", "hasContent")
]
_WHERE = [
    GG + name for name in ("inSection", "sourceLine", "lineDigest", "citationStatus", "cites")
]
_OF_REFERENCE = [
    *(
        GG + name
        for name in ("number", "confidence", "doi", "pmid", "pmcid", "seenAt", "checkedOn")
    ),
    DCTERMS + "bibliographicCitation",
]
_OF_DOCUMENT = [GG + "title", GG + "sourceDigest"]
_OF_SECTION = [GG + "title", GG + "sourceLine"]


def nanopublications(source: ExportSource) -> Iterator[ExportedFile]:
    """Yield one TriG file a guideline, with the nanopublications of all its statements."""
    for slug, guideline in source.library.guidelines.items():
        quads = [
            quad
            for statement in guideline.statements.values()
            for quad in nanopublication(statement, guideline, source)
        ]
        prefixes = {**PREFIXES, "np": NP, "prov": PROV}
        yield ExportedFile(
            f"{slug}.nanopubs.trig",
            "one nanopublication for each statement",
            "application/trig",
            serialize(quads, format=RdfFormat.TRIG, prefixes=prefixes) or b"",
            "nanopubs",
        )


def nanopublication(statement: Statement, guideline: Guideline, source: ExportSource) -> list[Quad]:
    """Return the four graphs of the nanopublication of one statement, head first."""
    this = NamedNode(NAMESPACE + PLACEHOLDER)
    head, *parts = (_part(name) for name in ("Head", *_PARTS))
    assertion = parts[0]
    store = source.library.store
    created = Literal(source.created(guideline.slug), datatype=NamedNode(XSD + "date"))
    contents = (
        _asserted(statement, guideline, store),
        _provenance(statement, guideline, store, assertion),
        (
            Triple(this, NamedNode(DCTERMS + "created"), created),
            Triple(this, NamedNode(DCTERMS + "creator"), Literal(_AUTHORS)),
            Triple(this, NamedNode(DCTERMS + "license"), NamedNode(_LICENSE)),
            Triple(this, NamedNode(RDFS + "label"), Literal(f"{guideline.slug} {statement.id}")),
        ),
    )
    quads = [
        Quad(this, _TYPE, _PUBLICATION, head),
        *(
            Quad(this, NamedNode(NP + link), part, head)
            for link, part in zip(_HEAD_LINKS, parts, strict=True)
        ),
    ]
    for part, triples in zip(parts, contents, strict=True):
        quads += [Quad(t.subject, t.predicate, t.object, part) for t in dict.fromkeys(triples)]
    return with_code(quads)[1]


def broken_nanopublications(content: bytes) -> dict[str, str]:
    """
    Return what is wrong with the nanopublications in TriG, by their IRI; empty if all are sound.

    Raises:
        SyntaxError: If it is not TriG.
    """
    # Not by way of a store: that would write numbers and times anew, and the digest is of the text.
    graphs: dict[str, list[Quad]] = defaultdict(list)
    for quad in parse(content, format=RdfFormat.TRIG):
        graphs[str(quad.graph_name)].append(quad)
    heads = [
        (quad.subject, found)
        for found in graphs.values()
        for quad in found
        if quad.predicate == _TYPE
        and quad.object == _PUBLICATION
        and isinstance(quad.subject, NamedNode)
    ]
    faults = {this.value: _fault(this, head, graphs) for this, head in heads}
    return {iri: fault for iri, fault in faults.items() if fault}


def _fault(this: NamedNode, head: Sequence[Quad], graphs: Mapping[str, list[Quad]]) -> str:
    quads = list(head)
    for link in _HEAD_LINKS:
        linked = [q.object for q in head if q.subject == this and q.predicate.value == NP + link]
        parts = [part for part in linked if isinstance(part, NamedNode)]
        found = [quad for part in parts for quad in graphs.get(str(part), ())]
        if len(parts) != 1 or not found:
            return f"{link} names {len(parts)} graphs with {len(found)} triples"
        if not parts[0].value.startswith(this.value):
            return f"{link} names a graph that is not named after it"
        quads += found
    code = this.value[-len(PLACEHOLDER) :]
    right = artifact_code(quads, code)
    return "" if code == right else f"the content is that of {right}"


def _part(name: str) -> NamedNode:
    return NamedNode(f"{NAMESPACE}{PLACEHOLDER}#{name}")


def _asserted(statement: Statement, guideline: Guideline, store: Store) -> Iterator[Triple]:
    node = NamedNode(statement.iri)
    yield Triple(node, _TYPE, NamedNode(GG + "Statement"))
    says = f"The document “{guideline.title}” states, in our words: {statement.text}"
    yield Triple(node, NamedNode(RDFS + "comment"), Literal(says, language="en"))
    for triple in _said(store, node, _STATED):
        yield triple
        if triple.predicate.value in {GG + "hasQuantity", GG + "hasContent"}:
            yield from _all(store, triple.object)


def _provenance(
    statement: Statement, guideline: Guideline, store: Store, assertion: NamedNode
) -> Iterator[Triple]:
    document = NamedNode(guideline.iri)
    yield Triple(assertion, NamedNode(PROV + "hadPrimarySource"), document)
    yield from _said(store, document, _OF_DOCUMENT)
    for triple in _said(store, NamedNode(statement.iri), _WHERE):
        yield triple
        if triple.predicate.value == GG + "inSection":
            yield from _said(store, triple.object, _OF_SECTION)
        elif triple.predicate.value == GG + "cites":
            yield from _said(store, triple.object, _OF_REFERENCE)


def _said(store: Store, node: object, properties: Sequence[str]) -> Iterator[Triple]:
    for name in properties:
        found = store.quads_for_pattern(_named(node), NamedNode(name), None)
        yield from _sorted(quad.triple for quad in found)


def _all(store: Store, node: object) -> list[Triple]:
    return _sorted(quad.triple for quad in store.quads_for_pattern(_named(node), None, None))


def _named(node: object) -> NamedNode:
    if not isinstance(node, NamedNode):
        raise TypeError(f"{node} has no IRI, and in a nanopublication everything has one")
    return node


def _sorted(triples: Iterable[Triple]) -> list[Triple]:
    return sorted(triples, key=str)
