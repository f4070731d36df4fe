"""
What a worker of the sandbox does with a SPARQL text: the answer, cut at the limits, in a format.

This runs inside the confinement of `kg.sandbox_worker` and contains nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar

import pyoxigraph as ox

from kg.errors import MalformedQueryError
from kg.namespaces import BASE, PREFIXES
from kg.query_faults import explain
from kg.query_limits import Limits

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None
Result = ox.QueryBoolean | ox.QuerySolutions | Iterable[ox.Triple]
Row = TypeVar("Row")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Settings:
    """
    The limits that hold in a worker.

    *prefixes* are those with which graphs are written; a relative IRI in a text starts from *base*.
    """

    seconds: float
    memory_bytes: int
    rows: int
    result_bytes: int
    prefixes: dict[str, str]
    base: str

    @classmethod
    def of(cls, limits: Limits, prefixes: Mapping[str, str] = PREFIXES) -> Settings:
        """Return the settings that follow from *limits*."""
        return cls(
            limits.seconds,
            limits.memory_bytes,
            limits.rows,
            limits.result_bytes,
            dict(prefixes),
            BASE,
        )


@dataclass(frozen=True, slots=True)
class Request:
    """
    One query text and the media type of its answer.

    *default* and *named* are the IRIs of the graphs that are read; None leaves that to the text.
    """

    text: str
    media_type: str
    default: list[str] | None = None
    named: list[str] | None = None


def answer(store: ox.Store, settings: Settings, request: Request) -> tuple[dict[str, Any], bytes]:
    """
    Return the header and the body of the reply to one query; a fault is a header alone.

    The header holds kind, rows and truncated as in `kg.query_answer.QueryAnswer`, or else the key
    fault ("syntax", "memory", "network", "evaluation") with message, line and column.
    """
    try:
        return write(_evaluated(store, settings, request), settings, request.media_type)
    except SyntaxError as fault:
        error = explain(request.text, partial(_parse, base=settings.base)) or MalformedQueryError(
            str(fault)
        )
        place = {"line": error.line, "column": error.column}
        return {"fault": "syntax", "message": str(error), **place}, b""
    except MemoryError:
        return {"fault": "memory", "message": ""}, b""
    except OSError:  # The store is in memory: the only input and output is that of SERVICE.
        return {"fault": "network", "message": ""}, b""
    except Exception as fault:  # noqa: BLE001  The store raises RuntimeError and ValueError alike.
        return {"fault": "evaluation", "message": str(fault)}, b""


def write(result: Result, settings: Settings, media_type: str) -> tuple[dict[str, Any], bytes]:
    """Return the header and the body for what a query gave, cut at the limits."""
    if isinstance(result, ox.QueryBoolean):
        body = _required(result.serialize(format=_result_format(media_type)))
        return {"kind": "boolean", "rows": 1, "truncated": None}, body
    if isinstance(result, ox.QuerySolutions):
        names = [variable.value for variable in result.variables]
        return _solutions(names, result, settings, media_type)
    if ox.QueryResultsFormat.from_media_type(media_type) is not None:
        return _solutions(["subject", "predicate", "object"], result, settings, media_type)
    return _graph(result, settings, media_type)


def _evaluated(store: ox.Store, settings: Settings, request: Request) -> Result:
    if request.default is None and request.named is None:
        return store.query(request.text, base_iri=settings.base)
    return store.query(
        request.text,
        base_iri=settings.base,
        default_graph=[ox.NamedNode(iri) for iri in request.default or ()],
        named_graphs=[ox.NamedNode(iri) for iri in request.named or ()],
    )


def _parse(text: str, base: str) -> str | None:
    try:
        ox.Store().query(text, base_iri=base)
    except SyntaxError as fault:
        return str(fault)
    except (RuntimeError, ValueError):  # Parsed, and then found impossible to evaluate.
        return None
    return None


def _solutions(
    names: list[str], rows: Iterable[Iterable[Term]], settings: Settings, media_type: str
) -> tuple[dict[str, Any], bytes]:
    # pyoxigraph cannot stop after a number of rows while it writes, but it can read TSV, which is
    # simple to write. So the rows that are kept go through TSV into the format that was asked for.
    lines = ("\t".join(_term(term) for term in row) for row in rows)
    kept, truncated = _take(lines, settings)
    table = "\n".join(["\t".join(f"?{name}" for name in names), *kept, ""])
    parsed = ox.parse_query_results(table, ox.QueryResultsFormat.TSV)
    body = _required(parsed.serialize(format=_result_format(media_type)))
    return {"kind": "solutions", "rows": len(kept), "truncated": truncated}, body


def _graph(
    triples: Iterable[ox.Triple], settings: Settings, media_type: str
) -> tuple[dict[str, Any], bytes]:
    kept, truncated = _take(triples, settings)
    body = ox.serialize(
        kept, format=ox.RdfFormat.from_media_type(media_type), prefixes=settings.prefixes
    )
    return {"kind": "graph", "rows": len(kept), "truncated": truncated}, _required(body)


def _take(rows: Iterable[Row], settings: Settings) -> tuple[list[Row], str | None]:
    """Return the rows up to the first limit that is met, and the name of that limit."""
    kept: list[Row] = []
    size = 0
    for row in rows:
        size += len(str(row).encode())
        if len(kept) == settings.rows:
            return kept, "rows"
        if size > settings.result_bytes:
            return kept, "bytes"
        kept.append(row)
    return kept, None


def _term(term: Term) -> str:
    """Return the term as TSV and N-Triples write it, '' for an unbound variable."""
    if term is None:
        return ""
    if isinstance(term, ox.Triple):
        parts = (_term(part) for part in (term.subject, term.predicate, term.object))
        return f"<<( {' '.join(parts)} )>>"
    return str(term)


def _result_format(media_type: str) -> ox.QueryResultsFormat:
    return _required(ox.QueryResultsFormat.from_media_type(media_type))


def _required(value: Value | None) -> Value:
    if value is None:
        raise ValueError("pyoxigraph gave nothing where it always gives something")
    return value
