"""The whole dataset as N-Quads, TriG and JSON-LD: every named graph with what it holds."""

from __future__ import annotations

from collections.abc import Iterator

from pyoxigraph import RdfFormat, parse, serialize

from kg.catalog import DCAT, SD, SPDX, VOID
from kg.exports.source import ExportedFile, ExportSource
from kg.namespaces import PREFIXES

_PREFIXES = {**PREFIXES, "dcat": DCAT, "sd": SD, "spdx": SPDX, "void": VOID}
_TITLE = "the whole dataset in named graphs"


def nquads(source: ExportSource) -> Iterator[ExportedFile]:
    """Yield the dataset as N-Quads, one triple with its graph a line."""
    content = source.dataset.dump_named()
    yield ExportedFile("guidegraph.nq", _TITLE, "application/n-quads", content, "nquads")


def trig(source: ExportSource) -> Iterator[ExportedFile]:
    """Yield the dataset as TriG, with prefixes."""
    content = _written(source, RdfFormat.TRIG)
    yield ExportedFile("guidegraph.trig", _TITLE, "application/trig", content, "trig")


def json_ld(source: ExportSource) -> Iterator[ExportedFile]:
    """Yield the dataset as JSON-LD, with prefixes."""
    content = _written(source, RdfFormat.JSON_LD)
    yield ExportedFile("guidegraph.jsonld", _TITLE, "application/ld+json", content, "jsonld")


def _written(source: ExportSource, format: RdfFormat) -> bytes:
    # In the order of the N-Quads, so that what belongs to a subject stands together.
    quads = sorted(
        parse(source.dataset.dump_named(), format=RdfFormat.N_QUADS),
        key=lambda quad: (str(quad.graph_name), str(quad)),
    )
    return serialize(quads, format=format, prefixes=_PREFIXES) or b""
