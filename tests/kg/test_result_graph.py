"""Answers as drawings: what joins two terms, and where the boxes stand."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.query_answer import ResultTable, Term
from kg.query_text import QueryForm
from kg.result_columns import columns_of
from kg.result_graph import MOST_TERMS, Link, ResultGraph, draw_result, links_of


def iri(name: str) -> Term:
    return Term("uri", f"https://e/{name}")


A, B, C, D, P = map(iri, "abcdp")
TEXT = Term("literal", "text")


def _links(form: QueryForm, *rows: tuple[Term | None, ...]) -> tuple[Link, ...]:
    columns = tuple(f"c{number}" for number in range(len(rows[0])))
    table = ResultTable(columns, rows, None)
    return tuple(links_of(table, columns_of(table), form, lambda name: name == P.value))


def _drawn(*links: Link) -> ResultGraph:
    return draw_result(links, lambda term: term.value[-1], lambda term: "")


def test_triples_join_terms_and_texts_are_left_to_the_table() -> None:
    blank = Term("bnode", "x")

    links = _links(QueryForm.DESCRIBE, (A, P, B), (A, P, TEXT), (A, P, blank))

    assert links == (Link(A, P.value, B), Link(A, P.value, blank))


def test_rows_join_the_terms_of_neighbouring_columns_over_gaps() -> None:
    links = _links(QueryForm.SELECT, (A, TEXT, B, C), (A, TEXT, None, D))

    assert links == (Link(A, "", B), Link(B, "", C), Link(A, "", D))


def test_a_column_of_properties_between_two_others_names_the_arrow() -> None:
    assert _links(QueryForm.SELECT, (A, P, B)) == (Link(A, P.value, B),)
    assert _links(QueryForm.SELECT, (A, B, C), (A, P, C))[0] == Link(A, "", B)


def test_arrows_lead_to_the_right_and_say_all_their_names_once() -> None:
    graph = _drawn(
        *(Link(A, "p", B), Link(A, "q", B), Link(B, "p", C), Link(A, "p", C), Link(A, "p", B))
    )

    place = {box.name: box.x for box in graph.terms}
    assert place["a"] < place["b"] < place["c"]
    assert [(arrow.names, arrow.points[0].x < arrow.points[-1].x) for arrow in graph.arrows] == [
        (("p", "q"), True),
        (("p",), True),
        (("p",), True),
    ]


def test_what_nothing_leads_to_stands_next_to_what_it_leads_to() -> None:
    graph = _drawn(Link(A, "", B), Link(B, "", C), Link(D, "", C))

    place = {box.name: box.x for box in graph.terms}
    assert place["d"] == place["b"]


def test_a_big_answer_is_cut_and_says_by_how_much() -> None:
    links = [Link(A, "", iri(str(number))) for number in range(MOST_TERMS + 9)]

    graph = _drawn(*links)

    assert (len(graph.terms), graph.left_out) == (MOST_TERMS, 10)
    assert len(graph.links) == MOST_TERMS - 1


names = st.sampled_from([iri(f"t{number}") for number in range(12)])


@given(st.lists(st.builds(Link, names, st.just(""), names), max_size=30))
def test_no_two_boxes_overlap_whatever_circles_there_are(links: list[Link]) -> None:
    graph = _drawn(*links)

    boxes = [(b.x, b.y, b.x + b.width, b.y + b.height) for b in graph.terms]
    for number, one in enumerate(boxes):
        for other in boxes[:number]:
            apart = one[2] <= other[0] or other[2] <= one[0]
            assert apart or one[3] <= other[1] or other[3] <= one[1]
    ends = {term for link in links for term in (link.source, link.target)}
    assert {box.term for box in graph.terms} == ends
