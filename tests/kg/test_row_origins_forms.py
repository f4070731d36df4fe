"""Rows of queries with GRAPH, with paths and with groups, led back to triples."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kg.dataset import GraphDataset, build_dataset
from kg.exercises import PROLOGUE
from kg.library import Library
from kg.origins import Group, Origins
from kg.proofs import Rule
from kg.row_origins import NO_MATCH, UNREAD, origins_of_row
from kg.sandbox import Limits, QuerySandbox
from tests.reference.told_origins import outline

VERSION = "https://w3id.org/guidegraph/bilateral-sacroplasty/0.1.0"
NAMED = f"FROM NAMED <{VERSION}/inferred>"
BOTH = f"FROM <{VERSION}> FROM <{VERSION}/inferred>"


@pytest.fixture(scope="module")
def dataset(library: Library) -> GraphDataset:
    return build_dataset(library)


@pytest.fixture(scope="module")
def sandbox(dataset: GraphDataset) -> Iterator[QuerySandbox]:
    with QuerySandbox(dataset.dump(), Limits(), graphs=dataset.names) as opened:
        yield opened


@pytest.fixture
def asked(sandbox: QuerySandbox, dataset: GraphDataset) -> Any:
    def origins(query: str, members: int = 20, number: int = 0) -> Origins:
        text = PROLOGUE + query
        table = sandbox.select(text)
        row = dict(zip(table.columns, table.rows[number], strict=True))
        return origins_of_row(text, row, sandbox, dataset, members=members)

    return origins


# ---------------------------------------------------------------- graphs
@pytest.mark.parametrize(
    "query",
    [
        f"SELECT ?c {{ VALUES ?c {{ bs:X4 }} GRAPH <{VERSION}/inferred> {{ ?c a gg:Criterion }} }}",
        "SELECT ?c { VALUES ?c { bs:X4 } GRAPH ?g { ?c a gg:Criterion } }",
        "SELECT ?g { GRAPH ?g { { bs:X4 a gg:Criterion } UNION { bs:X4 a gg:Nothing } } }",
        "BASE <https://w3id.org/guidegraph/bilateral-sacroplasty/> "
        "SELECT ?p { GRAPH <0.1.0/inferred> { bs:X4 ?p gg:Criterion } }",
        f"SELECT ?p {NAMED} {{ GRAPH ?g {{ bs:X4 ?p gg:Criterion }} }}",
    ],
)
def test_a_triple_in_a_graph_is_told_with_that_graph_and_why_it_follows(
    asked: Any, query: str
) -> None:
    (found,) = asked(query).parts

    assert outline(Origins((found,))) == ["bs:X4 rdf:type gg:Criterion"]
    assert (found.rule, found.graph.iri) == (Rule.TYPE, f"{VERSION}/inferred")


def test_each_triple_is_looked_up_in_its_own_graph(asked: Any) -> None:
    origins = asked(
        f"""SELECT ?code {{ bs:X4 gg:code ?code
        GRAPH <{VERSION}> {{ bs:X4 a ?stated }}
        GRAPH ?g {{ bs:X4 a gg:Criterion }} }}"""
    )

    assert [(one.rule, one.graph.iri) for one in origins.parts] == [
        (Rule.STATED, VERSION),
        (Rule.STATED, VERSION),
        (Rule.TYPE, f"{VERSION}/inferred"),
    ]


# ---------------------------------------------------------------- paths
def test_the_triples_of_a_path_are_led_back_in_turn(asked: Any) -> None:
    query = (
        f"SELECT ?b {BOTH} {{ VALUES ?b {{ bs:Pain }} bs:SevereLowBackPain rdfs:subClassOf+ ?b }}"
    )

    (step,) = asked(query).parts

    # The graph of what follows has it in one step.
    assert (step.rule, step.graph.iri) == (Rule.CHAIN, f"{VERSION}/inferred")
    assert [one.rule for one in step.premises] == [Rule.STATED, Rule.STATED]


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (
            "bs:X4 gg:derivedFrom/gg:inSection ?x",
            [
                "bs:X4 gg:derivedFrom bs:st-20a",
                "bs:st-20a gg:inSection bs:section-contraindications",
            ],
        ),
        (
            "bs:X4 (gg:derivedFrom/gg:inSection)+ ?x",
            [
                (
                    "bs:X4",
                    "(gg:derivedFrom/gg:inSection)+",
                    "bs:section-contraindications",
                    [
                        "bs:X4 gg:derivedFrom bs:st-20a",
                        "bs:st-20a gg:inSection bs:section-contraindications",
                    ],
                )
            ],
        ),
        ("bs:st-20a ^gg:derivedFrom ?x", ["bs:X4 gg:derivedFrom bs:st-20a"]),
        ("bs:X4 gg:metClass|gg:nothing ?x", ["bs:X4 gg:metClass bs:X4Met"]),
        (
            "bs:X4 gg:code ?x . bs:X4 rdfs:label* bs:X4",
            ['bs:X4 gg:code "X4"', ("bs:X4", "rdfs:label*", "bs:X4", [])],
        ),
        ("VALUES ?x { bs:X4Met } bs:X4 gg:metClass? ?x", ["bs:X4 gg:metClass bs:X4Met"]),
    ],
)
def test_every_form_of_path_is_told_by_its_triples(
    asked: Any, pattern: str, expected: list[Any]
) -> None:
    assert outline(asked(f"SELECT ?x {{ {pattern} }}")) == expected


def test_a_path_leads_through_blank_nodes(asked: Any) -> None:
    query = """SELECT ?part { bs:I3Refuted owl:equivalentClass ?or .
      ?or owl:unionOf/rdf:rest*/rdf:first ?part } ORDER BY DESC(?part)"""

    told = outline(asked(query))

    either = "NoSevereLowBackPain or NoDisablingLowBackPain"
    members = "list (NoSevereLowBackPain, NoDisablingLowBackPain)"
    assert told == [
        f"bs:I3Refuted owl:equivalentClass {either}",
        f"{either} owl:unionOf {members}",
        (members, "rdf:rest*", members, []),
        f"{members} rdf:first bs:NoSevereLowBackPain",
    ]


def test_a_path_in_a_graph_stays_in_that_graph(asked: Any) -> None:
    query = f"""SELECT ?b {{ VALUES ?b {{ bs:Pain }}
      GRAPH <{VERSION}> {{ bs:SevereLowBackPain rdfs:subClassOf+ ?b }} }}"""

    ((start, _, end, steps),) = outline(asked(query))

    assert (start, end) == ("bs:SevereLowBackPain", "bs:Pain")
    assert steps == [
        "bs:SevereLowBackPain rdfs:subClassOf bs:LowBackPain",
        "bs:LowBackPain rdfs:subClassOf bs:Pain",
    ]


# ---------------------------------------------------------------- groups
CODE = {"bs:X4": "X4", "bs:X5": "X5"}
COUNTED = """VALUES ?c { bs:X4 bs:X5 } ?c gg:code ?code ; a ?kind } """


def _member(name: str) -> tuple[dict[str, str], list[str]]:
    code = f'"{CODE[name]}"'
    told = [f"{name} gg:code {code}", f"{name} rdf:type gg:ExclusionCriterion"]
    return {"c": name, "code": code}, told


@pytest.mark.parametrize(
    "query",
    [
        "SELECT ?kind (COUNT(DISTINCT ?code) AS ?n) { " + COUNTED + "GROUP BY ?kind",
        "SELECT (COUNT(?c) AS ?n) { " + COUNTED + "GROUP BY ?kind HAVING (COUNT(?c) > 1)",
        "SELECT (MAX(?code) AS ?n) ?kind { " + COUNTED + "GROUP BY ?kind ORDER BY ?n LIMIT 1",
    ],
)
def test_a_group_is_told_by_its_rows_without_the_grouping(asked: Any, query: str) -> None:
    assert outline(asked(query)) == [
        ({"kind": "gg:ExclusionCriterion"}, 2, [_member("bs:X4"), _member("bs:X5")])
    ]


def test_a_group_can_be_asked_for_whole(asked: Any, sandbox: QuerySandbox) -> None:
    query = "SELECT ?l (COUNT(*) AS ?n) { ?s gg:hasKind ?k } GROUP BY (STRLEN(STR(?s)) AS ?l)"

    (group,) = asked(query, members=3).parts

    assert isinstance(group, Group)
    rows = sandbox.select(group.text).rows
    assert (len(group.members), group.count, len(rows)) == (3, len(rows), len(rows))
    assert len(rows) > 3


@pytest.mark.parametrize(
    ("query", "keys", "count"),
    [
        ("SELECT (COUNT(*) AS ?n) { bs:X4 gg:code ?x }", {}, 1),
        ("SELECT (COUNT(*) AS ?n) { bs:X4 gg:nothing ?x }", {}, 0),
        (
            "SELECT ?d (COUNT(*) AS ?n) { ?r a gg:Reference OPTIONAL { ?r gg:nothing ?d } } "
            "GROUP BY ?d",
            {"d": ""},
            5,
        ),
        (
            "SELECT (COUNT(*) AS ?n) { bs:X4 gg:code ?x } GROUP BY UCASE(?x)",
            {"UCASE(?x)": '"X4"'},
            1,
        ),
        (
            "SELECT ?head (COUNT(?p) AS ?n) { bs:I3Refuted owl:equivalentClass/owl:unionOf ?head . "
            "?head rdf:rest*/rdf:first ?p } GROUP BY ?head",
            {"head": "a blank node"},
            2,
        ),
        (
            "SELECT ?n { { SELECT (COUNT(?r) AS ?n) { ?s gg:cites ?r . ?r gg:number 2 } } }",
            {},
            9,
        ),
    ],
)
def test_a_group_has_its_keys_and_counts_its_rows(
    asked: Any, query: str, keys: dict[str, str], count: int
) -> None:
    (group,) = outline(asked(query))

    assert group[:2] == (keys, count)


@pytest.mark.parametrize("code", ["X4", "X5"])
def test_of_groups_that_look_alike_the_one_that_having_let_through_is_told(
    asked: Any, code: str
) -> None:
    query = f"""SELECT (COUNT(?c) AS ?n) {{ VALUES ?c {{ bs:X4 bs:X5 }} ?c gg:code ?code }}
      GROUP BY ?code HAVING (MIN(?code) = "{code}")"""

    ((keys, count, _),) = outline(asked(query))

    assert (keys, count) == ({"code": f'"{code}"'}, 1)


# ---------------------------------------------------------------- what is not led back
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT ?c { ?c gg:code 'X4' BIND(RAND() AS ?r) FILTER(?r < 2) }", ()),
        ("SELECT ?c (RAND() AS ?r) { ?c gg:code 'X4' }", ()),
        ("SELECT ?c ?r { ?c gg:code 'X4' BIND(RAND() AS ?r) }", (NO_MATCH,)),
        ("SELECT ?c { ?c gg:code 'X4' OPTIONAL { ?c gg:of <<( ?a ?b ?d )>> } }", (UNREAD,)),
        (
            "SELECT ?c { ?c gg:code 'X4' MINUS { ?c a gg:Nothing } }",
            (
                "MINUS { ?c a gg:Nothing } holds because nothing matches it, so there is no triple "
                "to show.",
            ),
        ),
        (
            "SELECT ?c { ?c gg:code 'X4' FILTER(EXISTS { ?c a ?k } || 1 = 2) }",
            (
                "FILTER(EXISTS { ?c a ?k } || 1 = 2) asks for a match as one condition among "
                "others, which is not led back. Give EXISTS a FILTER of its own to see its "
                "triples.",
            ),
        ),
    ],
)
def test_what_cannot_be_led_back_is_said(asked: Any, query: str, expected: tuple[str, ...]) -> None:
    assert asked(query).untold == expected


def test_what_exists_is_told_by_its_triples(asked: Any) -> None:
    query = "SELECT ?c { ?c gg:code 'X4' FILTER EXISTS { ?c gg:derivedFrom/gg:sourceLine ?line } }"

    assert outline(asked(query)) == [
        'bs:X4 gg:code "X4"',
        "bs:X4 gg:derivedFrom bs:st-20a",
        "bs:st-20a gg:sourceLine 20",
    ]


def test_a_limit_that_is_met_is_named(sandbox: QuerySandbox, dataset: GraphDataset) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    times = iter([0.0, 9.0, 9.0])

    origins = origins_of_row(text, {}, sandbox, dataset, clock=lambda: next(times))

    assert origins.parts == ()
    assert origins.untold == (
        "The search for what matched was stopped. "
        "More was asked than can be answered in 5 seconds.",
    )
