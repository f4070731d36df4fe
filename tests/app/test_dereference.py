import asyncio

import httpx
import pyoxigraph
import pytest
from fastapi import FastAPI

from app.dereference import id_router
from kg.describe import describe_term

TURTLE = b"""
@prefix gg: <https://w3id.org/guidegraph/schema/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
gg:Finding rdfs:label "finding"@en .
gg:internal rdfs:label "internal"@en .
"""
FINDING = "https://w3id.org/guidegraph/schema/Finding"
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.fixture(scope="module")
def server():
    store = pyoxigraph.Store()
    store.load(TURTLE, format=pyoxigraph.RdfFormat.TURTLE)
    server = FastAPI()
    server.include_router(
        id_router(
            lambda iri, media_type: describe_term(store, iri, media_type),
            lambda iri: "/explore/Finding" if iri == FINDING else None,
        )
    )
    return server


@pytest.fixture
def fetch(server):
    async def request(method, path, accept):
        transport = httpx.ASGITransport(server)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.request(method, path, headers={"Accept": accept})

    def fetch(path, accept="*/*", method="GET"):
        return asyncio.run(request(method, path, accept))

    return fetch


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "text/turtle"),
        ("text/turtle", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml;q=0.9, text/turtle;q=0.8", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
    ],
)
def test_a_program_gets_the_description_in_the_format_it_likes_best(fetch, accept, media_type):
    response = fetch("/id/schema/Finding", accept)

    format = pyoxigraph.RdfFormat.from_media_type(media_type)
    described = [str(quad.triple) for quad in pyoxigraph.parse(response.content, format)]
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == media_type
    assert response.headers["vary"] == "Accept"
    assert described == [f'<{FINDING}> {label} "finding"@en']


def test_a_browser_is_sent_to_the_page_of_the_term(fetch):
    response = fetch("/id/schema/Finding", FIREFOX)

    assert (response.status_code, response.headers["location"]) == (303, "/explore/Finding")
    assert response.headers["vary"] == "Accept"


@pytest.mark.parametrize("accept", ["text/html", FIREFOX])
def test_a_browser_gets_the_description_where_no_page_shows_the_term(fetch, accept):
    response = fetch("/id/schema/internal", accept)

    assert response.status_code == 200
    assert "internal" in response.text


@pytest.mark.parametrize("path", ["/id/schema/Absent", "/id/", "/id/schema/a%20b", "/id/%3E"])
@pytest.mark.parametrize("accept", ["text/turtle", FIREFOX])
def test_what_is_not_known_is_404(fetch, path, accept):
    assert fetch(path, accept).status_code == 404


def test_a_format_that_terms_do_not_have_is_406(fetch):
    response = fetch("/id/schema/Finding", "image/png")

    assert response.status_code == 406
    assert "text/turtle" in response.text


def test_head_answers_like_get_without_the_body(fetch):
    got, head = fetch("/id/schema/Finding"), fetch("/id/schema/Finding", method="HEAD")

    assert head.content == b""
    assert (head.status_code, head.headers) == (got.status_code, got.headers)
