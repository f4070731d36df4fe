"""Every term that we minted, looked up at the real server as a crawler does."""

from __future__ import annotations

import http.client
import re
from collections.abc import Callable, Iterator
from itertools import cycle
from urllib.parse import quote, urlsplit

import pyoxigraph
import pytest

from app.dereference import EXTENSIONS, HTML
from app.services import Services
from kg.namespaces import BASE

Answer = tuple[int, dict[str, str], bytes]
Fetch = Callable[..., Answer]
LABEL = r"<(http://www\.w3\.org/2000/01/rdf-schema#label|http://purl\.org/dc/terms/title)>"


@pytest.fixture(scope="module")
def fetch(live_url: str) -> Iterator[Fetch]:
    """Return a function that gets a path on a connection that stays open."""
    parts = urlsplit(live_url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=30)

    def fetch(path: str, accept: str = "*/*") -> Answer:
        connection.request("GET", path, headers={"Accept": accept})
        answer = connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, headers, answer.read()

    yield fetch
    connection.close()


@pytest.fixture(scope="module")
def minted(services: Services) -> list[str]:
    """The path below the base of every IRI of ours that stands anywhere in the dataset."""
    found = {
        term.value
        for quad in services.dataset.store
        for term in (quad.subject, quad.predicate, quad.object, quad.graph_name)
        if isinstance(term, pyoxigraph.NamedNode) and term.value.startswith(BASE)
    }
    return sorted(iri.removeprefix(BASE) for iri in found)


def media_type(headers: dict[str, str]) -> str:
    return headers["content-type"].partition(";")[0]


def test_there_is_something_to_crawl(minted: list[str]) -> None:
    kinds = {path.partition("/")[0] for path in minted}

    assert kinds == {"bilateral-sacroplasty", "catalog", "dataset", "queries", "schema"}
    assert len(minted) > 800
    assert "bilateral-sacroplasty/0.1.0/inferred" in minted
    assert any(path.startswith("bilateral-sacroplasty/items/") for path in minted)


@pytest.mark.parametrize("extension", [e for e in EXTENSIONS if e != ".html"])
def test_every_term_is_described_in_every_format_with_its_label(
    fetch: Fetch, minted: list[str], extension: str
) -> None:
    format = pyoxigraph.RdfFormat.from_media_type(EXTENSIONS[extension])
    faults = []

    for path in minted:
        status, headers, body = fetch(f"/id/{quote(path)}{extension}")
        if (status, media_type(headers)) != (200, EXTENSIONS[extension]):
            faults.append((path, status, headers["content-type"]))
            continue
        triples = (str(quad.triple) for quad in pyoxigraph.parse(body, format))
        if not any(re.match(f"<{re.escape(BASE + path)}> {LABEL} ", line) for line in triples):
            faults.append((path, status, "no label"))

    assert faults == []


def test_every_term_leads_to_a_page_with_its_label(
    fetch: Fetch, minted: list[str], services: Services
) -> None:
    faults = []

    for path in minted:
        status, headers, _ = fetch(f"/id/{quote(path)}", "text/html")
        page = fetch(headers["location"]) if status == 303 else (status, headers, b"")
        if (page[0], media_type(page[1])) != (200, HTML) or (BASE + path).encode() not in page[2]:
            faults.append((path, status, page[0]))

    assert faults == []


def test_every_term_leads_to_a_document_and_says_by_what_it_chose(
    fetch: Fetch, minted: list[str]
) -> None:
    wanted = cycle([(e, m) for e, m in EXTENSIONS.items() if m != HTML])
    faults = []

    for path, (extension, accepted) in zip(minted, wanted, strict=False):
        status, headers, _ = fetch(f"/id/{quote(path)}", accepted)
        place, varies = headers.get("location"), headers["vary"].split(", ")
        if (status, place) != (303, f"/id/{quote(path)}{extension}") or "Accept" not in varies:
            faults.append((path, status, headers))

    assert faults == []


@pytest.mark.parametrize("accept", ["text/html", "text/turtle", "*/*"])
def test_an_address_of_no_term_is_404(fetch: Fetch, accept: str) -> None:
    status, _, body = fetch("/id/bilateral-sacroplasty/Nothing", accept)

    assert status == 404
    assert b"Nothing is known of" in body


def test_a_format_that_no_term_has_is_406(fetch: Fetch) -> None:
    assert fetch("/id/bilateral-sacroplasty/X4", "image/png")[0] == 406


# Pages


@pytest.mark.parametrize(
    ("path", "parts"),
    [
        (
            "bilateral-sacroplasty/X4Met",
            ["EquivalentTo", "hasFinding", " some ", "The cases that meet X4", "met class"],
        ),
        (
            "bilateral-sacroplasty/X4",
            ["Read it in the guideline", "exclusion criterion", "Statements and citations"],
        ),
        ("bilateral-sacroplasty/Osteoporosis", ["Mappings", "skos:exactMatch", "in an axiom of"]),
        ("bilateral-sacroplasty/NoInfection", ["What follows", "rdfs:subClassOf"]),
        ("schema/Criterion", ["criterion", "A test of a case", "inclusion criterion"]),
    ],
)
def test_the_page_of_a_term_shows_what_a_reader_of_an_ontology_asks_for(
    fetch: Fetch, path: str, parts: list[str]
) -> None:
    _, _, body = fetch(f"/ontology/{path}")

    text = re.sub(r"<[^>]+>", "", body.decode())
    assert [part for part in parts if part.strip() not in text] == []


def test_the_ontology_documents_every_class_and_property_of_its_own(
    fetch: Fetch, services: Services
) -> None:
    found = services.dataset.store.query(
        """PREFIX owl: <http://www.w3.org/2002/07/owl#> SELECT ?term {
        ?term a ?kind FILTER(STRSTARTS(STR(?term), "https://w3id.org/guidegraph/schema/"))
        VALUES ?kind { owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }
        }"""
    )
    terms = {row["term"].value.removeprefix(BASE) for row in found}

    _, _, body = fetch("/ontology")

    linked = set(re.findall(r'href="/ontology/([^"#]+)"', body.decode()))
    assert terms - linked == set()


def test_an_ontology_is_described_with_all_that_its_files_state(
    fetch: Fetch, services: Services
) -> None:
    graph = pyoxigraph.NamedNode(BASE + "schema/0.1.0")
    stated = {
        quad.triple
        for quad in services.dataset.store.quads_for_pattern(None, None, None, graph)
        if not isinstance(quad.subject, pyoxigraph.BlankNode)
        and not isinstance(quad.object, pyoxigraph.BlankNode)
    }

    _, _, body = fetch("/id/schema.nt")

    answered = {quad.triple for quad in pyoxigraph.parse(body, pyoxigraph.RdfFormat.N_TRIPLES)}
    assert stated <= answered
