"""What the address of the query page says."""

from __future__ import annotations

import re

import pytest

from app.components.query_console import QueryConsole
from app.errors import PageNotFoundError
from app.pages.query import STARTER, page
from app.services import Services
from app.visit import Visit
from kg.stored_queries import load_stored_queries, stored_query


def _console(services: Services, **query: str) -> QueryConsole:
    visit = Visit("/query", query={key: (value,) for key, value in query.items()})
    body = page(services, visit).body
    assert isinstance(body, QueryConsole)
    return body


@pytest.mark.parametrize(
    ("query", "text", "starts"),
    [
        ({}, STARTER, False),
        ({"q": "ASK {}"}, "ASK {}", True),
        (
            {"name": "criteria-in-order"},
            stored_query("competency", "criteria-in-order").text,
            True,
        ),
        ({"name": "criteria-in-order", "q": "ASK {}"}, "ASK {}", True),
    ],
)
def test_the_address_says_what_is_in_the_editor_and_whether_it_runs(
    services: Services, query: dict[str, str], text: str, starts: bool
) -> None:
    console = _console(services, **query)

    assert (console.editor.value, console.starts) == (text, starts)


def test_the_first_query_that_is_offered_has_an_answer(services: Services) -> None:
    assert len(services.sandbox.select(STARTER).rows) == 14


def test_the_gallery_links_to_every_stored_question_and_marks_the_current_one(
    services: Services,
) -> None:
    intro = page(services, Visit("/query", query={"name": ("criteria-in-order",)})).intro

    links = re.findall(r'href="/query\?name=([\w-]+)"', intro)
    assert sorted(links) == sorted(query.name for query in load_stored_queries("competency"))
    assert re.findall(r'name=([\w-]+)" aria-current="page"', intro) == ["criteria-in-order"]


def test_a_name_of_no_stored_query_suggests_those_that_look_alike(services: Services) -> None:
    with pytest.raises(PageNotFoundError) as caught:
        page(services, Visit("/query", query={"name": ("criteria-in-ordr",)}))

    assert caught.value.suggestions == (("criteria-in-order", "/query?name=criteria-in-order"),)
