"""What the whole dataset looks like to other readers of RDF."""

from __future__ import annotations

import pytest
from pyoxigraph import Quad, RdfFormat, parse
from rdflib import Dataset, URIRef
from rdflib.compare import to_isomorphic

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
        if to_isomorphic(read["trig"].graph(name)) != to_isomorphic(read["nquads"].graph(name))
    ]
    assert different == []


@_OF_RDFLIB
def test_rdflib_reads_as_many_triples_out_of_json_ld(files: dict[str, ExportedFile]) -> None:
    read = Dataset().parse(data=files["guidegraph.jsonld"].content, format="json-ld")

    catalog = read.graph(URIRef("https://w3id.org/guidegraph/catalog"))

    assert len(read) == len(_quads(files["guidegraph.nq"]))
    assert len(catalog) > 0
