"""
A request of the SPARQL 1.1 Protocol, read: the query, the graphs it reads, the format it wants.

Two parameters are ours and not the protocol's, because a link can set no header and because few
know the names of our graphs by heart: `format` stands for an Accept header, and `graphs` for the
names of all graphs of a role, as in `graphs=asserted,inferred`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs

from app.negotiation import parse_accept
from kg.graphs import GraphRole, Selection
from kg.query_answer import GRAPH_FORMATS, SOLUTION_FORMATS

FORM_TYPE = "application/x-www-form-urlencoded"
QUERY_TYPE = "application/sparql-query"
UPDATE_TYPE = "application/sparql-update"

ACCEPT_OF_FORMAT = {
    "json": "application/sparql-results+json, application/ld+json",
    "xml": "application/sparql-results+xml, application/rdf+xml",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "turtle": "text/turtle",
    "ntriples": "application/n-triples",
    "trig": "application/trig",
}
EVERY_ROLE = "all"
_MEDIA_TYPES = frozenset({*SOLUTION_FORMATS, *GRAPH_FORMATS})

_NOT_UTF_8 = "The query is not UTF-8."
_READ_ONLY = "The data here can only be read. Send a query, not an update."
_DATASET = ("default-graph-uri", "named-graph-uri")
# Percent-encoding makes up to three bytes of one, and up to twelve of a character.
BODY_BYTES = 262_144

Parameters = Mapping[str, Sequence[str]]
GraphsOfRoles = Callable[[Iterable[GraphRole]], Selection]


@dataclass(frozen=True, slots=True)
class QueryRequest:
    """
    One query that was asked over HTTP.

    *graphs* is None where the query itself says what it reads. *accept* stands for the Accept
    header.
    """

    text: str
    graphs: Selection | None
    accept: str | None


class RequestError(Exception):
    """
    A request that is no query.

    Attributes:
        status: The HTTP status that says so.
        limit: The limit that it met, None if it met none.
    """

    def __init__(self, status: HTTPStatus, detail: str, limit: str | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.limit = limit


def decoded(parameters: Mapping[str, Sequence[bytes]]) -> Parameters:
    """
    Return parameters whose values are UTF-8.

    Raises:
        RequestError: If one is not.
    """
    try:
        return {name: [value.decode() for value in parameters[name]] for name in parameters}
    except UnicodeDecodeError:
        raise RequestError(HTTPStatus.BAD_REQUEST, _NOT_UTF_8) from None


def read_body(content_type: str, encoding: str, body: bytes, address: Parameters) -> Parameters:
    """
    Return the parameters of a POST.

    Args:
        content_type: The header Content-Type.
        encoding: The header Content-Encoding.
        body: Of one that is too long, more than `BODY_BYTES`.
        address: The parameters in the address, which count where the body is the query itself.

    Raises:
        RequestError: If the body is no query in UTF-8.
    """
    if len(body) > BODY_BYTES:
        detail = f"The request has more than {BODY_BYTES:,} bytes; a query is shorter."
        raise RequestError(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, "length")
    media_type, _, rest = content_type.partition(";")
    media_type = media_type.strip().lower()
    if media_type == UPDATE_TYPE:
        raise RequestError(HTTPStatus.FORBIDDEN, _READ_ONLY)
    if media_type not in {FORM_TYPE, QUERY_TYPE}:
        detail = f"Send the query as {QUERY_TYPE} or {FORM_TYPE}, not '{media_type}'."
        raise RequestError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)
    _, _, charset = rest.lower().replace(" ", "").replace('"', "").partition("charset=")
    if charset.partition(";")[0] not in {"", "utf-8", "utf8", "us-ascii"}:
        detail = "Send the query in UTF-8; the protocol knows no other encoding."
        raise RequestError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)
    if encoding.strip().lower() not in {"", "identity"}:
        detail = "Send the query uncompressed."
        raise RequestError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)
    try:
        if media_type == FORM_TYPE:
            return parse_qs(body.decode(), keep_blank_values=True, errors="strict")
        return {**address, "query": [*address.get("query", ()), body.decode()]}
    except UnicodeDecodeError:
        raise RequestError(HTTPStatus.BAD_REQUEST, _NOT_UTF_8) from None


def read_request(
    parameters: Parameters, accept: str | None, of_roles: GraphsOfRoles
) -> QueryRequest:
    """
    Return the query that *parameters* ask.

    Raises:
        RequestError: If they ask for none, for two, or for what cannot be.
    """
    if "update" in parameters:
        raise RequestError(HTTPStatus.FORBIDDEN, _READ_ONLY)
    if len(parameters.get("query", ())) != 1:
        detail = "Send exactly one query, in the parameter 'query'."
        raise RequestError(HTTPStatus.BAD_REQUEST, detail)
    return QueryRequest(
        parameters["query"][0],
        _graphs(parameters, of_roles),
        _accepted(parameters.get("format", ()), accept),
    )


def _accepted(formats: Sequence[str], accept: str | None) -> str | None:
    """
    Return what stands for the Accept header.

    Clients of others send this parameter too, with words of their own, and say by the header what
    they mean: SPARQLWrapper sends `format=rdf+xml&format=application/rdf+xml`.
    """
    named = [ACCEPT_OF_FORMAT[name] for name in formats if name in ACCEPT_OF_FORMAT]
    named += [name for name in formats if name in _MEDIA_TYPES]
    if named:
        return named[0]
    if formats and not _names_data(accept):
        detail = f"The parameter 'format' is one of {', '.join(ACCEPT_OF_FORMAT)}."
        raise RequestError(HTTPStatus.BAD_REQUEST, detail)
    return accept


def _graphs(parameters: Parameters, of_roles: GraphsOfRoles) -> Selection | None:
    default, named = (tuple(parameters.get(name, ())) for name in _DATASET)
    if "graphs" not in parameters:
        return Selection(default, named) if default or named else None
    if default or named:
        detail = f"Send 'graphs' or {_DATASET[0]} and {_DATASET[1]}, not both."
        raise RequestError(HTTPStatus.BAD_REQUEST, detail)
    words = {word.strip() for value in parameters["graphs"] for word in value.split(",")}
    known = {role.value for role in GraphRole}
    if words == {EVERY_ROLE}:
        words = known
    if not words <= known:
        listed = ", ".join(role.value for role in GraphRole)
        detail = f"The parameter 'graphs' lists some of {listed}, or is '{EVERY_ROLE}'."
        raise RequestError(HTTPStatus.BAD_REQUEST, detail)
    return of_roles(GraphRole(word) for word in words)


def _names_data(accept: str | None) -> bool:
    """Tell whether the header names a type that a program reads, and not only everything."""
    ranges = parse_accept(accept)
    return all(one.subtype not in {"html", "xhtml+xml"} for one in ranges) and any(
        one.subtype != "*" for one in ranges
    )
