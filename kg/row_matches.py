"""
The matches of a query that lead to one of its rows, asked of the engine that answered it.

A match gives a value to every variable of the patterns, those between the steps of a path included,
and says which alternatives and optional parts it took.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import Literal, NamedNode

from kg.engine import QueryEngine
from kg.errors import QueryLimitError
from kg.graphs import Selection
from kg.namespaces import XSD
from kg.query_answer import ResultTable, Term
from kg.query_patterns import Element, Part, PartKind, PatternQuery, Triple, variables
from kg.query_shape import Shape
from kg.query_text import TokenKind, keyword, tokens

Match = Mapping[str, Term]
"""The values of the variables that have one, by name."""

Row = Mapping[str, Term | None]
"""The values that are asked for; None asks for no value."""

_WRITTEN = frozenset({"uri", "literal"})
MOST_SIFTED = 1000
"""Matches among which one with a certain blank node is looked for: no query can name one."""


@dataclass(frozen=True)
class Asked:
    """
    The patterns of a query with what is known of a match.

    Attributes:
        row: What the match leads to.
        computed: The expressions of the names in *row* that the patterns do not bind.
        values: A VALUES clause for all, "" for none.
        graph: The graph around the patterns, as a query writes it; "" for the default graph.
    """

    query: PatternQuery
    row: Row
    computed: Mapping[str, str]
    values: str = ""
    graph: str = ""


class Matcher:
    """Asks for matches until the time is up."""

    def __init__(
        self,
        engine: QueryEngine,
        graphs: Selection | None,
        clock: Callable[[], float],
        seconds: float,
    ) -> None:
        self._engine = engine
        self._graphs = graphs
        self._clock = clock
        self._seconds = seconds
        self._end = clock() + seconds

    def matches(self, asked: Asked, most: int, *, in_order: bool = False) -> list[Match]:
        """
        Return the first matches, at most *most*.

        Raises:
            QueryError: If the engine does not answer, or the time is up.
        """
        blank = {name: term for name, term in asked.row.items() if not _can_be_written(term)}
        order = ""
        if in_order:
            names = dict.fromkeys(_names(asked.query.elements))
            order = "ORDER BY " + " ".join(f"?{name}" for name in names) if names else ""
        limit = max(most, MOST_SIFTED) if blank else most
        query = asked.query
        table = self._select(
            f"{query.prologue} SELECT * {query.datasets} {{ {_group(asked)} }} "
            f"{order} LIMIT {limit}"
        )
        found = (_bound(table.columns, row) for row in table.rows)
        fits = (m for m in found if all(m.get(n) == term for n, term in blank.items()))
        return list(islice(fits, most))

    def count(self, asked: Asked) -> int | None:
        """
        Return how many matches there are, None where that hangs on a blank node.

        Raises:
            QueryError: As `matches` does.
        """
        if not all(map(_can_be_written, asked.row.values())):
            return None
        query = asked.query
        inner = f"SELECT * {{ {_group(asked)} }}"
        table = self._select(
            f"{query.prologue} SELECT (COUNT(*) AS ?n) {query.datasets} {{ {{ {inner} }} }}"
        )
        number = table.rows[0][0]
        return None if number is None else int(number.value)

    def keys(self, query: PatternQuery, shape: Shape, row: Row, graph: str) -> Row | None:
        """
        Return the values of what a query groups by, for one of its rows; None for no row of it.

        Raises:
            QueryError: As `matches` does.
        """
        keys = shape.keys or {}
        if keys.keys() <= row.keys():
            return {name: row[name] for name in keys}
        hidden = [f"?{name}" for name in keys if name not in (shape.columns or ())]
        groups = [key if key == f"?{name}" else f"({key} AS ?{name})" for name, key in keys.items()]
        body = f"{{ GRAPH {graph} {{ {query.body} }} }}" if graph else f"{{ {query.body} }}"
        inner = (
            f"{query.head} {' '.join(hidden)} WHERE {body} GROUP BY {' '.join(groups)} "
            f"{shape.having} {shape.values}"
        )
        table = self._select(
            f"{query.prologue} SELECT * {query.datasets} {{ {{ {inner} }} "
            f"{' '.join(_sieves(row))} }} LIMIT {MOST_SIFTED}"
        )
        blank = {name: term for name, term in row.items() if not _can_be_written(term)}
        for found in (_bound(table.columns, values) for values in table.rows):
            if all(found.get(name) == term for name, term in blank.items()):
                return {name: found.get(name) for name in keys}
        return None

    def _select(self, text: str) -> ResultTable:
        if self._clock() > self._end:
            raise QueryLimitError(
                "time", f"More was asked than can be answered in {self._seconds:g} seconds."
            )
        return self._engine.select(text, self._graphs)


def listing(asked: Asked) -> str:
    """
    Return the query that lists every match, for people: the patterns as they were written.

    "" where it would have to name a blank node.
    """
    query = asked.query
    if not all(map(_can_be_written, asked.row.values())):
        return ""
    body = f"{query.body.strip()} {asked.values} {_computed(asked)} {' '.join(_sieves(asked.row))}"
    if asked.graph:
        body = f"GRAPH {asked.graph} {{ {body} }}"
    return f"{query.prologue} SELECT * {query.datasets} WHERE {{ {body} }}"


def mark_of(part: Part) -> str:
    """Return the variable that says which branch of an alternative or optional part was taken."""
    return f"taken_{part.start}"


def text_of(term: Term) -> str:
    """Return an IRI or a literal as a query writes it."""
    if term.kind == "uri":
        return str(NamedNode(term.value))
    if term.lang:
        return str(Literal(term.value, language=term.lang))
    return str(Literal(term.value, datatype=NamedNode(term.datatype or XSD + "string")))


def _can_be_written(term: Term | None) -> bool:
    return term is None or term.kind in _WRITTEN


def _bound(columns: Iterable[str], row: Iterable[Term | None]) -> Match:
    return {name: term for name, term in zip(columns, row, strict=True) if term is not None}


# ---------------------------------------------------------------- the text of a question
def _group(asked: Asked) -> str:
    elements = asked.query.elements
    sure = frozenset(_surely_bound(elements)) - frozenset(_assigned(asked.query.text))
    # A value that comes first spares the engine matches; where it might be bound later, or not at
    # all, only a filter at the end means the same.
    early = {name: term for name, term in asked.row.items() if name in sure and term is not None}
    late = {name: term for name, term in asked.row.items() if name not in early}
    values = [
        f"VALUES ?{name} {{ {text_of(term)} }}"
        for name, term in early.items()
        if _can_be_written(term)
    ]
    patterns = " ".join([*values, _written(elements)])
    if asked.values:
        patterns = f"{{ {patterns} }} {asked.values}"
    parts = [patterns, _computed(asked), *_sieves(late)]
    body = " ".join(part for part in parts if part)
    return f"GRAPH {asked.graph} {{ {body} }}" if asked.graph else body


def _written(elements: Iterable[Element]) -> str:
    """Return elements as SPARQL that marks which branches were taken."""
    return " ".join(map(_element, elements))


def _element(element: Element) -> str:
    if isinstance(element, Triple) or not element.branches:
        return element.text
    groups = [_written(branch) for branch in element.branches]
    if element.kind is PartKind.GRAPH and element.graph is not None:
        return f"GRAPH {element.graph.text} {{ {groups[0]} }}"
    mark = mark_of(element)
    marked = [f"{{ {group} BIND({number} AS ?{mark}) }}" for number, group in enumerate(groups)]
    if element.kind is PartKind.OPTIONAL:
        return f"OPTIONAL {marked[0]}"
    return " UNION ".join(marked)


def _computed(asked: Asked) -> str:
    return " ".join(f"BIND({text} AS ?{name})" for name, text in asked.computed.items())


def _sieves(row: Row) -> Iterator[str]:
    for name, term in row.items():
        if term is None:
            yield f"FILTER(!BOUND(?{name}))"
        elif _can_be_written(term):
            yield f"FILTER(sameTerm(?{name}, {text_of(term)}))"


def _surely_bound(elements: Iterable[Element]) -> Iterator[str]:
    for element in elements:
        if isinstance(element, Triple):
            yield from (spot.text[1:] for spot in element.spots if spot.text[0] in "?$")
        elif element.kind is PartKind.GRAPH and element.graph is not None:
            yield from variables(element.graph.text)
            yield from _surely_bound(element.branches[0])


def _assigned(text: str) -> Iterator[str]:
    """Yield what a text assigns by AS: that cannot be given a value before."""
    previous = ""
    for token in tokens(text):
        if token.kind is TokenKind.VARIABLE and previous == "AS":
            yield token.text[1:]
        previous = keyword(token)


def _names(elements: Iterable[Element]) -> Iterator[str]:
    """Yield the variables that a person wrote into the patterns, in their order."""
    for element in elements:
        for token in tokens(element.text):
            if token.kind is TokenKind.VARIABLE:
                yield token.text[1:]
