"""
The namespaces in use, and readable ids.

Every term that we mint has a slash IRI; its *id* is the local name.
"""

from __future__ import annotations

BASE = "https://w3id.org/guidegraph/"
GG = BASE + "schema/"

OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
XSD = "http://www.w3.org/2001/XMLSchema#"
DCTERMS = "http://purl.org/dc/terms/"
UNIT = "http://qudt.org/vocab/unit/"

#: What the query page and the exports declare, in the order in which they print it.
PREFIXES: dict[str, str] = {
    "gg": GG,
    "bs": BASE + "bilateral-sacroplasty/",
    "owl": OWL,
    "rdf": RDF,
    "rdfs": RDFS,
    "skos": SKOS,
    "dcterms": DCTERMS,
    "unit": UNIT,
    "xsd": XSD,
}


def namespace_of(slug: str) -> str:
    """Return the namespace of the guideline with this slug."""
    return f"{BASE}{slug}/"


def local_name(iri: str) -> str:
    """Return the readable id in *iri*: what follows the last slash or hash."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
