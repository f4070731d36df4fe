"""
Where terms are shown, and which term an address means.

Every term has one page: a statement under `/statements`, any other under `/terms`. With several
guidelines loaded, an address without `?guideline=` means the first that has the term.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.errors import PageNotFoundError
from app.services import Services
from app.visit import Visit, link
from kg.errors import UnknownNameError
from kg.library import Library
from kg.model import Guideline
from kg.namespaces import local_name
from kg.nodes import Node, NodeKind
from kg.projection import Projection

DOCUMENT = "/explore"
GRAPH = "/explore/graph"
MAP = "/explore/map"
GUIDELINE_KEY = "guideline"


@dataclass(frozen=True)
class Subject:
    """
    The guideline that a page is about, with its graph.

    Attributes:
        query: What links on the page have to carry on; empty for the only or first guideline.
    """

    guideline: Guideline
    projection: Projection
    query: dict[str, str]

    def page(self, node: Node) -> str:
        """Return the address of the page of a term."""
        return link(page_path(node), self.query)

    def document(self, statement_id: str = "") -> str:
        """Return the address of the document, at one statement if it is given."""
        return link(DOCUMENT, self.query) + (f"#{statement_id}" if statement_id else "")

    def map(self) -> str:
        """Return the address of the concept map."""
        return link(MAP, self.query)

    def page_of(self, node_id: str) -> str:
        """Return the address of the page of the term with this id, which must exist."""
        return self.page(self.projection.node(node_id))

    def graph(self, **query: str | tuple[str, ...]) -> str:
        """Return the address of the graph; *query* holds for example `focus`."""
        return link(GRAPH, {**query, **self.query})


def page_path(node: Node) -> str:
    """Return the path of the page of a term."""
    folder = "/statements" if node.kind is NodeKind.STATEMENT else "/terms"
    return f"{folder}/{node.id}"


def subject_of(services: Services, visit: Visit) -> Subject:
    """
    Return the guideline that the query string names, by default the first.

    Raises:
        PageNotFoundError: If there is none of that name.
    """
    library = services.library
    first = next(iter(library.guidelines), "")
    slug = visit.first(GUIDELINE_KEY, first)
    if slug not in library.guidelines:
        raise PageNotFoundError(f"No guideline named '{slug}' is loaded.")
    query = {} if slug == first else {GUIDELINE_KEY: slug}
    return Subject(library.guidelines[slug], library.projection(slug), query)


def node_of(subject: Subject, node_id: str, address: Callable[[Node], str] | None = None) -> Node:
    """
    Return the term with this id.

    Args:
        subject: The guideline to look in.
        node_id: The readable id.
        address: Where a suggestion leads, by default to its page.

    Raises:
        PageNotFoundError: If there is none; suggests terms whose ids look alike.
    """
    try:
        return subject.projection.node(node_id)
    except UnknownNameError as error:
        alike = [subject.projection.node(name) for name in error.suggestions]
        address = address or subject.page
        suggestions = tuple((f"{node.name}: {node.label}", address(node)) for node in alike)
        raise PageNotFoundError(f"There is no term named '{node_id}'.", suggestions) from error


def page_of_iri(library: Library, iri: str) -> str | None:
    """Return the address of the page that shows the term *iri*, None if there is none."""
    node_id = local_name(iri)
    for slug, projection in library.projections.items():
        node = projection.nodes.get(node_id)
        if node is not None and node.iri == iri:
            first = slug == next(iter(library.projections))
            return link(page_path(node), {} if first else {GUIDELINE_KEY: slug})
    return None
