"""The order of joins that a plan shows is the one in which Oxigraph itself says that it joins."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg.join_order import JoinOrder
from kg.library import open_library
from kg.pattern_reader import read_patterns
from kg.query_patterns import Element, PartKind, PatternQuery, Triple
from kg.query_text import TokenKind, tokens
from kg.stored_queries import load_stored_queries

pytestmark = pytest.mark.external

PROGRAM = Path(__file__).parents[2] / ".venv-external" / "bin" / "oxigraph"
PREFIX = "PREFIX gg: <https://w3id.org/guidegraph/schema/>\n"
# Those whose groups are alternatives, whose order says nothing, and what is not a SELECT.
QUERIES = {
    query.name: query.text
    for query in load_stored_queries("competency")
    if not {"UNION", "CONSTRUCT"} & set(query.text.split())
} | {
    "optional before a pattern": PREFIX
    + "SELECT * { ?s gg:cites ?r OPTIONAL { ?r gg:number ?n } ?s gg:hasKind gg:Outcome }",
    "repeated steps": PREFIX
    + "SELECT * { ?a gg:next* ?b . ?b gg:code 'X4' . ?a gg:other+ ?c . ?c gg:q|gg:r ?d }",
    "two that share nothing": PREFIX + "SELECT * { ?a gg:code ?b . gg:c gg:d ?e . ?e gg:f ?g }",
}
_GENERATED = re.compile(r"\?[0-9a-f]{20,}")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    if not PROGRAM.exists():
        pytest.skip("not installed: python3 run.py check --external")
    folder: Path = tmp_path_factory.mktemp("store")
    data = folder / "guidegraph.nq"
    data.write_bytes(open_library().dump())
    load = [PROGRAM, "load", "--location", folder / "db", "--file", data]
    subprocess.run(load, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("name", QUERIES)
def test_the_parts_are_joined_in_the_order_that_the_plan_shows(store: Path, name: str) -> None:
    query = read_patterns(QUERIES[name])
    assert query is not None

    assert list(_ours(query, query.elements)) == _theirs(store, QUERIES[name])


def _theirs(store: Path, text: str) -> list[str]:
    explanation = store / "explanation.json"
    command = [PROGRAM, "query", "--location", store / "db", "--query", text]
    options = ["--results-format", "json", "--explain-file", explanation]
    subprocess.run([*command, *options], check=True, capture_output=True)
    return list(_leaves(json.loads(explanation.read_text("utf-8"))["plan"]))


def _leaves(node: dict[str, object]) -> Iterator[str]:
    """Yield the predicates of the patterns, from left to right, and VALUES."""
    name = str(node["name"])
    if name.startswith("StaticBindings"):
        yield "VALUES"
    elif name.startswith(("QuadPattern", "Path")):
        names = re.findall(r"<[^>]*>|\?\w+", name)
        subject, *path = [one for one in names if not _GENERATED.fullmatch(one)] or [""]
        yield " ".join(one for one in [subject, *path] if "XMLSchema" not in one)
    children = node.get("children", [])
    assert isinstance(children, list)
    for child in children:
        yield from _leaves(child)


def _ours(query: PatternQuery, elements: tuple[Element, ...]) -> Iterator[str]:
    for element in JoinOrder().of(elements):
        if isinstance(element, Triple):
            terms = (_names(query, spot.text) for spot in element.spots)
            yield " ".join(name for names in terms for name in names)
        elif element.kind is PartKind.VALUES:
            yield "VALUES"
        elif element.query is not None:
            yield from _ours(query, element.query.elements)
        else:
            for branch in element.branches:
                yield from _ours(query, branch)


def _names(query: PatternQuery, text: str) -> list[str]:
    names = [_name(query, token.text) for token in tokens(text) if token.kind in _NAMES]
    return [name for name in names if name is not None and not name.startswith("?step_")]


def _name(query: PatternQuery, text: str) -> str | None:
    if text.startswith(("?", "$")):
        return f"?{text[1:]}"
    iri = query.iri(text)
    return f"<{iri}>" if iri else None


_NAMES = {TokenKind.VARIABLE, TokenKind.NAME, TokenKind.IRI, TokenKind.WORD}
