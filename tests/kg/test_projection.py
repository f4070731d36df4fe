from __future__ import annotations

from collections import Counter
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.drawing import BOX_WIDTH, PADDING, GraphView, PlacedNode, text_width, wrap
from kg.errors import UnknownNameError
from kg.library import Library
from kg.model import Guideline
from kg.nodes import ONLY_ALTERNATIVE, Edge, Node, NodeKind, Relation
from kg.projection import (
    LINES_FURTHER,
    MOST_NODES,
    MOST_OF_A_KIND,
    MOST_OF_A_KIND_FURTHER,
    Projection,
    project,
)
from kg.reasoner import Reasoner


@pytest.fixture(scope="module")
def projection(library: Library) -> Projection:
    return library.projection("bilateral-sacroplasty")


def _node(node_id: str, kind: NodeKind = NodeKind.STATEMENT, label: str = "") -> Node:
    return Node(node_id, kind, label or node_id, "", "", f"urn:{node_id}")


def _ids(view: GraphView) -> set[str]:
    return {placed.node.id for placed in view.nodes}


def _edges(view: GraphView) -> set[Edge]:
    return {placed.edge for placed in view.edges}


def _overlap(a: PlacedNode, b: PlacedNode) -> bool:
    return (
        a.x < b.x + b.width
        and b.x < a.x + a.width
        and a.y < b.y + b.height - 0.2
        and b.y < a.y + a.height - 0.2
    )


def _assert_lawful(view: GraphView) -> None:
    """Check what holds of every drawing."""
    ids = [placed.node.id for placed in view.nodes]
    assert len(ids) == len(set(ids)) <= MOST_NODES
    assert all({e.edge.source, e.edge.target} <= set(ids) for e in view.edges)
    assert [pair for pair in combinations(view.nodes, 2) if _overlap(*pair)] == []
    assert all(text_width(line) <= BOX_WIDTH - 2 * PADDING for n in view.nodes for line in n.lines)
    by_id = {placed.node.id: placed for placed in view.nodes}
    for placed in view.edges:
        for point, end in zip(
            (placed.points[0], placed.points[-1]),
            (by_id[placed.edge.source], by_id[placed.edge.target]),
            strict=True,
        ):
            assert point.x in (end.x, end.x + end.width)
            assert abs(point.y - end.y - end.height / 2) < 0.2


def test_a_criterion_stands_among_what_it_rests_on_and_what_it_decides(
    projection: Projection,
) -> None:
    view = projection.neighbourhood("I4")

    assert view.focus == "I4"
    assert _ids(view) == {
        *("I4", "st-02d", "st-12b", "A2"),
        *("ConservativeManagementDuration", "IndicatedCase", "NotIndicatedCase"),
    }
    assert _edges(view) == {
        Edge("I4", "st-02d", Relation.DERIVED_FROM),
        Edge("I4", "st-12b", Relation.DERIVED_FROM),
        Edge("A2", "I4", Relation.CONCERNS),
        Edge("A2", "st-02d", Relation.CONCERNS),
        Edge("A2", "st-12b", Relation.CONCERNS),
        Edge("I4", "ConservativeManagementDuration", Relation.TESTS),
        Edge("I4", "IndicatedCase", Relation.DECIDES, "when met"),
        Edge("I4", "NotIndicatedCase", Relation.DECIDES, "when refuted"),
    }
    assert view.more == ()


def test_sources_stand_left_of_statements_and_verdicts_right_of_criteria(
    projection: Projection,
) -> None:
    x = {p.node.id: p.x for p in projection.neighbourhood("I4", hops=2).nodes}

    assert x["ref-1"] < x["st-02d"] < x["A2"] < x["I4"] < x["IndicatedCase"]


def test_a_narrower_finding_stands_left_of_a_broader_one(projection: Projection) -> None:
    x = {p.node.id: p.x for p in projection.neighbourhood("Infection").nodes}

    assert x["ActiveInfectionAtProcedureSite"] == x["InfectionElsewhere"] < x["Infection"]


def test_a_walk_does_not_go_on_through_a_verdict_unless_it_starts_there(
    projection: Projection,
) -> None:
    from_criterion = _ids(projection.neighbourhood("I4", hops=3))
    from_verdict = _ids(projection.neighbourhood("NotIndicatedCase"))

    assert "I5" not in from_criterion
    assert {"I4", "I5"} <= from_verdict


def test_kinds_that_are_not_wanted_are_left_out_but_the_focus_stays(
    projection: Projection,
) -> None:
    view = projection.neighbourhood("I4", kinds={NodeKind.STATEMENT})

    assert _ids(view) == {"I4", "st-02d", "st-12b"}


def test_many_nodes_of_a_kind_are_counted_until_they_are_opened(
    projection: Projection, guideline: Guideline
) -> None:
    resting = [s for s in guideline.statements.values() if "ref-1" in s.references]

    closed = projection.neighbourhood("ref-1")
    opened = projection.neighbourhood("ref-1", opened={NodeKind.STATEMENT})

    (more,) = closed.more
    assert (more.kind, more.count) == (NodeKind.STATEMENT, len(resting) - MOST_OF_A_KIND)
    assert len(closed.nodes) == 1 + MOST_OF_A_KIND
    assert opened.more == ()
    assert _ids(opened) == {"ref-1", *(s.id for s in resting)}


def test_a_box_for_more_overlaps_no_node(projection: Projection) -> None:
    view = projection.neighbourhood("ref-1", hops=3)

    for more in view.more:
        for placed in view.nodes:
            apart_x = more.x >= placed.x + placed.width or placed.x >= more.x + more.width
            apart_y = (
                more.y >= placed.y + placed.height - 0.2 or placed.y >= more.y + more.height - 0.2
            )
            assert apart_x or apart_y


@given(data=st.data())
def test_every_neighbourhood_is_lawful_and_drawn_the_same_each_time(
    projection: Projection, data: st.DataObject
) -> None:
    focus = data.draw(st.sampled_from(sorted(projection.nodes)))
    hops = data.draw(st.integers(1, 3))
    kinds = data.draw(st.sets(st.sampled_from(NodeKind)))
    opened = data.draw(st.sets(st.sampled_from(NodeKind)))

    view = projection.neighbourhood(focus, hops, kinds, opened)

    _assert_lawful(view)
    assert view == projection.neighbourhood(focus, hops, kinds, opened)
    assert focus in _ids(view)
    assert {p.node.kind for p in view.nodes if p.node.id != focus} <= kinds


def test_the_overview_joins_what_is_tested_with_criteria_and_verdicts(
    projection: Projection, guideline: Guideline
) -> None:
    view = projection.overview()

    _assert_lawful(view)
    assert _ids(view) >= set(guideline.criteria)
    assert {p.node.kind for p in view.nodes} == {
        *(NodeKind.CRITERION, NodeKind.FINDING),
        *(NodeKind.OBSERVABLE, NodeKind.VERDICT),
    }
    assert {e.relation for e in _edges(view)} == {Relation.TESTS, Relation.DECIDES}


def test_a_path_leads_from_a_criterion_to_its_reference_by_a_statement(
    projection: Projection,
) -> None:
    view = projection.path("I4", "ref-1")

    assert view is not None
    assert [placed.node.id for placed in view.nodes] == ["I4", "st-02d", "ref-1"]
    assert [placed.edge for placed in view.edges] == [
        Edge("I4", "st-02d", Relation.DERIVED_FROM),
        Edge("st-02d", "ref-1", Relation.CITES),
    ]


def test_a_path_prefers_what_explains_to_a_shared_heading() -> None:
    nodes = [_node(name) for name in ("a", "heading", "b", "between", "c")]
    edges = [
        Edge("a", "heading", Relation.IN_SECTION),
        Edge("b", "heading", Relation.IN_SECTION),
        Edge("a", "between", Relation.CITES),
        Edge("between", "c", Relation.CITES),
        Edge("c", "b", Relation.DERIVED_FROM),
    ]

    view = Projection(nodes, edges).path("a", "b")

    assert view is not None
    assert [placed.node.id for placed in view.nodes] == ["a", "between", "c", "b"]


def test_there_is_no_path_between_nodes_that_nothing_joins() -> None:
    assert Projection([_node("a"), _node("b")], []).path("a", "b") is None


def test_the_path_from_a_node_to_itself_is_the_node(projection: Projection) -> None:
    view = projection.path("I4", "I4")

    assert view is not None
    assert (_ids(view), view.edges) == ({"I4"}, ())


@given(data=st.data())
def test_every_path_is_a_chain_of_edges_between_its_ends(
    projection: Projection, data: st.DataObject
) -> None:
    joined = sorted(node for node in projection.nodes if projection.edges_at(node))
    start, end = (data.draw(st.sampled_from(joined)) for _ in range(2))

    view = projection.path(start, end)

    assert view is not None
    _assert_lawful(view)
    steps = [placed.node.id for placed in view.nodes]
    assert (steps[0], steps[-1]) == (start, end)
    assert [{e.edge.source, e.edge.target} for e in view.edges] == [
        {a, b} for a, b in pairwise(steps)
    ]


def test_an_unknown_node_is_named_with_those_that_look_alike(projection: Projection) -> None:
    with pytest.raises(UnknownNameError, match="'st-02x'") as error:
        projection.neighbourhood("st-02x")

    assert "st-02a" in error.value.suggestions or "st-02d" in error.value.suggestions


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("i4", "I4"),
        ("coagulopathy", "Coagulopathy"),
        ("weeks conservative", "st-02d"),
        ("allergy to P", "PmmaAllergy"),
    ],
)
def test_search_puts_the_best_match_first(projection: Projection, text: str, first: str) -> None:
    assert projection.search(text)[0].id == first


def test_search_finds_nothing_for_blank_or_unknown_words(projection: Projection) -> None:
    assert projection.search("  ") == projection.search("xylophone") == ()


def test_search_gives_no_more_than_was_asked_for(projection: Projection) -> None:
    assert len(projection.search("the", most=3)) == 3


def test_every_edge_joins_two_nodes_and_every_relation_occurs(
    projection: Projection, guideline: Guideline, reasoner: Reasoner
) -> None:
    edges = {edge for node in projection.nodes for edge in projection.edges_at(node)}

    assert all({e.source, e.target} <= set(projection.nodes) for e in edges)
    assert {e.relation for e in edges} == set(Relation)
    assert {node.kind for node in projection.nodes.values()} == set(NodeKind)
    again = project(guideline, reasoner.rules)
    assert again.nodes == projection.nodes


def test_every_topic_is_a_node_and_is_marked_if_the_guideline_does_not_speak_of_it(
    projection: Projection, guideline: Guideline
) -> None:
    topics = projection.of_kind(NodeKind.TOPIC)

    assert topics == tuple(guideline.topics)
    assert {t for t in topics if ONLY_ALTERNATIVE in projection.node(t).tag} == {
        t for t in topics if not projection.edges_at(t)
    }


def test_a_topic_that_only_a_content_names_is_spoken_of(projection: Projection) -> None:
    (statement,) = projection.sources("SingleDose", Relation.SPEAKS_OF)

    assert projection.sources("SingleDose", Relation.ABOUT) == ()
    assert projection.node(statement).kind is NodeKind.STATEMENT


def test_a_section_holds_the_statements_of_those_within_it(
    projection: Projection, guideline: Guideline
) -> None:
    own = ("section-pain-relief", "section-functional-improvement", "section-expected-outcomes")

    assert projection.statements_in("section-expected-outcomes") == tuple(
        s.id for s in guideline.statements.values() if s.section in own
    )


def test_a_section_leaves_out_the_other_statements_and_what_they_alone_lead_to(
    projection: Projection,
) -> None:
    section = "section-primary-indications"

    kinds = {NodeKind.STATEMENT, NodeKind.CRITERION}

    whole = _ids(projection.neighbourhood("ref-1", 2, kinds, kinds))
    narrowed = projection.neighbourhood("ref-1", 2, kinds, kinds, section)

    statements = {i for i in _ids(narrowed) if projection.node(i).kind is NodeKind.STATEMENT}
    assert statements == set(projection.statements_in(section)) & set(
        projection.sources("ref-1", Relation.CITES)
    )
    assert "I4" in whole - _ids(narrowed)


def test_further_views_show_fewer_of_a_kind(projection: Projection) -> None:
    near, far = (projection.neighbourhood("IndicatedCase", hops) for hops in (1, 2))

    assert len([p for p in near.nodes if p.node.kind is NodeKind.CRITERION]) == MOST_OF_A_KIND
    counts = Counter(placed.node.kind for placed in far.nodes)
    assert max(counts.values()) == MOST_OF_A_KIND_FURTHER


def test_beyond_one_step_what_leads_away_from_the_focus_stands_out(projection: Projection) -> None:
    near, far = (projection.neighbourhood("X1", hops) for hops in (1, 2))

    aside = {placed.edge for placed in far.edges if placed.aside}
    assert not any(placed.aside for placed in near.edges)
    assert not any("X1" in (edge.source, edge.target) for edge in aside)
    # X2 was reached by an encoding decision: the walk goes on through no verdict.
    assert Edge("X2", "ContraindicatedCase", Relation.DECIDES, "when met") in aside
    assert Edge("A9", "X2", Relation.CONCERNS) in _edges(far) - aside
    longest = max(len(placed.lines) for placed in far.nodes if placed.node.id != "X1")
    assert longest == LINES_FURTHER


def test_a_long_label_is_cut_and_a_short_one_is_not() -> None:
    assert wrap("pain", 3) == ("pain",)
    *_, last = wrap("a rather long sentence that goes on " * 9, 3)
    assert last.endswith("…")


@given(st.text(max_size=200), st.integers(1, 6))
def test_wrapped_lines_fit_their_box(text: str, most: int) -> None:
    lines = wrap(text, most)

    assert 1 <= len(lines) <= most
    assert all(text_width(line) <= BOX_WIDTH - 2 * PADDING for line in lines)
