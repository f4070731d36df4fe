"""Addresses of the pages that show terms as RDF has them."""

from __future__ import annotations

from urllib.parse import quote

from kg.namespaces import BASE

ONTOLOGY = "/ontology"


def resource_page(iri: str) -> str:
    """Return the address of the page of one of our terms, by its IRI."""
    return f"{ONTOLOGY}/{quote(iri.removeprefix(BASE))}"
