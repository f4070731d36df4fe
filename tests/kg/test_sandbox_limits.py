"""Hostile texts: each ends with its reason, leaves nothing behind, and harms no other query."""

import contextlib
import signal
import socket
import threading
import time
from dataclasses import replace

import pyoxigraph
import pytest
from sandbox_data import (
    CROSS,
    GOOD,
    GOOD_TABLE,
    JSON,
    LIMITS,
    MIB,
    RING,
    SETTINGS,
    children,
    linux_only,
    sandbox_and_its_process,
    zygotes,
)

from kg.errors import QueryLimitError
from kg.sandbox import Limits, QuerySandbox
from kg.sandbox_process import Outcome, Zygote


@pytest.fixture
def zygote():
    zygote = Zygote(RING, SETTINGS)
    yield zygote
    zygote.close()


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.1)
        yield listener


def was_called(listener):
    try:
        connection, _ = listener.accept()
    except TimeoutError:
        return False
    connection.close()
    return True


NESTED = "SELECT * { " + "{" * 20_000 + "}" * 20_000 + " }"
HOSTILE = {
    "a count over a cross product": ("time", f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"),
    "a path without end over a cross product": (
        "time",
        "SELECT (COUNT(*) AS ?n) { ?a <http://e/next>+ ?b . ?c <http://e/next>* ?d }",
    ),
    "a concatenation that grows without end": (
        "memory",
        "SELECT (GROUP_CONCAT(?c) AS ?all) { VALUES ?x { 'xxxxxxxxxx' } "
        "BIND(CONCAT(?x, ?x, ?x, ?x, ?x, ?x, ?x, ?x, ?x, ?x) AS ?a) "
        "BIND(CONCAT(?a, ?a, ?a, ?a, ?a, ?a, ?a, ?a, ?a, ?a) AS ?b) "
        "BIND(CONCAT(?b, ?b, ?b, ?b, ?b, ?b, ?b, ?b, ?b, ?b) AS ?c) "
        "{ ?d ?e ?f . ?g ?h ?i } }",
    ),
    "a sort of a cross product": ("memory", f"SELECT * {{ {CROSS} }} ORDER BY ?l ?a"),
    "20,000 braces": ("depth", NESTED),
    "100,000 negations": ("depth", f"SELECT * {{ FILTER({'!' * 100_000}true) }}"),
}


@linux_only
@pytest.mark.parametrize(("limit", "text"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_query_meets_its_limit_and_leaves_nothing_behind(limit, text):
    others = zygotes()
    with sandbox_and_its_process() as (sandbox, zygote):
        with pytest.raises(QueryLimitError) as stopped:
            sandbox.run(text, format=JSON)

        assert stopped.value.limit == limit
        assert children(zygote) == set()
        assert sandbox.select(GOOD) == GOOD_TABLE
        assert zygotes() == {*others, zygote}


def test_each_query_of_a_process_has_the_whole_of_its_time():
    busy = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
    with QuerySandbox(RING, replace(LIMITS, concurrency=1)) as sandbox:
        started = time.monotonic()

        while time.monotonic() - started < 2 * LIMITS.seconds:
            sandbox.select(busy)

        assert sandbox.select(GOOD) == GOOD_TABLE


def test_a_text_of_ten_megabytes_is_refused_before_it_runs():
    with QuerySandbox(RING, Limits()) as sandbox:
        with pytest.raises(QueryLimitError) as refusal:
            sandbox.run("SELECT * {}" + " " * 10 * MIB, format=JSON)

        assert refusal.value.limit == "length"
        assert sandbox.select(GOOD) == GOOD_TABLE


def test_ten_megabytes_that_are_let_in_meet_a_limit(zygote):
    text = "SELECT * { VALUES ?x { " + "1 " * (5 * MIB) + "} }"

    outcome = zygote.ask(text, JSON)

    assert outcome.exit_code < 0
    assert zygote.ask("ASK {}", JSON).exit_code == 0


# The confinement itself, with the courtesy check left out


SERVICE_TEXTS = {
    "plain": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "in a sub-query": "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "with an escaped IRI": "SELECT * { SERVICE <\\u0068ttp://HOST/> { ?s ?p ?o } }",
    "by the name of the host": "SELECT * { SERVICE <http://localhost:PORT/> { ?s ?p ?o } }",
    "for each row": "SELECT * { ?a ?b ?c .SERVICE<URL>{ ?a ?b ?d } }",
}


def aimed_at(listener, text):
    port = str(listener.getsockname()[1])
    host = f"127.0.0.1:{port}"
    return text.replace("URL", f"http://{host}/").replace("HOST", host).replace("PORT", port)


@pytest.mark.parametrize("text", SERVICE_TEXTS.values(), ids=SERVICE_TEXTS.keys())
def test_a_worker_reaches_no_server(zygote, listener, text):
    outcome = zygote.ask(aimed_at(listener, text), JSON)

    assert outcome == Outcome(b'{"fault": "network", "message": ""}', b"", 0)
    assert not was_called(listener)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
        "SELECT * { ?a ?b ?c FILTER EXISTS { SERVICE <URL> { ?a ?b ?d } } }",
    ],
    ids=["silent", "in a condition"],
)
def test_a_worker_whose_query_swallows_the_error_reaches_no_server_either(zygote, listener, text):
    outcome = zygote.ask(aimed_at(listener, text), JSON)

    assert outcome.exit_code == 0
    assert not was_called(listener)


def test_the_listener_would_notice_a_query_that_is_not_confined(listener):
    def ask():
        with contextlib.suppress(OSError):  # The listener hangs up; what it says differs.
            list(pyoxigraph.Store().query(aimed_at(listener, SERVICE_TEXTS["plain"])))

    asking = threading.Thread(target=ask)
    asking.start()
    listener.settimeout(5)

    assert was_called(listener)
    asking.join()


def test_a_worker_that_crashes_says_by_which_signal(zygote):
    assert zygote.ask(NESTED, JSON) == Outcome(b"", b"", -signal.SIGSEGV)


def test_from_reads_no_file(zygote):
    outcome = zygote.ask("SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", JSON)

    assert outcome.exit_code == 0
    assert outcome.body.endswith(b'"bindings":[]}}')
