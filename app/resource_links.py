"""Addresses of the pages that show terms as RDF has them."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from app.query_links import describe_link
from app.terms import page_of_iri
from kg.dataset import GraphDataset
from kg.library import Library
from kg.namespaces import BASE, local_name
from kg.nodes import Node
from kg.term_view import label_of

ONTOLOGY = "/ontology"


def resource_page(iri: str) -> str:
    """Return the address of the page of one of our terms, by its IRI."""
    return f"{ONTOLOGY}/{quote(iri.removeprefix(BASE))}"


@dataclass(frozen=True)
class TermPages:
    """Where the terms in an answer lead, and what they are called."""

    library: Library
    dataset: GraphDataset

    def address(self, iri: str) -> str:
        """
        Return the address of the page of *iri*, "" where it is not one of ours.

        For learners' terms it is their own page, for others the page of the ontology, and for an
        IRI of ours that nothing is known of the query that asks for it.
        """
        if not iri.startswith(BASE):
            return ""
        known = resource_page(iri) if self.dataset.knows(iri) else describe_link(iri)
        return page_of_iri(self.library, iri) or known

    def node(self, iri: str) -> Node | None:
        """Return the term of a guideline that *iri* names, None if it is none."""
        name = local_name(iri)
        for projection in self.library.projections.values():
            node = projection.nodes.get(name)
            if node is not None and node.iri == iri:
                return node
        return None

    def is_property(self, iri: str) -> bool:
        """Tell whether *iri* is that of a property that occurs."""
        return iri in self.dataset.vocabulary.properties

    def label(self, iri: str) -> str:
        """Return what *iri* is called, "" where nothing is known of that."""
        return label_of(self.dataset, iri)
