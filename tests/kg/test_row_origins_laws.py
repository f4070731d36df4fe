"""
Laws of what is named as the origin of rows, over every stored query and every exercise.

Each triple that is named is in the data, in the graph that is named with it. And these triples
suffice: the same query, asked of nothing else, gives the row again.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QuerySolutions, Store

from kg.dataset import GraphDataset, build_dataset
from kg.exercises import PROLOGUE, load_exercises
from kg.graphs import GraphRole
from kg.library import Library
from kg.namespaces import BASE
from kg.origins import Origins
from kg.query_answer import ResultTable, Term
from kg.query_text import QueryForm, read_form
from kg.row_origins import origins_of_row
from kg.sandbox import Limits, QuerySandbox
from kg.stored_queries import load_stored_queries
from tests.reference.told_origins import grounds_in, still_in, untold_in

EVERY_MEMBER = 100
FORMS = {
    "computed": "SELECT (STR(?s) AS ?name) { ?s gg:hasKind gg:Outcome }",
    "graph": "SELECT ?g ?s { GRAPH ?g { ?s gg:code 'X4' OPTIONAL { ?s gg:slug ?slug } } }",
    "path in a graph": "SELECT ?a ?b { GRAPH ?g { ?a rdfs:subClassOf+ ?b } FILTER(isIRI(?b)) }",
    "alternatives": "SELECT ?a ?b { ?a (rdfs:subClassOf|^gg:absenceOf)+ ?b FILTER(isIRI(?b)) }",
    "negated": "SELECT ?a ?b { ?a !(rdf:type|^gg:cites) ?b FILTER(isIRI(?b)) }",
    "collection": "SELECT ?x { ?x owl:unionOf ( ?a ?b ) }",
    "nested brackets": "SELECT ?c { ?c owl:equivalentClass [ owl:intersectionOf "
    "[ rdf:rest*/rdf:first [ owl:someValuesFrom ?f ] ] ] }",
    "group by a blank node": "SELECT ?x (COUNT(?i) AS ?n) { ?x owl:intersectionOf ?head . "
    "?head rdf:rest*/rdf:first ?i } GROUP BY ?x",
    "group by an expression": "SELECT ?l (COUNT(*) AS ?n) { ?s gg:text ?t } "
    "GROUP BY (STRLEN(?t) AS ?l)",
    "group in a group": "SELECT (MAX(?n) AS ?most) { { SELECT ?k (COUNT(*) AS ?n) "
    "{ ?s gg:hasKind ?k } GROUP BY ?k } ?k rdfs:label ?l FILTER(?n < 4) }",
    "values at the end": "SELECT ?x ?w { ?x gg:code ?c } VALUES (?c ?w) { ('X4' 1) ('X3' UNDEF) }",
    "existence": "SELECT ?s { ?s gg:hasKind gg:Outcome FILTER EXISTS { ?s gg:cites ?r } }",
    "column that may be empty": "SELECT ?d { ?r a gg:Reference OPTIONAL { ?r gg:design ?d } }",
    "left parts": "SELECT * { ?s gg:hasKind gg:Outcome OPTIONAL { ?s gg:cites ?a } OPTIONAL "
    "{ ?s gg:hasQuantity ?b . ?b gg:lowerBound ?c FILTER(?c > 2) } }",
}
TEXTS = (
    {query.name: query.text for query in load_stored_queries("competency")}
    | {exercise.name: PROLOGUE + exercise.reference for exercise in load_exercises()}
    | {name: PROLOGUE + text for name, text in FORMS.items()}
)
SELECTS = [name for name, text in TEXTS.items() if read_form(text) is QueryForm.SELECT]
# What holds because something is missing has no triple, and needs none to hold again.
ENDING = "holds because nothing matches it, so there is no triple to show."


@pytest.fixture(scope="module")
def dataset(library: Library) -> GraphDataset:
    return build_dataset(library)


@pytest.fixture(scope="module")
def sandbox(dataset: GraphDataset) -> Iterator[QuerySandbox]:
    with QuerySandbox(dataset.dump(), Limits(), graphs=dataset.names) as opened:
        yield opened


@pytest.mark.parametrize("name", SELECTS)
@pytest.mark.parametrize("everything", [False, True], ids=["by default", "all graphs"])
def test_what_is_named_is_in_the_data_and_gives_the_row_again(
    sandbox: QuerySandbox, dataset: GraphDataset, name: str, everything: bool
) -> None:
    text = TEXTS[name]
    graphs = dataset.of_roles(GraphRole) if everything else None
    table = sandbox.select(text, graphs)

    for row in _some(table):
        values = dict(zip(table.columns, row, strict=True))

        origins = origins_of_row(text, values, sandbox, dataset, graphs, members=EVERY_MEMBER)

        named = set(_named(origins))
        assert all(told.endswith(ENDING) for told in untold_in(origins))
        assert all(quad in dataset.store for quad in named)
        assert _comparable(row) in _answer(text, table.columns, named | set(_still(origins)))


def _some(table: ResultTable) -> set[tuple[Term | None, ...]]:
    """Return three rows from all over the table, the same every time."""
    rows = sorted(table.rows, key=_comparable)
    return {rows[at] for at in (0, len(rows) // 2, -1)} if rows else set()


def _named(origins: Origins) -> Iterator[Quad]:
    for one in grounds_in(origins):
        assert one.graph is not None
        triple, name = one.triple, NamedNode(one.graph.iri)
        yield Quad(triple.subject, triple.predicate, triple.object, name)


def _still(origins: Origins) -> Iterator[Quad]:
    """Yield triples with the terms that a path need not leave: they must be somewhere."""
    for iri in still_in(origins):
        yield Quad(NamedNode(iri), NamedNode("urn:is"), NamedNode(iri))


def _answer(text: str, columns: tuple[str, ...], named: set[Quad]) -> set[tuple[str, ...]]:
    """Return what the query answers of nothing but *named*, which the default graph holds, too."""
    store = Store()
    store.extend(named)
    store.extend([Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in named])
    solutions = store.query(text, base_iri=BASE)
    assert isinstance(solutions, QuerySolutions)
    return {
        tuple("_" if isinstance(one[name], BlankNode) else str(one[name]) for name in columns)
        for one in solutions
    }


def _comparable(row: tuple[Term | None, ...]) -> tuple[str, ...]:
    return tuple(_written(term) for term in row)


def _written(term: Term | None) -> str:
    if term is None or term.kind == "bnode":
        return "None" if term is None else "_"
    if term.kind == "uri":
        return str(NamedNode(term.value))
    if term.lang:
        return str(Literal(term.value, language=term.lang))
    return str(Literal(term.value, datatype=NamedNode(term.datatype) if term.datatype else None))
