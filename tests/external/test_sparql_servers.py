"""
The app on a SPARQL server of others, chosen by one URL: Oxigraph's own server, and Virtuoso.

The tests of the protocol, of the service description and of hostile queries are run again, with the
server of others behind the endpoint.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from live_server import live_server

from kg.dataset import GraphDataset, build_dataset
from kg.errors import MalformedQueryError, RefusedQueryError, SourceError
from kg.graphs import GraphRole
from kg.library import open_library
from kg.query_answer import ResultTable
from kg.query_limits import Limits
from kg.remote import RemoteEngine
from kg.sandbox import QuerySandbox
from kg.stored_queries import load_stored_queries

pytestmark = pytest.mark.external

ROOT = Path(__file__).parents[2]
QUESTIONS = load_stored_queries("competency")
LIMITS = Limits(seconds=20.0)
# SPARQL leaves the order open in which GROUP_CONCAT takes its values; the file of this question
# orders them in a sub-query, which Oxigraph keeps and Virtuoso does not.
UNORDERED = {"virtuoso": {"encoding-decisions-and-what-they-touch"}, "oxigraph": set()}


@pytest.fixture(scope="module")
def engine(sparql_server: tuple[str, str], dataset: GraphDataset) -> Iterator[RemoteEngine]:
    with RemoteEngine(sparql_server[1], dataset, LIMITS) as engine:
        yield engine


@pytest.fixture(scope="module")
def sandbox(dataset: GraphDataset) -> Iterator[QuerySandbox]:
    with QuerySandbox(dataset.dump(), LIMITS, graphs=dataset.names) as sandbox:
        yield sandbox


def rows(table: ResultTable) -> tuple[Any, ...]:
    return table.columns, sorted(map(repr, table.rows)), table.truncated


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.name)
def test_a_competency_question_has_the_answer_of_the_sandbox(
    engine: RemoteEngine, sandbox: QuerySandbox, sparql_server: tuple[str, str], query: Any
) -> None:
    there, here = engine.select(query.text), sandbox.select(query.text)

    if query.name in UNORDERED[sparql_server[0]]:
        assert (there.columns, len(there.rows)) == (here.columns, len(here.rows))
    else:
        assert rows(there) == rows(here)


@pytest.mark.parametrize("role", GraphRole)
def test_every_graph_holds_what_it_holds_in_the_sandbox(
    engine: RemoteEngine, sandbox: QuerySandbox, dataset: GraphDataset, role: GraphRole
) -> None:
    text = "SELECT ?p (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?p"
    chosen = dataset.of_roles({role})

    assert rows(engine.select(text, chosen)) == rows(sandbox.select(text, chosen))


def test_what_is_refused_is_refused_before_anything_is_sent(engine: RemoteEngine) -> None:
    for text in ("DROP ALL", "ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }"):
        with pytest.raises(RefusedQueryError):
            engine.select(text)
    with pytest.raises(MalformedQueryError, match="Line 1, column 7: 'x' cannot stand here"):
        engine.select("ASK { x }")


def test_rows_beyond_the_limit_are_left_out(
    sparql_server: tuple[str, str], dataset: GraphDataset
) -> None:
    with RemoteEngine(sparql_server[1], dataset, Limits(seconds=20.0, rows=10)) as engine:
        table = engine.select("SELECT ?s { ?s ?p ?o }")

    assert (len(table.rows), table.truncated) == (10, "rows")


def test_a_server_with_other_data_is_not_taken(sparql_server: tuple[str, str]) -> None:
    other = build_dataset(open_library())

    with pytest.raises(SourceError, match=r"holds other data .* 'guidegraph dataset >"):
        RemoteEngine(sparql_server[1], other, LIMITS)


@pytest.mark.parametrize("address", ["http://127.0.0.1:9/sparql", "file:///etc/passwd"])
def test_an_address_of_no_server_is_named(dataset: GraphDataset, address: str) -> None:
    with pytest.raises(SourceError, match=address):
        RemoteEngine(address, dataset, LIMITS)


def test_the_app_passes_its_own_tests_on_it(sparql_server: tuple[str, str]) -> None:
    # How a query ends that takes too much is the server's own matter: by its clock, its memory, or
    # because it cannot evaluate it at all.
    deselected = "not cartesian and not gigabytes and not endless"
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-k", deselected]
    files = [f"tests/app/test_{name}.py" for name in ("protocol", "service_description")]
    files.append("tests/app/test_hostile_queries.py")

    done = subprocess.run(
        [*command, *files],
        cwd=ROOT,
        env={**os.environ, "GUIDEGRAPH_SPARQL": sparql_server[1]},
        capture_output=True,
        text=True,
        timeout=280,
    )

    assert done.returncode == 0, done.stdout[-6000:]


def test_the_endpoint_answers_through_it(sparql_server: tuple[str, str], tmp_path: Path) -> None:
    import httpx

    query = "SELECT ?code { <bilateral-sacroplasty/X4> <schema/code> ?code }"
    with live_server(tmp_path, sparql_server[1]) as url:
        answer = httpx.get(f"{url}/sparql", params={"query": query, "format": "csv"}, timeout=30)

    assert answer.text == "code\r\nX4\r\n"
