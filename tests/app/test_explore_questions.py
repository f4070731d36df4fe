from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from types import SimpleNamespace

import pytest

from app.errors import PageNotFoundError
from app.graph_answers import Ask, questions
from app.pages import explore, explore_graph, explore_map, statement
from app.services import Services
from app.shell import Page, document
from app.visit import Visit
from kg.derivation import Verdict
from kg.library import Library
from kg.model import Guideline
from kg.nodes import ONLY_ALTERNATIVE, NodeKind
from quizzes.model import ContentStatus

SECOND = "second"


def _graph(services: Services, **query: str) -> Page:
    given = {key: (value,) for key, value in query.items()}
    return explore_graph.page(services, Visit("/explore/graph", query=given))


def _shown(page: Page) -> set[str]:
    return set(re.findall(r'data-node="([^"]+)"', str(page.body)))


def _sentence(page: Page) -> str:
    found = re.search(r'class="gg-answer__sentence"[^>]*>([^<]+)<', str(page.body))
    assert found is not None
    return found[1].replace("&#34;", '"')


def _statement(services: Services, statement_id: str) -> str:
    visit = Visit(f"/statements/{statement_id}", {"id": statement_id})
    return str(statement.page(services, visit).body)


def _current(visit: Visit) -> list[str]:
    page = Page("Title", explore_map.render("not_found.html.j2", suggestions=()))
    return re.findall(r'<a href="([^"]+)" aria-current', str(document(page, visit)))


@pytest.fixture(scope="module")
def two_guidelines(services: Services) -> Services:
    """The services with the first guideline a second time, under another slug."""
    library = services.library
    slug = "bilateral-sacroplasty"

    def doubled(values: Mapping[str, object]) -> dict[str, object]:
        return {**values, SECOND: values[slug]}

    guidelines = {**library.guidelines, SECOND: replace(library.guidelines[slug], slug=SECOND)}
    return replace(
        services,
        library=Library(
            guidelines, doubled(library.reasoners), doubled(library.projections), library.store
        ),
        banks=doubled(services.banks),
    )


@pytest.mark.parametrize(
    ("query", "title", "words"),
    [
        (
            {"ask": "decides"},
            "What decides?",
            "12 of 14 criteria decide, and they test 13 findings or values; "
            "S1 and S2 decide nothing.",
        ),
        (
            {"ask": "rests-on", "reference": "ref-5"},
            "What rests on reference 5?",
            "5 statements cite reference 5, and no criterion is derived from them: "
            "no decision rests on it.",
        ),
        (
            {"ask": "rests-on", "reference": "ref-3"},
            "What rests on reference 3?",
            "7 statements cite reference 3, and 2 criteria follow: S1 and S2, "
            "which decide nothing.",
        ),
        (
            {"ask": "rests-on", "reference": "ref-4"},
            "What rests on reference 4?",
            "1 statement cites reference 4, and 1 criterion follows: X4.",
        ),
        (
            {"ask": "uncited"},
            "What is uncited?",
            "23 of 68 statements are uncited; 9 criteria are derived from them, 6 of them from "
            "nothing else: I6, I7, X1, X2, X3 and X5.",
        ),
        (
            {"ask": "uncited", "section": "section-technical-approaches"},
            "What is uncited?",
            "1 of 6 statements is uncited; no criterion is derived from it.",
        ),
        (
            {"ask": "rests-on", "reference": "ref-5", "section": "section-pain-relief"},
            "What rests on reference 5?",
            "No statement cites reference 5, and so no decision rests on it.",
        ),
        (
            {"ask": "if-fell", "reference": "ref-1"},
            "What if reference 1 fell?",
            "If reference 1 fell, I4 and I5 would lose every statement; I3 would keep uncited "
            "statements only; I1 would keep a cited one.",
        ),
        (
            {"ask": "if-fell", "reference": "ref-5"},
            "What if reference 5 fell?",
            "If reference 5 fell, no criterion would lose every statement; the 5 statements that "
            "cite it alone decide nothing.",
        ),
        (
            {"ask": "from-finding", "finding": "PmmaAllergy"},
            "What follows from allergy to PMMA?",
            "With allergy to PMMA, the case is contraindicated, because X3 is met; once that is "
            "ruled out, nothing follows.",
        ),
        (
            {"ask": "from-finding", "finding": "SevereLowBackPain"},
            "What follows from severe low back pain?",
            "With severe low back pain, I3 has part of what it takes to be met, one of the "
            "conditions for “indicated”; once that is ruled out, the case is not indicated, "
            "because I3 is refuted.",
        ),
        (
            {"ask": "from-finding", "finding": "Osteoporosis"},
            "What follows from osteoporosis?",
            "With osteoporosis, S1 is met, which decides nothing; once that is ruled out, S1 is "
            "refuted, which decides nothing.",
        ),
        (
            {"ask": "read"},
            "How was the source read?",
            "30 encoding decisions say how the source was read: 16 touch 14 criteria, "
            "14 touch none.",
        ),
    ],
)
def test_a_question_is_answered_in_one_sentence(
    services: Services, query: dict[str, str], title: str, words: str
) -> None:
    page = _graph(services, **query)

    assert (page.title, _sentence(page)) == (title, words)


@pytest.mark.parametrize("ask", Ask)
def test_every_question_has_an_answer_without_a_term(services: Services, ask: Ask) -> None:
    page = _graph(services, ask=ask.value)

    assert _sentence(page).endswith(".")
    assert _shown(page)
    assert f'href="/explore/graph?ask={ask.value}" data-swap aria-current="true"' in page.body


def test_every_page_of_the_graph_links_every_question(services: Services) -> None:
    body = _graph(services, focus="I4").body

    assert all(f'href="/explore/graph?ask={ask.value}"' in body for ask, _ in questions())


def test_the_answer_is_drawn(services: Services) -> None:
    assert _shown(_graph(services, ask="if-fell", reference="ref-4")) == {
        *("ref-4", "st-20a", "X4", "ContraindicatedCase", "IndicatedCase")
    } - {"ContraindicatedCase", "IndicatedCase"}


def test_more_statements_of_an_answer_are_one_link_away(services: Services) -> None:
    closed = _graph(services, ask="uncited")
    opened = _graph(services, ask="uncited", open="statement")

    assert 'href="/explore/graph?ask=uncited&amp;open=statement"' in closed.body
    assert {i for i in _shown(opened) if i.startswith("st-")} > {
        i for i in _shown(closed) if i.startswith("st-")
    }


@pytest.mark.parametrize(
    ("query", "message", "suggested"),
    [
        ({"ask": "rest-on"}, "no answer to 'rest-on'", "/explore/graph?ask=rests-on"),
        ({"ask": "x"}, "no answer to 'x'", "/explore/graph?ask=decides"),
        (
            {"ask": "rests-on", "reference": "ref-9"},
            "no reference named 'ref-9'",
            "/explore/graph?ask=rests-on&reference=ref-5",
        ),
        (
            {"ask": "if-fell", "reference": "I4"},
            "no reference named 'I4'",
            "/explore/graph?ask=if-fell&reference=ref-1",
        ),
        (
            {"ask": "from-finding", "finding": "Infectoin"},
            "no finding named 'Infectoin'",
            "/explore/graph?ask=from-finding&finding=Infection",
        ),
        (
            {"ask": "uncited", "section": "section-imaging"},
            "no section named 'section-imaging'",
            "/explore/graph?ask=uncited",
        ),
        (
            {"focus": "I4", "section": "nowhere"},
            "no section named 'nowhere'",
            "/explore/graph?focus=I4",
        ),
    ],
)
def test_what_there_is_not_is_not_found_and_leads_on(
    services: Services, query: dict[str, str], message: str, suggested: str
) -> None:
    with pytest.raises(PageNotFoundError, match=message) as error:
        _graph(services, **query)

    assert suggested in [href for _, href in error.value.suggestions]
    for _, href in error.value.suggestions:
        again = dict(pair.split("=") for pair in href.partition("?")[2].split("&"))
        assert _graph(services, **again).title


def test_a_section_narrows_a_neighbourhood_and_stays_in_its_links(services: Services) -> None:
    page = _graph(services, focus="ref-1", section="section-clinical-presentation")

    assert _shown(page) == {"ref-1", "st-12a", "st-12b"}
    assert "focus=st-12a&amp;section=section-clinical-presentation" in page.body


def test_the_pages_of_references_and_findings_ask_on(services: Services) -> None:
    def body(term: str) -> str:
        return str(statement.term(services, Visit(f"/terms/{term}", {"id": term})).body)

    assert 'href="/explore/graph?ask=if-fell&amp;reference=ref-1"' in body("ref-1")
    assert 'href="/explore/graph?ask=from-finding&amp;finding=Infection"' in body("Infection")


def test_a_topic_the_guideline_does_not_speak_of_has_a_page_that_says_so(
    services: Services,
) -> None:
    page = statement.term(services, Visit("/terms/Ultrasound", {"id": "Ultrasound"}))

    assert ONLY_ALTERNATIVE in page.body
    assert "No statement speaks of it" in page.body


def test_a_statement_lists_the_active_items_that_assess_it_and_the_cases_that_need_it(
    services: Services,
) -> None:
    bank = services.banks["bilateral-sacroplasty"]
    body = _statement(services, "st-17a")

    assert set(re.findall(r'href="/items/([^"]+)"', body)) == {
        i
        for i, keyed in bank.items.items()
        if "st-17a" in keyed.statements and keyed.item.status is ContentStatus.ACTIVE
    }
    assert set(re.findall(r'href="/cases/([^"]+)"', body)) == {
        v.id
        for v in bank.vignettes.values()
        if "X1" in v.teaches and v.status is ContentStatus.ACTIVE
    }


def test_the_cases_of_a_statement_do_not_give_their_verdict_away(services: Services) -> None:
    bank = services.banks["bilateral-sacroplasty"]
    practice = _statement(services, "st-02d").partition('id="practice"')[2].split("Questions")[0]

    assert "/cases/" in practice
    assert not any(verdict.value in practice.casefold() for verdict in Verdict)
    assert all(
        bank.derivations[id_].verdict.value not in practice
        for id_ in re.findall(r'href="/cases/([^"]+)"', practice)
    )


def test_a_statement_that_nothing_assesses_offers_nothing(
    services: Services, guideline: Guideline
) -> None:
    bank = services.banks[guideline.slug]
    bare = replace(services, banks={guideline.slug: replace(bank, items={}, vignettes={})})

    assert "Practise it" not in _statement(bare, "st-17a")


def test_the_map_is_a_picture_with_the_same_as_text(
    services: Services, guideline: Guideline
) -> None:
    body = str(explore_map.page(services, Visit("/explore/map")).body)

    picture, _, text = body.partition("</svg>")
    for criterion in guideline.criteria.values():
        assert f">{criterion.id}</text>" in picture
        assert f'href="/terms/{criterion.id}"' in text
    assert 'role="img"' in picture
    assert "<a " not in picture.partition("<svg")[2]


def test_links_of_every_page_keep_the_second_guideline(two_guidelines: Services) -> None:
    named = {"guideline": (SECOND,)}
    pages = [
        explore.page(two_guidelines, Visit("/explore", query=named)),
        explore_map.page(two_guidelines, Visit("/explore/map", query=named)),
        explore_graph.page(two_guidelines, Visit("/", query={**named, "ask": ("read",)})),
        statement.page(two_guidelines, Visit("/", {"id": "st-17a"}, named)),
        statement.term(two_guidelines, Visit("/", {"id": "ref-1"}, named)),
        statement.term(two_guidelines, Visit("/", {"id": "A9"}, named)),
    ]

    for page in pages:
        found = re.findall(r'href="(/(?:explore|terms|statements)[^"]*)"', str(page.body))
        assert found
        assert [href for href in found if f"guideline={SECOND}" not in href] == []


@pytest.mark.parametrize(
    ("path", "current"),
    [
        ("/explore", ["/explore"]),
        ("/explore/map", ["/explore"]),
        ("/statements/st-17a", ["/explore"]),
        ("/terms/I4", ["/explore"]),
        ("/items/the-figure-that-decides", ["/quiz"]),
        ("/cases/the-ferryman", ["/cases"]),
        ("/", []),
    ],
)
def test_the_navigation_marks_where_a_page_belongs(path: str, current: list[str]) -> None:
    assert _current(Visit(path)) == current


def test_a_guideline_without_references_or_findings_still_answers(services: Services) -> None:
    graph = services.library.projection("bilateral-sacroplasty")
    kept = [n for n in graph.nodes.values() if n.kind in (NodeKind.STATEMENT, NodeKind.SECTION)]
    bare = type(graph)(kept, [])
    library = SimpleNamespace(
        guidelines=services.library.guidelines,
        projection=lambda _: bare,
        reasoner=services.library.reasoner,
    )

    for ask in (Ask.DECIDES, Ask.UNCITED, Ask.READ):
        assert _sentence(_graph(replace(services, library=library), ask=ask.value))
    with pytest.raises(PageNotFoundError):
        _graph(replace(services, library=library), ask="rests-on")
