"""The SSSOM tables of the ontology folder, as values and as triples."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from kg.errors import SourceError
from kg.yaml_text import read_yaml_text


@dataclass(frozen=True, slots=True)
class Mapping:
    """
    A link from one of our terms to a term of another vocabulary.

    *subject*, *predicate* and *object* are whole IRIs; *curie* is the object as the table writes
    it, *label* its name there, *read_in* where both were read.
    """

    subject: str
    predicate: str
    object: str
    curie: str
    label: str
    read_in: str


def read_mappings(path: Path) -> Iterator[Mapping]:
    """
    Yield the rows of an SSSOM table.

    Raises:
        SourceError: If a row names a prefix that the table does not declare.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    header = "\n".join(line.removeprefix("#") for line in lines if line.startswith("#"))
    prefixes = read_yaml_text(header.encode()).data["curie_map"]
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")

    def whole(curie: str) -> str:
        prefix, _, name = curie.partition(":")
        if prefix not in prefixes:
            message = f"{path.name}: the prefix '{prefix}:' is not in its curie_map. Add it."
            raise SourceError(message, path=path)
        return str(prefixes[prefix]) + name

    for row in rows:
        yield Mapping(
            whole(row["subject_id"]),
            whole(row["predicate_id"]),
            whole(row["object_id"]),
            row["object_id"],
            row["object_label"],
            row["comment"] or "",
        )


def mapping_triples(path: Path) -> Iterator[Triple]:
    """
    Yield one triple for each row of an SSSOM table.

    Raises:
        SourceError: If a row names a prefix that the table does not declare.
    """
    for row in read_mappings(path):
        yield Triple(NamedNode(row.subject), NamedNode(row.predicate), NamedNode(row.object))
