from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from kg.errors import MalformedQueryError, QueryError, QueryLimitError, RefusedQueryError
from kg.library import Library
from kg.namespaces import PREFIXES as NAMESPACES
from kg.query_answer import ResultTable
from kg.query_patterns import PartKind
from kg.query_plan import Plan, Step, plan_of
from kg.query_text import QueryForm
from kg.sandbox import Limits, QuerySandbox
from kg.stored_queries import StoredQuery, load_stored_queries, stored_query

PREFIXES = (
    "PREFIX gg: <https://w3id.org/guidegraph/schema/>\n"
    "PREFIX bs: <https://w3id.org/guidegraph/bilateral-sacroplasty/>\n"
)
QUESTIONS = load_stored_queries("competency")


@pytest.fixture(scope="module")
def sandbox(library: Library) -> Iterator[QuerySandbox]:
    with QuerySandbox(library.dump(), Limits()) as sandbox:
        yield sandbox


def _outline(steps: tuple[Step, ...]) -> list[str]:
    return [step.text for step in steps]


def test_a_plan_starts_from_what_is_known_and_says_what_each_step_leaves(
    sandbox: QuerySandbox,
) -> None:
    text = PREFIXES + (
        "SELECT ?line {\n"
        "  ?s gg:sourceLine ?line ;\n"
        "    gg:hasKind gg:Contraindication .\n"
        "  FILTER(?line > 18)\n"
        "} ORDER BY ?line LIMIT 2"
    )

    plan = plan_of(text, sandbox)

    assert plan == Plan(
        QueryForm.SELECT,
        (
            Step(None, "?s gg:hasKind gg:Contraindication", 5, 5, 5, ()),
            Step(None, "?s gg:sourceLine ?line", 4, 86, 5, ("s",)),
            Step(PartKind.FILTER, "FILTER(?line > 18)", 6, None, 3, ("line",)),
        ),
        ("ORDER BY ?line", "LIMIT 2"),
        2,
    )


def test_what_stands_in_a_graph_is_one_step(sandbox: QuerySandbox) -> None:
    text = f"{PREFIXES} SELECT * {{ GRAPH ?g {{ ?s gg:sourceLine ?line }} }}"

    plan = plan_of(text, sandbox)

    inside = "GRAPH ?g { ?s gg:sourceLine ?line }"
    assert plan.steps == (Step(PartKind.GRAPH, inside, 3, None, 0, ()),)


def test_what_shares_no_variable_multiplies_and_says_so(sandbox: QuerySandbox) -> None:
    text = PREFIXES + "SELECT * { ?a gg:number ?n . ?b gg:hasKind gg:Contraindication }"

    first, second = plan_of(text, sandbox).steps

    assert (first.text, first.rows, first.shared) == ("?b gg:hasKind gg:Contraindication", 5, ())
    assert (second.matches, second.rows, second.shared) == (5, 25, ())


def test_parts_inside_parts_are_steps_of_their_own(sandbox: QuerySandbox) -> None:
    text = (
        PREFIXES
        + """SELECT ?r (COUNT(?s) AS ?n) {
      ?r a gg:Reference .
      OPTIONAL { ?s gg:cites ?r }
      { ?r gg:number 1 } UNION { ?r gg:number 2 }
      { SELECT ?r (MAX(?l) AS ?last) { ?x gg:cites ?r ; gg:sourceLine ?l } GROUP BY ?r }
    } GROUP BY ?r"""
    )

    steps = plan_of(text, sandbox).steps

    branches = {step.kind: [_outline(branch) for branch in step.branches] for step in steps}
    assert branches == {
        None: [],
        PartKind.OPTIONAL: [["?s gg:cites ?r"]],
        PartKind.UNION: [["?r gg:number 1"], ["?r gg:number 2"]],
        PartKind.QUERY: [["?x gg:cites ?r", "?x gg:sourceLine ?l"]],
    }
    (inner,) = (step.branches[0] for step in steps if step.kind is PartKind.OPTIONAL)
    assert (inner[0].matches, inner[0].rows) == (48, None)


@pytest.mark.parametrize(
    ("text", "form", "outline", "answer"),
    [
        (
            "CONSTRUCT { ?s gg:kind ?k }\nWHERE { ?s gg:hasKind ?k ; gg:sourceLine 17 }",
            QueryForm.CONSTRUCT,
            ["?s gg:sourceLine 17", "?s gg:hasKind ?k"],
            1,
        ),
        ("CONSTRUCT WHERE { ?s gg:number 1 }", QueryForm.CONSTRUCT, ["?s gg:number 1"], 1),
        ("DESCRIBE ?r WHERE { ?r gg:number 9 }", QueryForm.DESCRIBE, ["?r gg:number 9"], 0),
        ("DESCRIBE bs:none", QueryForm.DESCRIBE, [], 0),
        ("ASK { ?r gg:number 1 }", QueryForm.ASK, ["?r gg:number 1"], 1),
        ("ASK { ?r gg:number 9 }", QueryForm.ASK, ["?r gg:number 9"], 0),
        ("SELECT (1 AS ?x) {}", QueryForm.SELECT, [], 1),
    ],
)
def test_every_form_has_a_plan(
    sandbox: QuerySandbox, text: str, form: QueryForm, outline: list[str], answer: int
) -> None:
    plan = plan_of(PREFIXES + text, sandbox)

    assert (plan.form, _outline(plan.steps), plan.answer) == (form, outline, answer)
    assert {step.line for step in plan.steps} <= {3 + text.count("\n")}


@pytest.mark.parametrize(
    "query",
    [query for query in QUESTIONS if not {"GROUP", "ASK", "DISTINCT"} & set(query.text.split())],
    ids=lambda query: query.name,
)
def test_after_the_last_step_the_rows_are_those_of_the_answer(
    sandbox: QuerySandbox, query: StoredQuery
) -> None:
    plan = plan_of(query.text, sandbox)

    assert plan.steps[-1].rows == plan.answer


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.name)
def test_no_question_of_ours_multiplies_what_is_not_joined(
    sandbox: QuerySandbox, query: StoredQuery
) -> None:
    first, *others = plan_of(query.text, sandbox).steps

    # A value that is compared, not matched, shares nothing with what it is compared with.
    compares = any(first.text.startswith(f"VALUES ?{one.name} {{") for one in query.parameters)
    assert compares or all(step.shared for step in others)


def test_what_is_not_sparql_or_not_allowed_has_no_plan(sandbox: QuerySandbox) -> None:
    with pytest.raises(MalformedQueryError, match="Line 1, column"):
        plan_of("SELECT * { ?s ?p }", sandbox)
    with pytest.raises(RefusedQueryError):
        plan_of("SELECT * { SERVICE <http://e/> { ?s ?p ?o } }", sandbox)


def test_what_is_not_counted_in_time_is_left_out(sandbox: QuerySandbox) -> None:
    query = stored_query("competency", "complications")
    seconds = count(step=2)

    steps = plan_of(query.text, sandbox, clock=lambda: float(next(seconds))).steps

    assert [(step.matches, step.rows) for step in steps] == [(5, 5), (None, None)] + 2 * [
        (None, None)
    ]


def test_what_meets_a_limit_is_left_out(sandbox: QuerySandbox) -> None:
    class Slow:
        def __init__(self) -> None:
            self.asked = 0

        def select(self, text: str, graphs: object = None) -> ResultTable:
            self.asked += 1
            if self.asked == 2:
                return sandbox.select(text)
            raise QueryLimitError("time", "Too slow.")

    plan = plan_of("SELECT * { ?s ?p ?o . ?o ?q ?r }", Slow())

    matches = len(sandbox.select("SELECT * { ?s ?p ?o }").rows)
    assert plan.answer is None
    assert [(step.matches, step.rows) for step in plan.steps] == [
        (matches, matches),
        (None, None),
    ]


def test_what_a_server_does_not_count_by_itself_is_left_out(sandbox: QuerySandbox) -> None:
    class Choosy:
        """Takes no path without a start, as Virtuoso."""

        def select(self, text: str, graphs: object = None) -> ResultTable:
            if "rest>*" in text and "intersectionOf" not in text:
                raise QueryError("The SPARQL server answered 500: no")
            return sandbox.select(text)

    owl, rdf = NAMESPACES["owl"], NAMESPACES["rdf"]
    query = f"SELECT * {{ ?class <{owl}intersectionOf>/<{rdf}rest>* ?part }}"

    plan = plan_of(query, Choosy())

    assert [step.matches for step in plan.steps] == [49, None]
    assert plan.steps[-1].rows == plan.answer


@pytest.mark.parametrize("limit", ["queue", "length", "depth"])
def test_a_query_that_is_not_even_tried_has_no_plan(limit: str) -> None:
    class Refusing:
        def select(self, text: str, graphs: object = None) -> ResultTable:
            raise QueryLimitError(limit, "Not now.")

    with pytest.raises(QueryLimitError, match="Not now"):
        plan_of("ASK {}", Refusing())
