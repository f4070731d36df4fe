"""
Stored queries: one question a file, `kg/queries/<folder>/<name>.rq`.

A file starts with comment lines `#+` that hold YAML (after grlc): `summary`, the question in plain
English; `tags`; and, where it helps, `description`. The rest is plain SPARQL.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from kg.errors import SourceError, UnknownNameError
from kg.yaml_text import YamlTextError, read_yaml_text

_MARK = "#+"


@dataclass(frozen=True, slots=True)
class StoredQuery:
    """One stored query; *text* is SPARQL without the header."""

    name: str
    summary: str
    description: str
    tags: tuple[str, ...]
    text: str


@cache
def load_stored_queries(folder: str) -> tuple[StoredQuery, ...]:
    """
    Return the queries of one folder ("competency", "quality"), by name.

    Raises:
        SourceError: If a header is missing or malformed; names the file.
    """
    found = files("kg").joinpath("queries", folder).iterdir()
    paths = sorted((p for p in found if p.name.endswith(".rq")), key=lambda path: path.name)
    return tuple(_read(path) for path in paths)


def stored_query(folder: str, name: str) -> StoredQuery:
    """Return one query; UnknownNameError if the folder has none of that name."""
    queries = {query.name: query for query in load_stored_queries(folder)}
    if name not in queries:
        raise UnknownNameError("stored query", name, queries)
    return queries[name]


def _read(path: Traversable) -> StoredQuery:
    lines = path.read_text("utf-8").splitlines(keepends=True)
    header = "".join(line.removeprefix(_MARK) for line in lines if line.startswith(_MARK))
    text = "".join(line for line in lines if not line.startswith(_MARK)).strip() + "\n"
    try:
        data = read_yaml_text(header.encode()).data
    except YamlTextError as error:
        raise SourceError(f"{path.name}: the header '{_MARK}' is not YAML: {error}") from error
    if not isinstance(data, dict) or not isinstance(data.get("summary"), str):
        raise SourceError(f"{path.name}: the header needs a '{_MARK} summary:' line.")
    return StoredQuery(
        name=path.name.removesuffix(".rq"),
        summary=data["summary"],
        description=str(data.get("description") or ""),
        tags=tuple(data.get("tags") or ()),
        text=text,
    )
