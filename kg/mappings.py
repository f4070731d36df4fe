"""The SSSOM tables of the ontology folder as triples."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import NamedNode, Triple

from kg.errors import SourceError
from kg.yaml_text import read_yaml_text


def mapping_triples(path: Path) -> Iterator[Triple]:
    """
    Yield one triple for each row of an SSSOM table.

    Raises:
        SourceError: If a row names a prefix that the table does not declare.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    header = "\n".join(line.removeprefix("#") for line in lines if line.startswith("#"))
    prefixes = read_yaml_text(header.encode()).data["curie_map"]
    rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")

    def term(curie: str) -> NamedNode:
        prefix, _, name = curie.partition(":")
        if prefix not in prefixes:
            message = f"{path.name}: the prefix '{prefix}:' is not in its curie_map. Add it."
            raise SourceError(message, path=path)
        return NamedNode(prefixes[prefix] + name)

    for row in rows:
        yield Triple(term(row["subject_id"]), term(row["predicate_id"]), term(row["object_id"]))
