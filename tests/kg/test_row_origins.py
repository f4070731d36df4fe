from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.dataset import GraphDataset, build_dataset
from kg.exercises import PROLOGUE
from kg.graphs import GraphRole
from kg.library import Library
from kg.namespaces import local_name
from kg.proofs import Rule
from kg.resources import Resource
from kg.row_origins import Grounds, grounds_of_row
from kg.sandbox import Limits, QuerySandbox

NS = "https://w3id.org/guidegraph/bilateral-sacroplasty/"
ITEM = Resource(f"{NS}items/q", "Item", "an item", links=(("assesses", f"{NS}st-02a"),))

Told = tuple[str, Rule, list["Told"]]


@pytest.fixture(scope="module")
def dataset(library: Library) -> GraphDataset:
    return build_dataset(library, {"bilateral-sacroplasty": {GraphRole.ITEMS: [ITEM]}})


@pytest.fixture(scope="module")
def sandbox(dataset: GraphDataset) -> Iterator[QuerySandbox]:
    with QuerySandbox(dataset.dump(), Limits(), graphs=dataset.names) as opened:
        yield opened


def _claim(grounds: Grounds) -> str:
    return "".join(piece.text for piece in grounds.claim)


def _told(grounds: Grounds) -> Told:
    return _claim(grounds), grounds.rule, [_told(premise) for premise in grounds.premises]


def _asked(query: str, sandbox: QuerySandbox, dataset: GraphDataset) -> tuple[Grounds, ...]:
    text = PROLOGUE + query
    table = sandbox.select(text, dataset.of_roles(GraphRole))
    row = {name: term for name, term in zip(table.columns, table.rows[0], strict=True) if term}
    return grounds_of_row(text, row, sandbox, dataset)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "SELECT ?c { VALUES ?c { bs:X4 } ?c a gg:Criterion }",
            (
                "bs:X4 rdf:type gg:Criterion",
                Rule.TYPE,
                [
                    ("bs:X4 rdf:type gg:ExclusionCriterion", Rule.STATED, []),
                    ("gg:ExclusionCriterion rdfs:subClassOf gg:Criterion", Rule.STATED, []),
                ],
            ),
        ),
        (
            "SELECT ?c { VALUES ?c { bs:X4 } ?c gg:code 'X4' }",
            ('bs:X4 gg:code "X4"', Rule.STATED, []),
        ),
        (
            "SELECT ?x { VALUES ?x { bs:NoDisablingLowBackPain } ?x rdfs:subClassOf bs:I3Refuted }",
            (
                "bs:NoDisablingLowBackPain rdfs:subClassOf bs:I3Refuted",
                Rule.DEFINITION,
                [
                    (
                        "bs:I3Refuted owl:equivalentClass"
                        " NoSevereLowBackPain or NoDisablingLowBackPain",
                        Rule.STATED,
                        [],
                    )
                ],
            ),
        ),
    ],
)
def test_a_triple_behind_a_row_is_led_back_to_what_is_stated(
    sandbox: QuerySandbox, dataset: GraphDataset, query: str, expected: Told
) -> None:
    assert [_told(one) for one in _asked(query, sandbox, dataset)] == [expected]


def test_what_is_stated_names_its_graph_and_the_statements_behind_it(
    sandbox: QuerySandbox, dataset: GraphDataset
) -> None:
    query = "SELECT ?x { VALUES ?x { bs:X4Met } ?x owl:equivalentClass ?y ; rdfs:label ?label }"

    (label,) = _asked(query, sandbox, dataset)

    assert _claim(label) == 'bs:X4Met rdfs:label "X4 met"@en'
    assert label.graph is not None
    assert (label.graph.role, label.graph.owner) == (GraphRole.ASSERTED, "bilateral-sacroplasty")
    assert [local_name(iri) for iri in label.statements] == ["st-20a"]


def test_a_finding_says_whether_the_document_uses_it(
    sandbox: QuerySandbox, dataset: GraphDataset
) -> None:
    query = "SELECT ?x { VALUES ?x { bs:SacralFracture } ?x rdfs:subClassOf gg:Finding }"

    (stated,) = _asked(query, sandbox, dataset)

    assert (stated.statements, stated.origin) == ((), "from the encoding")


def test_a_triple_of_another_graph_is_stated_there(
    sandbox: QuerySandbox, dataset: GraphDataset
) -> None:
    query = "SELECT ?item { ?item gg:assesses bs:st-02a }"

    (stated,) = _asked(query, sandbox, dataset)

    assert stated.graph is not None
    assert (stated.graph.role, stated.rule) == (GraphRole.ITEMS, Rule.STATED)
    assert [local_name(iri) for iri in stated.statements] == ["st-02a"]


def test_of_alternatives_and_optional_parts_those_are_told_that_hold(
    sandbox: QuerySandbox, dataset: GraphDataset
) -> None:
    query = """SELECT ?c ?code { VALUES ?c { bs:X4 }
      { ?c a gg:InclusionCriterion } UNION { ?c a gg:ExclusionCriterion }
      OPTIONAL { ?c gg:code ?code } OPTIONAL { ?c gg:slug ?slug } }"""

    claims = [_claim(one) for one in _asked(query, sandbox, dataset)]

    assert claims == ["bs:X4 rdf:type gg:ExclusionCriterion", 'bs:X4 gg:code "X4"']


def test_a_row_of_computed_values_has_no_triple_behind_it(
    sandbox: QuerySandbox, dataset: GraphDataset
) -> None:
    assert grounds_of_row("SELECT (1 AS ?one) {}", {}, sandbox, dataset) == ()
