"""The dataset in named graphs, and the catalog of it."""

from __future__ import annotations

import pytest
from pyoxigraph import (
    DefaultGraph,
    NamedNode,
    QueryResultsFormat,
    QueryTriples,
    RdfFormat,
    Store,
)

from kg.dataset import GraphDataset, build_dataset
from kg.graphs import CATALOG, GraphRole, NamedGraph, Selection
from kg.library import Library
from kg.namespaces import BASE, GG
from kg.resources import Resource
from kg.stored_queries import load_stored_queries

SLUG = "bilateral-sacroplasty"
VERSION = f"{BASE}{SLUG}/0.1.0"
ITEM = Resource(
    f"{BASE}{SLUG}/items/one",
    "Item",
    "item one",
    (("leadIn", "What now?"),),
    (("assesses", f"{BASE}{SLUG}/st-02a"),),
)


@pytest.fixture(scope="module")
def dataset(library: Library) -> GraphDataset:
    return build_dataset(library, {SLUG: {GraphRole.ITEMS: [ITEM]}})


def within(dataset: GraphDataset, iri: str) -> set[str]:
    found = dataset.store.quads_for_pattern(None, None, None, NamedNode(iri))
    return {str(quad.triple) for quad in found}


def test_each_role_has_a_graph_named_after_the_version(dataset: GraphDataset) -> None:
    assert dataset.graphs == (
        NamedGraph(f"{BASE}schema/0.1.0", GraphRole.ASSERTED, "schema"),
        NamedGraph(VERSION, GraphRole.ASSERTED, SLUG),
        NamedGraph(f"{VERSION}/inferred", GraphRole.INFERRED, SLUG),
        NamedGraph(f"{VERSION}/items", GraphRole.ITEMS, SLUG),
        NamedGraph(f"{VERSION}/mappings", GraphRole.MAPPINGS, SLUG),
        NamedGraph(CATALOG, GraphRole.CATALOG, "catalog"),
    )


def test_the_default_graph_is_what_the_files_state(dataset: GraphDataset, library: Library) -> None:
    default = Store()
    default.extend(dataset.store.quads_for_pattern(None, None, None, DefaultGraph()))

    assert len(default) == len(library.store)
    for query in load_stored_queries("competency"):
        assert answer(dataset.store, query.text) == answer(library.store, query.text)


def answer(store: Store, text: str) -> bytes:
    result = store.query(text)
    if isinstance(result, QueryTriples):
        return b"\n".join(sorted(str(triple).encode() for triple in result))
    return result.serialize(format=QueryResultsFormat.JSON) or b""


def test_what_follows_and_what_is_stated_do_not_overlap(dataset: GraphDataset) -> None:
    assert within(dataset, VERSION).isdisjoint(within(dataset, f"{VERSION}/inferred"))


def test_resources_stand_in_the_graph_of_their_role(dataset: GraphDataset) -> None:
    assert within(dataset, f"{VERSION}/items") == {
        f"<{ITEM.iri}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{GG}Item>",
        f'<{ITEM.iri}> <http://www.w3.org/2000/01/rdf-schema#label> "item one"@en',
        f'<{ITEM.iri}> <{GG}leadIn> "What now?"@en',
        f"<{ITEM.iri}> <{GG}assesses> <{BASE}{SLUG}/st-02a>",
    }


def test_mappings_are_triples_of_skos(dataset: GraphDataset) -> None:
    skos = "http://www.w3.org/2004/02/skos/core#"
    uberon = "http://purl.obolibrary.org/obo/UBERON_0003690"

    assert f"<{BASE}{SLUG}/Sacrum> <{skos}exactMatch> <{uberon}>" in within(
        dataset, f"{VERSION}/mappings"
    )


def test_roles_choose_graphs(dataset: GraphDataset) -> None:
    chosen = dataset.of_roles({GraphRole.INFERRED, GraphRole.CATALOG})

    names = (f"{VERSION}/inferred", CATALOG)
    assert chosen == Selection(names, names)


def test_the_same_files_give_the_same_dataset(dataset: GraphDataset, library: Library) -> None:
    again = build_dataset(library, {SLUG: {GraphRole.ITEMS: [ITEM]}})

    assert again.digest == dataset.digest
    assert again.dump_named() == dataset.dump_named()


def test_other_contents_give_another_digest(dataset: GraphDataset, library: Library) -> None:
    assert build_dataset(library).digest != dataset.digest


def test_a_term_is_described_from_all_graphs(dataset: GraphDataset) -> None:
    described = dataset.describe(f"{BASE}{SLUG}/st-02a", "application/n-triples") or b""

    assert f"<{ITEM.iri}> <{GG}assesses> <{BASE}{SLUG}/st-02a> ." in described.decode()


@pytest.mark.parametrize("name", [f"{SLUG}/0.1.0/inferred", "schema"])
def test_a_graph_and_an_ontology_are_described_with_what_they_hold(
    dataset: GraphDataset, name: str
) -> None:
    described = dataset.describe(BASE + name, "application/n-triples")

    found = Store()
    found.load(described, format=RdfFormat.N_TRIPLES)
    graph = f"{BASE}schema/0.1.0" if name == "schema" else BASE + name
    assert len(found) > len(within(dataset, graph)) > 200


def test_of_what_is_not_there_nothing_is_known(dataset: GraphDataset) -> None:
    assert dataset.describe(f"{BASE}nothing", "text/turtle") is None
