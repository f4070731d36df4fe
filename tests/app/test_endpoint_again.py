"""What the endpoint keeps, counts, and lets others do meanwhile."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from endpoint_server import ASK, JSON, ONE_ROW, SLOW, XML, endpoint, solutions

from app.query_log import QueryLog
from app.query_service import QueryService
from app.question import Question


@pytest.fixture(scope="module")
def log():
    return QueryLog()


@pytest.fixture(scope="module")
def send(log):
    with endpoint(log) as send:
        yield send


# Answers that a client has already


def test_a_client_that_has_the_answer_is_told_so(send):
    first = send(query=ONE_ROW)

    again = send(query=ONE_ROW, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["vary"] == "Accept, Accept-Encoding"


@pytest.mark.parametrize(
    "other", [{"query": ASK}, {"query": ONE_ROW, "accept": XML}, {"query": ONE_ROW + " "}]
)
def test_another_answer_has_another_tag(send, other):
    assert send(**other).headers["etag"] != send(query=ONE_ROW).headers["etag"]


def test_other_data_gives_every_answer_another_tag():
    question = Question(ONE_ROW, JSON, None)

    tags = {QueryService(None, version, QueryLog()).etag(question) for version in ("1", "2")}

    assert len(tags) == 2


@pytest.mark.parametrize("function", ["NOW", "rand", "UUID", "StrUUID", "N\\u004fW"])
def test_what_differs_each_time_is_not_kept(send, function):
    response = send(query=f"SELECT ({function}() AS ?now) {{}}")

    if response.status_code == 200:
        assert "etag" not in response.headers
        assert response.headers["cache-control"] == "no-store"


def test_an_error_has_no_tag(send):
    assert "etag" not in send(query="nonsense").headers


# What is counted


def test_what_came_of_queries_is_counted_and_no_text_is_kept(send, log):
    text = "SELECT * { ?s ?p 'the name of a patient' }"
    before = counted(log)

    send(query=text)
    tag = send(query=text).headers["etag"]
    send(query=text, headers={"If-None-Match": tag})
    send(query="SELECT")
    send(query="DROP ALL")
    send(query=SLOW)
    send(query="SELECT ?a { ?a ?b ?c . ?d ?e ?f }#")

    after = counted(log)
    grown = {key: after[key] - before.get(key, 0) for key in after}
    assert {key: more for key, more in grown.items() if more} == {
        'queries_total{outcome="answered"}': 2,
        'queries_total{outcome="cached"}': 1,
        'queries_total{outcome="malformed"}': 1,
        'queries_total{outcome="not modified"}': 1,
        'queries_total{outcome="refused"}': 1,
        'queries_total{outcome="stopped"}': 1,
        'limits_total{limit="rows"}': 1,
        'limits_total{limit="time"}': 1,
        "seconds_count": 7,
    }
    assert "patient" not in log.text()


def counted(log):
    lines = [
        line.removeprefix("guidegraph_sparql_").rpartition(" ") for line in log.text().splitlines()
    ]
    return {
        name: int(value) for name, _, value in lines if "total{" in name or name == "seconds_count"
    }


# Beside the point of a query


@pytest.mark.parametrize("query", [ONE_ROW, "nonsense"])
def test_pages_of_other_sites_may_read_every_answer(send, query):
    assert send(query=query).headers["access-control-allow-origin"] == "*"


def test_a_browser_that_asks_first_learns_what_it_may_send(send):
    response = send("OPTIONS", headers={"Origin": "http://there"})

    assert response.status_code == 204
    assert response.headers["access-control-allow-methods"] == "GET, HEAD, POST, OPTIONS"
    assert "Content-Type" in response.headers["access-control-allow-headers"]


def test_other_requests_are_answered_while_a_query_runs(send):
    send(query=ONE_ROW)
    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(send, query=SLOW)
        waits = []
        while not slow.done():
            started = time.monotonic()
            assert solutions(send(query=ONE_ROW)) == [["http://e/8"]]
            waits.append(time.monotonic() - started)

    assert slow.result().status_code == 503
    assert len(waits) > 10
    assert max(waits) < 0.5
