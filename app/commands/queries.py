"""`guidegraph query`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.commands.exits import FOUND, own_errors, read_text, wrong
from app.terminal import print_table
from kg.errors import QueryError
from kg.library import open_library
from kg.query_parameters import with_values
from kg.sandbox import Limits, QuerySandbox
from kg.stored_queries import filled, load_stored_queries, stored_query


class AnswerFormat(Enum):
    """How `query` prints."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    XML = "xml"
    TURTLE = "turtle"
    NTRIPLES = "ntriples"
    RDFXML = "rdfxml"
    JSONLD = "jsonld"
    TRIG = "trig"


_MEDIA_TYPE = {
    AnswerFormat.CSV: "text/csv",
    AnswerFormat.TSV: "text/tab-separated-values",
    AnswerFormat.JSON: "application/sparql-results+json",
    AnswerFormat.XML: "application/sparql-results+xml",
    AnswerFormat.TURTLE: "text/turtle",
    AnswerFormat.NTRIPLES: "application/n-triples",
    AnswerFormat.RDFXML: "application/rdf+xml",
    AnswerFormat.JSONLD: "application/ld+json",
    AnswerFormat.TRIG: "application/trig",
}


def query(
    source: Annotated[
        str | None,
        typer.Argument(
            help="A file, - for standard input, or a stored query; without it, all are listed.",
            metavar="FILE",
        ),
    ] = None,
    format: Annotated[
        AnswerFormat,
        typer.Option(help="How to print; from turtle on they are for CONSTRUCT and DESCRIBE."),
    ] = AnswerFormat.TABLE,
    set: Annotated[
        list[str] | None,
        typer.Option(
            help="Bind a variable: an IRI in <>, bs:X4, a number, or a text; may be repeated. "
            "A stored query has values of its own for some, which this replaces.",
            metavar="NAME=VALUE",
        ),
    ] = None,
    seconds: Annotated[float, typer.Option(help="Stop the query after so long.")] = 30.0,
) -> None:
    """Run a SPARQL query on the guidelines; read-only, and without network."""
    if source is None:
        _print_stored()
        return
    with own_errors():
        text = _query_text(source, _values(set or ()))
        library = open_library()
        with QuerySandbox(library.dump(), Limits(seconds=seconds)) as sandbox:
            try:
                _print_answer(sandbox, text, format)
            except QueryError as error:
                typer.echo(f"guidegraph: {error}", err=True)
                raise typer.Exit(FOUND) from error


def _values(settings: Iterable[str]) -> dict[str, str]:
    values = {}
    for setting in settings:
        name, equals, value = setting.partition("=")
        if not (name and equals):
            raise wrong(f"--set {setting}: write NAME=VALUE, such as criterion=bs:X4.")
        values[name.lstrip("?$")] = value
    return values


def _query_text(source: str, values: Mapping[str, str]) -> str:
    if source == "-":
        try:
            text = sys.stdin.buffer.read().decode("utf-8")
        except UnicodeDecodeError as error:
            raise wrong(f"Standard input is not UTF-8 text: {error}") from error
        return with_values(text, values)
    path = Path(source)
    if path.exists():
        return with_values(read_text(path), values)
    if path.suffix:
        raise wrong(f"There is no file {source}.")
    return filled(stored_query("competency", source), values)


def _print_stored() -> None:
    """Print the name of every stored query with the values it has, and its question."""
    for stored in load_stored_queries("competency"):
        values = (f"{parameter.name}={parameter.default}" for parameter in stored.parameters)
        typer.echo("  ".join([stored.name, *values]))
        typer.echo(f"    {stored.summary}")


def _print_answer(sandbox: QuerySandbox, text: str, format: AnswerFormat) -> None:
    if format is AnswerFormat.TABLE:
        table = sandbox.select(text)
        print_table(table, Console())
        truncated = table.truncated
    else:
        try:
            answer = sandbox.run(text, format=_MEDIA_TYPE[format])
        except ValueError as error:
            raise wrong(f"This query has no answer as {format.value}: {error}") from error
        sys.stdout.buffer.write(answer.body)
        truncated = answer.truncated
    if truncated:
        typer.echo(f"guidegraph: the rest was left out; the limit of {truncated} was met", err=True)
