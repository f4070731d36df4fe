"""What a client of `/sparql` asks: a query, and the media type by the name that the client uses."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from http import HTTPStatus

from app.negotiation import choose
from app.query_request import QueryRequest, RequestError
from kg.graphs import Selection
from kg.query_answer import formats_of
from kg.query_text import read_form

# What clients ask for, and the media type that is meant; the answer carries the name they used.
_OTHER_NAMES = {
    "application/sparql-results+json": ("application/json",),
    "application/sparql-results+xml": ("application/xml", "text/xml"),
    "application/ld+json": ("application/json",),
    "application/rdf+xml": ("application/xml", "text/xml"),
    "application/n-triples": ("text/plain",),
    "text/turtle": ("application/x-turtle",),
}


@dataclass(frozen=True, slots=True)
class Question:
    """A query text with the media type of its answer and the graphs that it reads."""

    text: str
    media_type: str
    graphs: Selection | None = None

    def etag(self, version: str) -> str:
        """Return the weak entity tag of the answer of some *version*, which need not be known."""
        parts = "\n".join((version, self.media_type, repr(self.graphs), self.text))
        # A surrogate has no UTF-8; such a text is malformed, but its tag is asked for before.
        return f'W/"{sha256(parts.encode(errors="replace")).hexdigest()[:32]}"'


def names_of(formats: Iterable[str]) -> dict[str, str]:
    """Return, by each name that clients have for one of these media types, the one it means."""
    return {
        name: media_type
        for media_type in formats
        for name in (media_type, *_OTHER_NAMES.get(media_type, ()))
    }


def read_question(asked: QueryRequest) -> tuple[str, Question]:
    """
    Return the media type by the name that the client used, and the question.

    Raises:
        RequestError: If the query cannot be answered in a format that the client takes.
        QueryError: If it is no query.
    """
    formats = formats_of(read_form(asked.text))
    if asked.accept in formats:  # Most programs name the one that they read.
        return asked.accept, Question(asked.text, asked.accept, asked.graphs)
    names = names_of(formats)
    # The canonical names first: they win over their other names among equals.
    chosen = choose(asked.accept, (*formats, *(name for name in names if name not in formats)))
    if chosen is None:
        detail = f"This query can be answered as {', '.join(formats)}."
        raise RequestError(HTTPStatus.NOT_ACCEPTABLE, detail)
    return chosen, Question(asked.text, names[chosen], asked.graphs)
