"""
The named graphs of the dataset by their role, and the choice of graphs that a query reads.

Each guideline has one graph for every role that it has triples in; the graph is named after the
version of the guideline, so that two versions never mix: `<version IRI>` holds what the files
state, `<version IRI>/inferred` what follows from it, and so on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from kg.namespaces import BASE

CATALOG = BASE + "catalog"
"""The graph that describes the others; it does not depend on a version."""


class GraphRole(Enum):
    """What a graph holds; the value is the word by which a query chooses it."""

    ASSERTED = "asserted"
    INFERRED = "inferred"
    MAPPINGS = "mappings"
    ITEMS = "items"
    VIGNETTES = "vignettes"
    CATALOG = "catalog"


TITLES = {
    GraphRole.ASSERTED: "what the files state",
    GraphRole.INFERRED: "what follows from the axioms",
    GraphRole.MAPPINGS: "links to outside vocabularies",
    GraphRole.ITEMS: "exam questions and what they assess",
    GraphRole.VIGNETTES: "patient stories and what they teach",
    GraphRole.CATALOG: "what is in this dataset",
}


@dataclass(frozen=True, slots=True)
class NamedGraph:
    """A graph of the dataset; *owner* names what it is about: "schema" or a guideline's slug."""

    iri: str
    role: GraphRole
    owner: str


@dataclass(frozen=True, slots=True)
class Selection:
    """
    The graphs that one query reads, as whole IRIs.

    *default* are merged into the default graph; *named* are those that `GRAPH` reaches.
    """

    default: tuple[str, ...]
    named: tuple[str, ...]


def graph_iri(version_iri: str, role: GraphRole) -> str:
    """Return the name of the graph of a role in one version of a guideline or of the schema."""
    if role is GraphRole.CATALOG:
        return CATALOG
    return version_iri if role is GraphRole.ASSERTED else f"{version_iri}/{role.value}"


def of_roles(graphs: Iterable[NamedGraph], roles: Iterable[GraphRole]) -> Selection:
    """Return the choice of all graphs of these roles, merged and by name."""
    wanted = set(roles)
    chosen = tuple(graph.iri for graph in graphs if graph.role in wanted)
    return Selection(chosen, chosen)
