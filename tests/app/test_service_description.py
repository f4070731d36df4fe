"""
What the endpoint says of itself, over HTTP at the real server.

The first three tests are the cases of the W3C test suite for SPARQL 1.1 Service Description.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pyoxigraph
import pytest

from kg.namespaces import BASE, PREFIXES
from kg.stored_queries import load_stored_queries

SCHEMA = f"{BASE}schema/0.1.0"
GUIDELINE = f"{BASE}bilateral-sacroplasty/0.1.0"
INFERRED = f"{GUIDELINE}/inferred"
FORMATS = (
    "application/ld+json",
    "application/n-triples",
    "application/rdf+xml",
    "application/trig",
    "text/turtle",
)
SD = "http://www.w3.org/ns/sparql-service-description#"
VOID = "http://rdfs.org/ns/void#"
SH = "http://www.w3.org/ns/shacl#"
KEYWORDS = "https://schema.org/keywords"
OTHERS = "PREFIX dcat: <http://www.w3.org/ns/dcat#> PREFIX dcterms: <http://purl.org/dc/terms/>"


@pytest.fixture(scope="module")
def client(live_url: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=live_url, timeout=30) as client:
        yield client


def media_type(response: httpx.Response) -> str:
    return response.headers["content-type"].partition(";")[0]


def graph_of(response: httpx.Response, format: str) -> pyoxigraph.Store:
    store = pyoxigraph.Store()
    store.load(response.content, format=pyoxigraph.RdfFormat.from_media_type(format))
    return store


def ask(store: pyoxigraph.Store, pattern: str) -> bool:
    prefixes = f"PREFIX sd: <{SD}> PREFIX void: <{VOID}> {OTHERS}"
    return bool(store.query(f"{prefixes} ASK {{ {pattern} }}"))


@pytest.mark.parametrize("format", FORMATS)
def test_returns_rdf(client: httpx.Client, format: str) -> None:
    response = client.get("/sparql", headers={"Accept": format})

    assert (response.status_code, media_type(response)) == (200, format)
    assert len(graph_of(response, format)) > 50


def test_has_endpoint_triple(client: httpx.Client, live_url: str) -> None:
    store = graph_of(client.get("/sparql"), "text/turtle")

    assert ask(store, f"?service a sd:Service ; sd:endpoint <{live_url}/sparql>")


def test_conforms_to_schema(client: httpx.Client) -> None:
    store = graph_of(client.get("/sparql"), "text/turtle")

    assert ask(store, "?s sd:supportedLanguage sd:SPARQL11Query ; sd:defaultDataset ?d")
    assert ask(store, "?d a sd:Dataset ; sd:defaultGraph ?g . ?g a sd:Graph")
    assert not ask(store, "?n a sd:NamedGraph FILTER NOT EXISTS { ?n sd:name ?name }")
    assert not ask(store, "?n a sd:NamedGraph FILTER NOT EXISTS { ?n sd:graph/a sd:Graph }")
    assert not ask(store, "?s sd:endpoint ?e FILTER NOT EXISTS { ?s a sd:Service }")


def test_the_described_graphs_are_those_that_can_be_queried(client: httpx.Client) -> None:
    store = graph_of(client.get("/sparql"), "text/turtle")
    query = f"SELECT ?name {{ ?n <{SD}name> ?name }}"
    described = {row["name"].value for row in store.query(query)}

    found = client.get("/sparql", params={"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"})

    assert described == {row["g"]["value"] for row in found.json()["results"]["bindings"]}


def test_every_format_that_is_described_can_be_had(client: httpx.Client) -> None:
    store = graph_of(client.get("/sparql"), "text/turtle")
    found = store.query(f"SELECT ?f {{ ?s <{SD}resultFormat> ?f }}")

    names = {row["f"].value.rpartition("/")[2] for row in found}

    assert names == {
        *("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV"),
        *("SPARQL_Results_TSV", "Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG"),
    }


# VoID


def count(client: httpx.Client, query: str) -> list[tuple[str, ...]]:
    answer = client.get("/sparql", params={"query": query}).json()
    names = answer["head"]["vars"]
    return sorted(
        tuple(row[name]["value"] for name in names) for row in answer["results"]["bindings"]
    )


@pytest.mark.parametrize("graph", [None, SCHEMA, GUIDELINE, INFERRED, f"{GUIDELINE}/items"])
def test_the_counts_of_void_are_those_of_queries(client: httpx.Client, graph: str | None) -> None:
    void = graph_of(client.get("/.well-known/void"), "text/turtle")
    node = f"<{graph or BASE + 'dataset'}>"
    where = "{ ?s ?p ?o }" if graph is None else f"{{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"

    def stated(pattern: str, *names: str) -> list[tuple[str, ...]]:
        rows = void.query(f"PREFIX void: <{VOID}> SELECT * {{ {node} {pattern} }}")
        return sorted(tuple(row[name].value for name in names) for row in rows)

    totals = f"SELECT (COUNT(*) AS ?n) (COUNT(DISTINCT ?p) AS ?m) {where}"
    assert stated("void:triples ?n ; void:properties ?m", "n", "m") == count(client, totals)
    members = where.replace("?p", "a")
    classes = f"SELECT ?o (COUNT(DISTINCT ?s) AS ?n) {members} GROUP BY ?o"
    partition = "void:classPartition [ void:class ?o ; void:entities ?n ]"
    assert stated(partition, "o", "n") == count(client, classes)
    properties = f"SELECT ?p (COUNT(*) AS ?n) {where} GROUP BY ?p"
    partition = "void:propertyPartition [ void:property ?p ; void:triples ?n ]"
    assert stated(partition, "p", "n") == count(client, properties)
    of_class = where.replace("?s ?p ?o", "?s a ?c ; ?p ?o")
    used = f"SELECT ?c ?p (COUNT(*) AS ?n) {of_class} GROUP BY ?c ?p"
    within = f"void:classPartition [ void:class ?c ; {partition} ]"
    assert stated(within, "c", "p", "n") == count(client, used)
    to_class = where.replace("?s ?p ?o", "?s a ?c ; ?p ?o . ?o a ?d")
    links = f"SELECT ?c ?p ?d (COUNT(*) AS ?n) {to_class} GROUP BY ?c ?p ?d"
    end = "void:property ?p ; void:classPartition [ void:class ?d ; void:triples ?n ]"
    within = f"void:classPartition [ void:class ?c ; void:propertyPartition [ {end} ] ]"
    assert stated(within, "c", "p", "d", "n") == count(client, links)


def test_the_dataset_is_a_dcat_record_with_its_endpoint(
    client: httpx.Client, live_url: str
) -> None:
    store = graph_of(client.get("/.well-known/void"), "text/turtle")

    dataset = f"<{BASE}dataset>"
    assert ask(
        store, f"{dataset} a dcat:Dataset, void:Dataset ; void:sparqlEndpoint <{live_url}/sparql>"
    )
    assert ask(store, f"?s a dcat:DataService ; dcat:servesDataset {dataset}")
    assert ask(store, f"{dataset} dcterms:title ?t ; dcterms:description ?d ; dcterms:license ?l")


# What the sparql-editor of the SIB asks an endpoint, and then this description, for
SIB_EXAMPLES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX spex: <https://purl.expasy.org/sparql-examples/ontology#>
SELECT DISTINCT ?sq ?comment ?query WHERE {
  ?sq a sh:SPARQLExecutable ;
    rdfs:comment ?comment ;
    sh:select|sh:ask|sh:construct|spex:describe ?query .
} ORDER BY ?sq
"""
SIB_PREFIXES = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT DISTINCT ?prefix ?namespace WHERE { [] sh:namespace ?namespace ; sh:prefix ?prefix }
"""


@pytest.mark.parametrize("path", ["/sparql", "/.well-known/void"])
def test_every_stored_query_is_an_example_that_other_editors_find(
    client: httpx.Client, live_url: str, path: str
) -> None:
    store = graph_of(client.get(path, headers={"Accept": "text/turtle"}), "text/turtle")

    examples = [
        (r["sq"].value, r["comment"].value, r["query"].value) for r in store.query(SIB_EXAMPLES)
    ]

    assert sorted(examples) == [
        (f"{BASE}queries/{q.name}", " ".join(filter(None, [q.summary, q.description])), q.text)
        for q in sorted(load_stored_queries("competency"), key=lambda query: query.name)
    ]
    target = f"<https://schema.org/target> <{live_url}/sparql>"
    assert not ask(store, f"?q a <{SH}SPARQLExecutable> FILTER NOT EXISTS {{ ?q {target} }}")
    assert not ask(store, f"?q a <{SH}SPARQLExecutable> MINUS {{ ?q <{KEYWORDS}> ?word }}")


def test_each_example_is_of_the_class_of_its_form_and_runs(client: httpx.Client) -> None:
    store = graph_of(client.get("/sparql"), "text/turtle")
    forms = {"select": "Select", "ask": "Ask", "construct": "Construct"}
    pattern = "SELECT ?text {{ ?q <{0}{1}> ?text ; a <{0}SPARQL{2}Executable> }}"
    texts = {
        row["text"].value
        for name, kind in forms.items()
        for row in store.query(pattern.format(SH, name, kind))
    }

    assert texts == {query.text for query in load_stored_queries("competency")}
    for text in texts:
        assert client.post("/sparql", data={"query": text}).status_code == 200


def test_the_prefixes_are_there_for_other_editors_and_in_the_catalog(client: httpx.Client) -> None:
    store = graph_of(client.get("/sparql"), "text/turtle")
    count = f"SELECT (COUNT(*) AS ?n) {{ GRAPH <{BASE}catalog> {{ ?q a <{SH}SPARQLExecutable> }} }}"

    found = {row["prefix"].value: row["namespace"].value for row in store.query(SIB_PREFIXES)}
    answer = client.get("/sparql", params={"query": count}).json()

    assert found == PREFIXES
    (row,) = answer["results"]["bindings"]
    assert int(row["n"]["value"]) == len(load_stored_queries("competency"))


def test_other_editors_can_complete_what_a_query_reads_by_itself(client: httpx.Client) -> None:
    store = graph_of(client.get("/sparql"), "text/turtle")
    pairs = "SELECT DISTINCT ?c ?p { ?s a ?c ; ?p ?o }"
    partition = f"?of <{VOID}class> ?c ; <{VOID}propertyPartition> [ <{VOID}property> ?p ]"

    found = store.query(f"SELECT ?c ?p {{ {partition} }}")

    assert sorted((row["c"].value, row["p"].value) for row in found) == count(client, pairs)
