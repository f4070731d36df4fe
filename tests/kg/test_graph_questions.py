"""Answers of the graph, against what SPARQL answers to the competency questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.answer_drawings import draw_answer
from kg.case import Absent, Case, Present
from kg.derivation import Derivation, Status, Verdict
from kg.drawing import GraphView
from kg.errors import UnknownNameError
from kg.graph_questions import (
    Answer,
    Course,
    Deciding,
    Effect,
    Fallen,
    Readings,
    Resting,
    Uncited,
    from_finding,
    if_it_fell,
    rests_on,
    what_decides,
    what_is_uncited,
    where_read,
)
from kg.library import Library
from kg.namespaces import local_name
from kg.nodes import NodeKind, Relation
from kg.projection import MOST_NODES, MOST_OF_A_KIND, Projection
from kg.query_parameters import with_values
from kg.reasoner import Reasoner
from kg.stored_queries import load_stored_queries

QUERIES = {query.name: query.text for query in load_stored_queries("competency")}
REFERENCES = [f"ref-{number}" for number in range(1, 6)]


@pytest.fixture(scope="module")
def graph(library: Library) -> Projection:
    return library.projection("bilateral-sacroplasty")


@pytest.fixture(scope="module")
def behind(library: Library) -> dict[str, set[str]]:
    """The statements behind each criterion, as SPARQL has them."""
    found: dict[str, set[str]] = {}
    for code, statement in _rows(library, "statements-behind-each-criterion", "code", "statement"):
        found.setdefault(code, set()).add(statement)
    return found


def _rows(library: Library, name: str, *variables: str) -> list[tuple[str, ...]]:
    return [
        tuple(local_name(row[v].value) for v in variables)
        for row in library.store.query(QUERIES[name])
    ]


def _column(library: Library, name: str, variable: str) -> tuple[str, ...]:
    return tuple(value for (value,) in _rows(library, name, variable))


def _citing(library: Library, number: int) -> set[str]:
    text = with_values(QUERIES["rests-on-reference"], {"number": str(number)})
    return {local_name(row["statement"].value) for row in library.store.query(text)}


def _ids(view: GraphView) -> set[str]:
    return {placed.node.id for placed in view.nodes}


def test_what_decides_are_the_criteria_that_are_not_supporting(
    library: Library, graph: Projection
) -> None:
    rows = _rows(library, "criteria-in-order", "code", "role")

    answer = what_decides(graph)

    assert answer == Deciding(
        criteria=tuple(code for code, role in rows if role != "SupportingCriterion"),
        tested=(
            *("ConservativeManagementDuration", "ActiveInfectionAtProcedureSite"),
            *("AsymptomaticSacralFracture", "BilateralFractureConfirmedOnMriOrCt"),
            *("BilateralSacralInsufficiencyFracture", "BoneCementComponentAllergy"),
            *("DisablingLowBackPain", "DisplacedFractureNeedingStabilization", "Infection"),
            *("Malignancy", "PainPersistingDespiteConservativeManagement"),
            *("SevereLowBackPain", "UncorrectableCoagulopathy"),
        ),
        verdicts=("ContraindicatedCase", "IndicatedCase", "NotIndicatedCase"),
        silent=tuple(code for code, role in rows if role == "SupportingCriterion"),
    )


def test_on_reference_5_rest_the_statements_that_sparql_finds_and_no_criterion(
    library: Library, graph: Projection
) -> None:
    assert rests_on(graph, "ref-5") == Resting(
        "ref-5", _column(library, "rests-on-reference", "statement"), ()
    )


@pytest.mark.parametrize("reference", REFERENCES)
def test_what_rests_on_a_reference_is_what_sparql_finds(
    library: Library, graph: Projection, behind: dict[str, set[str]], reference: str
) -> None:
    citing = _citing(library, int(reference[-1]))

    answer = rests_on(graph, reference)

    assert set(answer.statements) == citing
    assert answer.criteria == tuple(code for code, ids in behind.items() if ids & citing)


def test_a_question_about_a_section_leaves_the_others_out(graph: Projection) -> None:
    assert rests_on(graph, "ref-1", "section-primary-indications") == Resting(
        "ref-1", ("st-05a", "st-05b", "st-06a", "st-06b"), ("I1", "I2", "I3", "I5")
    )


def test_what_is_uncited_and_what_decides_on_it(library: Library, graph: Projection) -> None:
    rows = _rows(library, "statements-behind-each-criterion", "code", "statement", "status")
    uncited = {code for code, _, status in rows if status == "Uncited"}

    answer = what_is_uncited(graph)

    assert answer == Uncited(
        statements=tuple(
            s
            for s in graph.of_kind(NodeKind.STATEMENT)
            if not any(s in _citing(library, number) for number in range(1, 6))
        ),
        criteria=tuple(dict.fromkeys(code for code, _, _ in rows if code in uncited)),
        alone=_column(library, "criteria-on-uncited-statements-only", "code"),
        verdicts=("ContraindicatedCase", "IndicatedCase", "NotIndicatedCase"),
        asked=68,
    )


def test_what_is_uncited_in_one_section(library: Library, graph: Projection) -> None:
    answer = what_is_uncited(graph, "section-contraindications")

    assert answer.statements == _column(library, "contraindications-without-citation", "statement")
    assert (answer.criteria, answer.asked) == (("X1", "X2", "X3", "X5"), 5)


def test_a_criterion_is_uncited_alone_only_if_all_its_statements_are(graph: Projection) -> None:
    assert what_is_uncited(graph, "section-imaging-findings").alone == ("I6", "I7")


@pytest.mark.parametrize("reference", REFERENCES)
def test_a_criterion_is_lost_if_each_of_its_statements_cites_that_reference_alone(
    library: Library, graph: Projection, behind: dict[str, set[str]], reference: str
) -> None:
    number = int(reference[-1])
    others = set().union(*(_citing(library, n) for n in range(1, 6) if n != number))
    falling = _citing(library, number) - others

    answer = if_it_fell(graph, reference)

    assert set(answer.statements) == falling
    assert answer.lost == tuple(code for code, ids in behind.items() if ids <= falling)
    touched = {code for code, ids in behind.items() if ids & falling}
    assert {*answer.lost, *answer.uncited, *answer.weakened} == touched


def test_if_reference_1_fell(graph: Projection) -> None:
    answer = if_it_fell(graph, "ref-1")

    assert answer == Fallen("ref-1", answer.statements, ("I4", "I5"), ("I3",), ("I1",))


def test_the_statements_that_would_fall_with_reference_5_are_those_on_it_alone(
    library: Library, graph: Projection
) -> None:
    alone = _column(library, "rests-on-reference-alone", "statement")

    assert if_it_fell(graph, "ref-5") == Fallen("ref-5", alone, (), (), ())


def test_from_an_infection_elsewhere_to_the_verdict(
    library: Library, graph: Projection, reasoner: Reasoner
) -> None:
    (row,) = _rows(library, "what-an-infection-decides", "code", "side")

    answer = from_finding(graph, "InfectionElsewhere", reasoner.rules, reasoner.hierarchy)

    through = ("Infection", "InfectionElsewhere")
    effect = Effect("I7", Status.REFUTED, True, (Verdict.NOT_INDICATED,), (), through)
    assert answer == Course("InfectionElsewhere", (effect,), ())
    assert (effect.criterion, effect.status.value) == row


def test_a_finding_that_is_one_of_two_needed_does_not_meet_a_criterion_alone(
    graph: Projection, reasoner: Reasoner
) -> None:
    answer = from_finding(graph, "SevereLowBackPain", reasoner.rules, reasoner.hierarchy)

    way = ("SevereLowBackPain",)
    assert answer == Course(
        "SevereLowBackPain",
        (Effect("I3", Status.MET, False, (), (Verdict.INDICATED,), way),),
        (Effect("I3", Status.REFUTED, True, (Verdict.NOT_INDICATED,), (), way),),
    )


def test_a_finding_that_excludes_another_refutes_what_asks_for_it(
    graph: Projection, reasoner: Reasoner
) -> None:
    one_side = "UnilateralSacralInsufficiencyFracture"

    answer = from_finding(graph, one_side, reasoner.rules, reasoner.hierarchy)

    both = "BilateralSacralInsufficiencyFracture"
    confirmed = "BilateralFractureConfirmedOnMriOrCt"
    decided = (Verdict.NOT_INDICATED,)
    assert answer == Course(
        one_side,
        (
            Effect("I1", Status.REFUTED, True, decided, (), (both, one_side)),
            Effect("I2", Status.REFUTED, True, decided, (), (confirmed, both, one_side)),
        ),
        (),
    )


@given(data=st.data())
def test_what_follows_from_a_finding_is_what_the_reasoner_derives(
    graph: Projection, reasoner: Reasoner, data: st.DataObject
) -> None:
    finding = data.draw(st.sampled_from(graph.of_kind(NodeKind.FINDING)))
    answer = from_finding(graph, finding, reasoner.rules, reasoner.hierarchy)

    for fact, effects in ((Present(finding), answer.present), (Absent(finding), answer.absent)):
        derivation = reasoner.assess(Case("c", "bilateral-sacroplasty", frozenset({fact})))

        assert isinstance(derivation, Derivation)
        settled = {
            (r.criterion, r.status) for r in derivation.criteria if r.status is not Status.UNKNOWN
        }
        assert {(e.criterion, e.status) for e in effects if e.alone} == settled
        decided = {verdict for effect in effects for verdict in effect.decided}
        assert decided | {Verdict.CANNOT_TELL} == {
            *(derivation.verdict, *derivation.also, Verdict.CANNOT_TELL)
        }


def test_where_the_source_was_read(library: Library, graph: Projection) -> None:
    rows = _rows(library, "encoding-decisions-and-what-they-touch", "code", "criteria")

    answer = where_read(graph)

    assert answer.decisions == tuple(code for code, _ in rows)
    assert set(answer.criteria) == {c for _, codes in rows for c in codes.split(", ")}
    every = graph.of_kind(NodeKind.ENCODING_DECISION)
    assert answer.others == tuple(d for d in every if d not in answer.decisions)
    assert all(graph.sources(s, Relation.CONCERNS) for s in answer.statements)


def test_where_one_section_was_read(graph: Projection) -> None:
    assert where_read(graph, "section-imaging-findings") == Readings(
        decisions=("A1", "A7", "A8", "A24", "A29"),
        others=("A30",),
        statements=("st-14a", "st-15a", "st-15b"),
        criteria=("I2", "I6", "I7", "X1"),
    )


@pytest.mark.parametrize("ask", [rests_on, if_it_fell])
def test_a_term_of_another_kind_is_no_reference(graph: Projection, ask: type) -> None:
    with pytest.raises(UnknownNameError, match="no reference named 'I4'"):
        ask(graph, "I4")


def test_an_unknown_section_is_named(graph: Projection) -> None:
    with pytest.raises(UnknownNameError, match="no section named 'section-imaging'"):
        what_is_uncited(graph, "section-imaging")


def _answers(graph: Projection, reasoner: Reasoner) -> list[Answer]:
    return [
        what_decides(graph),
        what_is_uncited(graph),
        where_read(graph),
        where_read(graph, "section-contraindications"),
        *(rests_on(graph, reference) for reference in REFERENCES),
        *(if_it_fell(graph, reference) for reference in REFERENCES),
        *(
            from_finding(graph, finding, reasoner.rules, reasoner.hierarchy)
            for finding in graph.of_kind(NodeKind.FINDING)
        ),
    ]


def test_every_answer_is_drawn_with_all_that_decides_and_nothing_twice(
    graph: Projection, reasoner: Reasoner
) -> None:
    for answer in _answers(graph, reasoner):
        view = draw_answer(graph, answer)

        ids = [placed.node.id for placed in view.nodes]
        assert len(ids) == len(set(ids)) <= MOST_NODES
        assert set(getattr(answer, "criteria", ())) <= set(ids)
        assert all({e.edge.source, e.edge.target} <= set(ids) for e in view.edges)
        assert view == draw_answer(graph, answer)


def test_statements_that_feed_no_criterion_stand_behind_their_number(graph: Projection) -> None:
    answer = rests_on(graph, "ref-1")

    closed = draw_answer(graph, answer)
    opened = draw_answer(graph, answer, {NodeKind.STATEMENT})

    (more,) = closed.more
    drawn = [p for p in closed.nodes if p.node.kind is NodeKind.STATEMENT]
    assert (more.kind, more.count) == (NodeKind.STATEMENT, len(answer.statements) - len(drawn))
    assert len(drawn) >= MOST_OF_A_KIND
    assert (opened.more, _ids(opened)) == ((), {"ref-1", *answer.statements, *answer.criteria})


def test_the_way_of_a_finding_is_drawn_with_the_sides_that_it_brings_about(
    graph: Projection, reasoner: Reasoner
) -> None:
    answer = from_finding(graph, "InfectionElsewhere", reasoner.rules, reasoner.hierarchy)

    view = draw_answer(graph, answer)

    assert view.focus == "InfectionElsewhere"
    assert _ids(view) == {"InfectionElsewhere", "Infection", "I7", "NotIndicatedCase"}
    assert [p.edge.note for p in view.edges if p.edge.relation is Relation.DECIDES] == [
        "when refuted"
    ]
