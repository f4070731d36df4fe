"""The patterns of a SELECT or ASK query, with their places in the text."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urljoin, urlsplit

from kg.namespaces import BASE, RDF
from kg.query_text import TokenKind, tokens


@dataclass(frozen=True, slots=True)
class Spot:
    """A piece of the text, from *start* up to *end*; both are -1 where nothing was written."""

    text: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Triple:
    """
    One triple pattern; a path of several steps is several of them.

    *continues* tells that it was written after a semicolon, with no other object beside its own.
    """

    subject: Spot
    predicate: Spot
    object: Spot
    continues: bool = False

    @property
    def text(self) -> str:
        """The pattern as SPARQL."""
        return f"{self.subject.text} {self.predicate.text} {self.object.text} ."

    @property
    def start(self) -> int:
        """Where it stands: at its predicate, which no other pattern shares."""
        return self.predicate.start

    @property
    def spots(self) -> tuple[Spot, Spot, Spot]:
        """Subject, predicate and object."""
        return self.subject, self.predicate, self.object


class PartKind(Enum):
    """What a part of a group is, other than a triple pattern; the value is its keyword."""

    FILTER = "FILTER"
    VALUES = "VALUES"
    BIND = "BIND"
    MINUS = "MINUS"
    OPTIONAL = "OPTIONAL"
    GRAPH = "GRAPH"
    UNION = "UNION"
    QUERY = "SELECT"


@dataclass(frozen=True)
class Part:
    """
    A part of a group that is kept as text.

    *branches* are the alternatives of a UNION, or the one group of an OPTIONAL or a GRAPH; *graph*
    is what stands between GRAPH and its group; *query* is what a sub-query is.
    """

    kind: PartKind
    text: str
    start: int
    end: int
    branches: tuple[tuple[Element, ...], ...] = ()
    query: PatternQuery | None = None
    graph: Spot | None = None


Element = Triple | Part


@dataclass(frozen=True)
class PatternQuery:
    """
    A SELECT or ASK query taken apart.

    Attributes:
        text: The whole text, of which the others are pieces.
        prologue: BASE and PREFIX.
        head: The form with what it selects.
        datasets: FROM clauses.
        elements: What its group asks for, nested groups included, in the order of the text.
        opens: Where WHERE, or else the brace of the group, starts.
        closes: Where the brace of the group closes.
        tail: What follows the group: GROUP BY, HAVING, ORDER BY, LIMIT.
        prefixes: The namespaces by prefix.
        base: What relative IRIs start from.
    """

    text: str
    prologue: str
    head: str
    datasets: str
    elements: tuple[Element, ...]
    opens: int
    closes: int
    tail: str
    prefixes: dict[str, str] = field(default_factory=dict)
    base: str = BASE

    @property
    def body(self) -> str:
        """What stands between the braces of its group, as it is written."""
        brace = next(t for t in tokens(self.text[self.opens :]) if t.text == "{")
        return self.text[self.opens + brace.start + 1 : self.closes]

    def iri(self, written: str) -> str | None:
        """Return the IRI that a term stands for, None where it is no IRI or has no prefix."""
        if written == "a":
            return RDF + "type"
        if written.startswith("<"):
            return self._resolved(written[1:-1])
        prefix, colon, name = written.partition(":")
        if not colon or prefix not in self.prefixes or written[0] in "\"'_?$":
            return None
        return self._resolved(self.prefixes[prefix]) + name.replace("\\", "")

    def _resolved(self, iri: str) -> str:
        # One with a scheme stays as it is written: urljoin would drop a "#" at its end.
        return iri if urlsplit(iri).scheme else urljoin(self.base, iri)


def variables(text: str) -> frozenset[str]:
    """Return the names of the variables in a piece of SPARQL."""
    return frozenset(t.text[1:] for t in tokens(text) if t.kind is TokenKind.VARIABLE)
