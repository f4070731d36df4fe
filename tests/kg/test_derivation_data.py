from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

import pyoxigraph
import pytest
import rdflib
from rdflib.compare import to_isomorphic

from kg.case import Absent, Case, Present
from kg.case_files import read_case
from kg.derivation import Derivation
from kg.derivation_data import as_data, as_turtle
from kg.library import Library
from kg.reasoner import Reasoner

SLUG = "bilateral-sacroplasty"
ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "tests/cases").glob("*.yaml"))
NODE = "https://example.org/case/1"
GG = rdflib.Namespace("https://w3id.org/guidegraph/schema/")
DERIVED = ("decidedBy", "hasVerdict", "satisfies", "fails", "restsOn")


def _assessed(path: Path, library: Library) -> Derivation:
    case = read_case(path, library.guidelines)
    result = library.reasoner(case.guideline).assess(case)
    assert isinstance(result, Derivation)
    return result


def _graph(quads: Iterable[pyoxigraph.Quad]) -> rdflib.Graph:
    triples = [pyoxigraph.Triple(q.subject, q.predicate, q.object) for q in quads]
    text = pyoxigraph.serialize(triples, format=pyoxigraph.RdfFormat.N_TRIPLES)
    return rdflib.Graph().parse(data=text, format="nt")


def _by_value(graph: rdflib.Graph) -> rdflib.Graph:
    """Return *graph* with every decimal written in one way: 6 and 6.0 are one number."""
    same = rdflib.Graph()
    for s, p, o in graph:
        is_number = isinstance(o, rdflib.Literal) and isinstance(o.value, Decimal)
        same.add((s, p, rdflib.Literal(f"{o.value.normalize():f}") if is_number else o))
    return same


def test_the_document_has_the_keys_that_the_case_format_describes(
    library: Library, reasoner: Reasoner
) -> None:
    table = (ROOT / "docs/case-format.md").read_text().split("## What comes out")[1]
    described = set(re.findall(r"`(\w+)`", " ".join(re.findall(r"^\|.*", table, re.MULTILINE))))
    refused = reasoner.assess(Case("c", SLUG, frozenset({Present("Pain"), Absent("Pain")})))

    data = as_data(_assessed(CASES[0], library), reasoner)

    results = {"indicated", "contraindicated"}
    in_criteria = {"status", "facts", "statements", "link", "decisive"}
    head = {"case", "guideline", "version", "disclaimer"}
    assert data.keys() - head == described - in_criteria - results - {"refused"}
    assert in_criteria < data["criteria"][0].keys()
    assert as_data(refused, reasoner).keys() - head == {"refused"}


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_document_says_what_the_derivation_says(
    path: Path, library: Library, reasoner: Reasoner
) -> None:
    result = _assessed(path, library)

    data = json.loads(json.dumps(as_data(result, reasoner)))

    assert data["verdict"] == result.verdict.value
    assert {c["id"]: c["status"] for c in data["criteria"]} == {
        c.criterion: c.status.value for c in result.criteria
    }
    assert [len(s["facts"]) for s in data["settling"]] == [len(s.facts) for s in result.settling]
    assert [len(f["edits"]) for f in data["flips"]] == [len(f.edits) for f in result.flips]


def test_a_refusal_names_its_facts(reasoner: Reasoner) -> None:
    refusal = reasoner.assess(Case("c", SLUG, frozenset({Present("Pain"), Absent("Pain")})))

    (refused,) = as_data(refusal, reasoner)["refused"]

    assert refused["conflict"] == "present and absent"
    assert refused["facts"] == [
        {"absent": "Pain", "text": "no pain"},
        {"present": "Pain", "text": "pain"},
    ]


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_turtle_read_back_holds_the_same_case(
    path: Path, library: Library, reasoner: Reasoner
) -> None:
    result = _assessed(path, library)

    turtle = as_turtle(result, reasoner, NODE)

    quads = reasoner.case_quads(result.case, pyoxigraph.NamedNode(NODE))
    case = _graph(quads)
    for graph in (
        rdflib.Graph().parse(data=turtle, format="turtle"),
        _graph(pyoxigraph.parse(turtle.encode(), format=pyoxigraph.RdfFormat.TURTLE)),
    ):
        for name in DERIVED:
            graph.remove((None, GG[name], None))
        assert to_isomorphic(_by_value(graph)) == to_isomorphic(_by_value(case))


def test_turtle_names_verdict_and_criteria(library: Library, reasoner: Reasoner) -> None:
    result = _assessed(ROOT / "tests/cases/indicated.yaml", library)

    turtle = as_turtle(result, reasoner, NODE)

    assert "gg:hasVerdict gg:Indicated" in turtle
    assert turtle.count("bs:I1") == 1
