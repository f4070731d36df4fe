import asyncio

import httpx
import pyoxigraph
import pytest
from fastapi import FastAPI

from app.dereference import EXTENSIONS, id_router
from kg.describe import describe_term

TURTLE = b"""
@prefix gg: <https://w3id.org/guidegraph/schema/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
gg:Finding rdfs:label "finding"@en .
<https://w3id.org/guidegraph/schema> rdfs:label "the schema"@en .
<https://w3id.org/guidegraph/schema/0.1.0> rdfs:label "a version"@en .
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
            lambda iri: "/pages" + iri.removeprefix("https://w3id.org/guidegraph"),
        )
    )
    return server


@pytest.fixture
def fetch(server):
    async def request(method, path, headers):
        transport = httpx.ASGITransport(server)
        async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
            return await client.request(method, path, headers=headers)

    def fetch(path, accept="*/*", method="GET", **headers):
        return asyncio.run(request(method, path, {"Accept": accept, **headers}))

    return fetch


@pytest.mark.parametrize(
    ("accept", "place"),
    [
        ("*/*", "/id/schema/Finding.ttl"),
        ("text/turtle", "/id/schema/Finding.ttl"),
        ("application/n-triples", "/id/schema/Finding.nt"),
        ("application/rdf+xml;q=0.9, text/turtle;q=0.8", "/id/schema/Finding.rdf"),
        ("application/ld+json", "/id/schema/Finding.jsonld"),
        ("application/trig", "/id/schema/Finding.trig"),
        ("text/html", "/pages/schema/Finding"),
        (FIREFOX, "/pages/schema/Finding"),
    ],
)
def test_a_term_leads_to_the_document_that_is_liked_best(fetch, accept, place):
    response = fetch("/id/schema/Finding", accept)

    assert (response.status_code, response.headers["location"]) == (303, place)
    assert response.headers["vary"] == "Accept"


@pytest.mark.parametrize("extension", [e for e in EXTENSIONS if e != ".html"])
@pytest.mark.parametrize("accept", ["*/*", "image/png"])
def test_an_extension_is_the_document_itself_whatever_is_accepted(fetch, extension, accept):
    response = fetch(f"/id/schema/Finding{extension}", accept)

    format = pyoxigraph.RdfFormat.from_media_type(EXTENSIONS[extension])
    described = [str(quad.triple) for quad in pyoxigraph.parse(response.content, format)]
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    assert response.status_code == 200
    assert response.headers["content-type"].partition(";")[0] == EXTENSIONS[extension]
    assert response.headers["link"] == f'<{FINDING}>; rel="describes"'
    assert described == [f'<{FINDING}> {label} "finding"@en']


def test_the_extension_html_leads_to_the_page(fetch):
    response = fetch("/id/schema/Finding.html", "text/turtle")

    assert (response.status_code, response.headers["location"]) == (303, "/pages/schema/Finding")


def test_a_client_that_has_the_document_is_told_so(fetch):
    tag = fetch("/id/schema/Finding.ttl").headers["etag"]

    again = fetch("/id/schema/Finding.ttl", **{"If-None-Match": tag})

    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("/id/schema/", "/id/schema.ttl"),
        ("/id/schema/0.1.0", "/id/schema/0.1.0.ttl"),
    ],
    ids=["a namespace", "a version, whose name ends like an extension"],
)
def test_names_of_other_forms_lead_to_documents_too(fetch, path, place):
    assert fetch(path).headers["location"] == place
    assert fetch(place).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/id/schema/Absent",
        "/id/schema/Absent.ttl",
        "/id/schema/Absent.html",
        "/id/",
        "/id/schema/a%20b",
        "/id/%3E",
        "/id/%3E.ttl",
    ],
)
@pytest.mark.parametrize("accept", ["text/turtle", FIREFOX, "image/png"])
def test_what_is_not_known_is_404(fetch, path, accept):
    assert fetch(path, accept).status_code == 404


def test_a_browser_gets_a_page_for_what_is_not_known_and_a_program_a_line(fetch):
    page, line = fetch("/id/schema/Absent", FIREFOX), fetch("/id/schema/Absent", "*/*")

    assert page.headers["content-type"].startswith("text/html")
    assert "Page not found" in page.text
    assert line.text == "Nothing is known of <https://w3id.org/guidegraph/schema/Absent>.\n"


def test_a_format_that_terms_do_not_have_is_406(fetch):
    response = fetch("/id/schema/Finding", "image/png")

    assert response.status_code == 406
    assert "text/turtle" in response.text


@pytest.mark.parametrize("path", ["/id/schema/Finding", "/id/schema/Finding.ttl"])
def test_head_answers_like_get_without_the_body(fetch, path):
    got, head = fetch(path), fetch(path, method="HEAD")

    assert head.content == b""
    assert (head.status_code, head.headers) == (got.status_code, got.headers)
