import json

import pyoxigraph
import pytest
from sandbox_data import CROSS, GOOD, GOOD_TABLE, JSON, LIMITS, RING

from kg.errors import MalformedQueryError, RefusedQueryError, SourceError
from kg.graphs import Selection
from kg.query_answer import GRAPH_FORMATS, SOLUTION_FORMATS, AnswerKind, ResultTable, Term
from kg.sandbox import Limits, QuerySandbox


@pytest.fixture(scope="module")
def sandbox():
    with QuerySandbox(RING, LIMITS) as sandbox:
        yield sandbox


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


# Which graphs are read


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


# What is refused


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


def test_a_dataset_that_cannot_be_loaded_is_named_at_the_start():
    with pytest.raises(SourceError, match="must be N-Quads"):
        QuerySandbox(b"<http://e/1> is not a triple", Limits())
