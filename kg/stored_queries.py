"""
Stored queries: one question a file, `kg/queries/<folder>/<name>.rq`.

A file starts with comment lines `#+` that hold YAML (after grlc): `summary`, the question in plain
English; `tags`; and, where it helps, `description` and `parameters` (`kg.stored_parameters`). The
rest is plain SPARQL, which runs as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from kg.errors import MalformedQueryError, SourceError, UnknownNameError
from kg.query_parameters import term, values_in, with_terms
from kg.stored_parameters import Parameter, read_parameters
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
    parameters: tuple[Parameter, ...] = ()


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


def filled(query: StoredQuery, values: Mapping[str, str], text: str | None = None) -> str:
    """
    Return the text of *query* asked with *values*.

    Args:
        query: The stored query.
        values: By parameter; any other variable of the text may be given one as well, as
            `kg.query_parameters.with_values` reads it.
        text: What has become of its text; as it is stored if None.

    Raises:
        MalformedQueryError: If a value is not of the kind that its parameter takes.
        UnknownNameError: If the text has no such variable.
    """
    declared = {parameter.name: parameter for parameter in query.parameters}
    terms = {
        name: declared[name].term(value) if name in declared else term(value)
        for name, value in values.items()
    }
    return with_terms(query.text if text is None else text, terms)


def asked_with(query: StoredQuery, text: str) -> dict[str, str] | None:
    """Return the values with which *query* is asked in *text*; None if it is another query."""
    names = {parameter.name for parameter in query.parameters}
    values = {name: value for name, value in values_in(text).items() if name in names}
    try:
        return values if text in {query.text, filled(query, values)} else None
    except MalformedQueryError:
        return None


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
        parameters=read_parameters(data.get("parameters"), text, path.name),
    )
