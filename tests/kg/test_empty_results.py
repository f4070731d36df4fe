from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, zip_longest
from random import Random
from typing import Any

import pytest
from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, Store

from kg.dataset import GraphDataset, build_dataset
from kg.empty_faults import Fault, FaultKind
from kg.empty_results import diagnose
from kg.errors import QueryError
from kg.graphs import GraphRole, Selection, of_roles
from kg.library import Library
from kg.namespaces import PREFIXES
from kg.pattern_reader import read_patterns
from kg.query_answer import SPARQL_JSON, AnswerKind, QueryAnswer, ResultTable, read_table
from kg.query_patterns import PatternQuery, Triple
from kg.sandbox import Limits, QuerySandbox
from kg.stored_queries import StoredQuery, load_stored_queries
from kg.vocabulary import Vocabulary, build_vocabulary, written

DECLARED = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
QUESTIONS = load_stored_queries("competency")
WANTED = 200
LEAST_RIGHT = 0.95


@pytest.fixture(scope="module")
def dataset(library: Library) -> GraphDataset:
    return build_dataset(library)


@pytest.fixture(scope="module")
def vocabulary(dataset: GraphDataset) -> Vocabulary:
    return build_vocabulary(dataset.store)


@pytest.fixture(scope="module")
def sandbox(dataset: GraphDataset) -> Iterator[QuerySandbox]:
    with QuerySandbox(dataset.dump(), Limits(), graphs=dataset.names) as opened:
        yield opened


class StoreEngine:
    """Answers from the store itself: the same answers as a sandbox gives, without its processes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def run(self, text: str, *, format: str, graphs: Selection | None = None) -> QueryAnswer:
        options: dict[str, Any] = {}
        if graphs is not None:
            options["default_graph"] = [NamedNode(iri) for iri in graphs.default]
            options["named_graphs"] = [NamedNode(iri) for iri in graphs.named]
        result = self._store.query(text, **options)
        asks = isinstance(result, QueryBoolean)
        body = result.serialize(format=QueryResultsFormat.JSON) or b""
        return QueryAnswer(
            AnswerKind.BOOLEAN if asks else AnswerKind.SOLUTIONS, format, body, 0, None
        )

    def select(self, text: str, graphs: Selection | None = None) -> ResultTable:
        return read_table(self.run(text, format=SPARQL_JSON, graphs=graphs))

    def close(self) -> None:
        pass


@dataclass
class Bench:
    """Plants faults in queries and has them named."""

    engine: StoreEngine
    dataset: GraphDataset
    vocabulary: Vocabulary

    def fault(self, text: str) -> Fault | None:
        return diagnose(text, self.engine, self.vocabulary, self.dataset.graphs)

    def rows(self, text: str) -> int:
        return len(self.engine.select(text).rows)

    def values(self, query: PatternQuery, subject: str, head: str, more: str) -> list[list[str]]:
        """Return terms for *head* that go with the patterns of *query* and *more*."""
        everything = " ".join(element.text for element in query.elements)
        text = f"{DECLARED} SELECT DISTINCT {head} {{ {everything} {more} }} ORDER BY {head}"
        chosen = of_roles(self.dataset.graphs, (GraphRole.ASSERTED, GraphRole.INFERRED))
        rows = self.engine.select(text, chosen).rows
        return [[written(t.value) if t.kind == "uri" else t.value for t in r if t] for r in rows]


@pytest.fixture(scope="module")
def bench(dataset: GraphDataset, vocabulary: Vocabulary) -> Bench:
    return Bench(StoreEngine(dataset.store), dataset, vocabulary)


@dataclass(frozen=True)
class Planted:
    """A query with one fault; *place* must be named in the pattern at fault."""

    text: str
    kind: FaultKind
    place: str
    origin: str


def _with(query: PatternQuery, pattern: str) -> str:
    """Return the query with a pattern more, at the start of its group."""
    at = query.text.index("{", query.opens) + 1
    declared = "".join(
        f"PREFIX {prefix}: <{iri}>\n"
        for prefix, iri in PREFIXES.items()
        if prefix not in query.prefixes
    )
    return f"{declared}{query.text[:at]}\n  {pattern}\n{query.text[at:]}"


def _triples(query: PatternQuery) -> list[Triple]:
    return [element for element in query.elements if isinstance(element, Triple)]


def _subjects(query: PatternQuery) -> list[str]:
    return list(
        dict.fromkeys(t.subject.text for t in _triples(query) if t.subject.text.startswith("?"))
    )


def _misspelt(query: PatternQuery, bench: Bench, random: Random) -> Iterator[Planted]:
    for triple in _triples(query):
        for spot in triple.spots:
            prefix, colon, name = spot.text.partition(":")
            if spot.start < 0 or not colon or len(name) < 4 or not prefix.isalpha():
                continue
            at = random.randrange(1, len(name) - 1)
            for wrong in (
                name[:at] + name[at + 1 :],
                name[:at] + name[at] + name[at:],
                name[:at] + name[at + 1] + name[at] + name[at + 2 :],
                name.swapcase()[0] + name[1:],
            ):
                if wrong != name:
                    term = f"{prefix}:{wrong}"
                    text = query.text[: spot.start] + term + query.text[spot.end :]
                    yield Planted(text, FaultKind.UNKNOWN_TERM, term, spot.text)


def _turned(query: PatternQuery, bench: Bench, random: Random) -> Iterator[Planted]:
    for triple in _triples(query):
        verb = triple.predicate
        if verb.text.replace(":", "").isalnum():
            text = f"{query.text[: verb.start]}^{query.text[verb.start :]}"
            yield Planted(text, FaultKind.WRONG_DIRECTION, f"^{verb.text}", verb.text)


def _inferred_only(query: PatternQuery, bench: Bench, random: Random) -> Iterator[Planted]:
    chosen = bench.dataset.graphs
    graph = next(g.iri for g in chosen if g.role is GraphRole.INFERRED)
    for subject in _subjects(query):
        more = f"GRAPH <{graph}> {{ {subject} ?p ?o }}"
        for verb, value in bench.values(query, subject, "?p ?o", more):
            pattern = f"{subject} {verb} {value} ."
            yield Planted(_with(query, pattern), FaultKind.NOT_INFERRED, pattern[:-2], "")


def _plain_values(query: PatternQuery, bench: Bench, random: Random) -> Iterator[Planted]:
    for subject in _subjects(query):
        found = bench.values(query, subject, "?l", f"{subject} rdfs:label ?l .")
        for (label,) in random.sample(found, min(3, len(found))):
            pattern = f'{subject} rdfs:label "{label}" .'
            yield Planted(_with(query, pattern), FaultKind.VALUE_FORM, pattern[:-2], "")


def _other_values(query: PatternQuery, bench: Bench, random: Random) -> Iterator[Planted]:
    """Ask for a value that the property has elsewhere, and not of what this query finds."""
    for subject in _subjects(query):
        for (verb,) in bench.values(query, subject, "?p", f"{subject} ?p ?o FILTER(isIRI(?o))"):
            here = bench.values(query, subject, "?o", f"{subject} {verb} ?o .")
            there = bench.engine.select(
                f"{DECLARED} SELECT DISTINCT ?o {{ ?s {verb} ?o FILTER(isIRI(?o)) }} ORDER BY ?o"
            ).rows
            names = [written(row[0].value) for row in there if row[0]]
            for value in [name for name in names if [name] not in here][:2]:
                pattern = f"{subject} {verb} {value} ."
                yield Planted(_with(query, pattern), FaultKind.ABSENT, pattern[:-2], "")


def _never_said(query: PatternQuery, bench: Bench, random: Random) -> Iterator[Planted]:
    """Ask for a property of another kind of thing, or for one that is not recorded of these."""
    if "HAVING" in query.tail:
        return  # With fewer rows, it may be HAVING that lets none of them through.
    for subject in _subjects(query):
        classes = {
            PREFIXES[name.partition(":")[0]] + name.partition(":")[2]
            for (name,) in bench.values(query, subject, "?c", f"{subject} a ?c .")
            if not name.startswith("<")
        }
        for prop in bench.vocabulary.properties.values():
            verb = written(prop.iri)
            if not prop.subjects or verb.startswith("<") or not verb.startswith(("gg:", "dcterms")):
                continue
            if prop.subjects & classes and prop.objects & classes:
                continue  # It could be meant either way.
            kind = FaultKind.NOT_RECORDED if prop.subjects & classes else FaultKind.ABSENT
            if kind is FaultKind.ABSENT and prop.objects & classes:
                kind = FaultKind.WRONG_DIRECTION
            if kind is FaultKind.NOT_RECORDED and verb == "gg:cites":
                kind = FaultKind.RECORDED_ABSENT
            pattern = f"{subject} {verb} ?anything ."
            yield Planted(_with(query, pattern), kind, pattern[:-2], "")


def _unrecorded(query: PatternQuery, bench: Bench, random: Random) -> Iterator[Planted]:
    kinds = {FaultKind.NOT_RECORDED, FaultKind.RECORDED_ABSENT}
    yield from (p for p in _never_said(query, bench, random) if p.kind in kinds)


def _unfit(query: PatternQuery, bench: Bench, random: Random) -> Iterator[Planted]:
    kinds = {FaultKind.ABSENT, FaultKind.WRONG_DIRECTION}
    yield from (p for p in _never_said(query, bench, random) if p.kind in kinds)


def _sifted(query: PatternQuery, bench: Bench, random: Random) -> Iterator[Planted]:
    for subject in _subjects(query):
        sieve = f"FILTER(STRLEN(STR({subject})) > 9000)"
        yield Planted(_with(query, sieve), FaultKind.SIFTED, sieve, "")
    if "GROUP BY" in query.tail and "HAVING" not in query.tail:
        head, mark, order = query.text.rpartition("ORDER BY")
        sieve = "HAVING (COUNT(*) > 9000)"
        yield Planted(f"{head}{sieve}\n{mark}{order}", FaultKind.SIFTED, sieve, "")


OPERATORS = (
    _misspelt,
    _turned,
    _inferred_only,
    _plain_values,
    _other_values,
    _unrecorded,
    _unfit,
    _sifted,
)


def _select(query: StoredQuery) -> PatternQuery | None:
    return read_patterns(query.text) if "SELECT" in query.text else None


def _planted(bench: Bench, random: Random) -> Iterator[Planted]:
    """Yield faults of every operator in turn, each of which leaves its query without a row."""

    def of(operator: object) -> Iterator[Planted]:
        queries = [query for query in map(_select, QUESTIONS) if query is not None]
        found = [list(operator(query, bench, random)) for query in queries]
        for one in found:
            random.shuffle(one)
        for row in zip_longest(*found):
            for planted in filter(None, row):
                if bench.rows(planted.text) == 0:
                    yield planted

    for row in zip_longest(*(of(operator) for operator in OPERATORS)):
        yield from filter(None, row)


def test_two_hundred_planted_faults_are_named_with_pattern_and_kind(bench: Bench) -> None:
    random = Random(5)
    planted = list(islice(_planted(bench, random), WANTED))
    wrong = []
    for one in planted:
        fault = bench.fault(one.text)
        right = (
            fault is not None
            and fault.kind is one.kind
            and one.place in fault.pattern
            and (one.kind is not FaultKind.UNKNOWN_TERM or one.origin in fault.suggestions)
        )
        if not right:
            wrong.append((one, fault))

    assert len(planted) == WANTED
    assert set(Counter(one.kind for one in planted)) >= set(FaultKind) - {FaultKind.OTHER_GRAPH}
    assert 1 - len(wrong) / WANTED >= LEAST_RIGHT, wrong


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.name)
def test_a_competency_question_raises_no_false_alarm(bench: Bench, query: StoredQuery) -> None:
    assert bench.fault(query.text) is None


ASKED = {
    "a misspelt property": ("?c gg:cods ?l ; gg:position ?p", FaultKind.UNKNOWN_TERM, 14),
    "a property turned round": ("bs:ref-5 gg:cites ?s", FaultKind.WRONG_DIRECTION, 5),
    "a number as a string": ('?s gg:cites ?r . ?r gg:number "5"', FaultKind.VALUE_FORM, 5),
    "a label without its language": ('?s rdfs:label "sacral fracture"', FaultKind.VALUE_FORM, 1),
    "a broader class": ("?c a gg:Criterion ; gg:code ?code", FaultKind.NOT_INFERRED, 14),
    "a sub-query": ("{ SELECT ?s { ?s gg:hasKin ?k } } ?s gg:text ?t", FaultKind.UNKNOWN_TERM, 68),
    "no alternative": ("{ ?s gg:codee 1 } UNION { ?s gg:citess ?r }", FaultKind.UNKNOWN_TERM, 0),
    "what is said to be absent": (
        "?s gg:cites ?r ; gg:citationStatus gg:Uncited",
        FaultKind.RECORDED_ABSENT,
        None,
    ),
    "what nobody recorded": (
        "?r a gg:Reference ; gg:number 1 ; gg:pmid ?p",
        FaultKind.NOT_RECORDED,
        1,
    ),
    "patients": ("?case gg:hasFinding ?f", FaultKind.NOT_RECORDED, None),
    "a word of a name": ("?s gg:line ?l", FaultKind.UNKNOWN_TERM, 86),
    "a class without members": ("?i a gg:Item", FaultKind.ABSENT, None),
    "another number": ("?r gg:number 9", FaultKind.ABSENT, None),
}


@pytest.mark.parametrize("name", ASKED)
def test_a_fault_is_named_and_mended_through_the_sandbox(
    name: str, sandbox: QuerySandbox, dataset: GraphDataset, vocabulary: Vocabulary
) -> None:
    pattern, kind, rows = ASKED[name]
    text = f"{DECLARED}SELECT * WHERE {{ {pattern} }}"

    fault = diagnose(text, sandbox, vocabulary, dataset.graphs)

    assert fault is not None
    found = None if fault.mended is None else len(sandbox.select(fault.mended).rows)
    assert (fault.kind, found) == (kind, rows)


@pytest.mark.parametrize("name", ["<bilateral-sacroplasty/NoInfection>", "x:NoInfection"])
def test_a_name_that_is_completed_by_the_base_is_known(
    name: str, sandbox: QuerySandbox, dataset: GraphDataset, vocabulary: Vocabulary
) -> None:
    declared = f"{DECLARED}PREFIX x: <bilateral-sacroplasty/>\n"

    fault = diagnose(
        f"{declared}ASK {{ {name} gg:hasKin ?x }}", sandbox, vocabulary, dataset.graphs
    )

    assert fault is not None
    said = "There is no property gg:hasKin in the data. Did you mean gg:hasKind?"
    assert (fault.kind, fault.message) == (FaultKind.UNKNOWN_TERM, said)


class ChoosyEngine(StoreEngine):
    """Takes neither a path without a start nor a comparison of what cannot be a number."""

    def select(self, text: str, graphs: Selection | None = None) -> ResultTable:
        refused = ("{ ?step_1 rdf:rest* ?step_2 . }", "?line gg:sourceLine ?s .")
        if any(part in text for part in refused):
            raise QueryError("The SPARQL server answered 500: no")
        return super().select(text, graphs)


@pytest.mark.parametrize(
    ("group", "kind", "pattern"),
    [
        ("?s gg:sourceLine ?line FILTER(?line > 9999)", FaultKind.SIFTED, "FILTER(?line > 9999)"),
        (
            "?c owl:intersectionOf/rdf:rest*/rdf:first ?part . ?part gg:nope ?x",
            FaultKind.UNKNOWN_TERM,
            "?part gg:nope ?x",
        ),
    ],
    ids=["a direction", "a pattern alone"],
)
def test_a_part_that_a_server_does_not_take_by_itself_keeps_no_fault_from_being_named(
    dataset: GraphDataset, vocabulary: Vocabulary, group: str, kind: FaultKind, pattern: str
) -> None:
    engine = ChoosyEngine(dataset.store)

    fault = diagnose(f"{DECLARED}SELECT * {{ {group} }}", engine, vocabulary, dataset.graphs)

    assert fault is not None
    assert (fault.kind, fault.pattern) == (kind, pattern)
