import pytest
from endpoint_server import ASK, JSON, ONE_ROW, SLOW, SORT, endpoint, media_type, solutions

from app.query_log import QueryLog


@pytest.fixture(scope="module")
def send():
    with endpoint(QueryLog()) as send:
        yield send


def test_a_malformed_query_is_400_with_the_place(send):
    response = send(query="SELECT *\n{ ?s ?p ?o FILTER ?o }")

    sentence = "Line 2, column 19: '?o' cannot stand here after 'FILTER'."
    assert (response.status_code, media_type(response)) == (400, "text/plain")
    assert response.text == sentence + "\n"


def test_a_program_that_reads_json_gets_the_place_as_members(send):
    response = send(query="SELECT *\n{ ?s ?p ?o FILTER ?o }", accept=JSON)

    assert (response.status_code, media_type(response)) == (400, "application/problem+json")
    assert response.json() == {
        "title": "Bad Request",
        "status": 400,
        "detail": "Line 2, column 19: '?o' cannot stand here after 'FILTER'.",
        "line": 2,
        "column": 19,
    }


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <http://e/1> <http://e/2> 3 }",
        "# SELECT\nDROP ALL",
        "LOAD <http://127.0.0.1/>",
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
    ],
)
def test_what_is_never_allowed_is_403(send, text):
    assert send(query=text).status_code == 403


@pytest.mark.parametrize(
    ("content_type", "content"),
    [
        ("application/x-www-form-urlencoded", "update=CLEAR+ALL"),
        ("application/sparql-update", "CLEAR ALL"),
    ],
)
def test_an_update_by_its_own_way_is_403(send, content_type, content):
    response = send("POST", content=content, headers={"content-type": content_type})

    assert response.status_code == 403
    assert response.text == "The data here can only be read. Send a query, not an update.\n"


@pytest.mark.parametrize(
    "address",
    [
        "/sparql?query=ASK%7B%7D&query=ASK%7B%7D",
        "/sparql?text=ASK%7B%7D",
        "/sparql?query=%FF",
        "/sparql?query=ASK%7B%7D&graphs=nonsense",
        "/sparql?query=ASK%7B%7D&graphs=",
        "/sparql?query=ASK%7B%7D&graphs=asserted&named-graph-uri=http%3A%2F%2Fe%2Fstated",
    ],
)
def test_parameters_that_cannot_be_served_are_400(send, address):
    assert send(path=address).status_code == 400


@pytest.mark.parametrize(
    ("content_type", "content", "status"),
    [
        ("application/x-www-form-urlencoded", "", 400),
        ("application/x-www-form-urlencoded", "query=%FF", 400),
        ("application/sparql-query", b"\xff", 400),
        ("application/sparql-query; charset=UTF-16", "ASK {}", 415),
        ("application/sparql-query; charset=utf-8", "ASK {}", 200),
        ("application/json", "{}", 415),
        ("text/plain", ONE_ROW, 415),
        ("application/sparql-query", "SELECT * {}" + " " * 20_000, 413),
        ("application/sparql-query", b"SELECT * {}" + b" " * 10_000_000, 413),
        ("application/sparql-query", "SELECT * " + "{" * 100 + "}" * 100, 400),
    ],
)
def test_bodies_that_cannot_be_read_say_why_by_their_status(send, content_type, content, status):
    response = send("POST", content=content, headers={"content-type": content_type})

    assert response.status_code == status


@pytest.mark.parametrize(("query", "limit"), [(SLOW, "time"), (SORT, "memory")])
def test_a_query_that_takes_too_much_is_503_and_names_the_limit(send, query, limit):
    response = send(query=query, accept=JSON)
    after = send(query=ONE_ROW)

    assert (response.status_code, response.json()["limit"]) == (503, limit)
    assert solutions(after) == [["http://e/8"]]


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_other_methods_are_405_and_those_that_there_are_are_named(send, method):
    response = send(method, query=ASK)

    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD, POST, OPTIONS"
