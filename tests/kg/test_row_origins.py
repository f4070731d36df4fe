from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.dataset import GraphDataset, build_dataset
from kg.exercises import PROLOGUE
from kg.graphs import GraphRole
from kg.grounds import Grounds
from kg.library import Library
from kg.namespaces import local_name
from kg.origins import Origins
from kg.proofs import Rule
from kg.resources import Resource
from kg.row_origins import origins_of_row
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
    origins = _origins(query, sandbox, dataset)
    assert (origins.untold, origins.ways) == ((), 1)
    assert all(isinstance(part, Grounds) for part in origins.parts)
    return tuple(part for part in origins.parts if isinstance(part, Grounds))


def _origins(query: str, sandbox: QuerySandbox, dataset: GraphDataset) -> Origins:
    text, graphs = PROLOGUE + query, dataset.of_roles(GraphRole)
    table = sandbox.select(text, graphs)
    row = dict(zip(table.columns, table.rows[0], strict=True))
    return origins_of_row(text, row, sandbox, dataset, graphs)


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
    query = "SELECT ?x { VALUES ?x { bs:X4Met } ?x rdfs:label ?label }"

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


def test_a_blank_node_is_told_as_the_expression_that_it_stands_for(
    sandbox: QuerySandbox, dataset: GraphDataset
) -> None:
    query = """SELECT ?x { VALUES ?x { bs:I3Refuted } ?x owl:equivalentClass ?y .
      ?y owl:unionOf ?list . ?list rdf:first ?part }"""

    claims = [_claim(one) for one in _asked(query, sandbox, dataset)]

    either = "NoSevereLowBackPain or NoDisablingLowBackPain"
    members = "list (NoSevereLowBackPain, NoDisablingLowBackPain)"
    assert claims == [
        f"bs:I3Refuted owl:equivalentClass {either}",
        f"{either} owl:unionOf {members}",
        f"{members} rdf:first bs:NoSevereLowBackPain",
    ]


def test_a_computed_column_says_which_match_a_row_is_made_of(
    sandbox: QuerySandbox, dataset: GraphDataset
) -> None:
    query = """SELECT (STR(?c) AS ?name) { ?c gg:code ?code } ORDER BY DESC(?code) LIMIT 1"""

    claims = [_claim(one) for one in _asked(query, sandbox, dataset)]

    assert claims == ['bs:X5 gg:code "X5"']


def test_an_alternative_that_was_not_taken_is_not_told_even_if_its_triples_are_there(
    sandbox: QuerySandbox, dataset: GraphDataset
) -> None:
    query = """SELECT ?c { VALUES ?c { bs:X4 }
      { ?c gg:code ?code FILTER(?code = 'X3') } UNION { ?c a gg:ExclusionCriterion }
      OPTIONAL { ?c gg:code ?other FILTER(?other = 'X3') } }"""

    claims = [_claim(one) for one in _asked(query, sandbox, dataset)]

    assert claims == ["bs:X4 rdf:type gg:ExclusionCriterion"]


def test_a_row_of_computed_values_has_no_triple_behind_it(
    sandbox: QuerySandbox, dataset: GraphDataset
) -> None:
    assert _origins("SELECT (1 AS ?one) {}", sandbox, dataset) == Origins()


def test_a_row_that_several_matches_give_says_how_many(
    sandbox: QuerySandbox, dataset: GraphDataset
) -> None:
    query = "SELECT DISTINCT ?reference { VALUES ?s { bs:st-02a bs:st-02b } ?s a ?reference }"

    origins = _origins(query, sandbox, dataset)

    assert (origins.ways, len(origins.parts)) == (2, 1)


def test_of_several_matches_the_same_is_told_every_time(
    sandbox: QuerySandbox, dataset: GraphDataset
) -> None:
    query = "SELECT DISTINCT ?kind { ?s a ?kind FILTER(?kind = gg:Statement) }"

    origins = _origins(query, sandbox, dataset)

    told = [_claim(one) for one in origins.parts if isinstance(one, Grounds)]
    assert told == ["bs:st-02a rdf:type gg:Statement"]
