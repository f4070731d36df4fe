"""SPARQL clients of others get from our endpoint what the store itself answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyoxigraph
import pytest
from live_server import live_server

from kg.library import open_library
from kg.stored_queries import load_stored_queries

pytestmark = pytest.mark.external

QUESTIONS = {query.name: query.text for query in load_stored_queries("competency")}


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with live_server(tmp_path_factory.mktemp("answers")) as url:
        yield f"{url}/sparql"


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("queries") / "queries.json"
    path.write_text(json.dumps(QUESTIONS), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    """What pyoxigraph answers itself, in the words of the clients' scripts."""
    store = open_library().store
    return {name: _answer(store.query(text)) for name, text in QUESTIONS.items()}


def _answer(result: Any) -> Any:
    if isinstance(result, pyoxigraph.QueryBoolean):
        return bool(result)
    if isinstance(result, pyoxigraph.QueryTriples):
        parts = ((triple.subject, triple.predicate, triple.object) for triple in result)
        return sorted({" ".join(map(_text, part)) for part in parts})
    names = [variable.value for variable in result.variables]
    return [{name: _text(row[name]) for name in names if row[name] is not None} for row in result]


def _text(term: Any) -> str:
    if isinstance(term, pyoxigraph.NamedNode):
        return str(term)
    if isinstance(term, pyoxigraph.BlankNode):
        return "_:b"
    value = json.dumps(term.value, ensure_ascii=False)
    return f"{value}@{term.language}" if term.language else f"{value}^^{term.datatype.value}"


def test_sparqlwrapper_gets_what_the_store_gives(
    external_python: Callable[..., Any], endpoint: str, file: Path, expected: dict[str, Any]
) -> None:
    assert external_python("sparql_client.py", endpoint, file) == expected


def test_fetch_sparql_endpoint_gets_what_the_store_gives(
    node: Callable[..., Any], endpoint: str, file: Path, expected: dict[str, Any]
) -> None:
    answers = node("sparql_client.js", endpoint, file)

    graphs = {name for name, found in answers.items() if found and isinstance(found, list)}
    graphs = {name for name in graphs if isinstance(answers[name][0], str)}
    assert answers | {name: sorted(answers[name]) for name in graphs} == expected
