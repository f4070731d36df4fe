import json
from urllib.parse import urlencode

import pyoxigraph
import pytest
from endpoint_server import (
    ASK,
    FIREFOX,
    GRAPH,
    JSON,
    ONE_ROW,
    XML,
    endpoint,
    media_type,
    solutions,
    triples,
)

from app.query_log import QueryLog


@pytest.fixture(scope="module")
def send():
    with endpoint(QueryLog()) as send:
        yield send


# The three ways to send a query


def test_a_query_comes_in_the_address(send):
    response = send(query=ONE_ROW)

    assert (response.status_code, media_type(response)) == (200, JSON)
    assert solutions(response) == [["http://e/8"]]


def test_a_query_comes_in_a_form(send):
    form = {"content-type": "application/x-www-form-urlencoded; charset=UTF-8"}

    response = send("POST", content=urlencode({"query": ONE_ROW}), headers=form)

    assert (response.status_code, solutions(response)) == (200, [["http://e/8"]])


def test_a_query_is_the_body(send):
    response = send("POST", content=ONE_ROW, headers={"content-type": "application/sparql-query"})

    assert (response.status_code, solutions(response)) == (200, [["http://e/8"]])


def test_head_answers_like_get_without_the_body(send):
    got, head = send(query=ONE_ROW), send("HEAD", query=ONE_ROW)

    assert head.content == b""
    for response in (got, head):
        del response.headers["date"]
    assert (head.status_code, head.headers) == (got.status_code, got.headers)


# Formats


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", JSON),
        (JSON, JSON),
        (XML, XML),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
        (f"text/csv;q=0.2, {XML};q=0.9, {JSON};q=0.5", XML),
        ("application/json", "application/json"),
        ("application/*", JSON),
        (FIREFOX, "application/xml"),
    ],
)
def test_rows_come_in_the_format_that_is_liked_best(send, accept, expected):
    response = send(query=ONE_ROW, accept=accept)

    assert (response.status_code, media_type(response)) == (200, expected)
    assert b"http://e/8" in response.content
    assert response.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize("accept", [JSON, XML])
def test_yes_or_no_comes_in_the_same_formats(send, accept):
    response = send(query=ASK, accept=accept)

    kind = pyoxigraph.QueryResultsFormat.from_media_type(media_type(response))
    assert media_type(response) == accept
    assert bool(pyoxigraph.parse_query_results(response.content, kind)) is True


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "text/turtle"),
        ("text/turtle", "text/turtle"),
        ("application/n-triples", "application/n-triples"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/ld+json", "application/ld+json"),
        ("application/trig", "application/trig"),
        ("application/json", "application/json"),
        ("text/turtle;q=0.1, application/ld+json", "application/ld+json"),
    ],
)
@pytest.mark.parametrize("query", [GRAPH, "DESCRIBE <http://e/7>"])
def test_graphs_come_in_the_format_that_is_liked_best(send, query, accept, expected):
    response = send(query=query, accept=accept)

    assert (response.status_code, media_type(response)) == (200, expected)
    assert triples(response) == {"<http://e/7> <http://e/next> <http://e/8>"}


@pytest.mark.parametrize(
    ("query", "accept"), [(ONE_ROW, "text/turtle"), (GRAPH, "text/csv"), (ASK, "image/png")]
)
def test_a_format_that_the_query_does_not_have_is_406_and_lists_those_it_has(send, query, accept):
    response = send(query=query, accept=accept)

    assert response.status_code == 406
    assert response.text.startswith("This query can be answered as ")


def test_a_truncated_answer_says_at_which_limit(send):
    cut = send(query="SELECT ?a { ?a ?b ?c . ?d ?e ?f }")
    whole = send(query=ONE_ROW)

    assert (cut.headers["result-truncated"], len(solutions(cut))) == ("rows", 1_000)
    assert "result-truncated" not in whole.headers


@pytest.mark.parametrize(
    ("formats", "accept", "expected"),
    [
        (["csv"], JSON, "text/csv"),
        (["rdf+xml", "text/csv"], "*/*", "text/csv"),
        (["sparql-xml"], XML, XML),
    ],
    ids=["ours", "a media type", "a word of another client, which says more by its header"],
)
def test_the_parameter_format_stands_for_the_header_where_it_is_understood(
    send, formats, accept, expected
):
    response = send(params={"query": ONE_ROW, "format": formats}, accept=accept)

    assert (response.status_code, media_type(response)) == (200, expected)


@pytest.mark.parametrize("accept", ["*/*", FIREFOX])
def test_a_format_that_nobody_knows_is_400(send, accept):
    response = send(params={"query": ONE_ROW, "format": "pdf"}, accept=accept)

    assert response.status_code == 400
    assert response.text.startswith("The parameter 'format' is one of json, xml, csv")


# Without a query


def test_a_browser_without_a_query_is_sent_to_the_query_page(send):
    response = send(accept=FIREFOX)

    assert (response.status_code, response.headers["location"]) == (303, "/query")


@pytest.mark.parametrize("accept", ["*/*", "text/turtle", JSON])
def test_a_program_without_a_query_gets_the_service_description(send, accept):
    response = send(accept=accept)

    assert (response.status_code, media_type(response)) == (200, "text/turtle")
    assert response.text == "<> a <http://e/Service> ."


# Which graphs are read

WHERE_FROM = "SELECT ?o ?g { { ?s <http://e/is> ?o } UNION { GRAPH ?g { ?s <http://e/is> ?o } } }"


@pytest.mark.parametrize(
    ("parameters", "read"),
    [
        ({}, {"follows in follows", "stated in stated"}),
        ({"default-graph-uri": "http://e/stated"}, {"stated"}),
        ({"default-graph-uri": ["http://e/stated", "http://e/follows"]}, {"stated", "follows"}),
        ({"named-graph-uri": "http://e/stated"}, {"stated in stated"}),
        (
            {"default-graph-uri": "http://e/stated", "named-graph-uri": "http://e/follows"},
            {"stated", "follows in follows"},
        ),
        ({"graphs": "inferred"}, {"follows", "follows in follows"}),
        (
            {"graphs": "asserted, inferred"},
            {"stated", "follows", "stated in stated", "follows in follows"},
        ),
        ({"graphs": "all"}, {"stated", "follows", "stated in stated", "follows in follows"}),
    ],
)
@pytest.mark.parametrize("way", ["address", "form", "body"])
def test_parameters_choose_the_graphs(send, parameters, read, way):
    if way == "address":
        response = send(params={"query": WHERE_FROM, **parameters})
    elif way == "form":
        response = send("POST", data={"query": WHERE_FROM, **parameters})
    else:
        typed = {"content-type": "application/sparql-query"}
        response = send("POST", content=WHERE_FROM, params=parameters, headers=typed)

    rows = response.json()["results"]["bindings"]
    names = (
        [row[key]["value"].rpartition("/")[2] for key in ("o", "g") if key in row] for row in rows
    )
    assert {" in ".join(name) for name in names} == read


@pytest.mark.parametrize("name", ["default-graph-uri", "named-graph-uri"])
def test_a_graph_that_is_not_here_is_403_and_those_that_are_are_named(send, name):
    response = send(params={"query": ASK, name: "http://elsewhere/"})

    assert response.status_code == 403
    assert response.text == (
        "There is no graph <http://elsewhere/> here. "
        "Those here: http://e/follows, http://e/stated.\n"
    )


# What is in it


def test_the_answer_is_what_the_sandbox_gave(send):
    document = json.loads(send(query=ONE_ROW).content)

    assert document == {
        "head": {"vars": ["n"]},
        "results": {"bindings": [{"n": {"type": "uri", "value": "http://e/8"}}]},
    }
