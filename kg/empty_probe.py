"""Short questions on parts of a query, each asked once: is there a match, how many, which terms."""

from __future__ import annotations

from collections.abc import Sequence

from kg.engine import QueryEngine
from kg.errors import QueryError, QueryLimitError
from kg.graphs import Selection
from kg.query_answer import Term
from kg.query_patterns import Element, PatternQuery
from kg.vocabulary import written

MOST_ROWS = 1000
"""Rows are counted up to here."""


class Probe:
    """Asks the engine about groups made of the elements of one query; counts up to *most*."""

    def __init__(self, engine: QueryEngine, query: PatternQuery, most: int = MOST_ROWS) -> None:
        self._engine = engine
        self._query = query
        self._most = most
        self._known: dict[tuple[str, Selection | None], tuple[tuple[Term | None, ...], ...]] = {}

    def within(self, query: PatternQuery) -> Probe:
        """Return the same for a query inside this one."""
        return Probe(self._engine, query, self._most)

    def answers(self, elements: Sequence[Element], graphs: Selection | None = None) -> bool:
        """Tell whether a group of *elements* has a match."""
        text = f"ASK {self._query.datasets} {_group(elements)}"
        return self._truth(text, graphs)

    def may_answer(self, elements: Sequence[Element]) -> bool | None:
        """
        Do as `answers` does; None where the engine does not take the group.

        A server that takes a query need not take every part of it by itself: Virtuoso wants a path
        to start somewhere.
        """
        try:
            return self.answers(elements)
        except QueryLimitError:
            raise
        except QueryError:
            return None

    def text_answers(self, text: str) -> bool:
        """Tell whether a whole SELECT or ASK query has a row, or a match."""
        rows = self._engine.select(text).rows
        return bool(rows) and not (len(rows) == 1 and rows[0] == (_FALSE,))

    def count(self, elements: Sequence[Element], graphs: Selection | None = None) -> int:
        """Return how often a group of *elements* matches, up to the most that is counted."""
        if not elements:
            return 0
        inner = f"SELECT * {{ {_group(elements)} }} LIMIT {self._most}"
        text = f"SELECT (COUNT(*) AS ?n) {self._query.datasets} {{ {inner} }}"
        row = self._rows(text, graphs)[0]
        return int(row[0].value) if row[0] is not None else 0

    def terms(self, elements: Sequence[Element], variable: str, most: int) -> tuple[str, ...]:
        """Return the first values of *variable* in a group, each as a query writes it."""
        text = f"SELECT DISTINCT {variable} {self._query.datasets} {_group(elements)}"
        rows = self._rows(f"{text} ORDER BY {variable} LIMIT {most}", None)
        return tuple(self._written(row[0]) for row in rows if row[0] is not None)

    def _truth(self, text: str, graphs: Selection | None) -> bool:
        return self._rows(text, graphs)[0] == (_TRUE,)

    def _rows(self, text: str, graphs: Selection | None) -> tuple[tuple[Term | None, ...], ...]:
        if (text, graphs) not in self._known:
            table = self._engine.select(f"{self._query.prologue}\n{text}", graphs)
            self._known[text, graphs] = table.rows
        return self._known[text, graphs]

    def _written(self, term: Term) -> str:
        if term.kind == "uri":
            return written(term.value, self._query.prefixes)
        if term.datatype is not None and term.datatype.endswith(("#integer", "#decimal")):
            return term.value
        escaped = term.value.replace("\\", "\\\\").replace('"', '\\"')
        text = '"{}"'.format(escaped.replace("\n", "\\n"))
        if term.lang:
            return f"{text}@{term.lang}"
        return f"{text}^^{written(term.datatype, self._query.prefixes)}" if term.datatype else text


_XSD_BOOLEAN = "http://www.w3.org/2001/XMLSchema#boolean"
_TRUE = Term("literal", "true", _XSD_BOOLEAN)
_FALSE = Term("literal", "false", _XSD_BOOLEAN)


def _group(elements: Sequence[Element]) -> str:
    return "{ " + "\n".join(element.text for element in elements) + " }"
