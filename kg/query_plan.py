"""
What becomes of a query, step by step: the order of its parts, and how many rows each leaves.

The order is that in which Oxigraph joins (`kg.join_order`). The numbers are counted by the engine
of queries from outside, within its limits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic

from kg.empty_probe import Probe
from kg.engine import QueryEngine
from kg.errors import QueryError, QueryLimitError
from kg.join_order import JoinOrder
from kg.pattern_reader import read_patterns
from kg.pattern_words import shown
from kg.query_patterns import Element, PartKind, PatternQuery, Triple
from kg.query_shape import clauses_of
from kg.query_text import QueryForm, keyword, position, read_form, tokens

MOST_COUNTED = 10_000
"""Matches are counted up to here."""

_SECONDS = 5.0
_STOPPED = frozenset({"time", "memory"})


@dataclass(frozen=True)
class Step:
    """
    One step of a plan.

    Attributes:
        kind: What the part is; None for a triple pattern.
        text: The part as it is written, on one line.
        line: Where it stands, 1 for the first line.
        matches: How many it has alone; None where that says nothing, was not counted in time, or
            is not counted by the engine.
        rows: How many rows are left after it; None where that was not counted.
        shared: The variables through which it is joined to the steps before.
        branches: The steps inside it, a sequence for each alternative.
    """

    kind: PartKind | None
    text: str
    line: int
    matches: int | None
    rows: int | None
    shared: tuple[str, ...]
    branches: tuple[tuple[Step, ...], ...] = ()


@dataclass(frozen=True)
class Plan:
    """
    The steps of a query, in order.

    Attributes:
        form: What kind of query it is.
        steps: Empty where the query has nothing to match, or a form that is not read.
        tail: What is done with the rows at the end, clause by clause.
        answer: How many rows or triples the whole query answers; of ASK 1 for yes and 0 for no.
            None where it was stopped at a limit of time or memory.
    """

    form: QueryForm
    steps: tuple[Step, ...]
    tail: tuple[str, ...]
    answer: int | None


def plan_of(text: str, engine: QueryEngine, clock: Callable[[], float] = monotonic) -> Plan:
    """
    Return the plan of a query of any form.

    Args:
        text: The query; it is run once.
        engine: Runs it, and counts.
        clock: Tells the seconds; what is not counted after five of them is left out.

    Raises:
        QueryError: If the query cannot be answered, whatever it may take.
    """
    form = read_form(text)
    answer = _answer(text, form, engine)
    query = read_patterns(_as_select(text))
    if query is None:
        return Plan(form, (), (), answer)
    planner = _Planner(query, engine, clock)
    return Plan(form, planner.steps(query.elements), _on_one_line(query.tail), answer)


def _answer(text: str, form: QueryForm, engine: QueryEngine) -> int | None:
    try:
        rows = engine.select(text).rows
    except QueryLimitError as error:
        if error.limit in _STOPPED:
            return None
        raise
    if form is QueryForm.ASK:
        return int(rows[0][0] is not None and rows[0][0].value == "true")
    return len(rows)


class _Planner:
    def __init__(
        self, query: PatternQuery, engine: QueryEngine, clock: Callable[[], float]
    ) -> None:
        self._query = query
        self._engine = engine
        self._clock = clock
        self._end = clock() + _SECONDS
        self._probe = Probe(engine, query, MOST_COUNTED)
        self._order = JoinOrder()

    def steps(self, elements: tuple[Element, ...], *, counts: bool = True) -> tuple[Step, ...]:
        """Return the steps of a group; their rows are counted only if it *counts* by itself."""
        order = self._order.of(elements)
        known: frozenset[str] = frozenset()
        found = []
        for index, element in enumerate(order):
            rows = self._count(order[: index + 1]) if counts else None
            found.append(self._step(element, known, rows))
            known |= self._order.visible(element)
        return tuple(found)

    def _step(self, element: Element, known: frozenset[str], rows: int | None) -> Step:
        line, _ = position(self._query.text, max(element.start, 0))
        return Step(
            None if isinstance(element, Triple) else element.kind,
            shown(element),
            line,
            self._count((element,)) if isinstance(element, Triple) else None,
            rows,
            tuple(sorted(self._order.visible(element) & known)),
            self._branches(element),
        )

    def _branches(self, element: Element) -> tuple[tuple[Step, ...], ...]:
        # What stands in GRAPH is not there in the graph that a part by itself would be counted in.
        if isinstance(element, Triple) or element.kind is PartKind.GRAPH:
            return ()
        if element.query is not None:
            return (self.steps(element.query.elements),)
        counts = element.kind is PartKind.UNION
        return tuple(self.steps(branch, counts=counts) for branch in element.branches)

    def _count(self, elements: Sequence[Element]) -> int | None:
        if self._clock() > self._end:
            return None
        try:
            return self._probe.count(elements)
        except QueryError:
            return None


def _as_select(text: str) -> str:
    """Return CONSTRUCT and DESCRIBE as the SELECT of their pattern, every place where it was."""
    form = read_form(text)
    if form in {QueryForm.SELECT, QueryForm.ASK}:
        return text
    found = list(tokens(text))
    first = next(index for index, token in enumerate(found) if keyword(token) == form.value)
    end = first + 1
    if form is QueryForm.CONSTRUCT and found[end].text == "{":
        depth = 0
        while True:
            depth += (found[end].text == "{") - (found[end].text == "}")
            end += 1
            if depth == 0:
                break
    while end < len(found) and found[end].text != "{" and keyword(found[end]) not in _AFTER_TARGETS:
        end += 1
    start = found[first].start
    stop = found[end].start if end < len(found) else len(text)
    blanked = "".join("\n" if sign == "\n" else " " for sign in text[start:stop])
    return f"{text[:start]}{'SELECT *'}{blanked[len('SELECT *') :]}{text[stop:]}"


_AFTER_TARGETS = frozenset({"WHERE", "FROM"})


def _on_one_line(tail: str) -> tuple[str, ...]:
    return tuple(" ".join(clause.split()) for clause in clauses_of(tail))
