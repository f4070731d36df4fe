import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pyoxigraph
import pytest

from kg.errors import (
    MalformedQueryError,
    QueryError,
    QueryLimitError,
    RefusedQueryError,
    SourceError,
)
from kg.graphs import Selection
from kg.query_answer import GRAPH_FORMATS, SOLUTION_FORMATS, AnswerKind, ResultTable, Term
from kg.sandbox import Limits, QuerySandbox
from kg.sandbox_answer import Settings
from kg.sandbox_process import Outcome, Zygote, ZygoteDiedError

JSON = "application/sparql-results+json"
MIB = 1024 * 1024
# A ring, so that a path never ends, with a label on each member.
RING = "".join(
    f"<http://e/{i}> <http://e/next> <http://e/{(i + 1) % 300}> .\n"
    f'<http://e/{i}> <http://e/label> "number {i}"@en .\n'
    for i in range(300)
).encode()
# The text limits are out of the way here: what they would refuse must be harmless all the same.
LIMITS = Limits(
    seconds=1.0,
    memory_bytes=96 * MIB,
    rows=1_000,
    result_bytes=100_000,
    text_length=20 * MIB,
    depth=1_000_000,
)
SETTINGS = Settings(
    LIMITS.seconds, LIMITS.memory_bytes, LIMITS.rows, LIMITS.result_bytes, {}, "http://base/"
)
CROSS = "?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l"
GOOD = "SELECT ?n { <http://e/7> <http://e/next> ?n }"
GOOD_TABLE = ResultTable(("n",), ((Term("uri", "http://e/8"),),), None)

linux_only = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture(scope="module")
def sandbox():
    with QuerySandbox(RING, LIMITS) as sandbox:
        yield sandbox


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


def children(pid):
    """Return the ids of the processes that *pid* started and that are not yet collected."""
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return {int(child) for task in tasks for child in task.read_text().split()}


def zygotes():
    """Return the ids of this process's sandboxes; tests of other things start children too."""
    own = children(os.getpid())
    return {pid for pid in own if b"sandbox_worker" in Path(f"/proc/{pid}/cmdline").read_bytes()}


def is_running(pid):
    """Tell whether *pid* runs; an orphan that init has not collected yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until(condition):
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def was_called(listener):
    try:
        connection, _ = listener.accept()
    except TimeoutError:
        return False
    connection.close()
    return True


# Answers


@pytest.mark.parametrize("format", SOLUTION_FORMATS)
def test_solutions_are_what_the_store_itself_would_write(sandbox, format):
    text = """
        SELECT * {
          VALUES (?a ?b) { (UNDEF 1) ("x\\ty\\n\\"z\\"" "é"@de) (<http://e/1> UNDEF) (true 1.50) }
          BIND(TRIPLE(<http://e/1>, <http://e/2>, ?b) AS ?t)
        }"""

    answer = sandbox.run(text, format=format)

    result_format = pyoxigraph.QueryResultsFormat.from_media_type(format)
    expected = pyoxigraph.Store().query(text).serialize(format=result_format)
    assert (answer.body, answer.rows, answer.truncated) == (expected, 4, None)


@pytest.mark.parametrize(
    ("text", "truth"), [("ASK { ?s ?p ?o }", True), ("ASK { ?s ?p 1 }", False)]
)
def test_ask_is_answered_with_a_boolean(sandbox, text, truth):
    answer = sandbox.run(text, format=JSON)

    assert answer.kind is AnswerKind.BOOLEAN
    assert json.loads(answer.body) == {"head": {}, "boolean": truth}


@pytest.mark.parametrize("format", GRAPH_FORMATS)
@pytest.mark.parametrize(
    "text", ["CONSTRUCT WHERE { <http://e/1> ?p ?o }", "DESCRIBE <http://e/1>"]
)
def test_graphs_are_answered_in_every_graph_format(sandbox, text, format):
    answer = sandbox.run(text, format=format)

    rdf_format = pyoxigraph.RdfFormat.from_media_type(format)
    triples = {quad.triple for quad in pyoxigraph.parse(answer.body, rdf_format)}
    term = pyoxigraph.NamedNode
    label = pyoxigraph.Literal("number 1", language="en")
    assert (answer.kind, answer.rows) == (AnswerKind.GRAPH, 2)
    assert triples == {
        pyoxigraph.Triple(term("http://e/1"), term("http://e/next"), term("http://e/2")),
        pyoxigraph.Triple(term("http://e/1"), term("http://e/label"), label),
    }


def test_a_table_holds_terms_and_none_for_what_is_unbound(sandbox):
    text = 'SELECT ?a ?b { VALUES (?a ?b) { (<http://e/1> "x"@en) (UNDEF 5) } }'

    table = sandbox.select(text)

    integer = "http://www.w3.org/2001/XMLSchema#integer"
    assert table == ResultTable(
        ("a", "b"),
        (
            (Term("uri", "http://e/1"), Term("literal", "x", None, "en")),
            (None, Term("literal", "5", integer)),
        ),
        None,
    )


def test_yes_or_no_and_graphs_are_tables_too(sandbox):
    asked = sandbox.select("ASK {}")
    graph = sandbox.select("CONSTRUCT WHERE { <http://e/1> <http://e/next> ?o }")

    boolean = "http://www.w3.org/2001/XMLSchema#boolean"
    uris = (f"http://e/{name}" for name in ("1", "next", "2"))
    assert asked == ResultTable(("answer",), ((Term("literal", "true", boolean),),), None)
    assert graph == ResultTable(
        ("subject", "predicate", "object"), (tuple(Term("uri", uri) for uri in uris),), None
    )


def test_a_format_that_does_not_fit_the_query_is_an_error_of_the_caller(sandbox):
    with pytest.raises(ValueError, match="SELECT is not answered as 'text/turtle'"):
        sandbox.run(GOOD, format="text/turtle")


# Cut at a limit, and still well-formed


def test_rows_beyond_the_limit_are_left_out_and_that_is_said(sandbox):
    answer = sandbox.run(f"SELECT ?a {{ {CROSS} }}", format=JSON)

    assert (answer.rows, answer.truncated) == (1_000, "rows")
    assert len(json.loads(answer.body)["results"]["bindings"]) == 1_000


def test_as_many_rows_as_the_limit_are_whole(sandbox):
    text = "SELECT * { { SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 1000 } }"

    assert sandbox.run(text, format="text/csv").truncated is None


def test_bytes_beyond_the_limit_are_left_out_row_by_row(sandbox):
    wide = "CONCAT(" + ", ".join(["STR(?a)"] * 400) + ")"
    text = f"SELECT ({wide} AS ?long) {{ ?a <http://e/next> ?b }}"

    answer = sandbox.run(text, format=JSON)

    rows = json.loads(answer.body)["results"]["bindings"]
    assert (answer.truncated, answer.rows) == ("bytes", len(rows))
    assert sum(len(row["long"]["value"]) for row in rows) in range(90_000, 100_000)


def test_triples_beyond_the_limit_are_left_out(sandbox):
    text = "CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f }"

    answer = sandbox.run(text, format="application/n-triples")

    assert (answer.rows, answer.truncated) == (1_000, "rows")
    assert len(answer.body.splitlines()) == 1_000


# Hostile texts: each ends with its reason, leaves nothing behind, and harms no other query


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
    with QuerySandbox(RING, LIMITS) as sandbox:
        (zygote,) = zygotes() - others

        with pytest.raises(QueryLimitError) as stopped:
            sandbox.run(text, format=JSON)

        assert stopped.value.limit == limit
        assert children(zygote) == set()
        assert sandbox.select(GOOD) == GOOD_TABLE
        assert zygotes() == {*others, zygote}


@linux_only
def test_a_process_that_answered_answers_the_next_query_too():
    others = zygotes()
    with QuerySandbox(RING, LIMITS) as sandbox:
        (zygote,) = zygotes() - others
        sandbox.select(GOOD)
        first = children(zygote)

        sandbox.select(GOOD)

        assert children(zygote) == first


@linux_only
def test_a_process_that_keeps_much_of_its_memory_after_an_answer_retires():
    text = "SELECT * { { SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 9000 } } ORDER BY ?f ?c"
    others = zygotes()
    with QuerySandbox(RING, replace(LIMITS, memory_bytes=6 * MIB)) as sandbox:
        (zygote,) = zygotes() - others

        assert sandbox.select(text).truncated == "rows"
        wait_until(lambda: children(zygote) == set())
        assert sandbox.select(GOOD) == GOOD_TABLE


@linux_only
def test_a_waiting_process_that_was_killed_is_replaced_unnoticed():
    others = zygotes()
    with QuerySandbox(RING, LIMITS) as sandbox:
        (zygote,) = zygotes() - others
        sandbox.select(GOOD)
        (worker,) = children(zygote)
        os.kill(worker, signal.SIGKILL)
        wait_until(lambda: not is_running(worker))

        assert sandbox.select(GOOD) == GOOD_TABLE


def test_each_query_of_a_process_has_the_whole_of_its_time():
    busy = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f }"
    with QuerySandbox(RING, replace(LIMITS, concurrency=1)) as sandbox:
        started = time.monotonic()

        while time.monotonic() - started < 2 * LIMITS.seconds:
            sandbox.select(busy)

        assert sandbox.select(GOOD) == GOOD_TABLE


GRAPHS = b"<http://e/1> <http://e/in> <http://e/default> .\n" + b"".join(
    f"<http://e/1> <http://e/in> <http://e/{name}> <http://e/{name}> .\n".encode()
    for name in ("a", "b")
)
WHERE_FROM = "SELECT ?o ?g { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } } ORDER BY ?o ?g"


@pytest.mark.parametrize(
    ("text", "chosen", "read"),
    [
        (WHERE_FROM, None, ["a a", "b b", "default -"]),
        (WHERE_FROM, Selection(("http://e/a",), ("http://e/b",)), ["a -", "b b"]),
        (WHERE_FROM, Selection(("http://e/a", "http://e/b"), ()), ["a -", "b -"]),
        (WHERE_FROM, Selection((), ()), []),
        (WHERE_FROM.replace("{", "FROM <http://e/a> {", 1), None, ["a -"]),
        (
            "PREFIX e: <http://e/> " + WHERE_FROM.replace("{", "FROM NAMED e:b {", 1),
            None,
            ["b b"],
        ),
        (
            WHERE_FROM.replace("{", "FROM <http://e/b> {", 1),
            Selection(("http://e/a",), ()),
            ["a -"],
        ),
    ],
    ids=["all", "one each", "merged", "none", "from", "from named", "parameters win"],
)
def test_a_query_reads_the_graphs_that_were_chosen(text, chosen, read):
    with QuerySandbox(GRAPHS, LIMITS, graphs=("http://e/a", "http://e/b")) as sandbox:
        rows = sandbox.select(text, chosen).rows

    names = (
        tuple(term.value.removeprefix("http://e/") if term else "-" for term in row) for row in rows
    )
    assert [f"{thing} {graph}" for thing, graph in names] == read


def test_a_graph_that_is_not_here_is_refused_and_those_that_are_are_named():
    with (
        QuerySandbox(GRAPHS, LIMITS, graphs=("http://e/a", "http://e/b")) as sandbox,
        pytest.raises(
            RefusedQueryError, match=r"no graph <file:///x> here\. Those here: http://e/a"
        ),
    ):
        sandbox.select(GOOD, Selection(("file:///x",), ()))


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


@pytest.mark.parametrize(
    "text",
    [
        "# SELECT * {}\nINSERT DATA { <a:a> <a:b> 1 }",
        "LOAD <http://127.0.0.1/>",
        "PREFIX a: <http://e/> DELETE WHERE { ?s ?p ?o }",
        "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }",
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
    ],
)
def test_what_is_never_allowed_is_refused_and_nothing_changes(sandbox, text):
    with pytest.raises(RefusedQueryError):
        sandbox.run(text, format=JSON)

    assert sandbox.select(GOOD) == GOOD_TABLE


def test_a_malformed_query_says_what_is_wrong_and_where(sandbox):
    with pytest.raises(MalformedQueryError) as error:
        sandbox.select("SELECT *\n{ ?s ?p ?o FILTER ?o > 3 }")

    assert str(error.value) == "Line 2, column 19: '?o' cannot stand here after 'FILTER'."
    assert (error.value.line, error.value.column) == (2, 19)


def test_a_function_that_nobody_knows_is_named(sandbox):
    with pytest.raises(MalformedQueryError, match="<http://e/f> is not supported"):
        sandbox.select("SELECT (<http://e/f>(1) AS ?x) {}")


def test_text_that_is_no_unicode_is_malformed(sandbox):
    with pytest.raises(MalformedQueryError):
        sandbox.select("SELECT * { ?s ?p '\ud800' }")


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


# Many at once, and processes that die


def test_queries_run_at_once_and_do_not_mix(sandbox):
    def ask(number):
        text = f"SELECT ?n {{ <http://e/{number}> <http://e/next> ?n }}"
        return sandbox.select(text).rows[0][0].value

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(100)))

    assert answers == [f"http://e/{number + 1}" for number in range(100)]


def test_a_query_that_finds_no_place_in_time_says_so():
    limits = Limits(seconds=1.0, concurrency=1, queue_seconds=0.05)
    slow = f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}"

    with QuerySandbox(RING, limits) as sandbox, ThreadPoolExecutor(2) as pool:
        errors = [
            pool.submit(sandbox.select, slow).exception,
            pool.submit(sandbox.select, slow).exception,
        ]
        reasons = sorted(error().limit for error in errors)

        assert reasons == ["queue", "time"]
        assert sandbox.select(GOOD) == GOOD_TABLE


@linux_only
def test_a_process_that_was_killed_is_replaced_unnoticed():
    others = children(os.getpid())
    with QuerySandbox(RING, LIMITS) as sandbox:
        (zygote,) = children(os.getpid()) - others
        os.kill(zygote, signal.SIGKILL)

        assert sandbox.select(GOOD) == GOOD_TABLE
        (replacement,) = children(os.getpid()) - others
        assert replacement != zygote


@linux_only
def test_a_query_whose_process_is_killed_under_it_is_asked_again():
    others = children(os.getpid())
    with QuerySandbox(RING, LIMITS) as sandbox, ThreadPoolExecutor(1) as pool:
        (zygote,) = children(os.getpid()) - others
        asked = pool.submit(sandbox.select, f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}")
        wait_until(lambda: children(zygote))
        (worker,) = children(zygote)
        os.kill(zygote, signal.SIGKILL)

        assert asked.exception().limit == "time"
        wait_until(lambda: not is_running(worker))


@linux_only
def test_no_worker_outlives_the_process_that_forked_it():
    others = children(os.getpid())
    zygote = Zygote(RING, replace(SETTINGS, seconds=60.0))
    (forking,) = children(os.getpid()) - others
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(zygote.ask, f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}", JSON)
        wait_until(lambda: children(forking))
        (worker,) = children(forking)

        os.kill(forking, signal.SIGKILL)

        wait_until(lambda: not is_running(worker))
        assert isinstance(asked.exception(), ZygoteDiedError)
    zygote.close()


@linux_only
def test_closing_ends_every_process_and_what_comes_after_is_refused():
    others = children(os.getpid())
    sandbox = QuerySandbox(RING, Limits())
    with ThreadPoolExecutor(1) as pool:
        (zygote,) = children(os.getpid()) - others
        asked = pool.submit(sandbox.select, f"SELECT (COUNT(*) AS ?n) {{ {CROSS} }}")
        wait_until(lambda: children(zygote))
        (worker,) = children(zygote)

        sandbox.close()

        assert isinstance(asked.exception(), QueryError | ValueError)
        assert children(os.getpid()) == others
        wait_until(lambda: not is_running(worker))
    with pytest.raises(ValueError, match="closed"):
        sandbox.select(GOOD)
    sandbox.close()


@linux_only
def test_no_process_outlives_the_server():
    server = textwrap.dedent("""
        import os, threading, time
        from pathlib import Path
        from kg.sandbox import Limits, QuerySandbox

        sandbox = QuerySandbox(b"<http://e/1> <http://e/2> <http://e/3> .\\n" , Limits(seconds=60))
        numbers = "1 " * 200
        parts = " ".join(f"VALUES ?x{i} {{ {numbers} }}" for i in range(9))
        text = f"SELECT (COUNT(*) AS ?n) {{ {parts} }}"
        threading.Thread(target=sandbox.select, args=[text], daemon=True).start()

        def children(pid):
            tasks = Path(f"/proc/{pid}/task").glob("*/children")
            return [int(child) for task in tasks for child in task.read_text().split()]

        (zygote,) = children(os.getpid())
        while not children(zygote):
            time.sleep(0.01)
        print(zygote, *children(zygote), flush=True)
        time.sleep(60)
    """)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(
        [sys.executable, "-c", server], stdout=subprocess.PIPE, env=environment
    ) as process:
        left = [int(pid) for pid in process.stdout.readline().split()]

        process.kill()

    assert len(left) == 2
    wait_until(lambda: not any(is_running(pid) for pid in left))


def test_a_dataset_that_cannot_be_loaded_is_named_at_the_start():
    with pytest.raises(SourceError, match="must be N-Quads"):
        QuerySandbox(b"<http://e/1> is not a triple", Limits())
