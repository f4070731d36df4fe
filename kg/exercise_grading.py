"""
Grades a query against the reference of an exercise, on graphs that nobody has seen.

The answers are compared on the guideline as it is and on hidden graphs, in each of which one thing
is otherwise. Which ones is chosen by what they do to the reference: most change its answer, some
must not. The learner's query runs in a sandbox over those graphs, within the limits of any query
from outside.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from random import Random

from pyoxigraph import (
    DefaultGraph,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    serialize,
)

from kg.errors import SourceError
from kg.exercises import Exercise
from kg.graph_changes import GraphChange, graph_changes
from kg.graphs import Selection
from kg.namespaces import BASE, local_name
from kg.query_answer import SPARQL_JSON, AnswerKind, QueryAnswer, ResultTable, Term, read_table
from kg.query_limits import Limits
from kg.sandbox import QuerySandbox

_MOST_TOLD = 3
_WITH_EFFECT, _WITHOUT_EFFECT = 14, 6
_MOST_OF_A_SORT = 48
_AS_IT_IS = BASE + "exercise/0"

Row = tuple[str, ...]
Rows = frozenset[Row]


@dataclass(frozen=True, slots=True)
class Passed:
    """The query answers as the reference does, on *graphs* graphs."""

    graphs: int


@dataclass(frozen=True, slots=True)
class Failed:
    """
    The query answers otherwise.

    Attributes:
        change: What is otherwise on the graph where it does, "" for the guideline as it is.
        missing: Rows that it should have listed, each in words.
        extra: Rows that it should not have listed, each in words.
        shape: What is wrong with its columns, "" if nothing is.
    """

    change: str
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
    shape: str = ""


Grade = Passed | Failed


@dataclass(frozen=True)
class HiddenGraph:
    """A graph by its IRI, with what is otherwise in it and what the reference answers."""

    iri: str
    words: str
    changes: tuple[GraphChange, ...]
    expected: Rows


@dataclass(frozen=True)
class Paper:
    """An exercise with its hidden graphs; *data* holds them as N-Quads. Made once, used by all."""

    exercise: Exercise
    graphs: tuple[HiddenGraph, ...]
    data: bytes


class Examiner:
    """
    Grades queries by one paper. Build one, use it for a few queries, close it.

    Raises:
        QueryError: If a query meets a limit or is not SPARQL, from `grade`.
    """

    def __init__(self, paper: Paper, limits: Limits) -> None:
        self._paper = paper
        graphs = [graph.iri for graph in paper.graphs]
        self._sandbox = QuerySandbox(paper.data, limits, graphs=graphs)

    def grade(self, text: str) -> Grade:
        """Return whether *text* answers as the reference does, and where it does not."""
        for graph in self._paper.graphs:
            table = self._sandbox.select(text, Selection((graph.iri,), ()))
            columns = self._paper.exercise.columns
            wanted = len(columns)
            if len(table.columns) != wanted:
                return Failed(
                    graph.words,
                    shape=f"Each row should hold {wanted} value{'' if wanted == 1 else 's'} "
                    f"({', '.join(columns)}); yours holds {len(table.columns)}.",
                )
            found = rows_of(table)
            if found != graph.expected:
                return Failed(
                    graph.words,
                    _told(graph.expected - found),
                    _told(found - graph.expected),
                )
        return Passed(len(self._paper.graphs))

    def close(self) -> None:
        """End the processes of the sandbox."""
        self._sandbox.close()


def paper_of(exercise: Exercise, library_store: Store) -> Paper:
    """
    Return the paper of an exercise, which takes seconds to make.

    *library_store* holds schema and guidelines in its default graph; it is not changed.
    """
    base = Store()
    base.bulk_extend(library_store)
    graphs = hidden_graphs(exercise, base)
    return Paper(exercise, graphs, _dump(base, graphs))


def hidden_graphs(exercise: Exercise, store: Store) -> tuple[HiddenGraph, ...]:
    """
    Return the guideline as it is and the hidden graphs of an exercise, always the same ones.

    *store* is changed and changed back.
    """
    as_it_is = _answer(store, exercise.reference)
    chosen = _chosen(exercise, store, as_it_is)
    graphs = [HiddenGraph(_AS_IT_IS, "", (), as_it_is)]
    for number, (change, expected) in enumerate(chosen, start=1):
        iri = f"{BASE}exercise/{number}"
        graphs.append(HiddenGraph(iri, change.words, (change,), expected))
    return tuple(graphs)


def rows_of(table: ResultTable) -> Rows:
    """Return the rows of a table as sets are compared: numbers by value, strings by text."""
    return frozenset(tuple(_comparable(term) for term in row) for row in table.rows)


def _chosen(exercise: Exercise, store: Store, as_it_is: Rows) -> Iterator[tuple[GraphChange, Rows]]:
    """Yield changes of many sorts, first those after which the reference answers otherwise."""
    changes = list(graph_changes(store))
    Random(exercise.name).shuffle(changes)  # noqa: S311 - a fixed choice
    sorts: dict[bool, dict[tuple[str, bool, bool], list[tuple[GraphChange, Rows]]]] = {
        True: defaultdict(list),
        False: defaultdict(list),
    }
    taken: Counter[str] = Counter()
    for change in changes:
        taken[change.kind] += 1
        if taken[change.kind] > _MOST_OF_A_SORT:
            continue
        change.apply(store)
        expected = _answer(store, exercise.reference)
        change.undo(store)
        effect = (change.kind, bool(expected - as_it_is), bool(as_it_is - expected))
        sorts[expected != as_it_is][effect].append((change, expected))
    yield from _in_turn(list(sorts[True].values()), _WITH_EFFECT)
    yield from _in_turn(list(sorts[False].values()), _WITHOUT_EFFECT)


def _in_turn(
    sorts: Sequence[list[tuple[GraphChange, Rows]]], most: int
) -> list[tuple[GraphChange, Rows]]:
    depth = max((len(sort) for sort in sorts), default=0)
    return [sort[i] for i in range(depth) for sort in sorts if i < len(sort)][:most]


def _answer(store: Store, text: str) -> Rows:
    found = store.query(text)
    if not isinstance(found, QuerySolutions):
        raise SourceError("The reference of an exercise must be a SELECT query.")
    body = found.serialize(format=QueryResultsFormat.JSON) or b""
    return rows_of(read_table(QueryAnswer(AnswerKind.SOLUTIONS, SPARQL_JSON, body, 0, None)))


def _dump(store: Store, graphs: Sequence[HiddenGraph]) -> bytes:
    """Return every hidden graph as N-Quads; the lines of *store* are written once and reused."""
    lines = (store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()) or b"").splitlines()
    found: list[bytes] = []
    for graph in graphs:
        gone = {_line(triple) for change in graph.changes for triple in change.removed}
        new = [_line(triple) for change in graph.changes for triple in change.added]
        name = f" <{graph.iri}> .\n".encode()
        kept = (line for line in lines if line not in gone)
        found += (line.removesuffix(b" .") + name for line in (*kept, *new))
    return b"".join(found)


def _line(triple: Triple) -> bytes:
    return (serialize([triple], format=RdfFormat.N_TRIPLES) or b"").rstrip()


def _comparable(term: Term | None) -> str:
    if term is None:
        return "–"
    if term.kind == "literal":
        try:
            return str(Decimal(term.value).normalize())
        except InvalidOperation:
            return term.value
    return f"<{term.value}>" if term.kind == "uri" else "_"


def _told(rows: Rows) -> tuple[str, ...]:
    told = [", ".join(_plain(value) for value in row) for row in sorted(rows)]
    more = len(told) - _MOST_TOLD
    return (*told[:_MOST_TOLD], *([f"and {more} more"] if more > 0 else []))


def _plain(value: str) -> str:
    return local_name(value[1:-1]) if value.startswith("<") else value
