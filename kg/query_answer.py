"""The answer to a SPARQL query as a value: serialised in a format, or read as a table."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import Enum
from typing import Any

from kg.namespaces import XSD
from kg.query_text import QueryForm

SPARQL_JSON = "application/sparql-results+json"
SOLUTION_FORMATS = (
    SPARQL_JSON,
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
)
"""The media types of what SELECT and ASK answer, the usual one first."""

GRAPH_FORMATS = (
    "text/turtle",
    "application/n-triples",
    "application/rdf+xml",
    "application/ld+json",
    "application/trig",
)
"""The media types of what CONSTRUCT and DESCRIBE answer, the usual one first."""


class AnswerKind(Enum):
    """What a query answers: rows, yes or no, or triples."""

    SOLUTIONS = "solutions"
    BOOLEAN = "boolean"
    GRAPH = "graph"


@dataclass(frozen=True, slots=True)
class QueryAnswer:
    """
    The answer to one query, serialised.

    *rows* is the number of rows or triples in *body*. *truncated* names the limit, "rows" or
    "bytes", at which the rest was left out, and is None where the answer is whole.
    """

    kind: AnswerKind
    media_type: str
    body: bytes
    rows: int
    truncated: str | None


@dataclass(frozen=True, slots=True)
class Term:
    """
    One value in a result.

    *kind* is "uri", "bnode", "literal" or "triple" (a quoted triple, whose *value* is its text).
    *datatype* is None for plain strings and for strings in a language.
    """

    kind: str
    value: str
    datatype: str | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class ResultTable:
    """
    The answer to one query as a table; None is an unbound variable.

    ASK answers one row in the column `answer`, CONSTRUCT and DESCRIBE answer a row for each triple.
    *truncated* is as in `QueryAnswer`.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    truncated: str | None


def formats_of(form: QueryForm) -> tuple[str, ...]:
    """Return the media types in which a query of this form can be answered, the usual one first."""
    asks_for_rows = form in {QueryForm.SELECT, QueryForm.ASK}
    return SOLUTION_FORMATS if asks_for_rows else GRAPH_FORMATS


def read_table(answer: QueryAnswer) -> ResultTable:
    """Return the table in an answer whose media type is `SPARQL_JSON`."""
    document = json.loads(answer.body)
    if answer.kind is AnswerKind.BOOLEAN:
        truth = Term("literal", "true" if document["boolean"] else "false", f"{XSD}boolean")
        return ResultTable(("answer",), ((truth,),), None)
    columns = tuple(document["head"]["vars"])
    rows = tuple(
        tuple(_parse_term(binding.get(column)) for column in columns)
        for binding in document["results"]["bindings"]
    )
    return ResultTable(columns, rows, answer.truncated)


def _parse_term(binding: dict[str, Any] | None) -> Term | None:
    if binding is None:
        return None
    if binding["type"] == "triple":
        return Term("triple", _triple_text(binding["value"]))
    return Term(binding["type"], binding["value"], binding.get("datatype"), binding.get("xml:lang"))


def _triple_text(parts: dict[str, Any]) -> str:
    terms = (_parse_term(parts[name]) for name in ("subject", "predicate", "object"))
    return f"<<( {' '.join(term.value for term in terms if term)} )>>"
