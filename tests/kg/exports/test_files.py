"""All exported files together: deterministic, described and checked."""

from __future__ import annotations

import csv
import json
from hashlib import sha256
from io import BytesIO, StringIO
from zipfile import ZipFile

import networkx as nx
import pytest

from kg.dataset import build_dataset
from kg.errors import UnknownNameError
from kg.exports.crate import MANIFEST, archive
from kg.exports.losses import losses_of
from kg.exports.registry import FORMATS, all_files, find_format
from kg.exports.source import ExportedFile, ExportSource
from kg.exports.tables import tables_of
from kg.library import Library, open_library
from kg.model import Guideline

SLUG = "bilateral-sacroplasty"


def test_the_same_data_gives_the_same_bytes(files: dict[str, ExportedFile]) -> None:
    library = open_library()

    again = {f.name: f for f in all_files(ExportSource(library, build_dataset(library)))}

    assert {name: file.sha256 for name, file in again.items()} == {
        name: file.sha256 for name, file in files.items()
    }
    assert archive(list(again.values())).content == archive(list(files.values())).content


def test_every_format_has_files_with_names_of_their_own(source: ExportSource) -> None:
    names = [file.name for format in FORMATS.values() for file in format.write(source)]

    assert len(set(names)) == len(names)
    assert {name for name in FORMATS if not list(FORMATS[name].write(source))} == set()


def test_an_unknown_format_is_named_with_those_like_it() -> None:
    with pytest.raises(UnknownNameError, match="trig"):
        find_format("trgi")


def test_the_manifest_holds_size_and_checksum_of_every_file(
    files: dict[str, ExportedFile],
) -> None:
    entities = {e["@id"]: e for e in json.loads(files[MANIFEST].content)["@graph"]}

    described = {
        name: (entities[name]["contentSize"], entities[name]["sha256"])
        for name in (part["@id"] for part in entities["./"]["hasPart"])
    }

    assert described == {
        name: (str(len(file.content)), sha256(file.content).hexdigest())
        for name, file in files.items()
        if name != MANIFEST
    }


def test_the_manifest_refers_to_nothing_that_it_does_not_hold(
    files: dict[str, ExportedFile],
) -> None:
    graph = json.loads(files[MANIFEST].content)["@graph"]
    held = {entity["@id"] for entity in graph} | {"https://w3id.org/ro/crate/1.1"}

    named = {
        link["@id"]
        for entity in graph
        for value in entity.values()
        for link in (value if isinstance(value, list) else [value])
        if isinstance(link, dict)
    }

    assert named - held == set()


def test_the_manifest_says_what_fhir_cannot_say(files: dict[str, ExportedFile]) -> None:
    graph = json.loads(files[MANIFEST].content)["@graph"]
    entities = {entity["@id"]: entity for entity in graph}

    links = entities[f"{SLUG}.fhir.json"]["additionalProperty"]

    assert [entities[link["@id"]]["value"] for link in links] == [
        loss.lost for loss in losses_of("fhir")
    ]


def test_the_archive_holds_the_same_files(files: dict[str, ExportedFile]) -> None:
    packed = archive(list(files.values()))

    with ZipFile(BytesIO(packed.content)) as opened:
        found = {name: opened.read(name) for name in opened.namelist()}

    assert found == {name: file.content for name, file in files.items()}


def test_csv_reads_back_as_the_tables(files: dict[str, ExportedFile], guideline: Guideline) -> None:
    for table in tables_of(guideline):
        text = files[f"{SLUG}.{table.name}.csv"].content.decode()
        columns, *rows = csv.reader(StringIO(text, newline=""))

        assert tuple(columns) == table.columns
        assert rows == [["" if cell is None else str(cell) for cell in row] for row in table.rows]


def test_every_reference_between_tables_is_to_a_row(
    files: dict[str, ExportedFile],
) -> None:
    def rows(name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(StringIO(files[f"{SLUG}.{name}.csv"].content.decode())))

    known = {
        name: {row["id"] for row in rows(f"{name}s")}
        for name in ("statement", "reference", "topic")
    } | {"criterion": {row["id"] for row in rows("criteria")}}

    dangling = [
        (table, row)
        for table in ("citations", "statement-topics", "derived-from", "quantities", "contents")
        for row in rows(table)
        for column, ids in known.items()
        if column in row and row[column] not in ids
    ]

    assert dangling == []


def test_networkx_reads_the_projection_back(
    files: dict[str, ExportedFile], library: Library
) -> None:
    projection = library.projection(SLUG)

    graph = nx.parse_graphml(files[f"{SLUG}.graphml"].content.decode(), force_multigraph=True)

    assert {name: data["label"] for name, data in graph.nodes(data=True)} == {
        node.id: node.label for node in projection.nodes.values()
    }
    edges = {edge for node in projection.nodes for edge in projection.edges_at(node)}
    assert sorted((s, t, d["relation"], d["note"]) for s, t, d in graph.edges(data=True)) == sorted(
        (edge.source, edge.target, edge.relation.value, edge.note) for edge in edges
    )
