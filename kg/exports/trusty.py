"""
Trusty IRIs: an IRI that holds a digest of what it names, so that a change shows.

By the specification of trusty URIs (https://trustyuri.net/spec), module RA, for sets of quads
without blank nodes. The digest covers the IRIs that hold it too: there it is replaced by a space.
"""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Sequence
from hashlib import sha256

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    RdfFormat,
    Triple,
    parse,
    serialize,
)

from kg.namespaces import XSD

#: Stands for the digest in IRIs until it is known; of the same form.
PLACEHOLDER = "RA" + "_" * 43

_MODULE = "RA"
_Term = NamedNode | BlankNode | Literal | Triple | DefaultGraph


def artifact_code(quads: Iterable[Quad], within: str = PLACEHOLDER) -> str:
    """
    Return the code that belongs into the trusty IRIs of *quads*: 45 characters.

    Args:
        quads: Without blank nodes.
        within: The code that stands in their IRIs now, or what stands for it.

    Raises:
        ValueError: If there is a blank node; the module gives it an IRI before this.
    """
    ordered = sorted(dict.fromkeys(quads), key=lambda quad: _rank(quad, within))
    text = "".join(
        _line(term, within)
        for quad in ordered
        for term in (quad.graph_name, quad.subject, quad.predicate, quad.object)
    )
    digest = sha256(text.encode()).digest()
    return _MODULE + urlsafe_b64encode(digest).decode().rstrip("=")


def with_code(quads: Sequence[Quad]) -> tuple[str, list[Quad]]:
    """Return the code of *quads*, and the quads with it in place of `PLACEHOLDER`."""
    code = artifact_code(quads)
    # In the text, because every place of a quad may hold an IRI with the code in it.
    text = (serialize(quads, format=RdfFormat.N_QUADS) or b"").decode()
    return code, list(parse(text.replace(PLACEHOLDER, code), format=RdfFormat.N_QUADS))


def _rank(quad: Quad, code: str) -> tuple[bytes, bytes, bytes, tuple[bytes, ...]]:
    """Return what quads are ordered by: IRIs before literals, all as bytes of UTF-8."""
    found = quad.object
    if isinstance(found, Literal):
        datatype = "" if found.language else found.datatype.value
        last = (b"1", *(part.encode() for part in (found.value, datatype, found.language or "")))
    else:
        last = (b"0", _iri(found, code).encode())
    graph = _iri(quad.graph_name, code).encode()
    return graph, _iri(quad.subject, code).encode(), _iri(quad.predicate, code).encode(), last


def _line(term: _Term, code: str) -> str:
    if not isinstance(term, Literal):
        return _iri(term, code) + "\n"
    kind = f"@{term.language.lower()}" if term.language else f"^{_datatype(term)}"
    text = term.value.replace("\\", "\\\\").replace("\n", "\\n")
    return f"{kind} {text}\n"


def _datatype(literal: Literal) -> str:
    return literal.datatype.value or XSD + "string"


def _iri(term: _Term, code: str) -> str:
    match term:
        case NamedNode():
            return term.value.replace(code, " ")
        case DefaultGraph():
            return ""
        case _:
            raise ValueError(f"{term} has no IRI, and a trusty IRI covers only what has one")
