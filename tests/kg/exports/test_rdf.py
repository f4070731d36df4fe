"""What the whole dataset looks like to other readers of RDF."""

from __future__ import annotations

import pyoxigraph
import pytest
from pyoxigraph import CanonicalizationAlgorithm, Quad, RdfFormat, parse
from rdflib import Dataset, Graph, URIRef

from kg.exports.source import ExportedFile, ExportSource

_FORMAT = {
    "guidegraph.nq": RdfFormat.N_QUADS,
    "guidegraph.trig": RdfFormat.TRIG,
    "guidegraph.jsonld": RdfFormat.JSON_LD,
}

# rdflib warns of what it calls itself.
_OF_RDFLIB = pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")


def _quads(file: ExportedFile) -> set[Quad]:
    return set(parse(file.content, format=_FORMAT[file.name]))


def _canonical(graph: Graph) -> set[Quad]:
    """
    Return what rdflib has read, with the same names of blank nodes for every isomorphic graph.

    By pyoxigraph, because rdflib takes a minute to name those of the guideline.
    """
    text = graph.serialize(format="nt", encoding="utf-8")
    dataset = pyoxigraph.Dataset(parse(text, format=RdfFormat.N_TRIPLES))
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return set(dataset)


@pytest.mark.parametrize("name", _FORMAT)
def test_every_triple_comes_back_in_its_graph(
    source: ExportSource, files: dict[str, ExportedFile], name: str
) -> None:
    asked_of_the_store = {
        quad
        for graph in source.dataset.names
        for quad in source.dataset.store
        if str(quad.graph_name) == f"<{graph}>"
    }

    assert _quads(files[name]) == asked_of_the_store


@_OF_RDFLIB
def test_rdflib_reads_the_same_out_of_trig_as_out_of_n_quads(
    files: dict[str, ExportedFile],
) -> None:
    read = {
        format: Dataset().parse(data=files[name].content, format=format)
        for name, format in (("guidegraph.nq", "nquads"), ("guidegraph.trig", "trig"))
    }

    graphs = {graph.identifier for graph in read["nquads"].graphs() if len(graph)}
    assert {graph.identifier for graph in read["trig"].graphs() if len(graph)} == graphs
    different = [
        name
        for name in graphs
        if _canonical(read["trig"].graph(name)) != _canonical(read["nquads"].graph(name))
    ]
    assert different == []


@_OF_RDFLIB
def test_rdflib_reads_as_many_triples_out_of_json_ld(files: dict[str, ExportedFile]) -> None:
    read = Dataset().parse(data=files["guidegraph.jsonld"].content, format="json-ld")

    catalog = read.graph(URIRef("https://w3id.org/guidegraph/catalog"))

    assert len(read) == len(_quads(files["guidegraph.nq"]))
    assert len(catalog) > 0
