from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest

from app.components.connections import Connection, connections, path_steps
from app.components.graph_view import graph_view, outline
from app.components.quantity import amount
from app.errors import PageNotFoundError
from app.pages import explore, explore_graph, statement
from app.services import Services
from app.shell import Page
from app.terms import Subject, page_of_iri
from app.visit import Visit
from kg.model import CitationStatus, Guideline, Quantity, Role
from kg.namespaces import GG
from kg.nodes import Edge, NodeKind, Relation
from kg.projection import Projection


@pytest.fixture(scope="module")
def projection(services: Services) -> Projection:
    return services.library.projection("bilateral-sacroplasty")


def _visit(path: str, parameters: dict[str, str] | None = None, **query: str) -> Visit:
    return Visit(path, parameters or {}, {key: (value,) for key, value in query.items()})


def _document(services: Services, **query: str) -> str:
    return str(explore.page(services, _visit("/explore", **query)).body)


def _graph(services: Services, **query: str) -> Page:
    return explore_graph.page(services, _visit("/explore/graph", **query))


def _term(services: Services, node_id: str) -> Page:
    return statement.term(services, _visit(f"/terms/{node_id}", {"id": node_id}))


def _statement(services: Services, node_id: str) -> Page:
    return statement.page(services, _visit(f"/statements/{node_id}", {"id": node_id}))


def _entries(body: str) -> list[str]:
    return re.findall(r'<article class="gg-entry[^"]*" id="([^"]+)"', body)


def _shown(body: str) -> set[str]:
    return set(re.findall(r'data-node="([^"]+)"', body))


def test_the_document_holds_every_statement_in_the_order_of_the_source(
    services: Services, guideline: Guideline
) -> None:
    assert _entries(_document(services)) == list(guideline.statements)


@pytest.mark.parametrize("show", ["decides", "uncited", "ref-5"])
def test_a_filter_leaves_the_statements_it_names(
    services: Services, guideline: Guideline, show: str
) -> None:
    deciding = {
        statement_id
        for criterion in guideline.criteria.values()
        if criterion.role is not Role.SUPPORTING
        for statement_id in criterion.statements
    }
    wanted = {
        "decides": lambda s: s.id in deciding,
        "uncited": lambda s: s.citation_status is CitationStatus.UNCITED,
        "ref-5": lambda s: "ref-5" in s.references,
    }[show]

    body = _document(services, show=show)

    expected = [s.id for s in guideline.statements.values() if wanted(s)]
    assert _entries(body) == expected
    assert f"{len(expected)} of {len(guideline.statements)} statements" in body


def test_a_search_keeps_the_filter_and_offers_other_terms(services: Services) -> None:
    body = _document(services, q="infection", show="uncited")

    assert _entries(body) == ["st-15b", "st-17a", "st-54b"]
    assert 'href="/explore?show=decides&amp;q=infection"' in body
    assert 'href="/terms/ActiveInfectionAtProcedureSite"' in body


def test_a_search_without_a_match_says_so(services: Services) -> None:
    assert "No statement fits" in _document(services, q="xylophone")


def test_an_unknown_filter_shows_all(services: Services, guideline: Guideline) -> None:
    assert _entries(_document(services, show="nonsense")) == list(guideline.statements)


def test_a_search_text_is_escaped(services: Services) -> None:
    body = _document(services, q='"><script>alert(1)</script>')

    assert "<script>alert" not in body


def test_an_entry_shows_references_criteria_quantities_and_readings(services: Services) -> None:
    entry = _document(services).split('id="st-02d"')[1].split("</article>")[0]

    assert 'class="gg-badge gg-badge--probable" href="/terms/ref-1"' in entry
    assert 'href="/terms/I4"' in entry
    assert "at least 3 weeks" in entry
    assert "line 2" in entry
    assert 'href="/terms/A2"' in entry


@pytest.mark.parametrize(
    ("lower", "upper", "ratio", "ucum", "words"),
    [
        ("3", None, (None, None), "wk", "at least 3 weeks"),
        (None, "2", (None, None), "d", "at most 2 days"),
        ("4", "6", (None, None), "mL", "4 to 6 mL"),
        ("12", "12", (None, None), "%", "12 %"),
        ("1", "1", (None, None), "{dose}", "1 dose"),
        ("1", "1", (None, None), "d", "1 day"),
        ("8.8", "8.8", (None, None), "{score}", "8.8"),
        (None, None, (11, 13), "{#}", "11 of 13"),
    ],
)
def test_a_quantity_reads_as_in_a_sentence(
    lower: str | None,
    upper: str | None,
    ratio: tuple[int | None, int | None],
    ucum: str,
    words: str,
) -> None:
    bounds = [None if bound is None else Decimal(bound) for bound in (lower, upper)]

    assert amount(Quantity("", bounds[0], bounds[1], *ratio, "", ucum, "")) == words


def test_connections_read_from_the_term(projection: Projection) -> None:
    groups = connections(projection, "I4", leave_out=(Relation.CONCERNS,))

    node = projection.node
    assert groups == (
        Connection("Derived from", (node("st-02d"), node("st-12b"))),
        Connection("Tests", (node("ConservativeManagementDuration"),)),
        Connection("Decides, when met", (node("IndicatedCase"),)),
        Connection("Decides, when refuted", (node("NotIndicatedCase"),)),
    )


def test_a_path_reads_from_its_start() -> None:
    edges = [Edge("st", "ref", Relation.CITES), Edge("other", "st", Relation.CONCERNS)]

    assert path_steps(edges, "ref") == (("Cited by", "st"), ("Subject of", "other"))


def test_every_kind_has_an_outline_of_its_own() -> None:
    outlines = {outline(kind, 0, 0, 200, 60) for kind in NodeKind}

    assert len(outlines) == len(NodeKind)


def test_the_drawing_names_every_node_and_marks_the_focus(projection: Projection) -> None:
    view = projection.neighbourhood("X1")

    body = graph_view(view, "What is near X1", lambda node: f"/at/{node.id}")

    assert body.count("<a ") == len(view.nodes)
    assert re.findall(r'aria-current="true"', body) == ['aria-current="true"']
    assert (
        'aria-label="Statement st-17a, uncited: Active infection where the procedure would be done '
        'is a contraindication."'
    ) in body
    assert 'href="/at/st-17a"' in body
    assert 'role="group" aria-label="What is near X1"' in body


def test_the_graph_without_a_term_shows_how_the_guideline_decides(
    services: Services, guideline: Guideline
) -> None:
    assert _shown(str(_graph(services).body)) >= set(guideline.criteria)


def test_a_focus_shows_its_neighbours_and_its_connections(services: Services) -> None:
    page = _graph(services, focus="I4")

    assert page.title == "Criterion I4 in the graph"
    assert {"I4", "st-02d", "A2", "IndicatedCase"} <= _shown(str(page.body))
    assert 'href="/terms/I4"' in page.body


def test_links_of_a_neighbourhood_carry_steps_and_hidden_kinds(services: Services) -> None:
    visit = Visit(
        "/explore/graph",
        query={"focus": ("I4",), "hops": ("2",), "hide": ("topic", "section")},
    )

    body = explore_graph.page(services, visit).body

    assert "BilateralSacroplasty" not in _shown(str(body))
    assert 'href="/explore/graph?focus=st-02d&amp;hops=2&amp;hide=section&amp;hide=topic"' in body
    assert 'href="/explore/graph?focus=I4&amp;hops=2&amp;hide=section"' in body


def test_more_nodes_of_a_kind_are_one_link_away(services: Services) -> None:
    closed = str(_graph(services, focus="ref-1").body)
    opened = str(_graph(services, focus="ref-1", open="statement").body)

    assert 'href="/explore/graph?focus=ref-1&amp;open=statement"' in closed
    assert len(_shown(closed)) < len(_shown(opened))


def test_a_path_is_drawn_and_told(services: Services) -> None:
    page = _graph(services, **{"from": "I4", "to": "ref-1"})

    assert page.title == "From criterion I4 to reference 1"
    assert _shown(str(page.body)) == {"I4", "st-02d", "ref-1"}
    assert page.body.index("Derived from") < page.body.rindex("Cites")


def test_two_terms_that_nothing_joins_have_no_path(services: Services) -> None:
    page = _graph(services, **{"from": "A21", "to": "I4"})

    assert "Nothing joins these two terms" in page.body


def test_half_a_path_is_not_found(services: Services) -> None:
    with pytest.raises(PageNotFoundError, match="two ends"):
        _graph(services, **{"from": "I4"})


def test_a_term_can_be_searched_in_the_graph(services: Services) -> None:
    body = _graph(services, q="coagulopathy").body

    assert 'href="/explore/graph?focus=UncorrectableCoagulopathy"' in body


def test_an_unknown_focus_suggests_terms_of_the_graph(services: Services) -> None:
    with pytest.raises(PageNotFoundError, match="no term named 'st-02x'") as error:
        _graph(services, focus="st-02x")

    assert all(href.startswith("/explore/graph?focus=") for _, href in error.value.suggestions)
    assert error.value.suggestions


@pytest.mark.parametrize("hops", ["0", "4", "many", ""])
def test_a_number_of_steps_that_is_not_offered_counts_as_one(services: Services, hops: str) -> None:
    one = _shown(str(_graph(services, focus="I4").body))

    assert _shown(str(_graph(services, focus="I4", hops=hops).body)) == one


def test_a_statement_page_shows_all_that_is_known(services: Services) -> None:
    page = _statement(services, "st-02d")

    assert page.lede == "The conservative management must have lasted three weeks or longer."
    for part in (
        "at least 3 weeks",
        'id="ref-1"',
        'id="A2"',
        'href="/terms/I4"',
        'href="/explore#st-02d"',
        'href="/explore/graph?focus=st-02d"',
        'href="/id/bilateral-sacroplasty/st-02d"',
        'rel="prev"',
    ):
        assert part in page.body


def test_an_uncited_statement_says_so(services: Services) -> None:
    assert "The source gives no reference" in _statement(services, "st-17a").body


def test_every_statement_and_every_term_has_a_page(
    services: Services, projection: Projection
) -> None:
    for node in projection.nodes.values():
        page = (_statement if node.kind is NodeKind.STATEMENT else _term)(services, node.id)
        assert page.title
        assert f"/id/bilateral-sacroplasty/{node.id}" in page.body


@pytest.mark.parametrize(("page", "node_id"), [(_statement, "I4"), (_term, "st-02d")])
def test_a_term_under_the_wrong_address_leads_to_its_page(
    services: Services, page: Callable[[Services, str], Page], node_id: str
) -> None:
    with pytest.raises(PageNotFoundError) as error:
        page(services, node_id)

    right = "/terms/I4" if node_id == "I4" else "/statements/st-02d"
    assert [href for _, href in error.value.suggestions] == [right]


def test_a_guideline_that_is_not_loaded_is_not_found(services: Services) -> None:
    with pytest.raises(PageNotFoundError, match="'other'"):
        explore.page(services, _visit("/explore", guideline="other"))


def test_links_on_a_second_guideline_stay_with_it(
    guideline: Guideline, projection: Projection
) -> None:
    subject = Subject(guideline, projection, {"guideline": "second"})

    assert subject.page(projection.node("st-02d")) == "/statements/st-02d?guideline=second"
    assert subject.graph(focus="I4") == "/explore/graph?focus=I4&guideline=second"
    assert subject.document("st-02d") == "/explore?guideline=second#st-02d"


def test_the_iri_of_a_term_leads_to_its_page(services: Services, guideline: Guideline) -> None:
    library = services.library

    assert page_of_iri(library, guideline.statements["st-02d"].iri) == "/statements/st-02d"
    assert page_of_iri(library, guideline.criteria["I4"].iri) == "/terms/I4"
    assert page_of_iri(library, GG + "Criterion") is None
    assert page_of_iri(library, "https://example.org/I4") is None
