"""The formats in which the data goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from kg.errors import UnknownNameError
from kg.exports.crate import manifest
from kg.exports.fhir import fhir
from kg.exports.graphml import graphml
from kg.exports.nanopublications import nanopublications
from kg.exports.rdf import json_ld, nquads, trig
from kg.exports.source import ExportedFile, ExportSource
from kg.exports.tables import csv_tables

Write = Callable[[ExportSource], Iterator[ExportedFile]]


@dataclass(frozen=True, slots=True)
class ExportFormat:
    """
    A format with what it is good for; *write* yields its files.

    *whole* tells whether it holds the whole dataset, items and vignettes included, or the
    guidelines alone.
    """

    name: str
    title: str
    purpose: str
    write: Write
    whole: bool = False


FORMATS: Mapping[str, ExportFormat] = {
    one.name: one
    for one in (
        ExportFormat("nquads", "N-Quads", "the whole dataset, to load into a store", nquads, True),
        ExportFormat("trig", "TriG", "the whole dataset, to read", trig, True),
        ExportFormat(
            "jsonld", "JSON-LD", "the whole dataset, for programs that read JSON", json_ld, True
        ),
        ExportFormat(
            "nanopubs", "Nanopublications", "each statement to be cited alone", nanopublications
        ),
        ExportFormat(
            "fhir", "FHIR R5", "guideline, criteria and evidence for health systems", fhir
        ),
        ExportFormat("csv", "CSV tables", "spreadsheets and data frames", csv_tables),
        ExportFormat("graphml", "GraphML", "programs that draw and measure graphs", graphml),
    )
}


def find_format(name: str) -> ExportFormat:
    """Return one format; UnknownNameError if there is none of that name."""
    if name not in FORMATS:
        raise UnknownNameError("format", name, FORMATS)
    return FORMATS[name]


def all_files(source: ExportSource) -> Iterator[ExportedFile]:
    """Yield the files of every format, and at last the manifest of all of them."""
    files = []
    for format in FORMATS.values():
        for file in format.write(source):
            files.append(file)
            yield file
    yield manifest(files, source)
