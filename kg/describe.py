"""
The concise description of one term, as its address answers it.

After the W3C note on concise bounded descriptions: every triple about the term, and about the blank
nodes that hang from it. Beyond that, the triples of other terms that point to it, and their labels,
so that a reader who follows links finds the way back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store, Triple, serialize

from kg.namespaces import PREFIXES, RDFS

_LABEL = NamedNode(RDFS + "label")


def describe_term(
    store: Store,
    iri: str,
    media_type: str,
    prefixes: Mapping[str, str] = PREFIXES,
    also: Iterable[Triple] = (),
) -> bytes | None:
    """
    Return the description of *iri*, or None if *store* has no triple about it.

    Args:
        store: Where the term is looked up, in all its graphs.
        iri: The term.
        media_type: A media type of RDF graphs, such as "text/turtle".
        prefixes: How IRIs are abbreviated, where the format can.
        also: Triples that belong to the description beside those about the term.

    Raises:
        ValueError: If *media_type* is not one of an RDF graph.
    """
    format = RdfFormat.from_media_type(media_type)
    if format is None:
        raise ValueError(f"'{media_type}' is not the media type of an RDF format")
    try:
        term = NamedNode(iri)
    except ValueError:  # Not an IRI at all, so nothing is known of it.
        return None
    own = set(_about(store, term))
    if not own:
        return None
    # Sorted, so that the triples of a subject stand together; those of the term itself come first.
    written = sorted(
        own | set(_pointing_to(store, term)) | set(also),
        key=lambda triple: (triple.subject != term, str(triple)),
    )
    return serialize(written, format=format, prefixes=dict(prefixes))


def _about(store: Store, term: NamedNode) -> Iterator[Triple]:
    waiting: list[NamedNode | BlankNode] = [term]
    seen = set(waiting)
    while waiting:
        for quad in store.quads_for_pattern(waiting.pop(), None, None, None):
            yield quad.triple
            if isinstance(quad.object, BlankNode) and quad.object not in seen:
                seen.add(quad.object)
                waiting.append(quad.object)


def _pointing_to(store: Store, term: NamedNode) -> Iterator[Triple]:
    for quad in store.quads_for_pattern(None, None, term, None):
        if isinstance(quad.subject, NamedNode):
            yield quad.triple
            labels = store.quads_for_pattern(quad.subject, _LABEL, None, None)
            yield from (label.triple for label in labels)
