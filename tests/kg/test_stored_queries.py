"""
The competency questions answer as expected.

The expected rows stand in tests/kg/competency/<name>.csv, with ids in place of IRIs. They were read
against the Turtle when they were written; a change of the guideline that changes an answer must
change the file too, so that somebody looks at it.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from pyoxigraph import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    Store,
    Triple,
)

from kg.library import Library
from kg.namespaces import local_name
from kg.stored_queries import StoredQuery, load_stored_queries

EXPECTED = Path(__file__).parent / "competency"
QUESTIONS = load_stored_queries("competency")


def name_of(query: StoredQuery) -> str:
    return query.name


def shown(term: NamedNode | BlankNode | Literal | Triple | None) -> str:
    if term is None:
        return ""
    assert not isinstance(term, BlankNode | Triple), "an answer must be the same on every run"
    return local_name(term.value) if isinstance(term, NamedNode) else term.value


def answer(store: Store, query: StoredQuery) -> list[list[str]]:
    result = store.query(query.text)
    if isinstance(result, QuerySolutions):
        header = [variable.value for variable in result.variables]
        return [header, *([shown(value) for value in row] for row in result)]
    if isinstance(result, QueryTriples):
        triples = [[shown(t.subject), shown(t.predicate), shown(t.object)] for t in result]
        return [["subject", "predicate", "object"], *sorted(triples)]
    assert isinstance(result, QueryBoolean)
    return [["ask"], [str(bool(result)).lower()]]


@pytest.mark.parametrize("query", QUESTIONS, ids=name_of)
def test_a_competency_question_gives_the_expected_rows(
    library: Library, query: StoredQuery
) -> None:
    with (EXPECTED / f"{query.name}.csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.reader(file))

    assert answer(library.store, query) == expected


@pytest.mark.parametrize("query", QUESTIONS, ids=name_of)
def test_a_summary_is_a_question(query: StoredQuery) -> None:
    assert query.summary.endswith("?")


def test_there_are_at_least_25_questions_and_each_has_tags() -> None:
    untagged = [query.name for query in QUESTIONS if not query.tags]

    assert untagged == []
    assert len(QUESTIONS) >= 25


def test_no_expected_file_is_left_without_its_question() -> None:
    assert {path.stem for path in EXPECTED.glob("*.csv")} == {query.name for query in QUESTIONS}
