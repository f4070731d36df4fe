"""
The engines that are compared: each decides cases from the same axioms.

A decision of an engine is the set of criterion and decision classes that a case follows to be in,
from which the status of every criterion and the verdict are read off. Preparing a decision is not
measured, deciding is: rdflib gets its terms made ahead, and in one of its two rows its queries
parsed ahead, which Oxigraph cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.term import Identifier

from kg.case import Case
from kg.contradictions import Refusal
from kg.derivation import Verdict
from kg.evaluation import FactView
from kg.hermit import Taxonomy
from kg.namespaces import namespace_of
from kg.oracle import Oracle
from kg.reasoner import Reasoner

Decided = Mapping[str, frozenset[str]]
Triple = tuple[Identifier, Identifier, Identifier]

_CASE = "urn:guidegraph:case:"


class Engine(Protocol):
    """Something that decides cases."""

    name: str

    def prepare(self, cases: Sequence[Case]) -> Callable[[], Decided]:
        """Return the work to be measured: deciding *cases*, from cases to classes by case id."""


class Oxigraph:
    """Ours: compiled SPARQL on Oxigraph, the store built from the cases included."""

    name = "compiled SPARQL on Oxigraph"

    def __init__(self, reasoner: Reasoner) -> None:
        self._reasoner = reasoner

    def prepare(self, cases: Sequence[Case]) -> Callable[[], Decided]:
        """Return the work to be measured."""
        return lambda: self._reasoner.classify(cases)


class Rdflib:
    """The same two queries and the same triples on rdflib's own store."""

    name = "the same SPARQL on rdflib"

    def __init__(self, reasoner: Reasoner) -> None:
        self._reasoner = reasoner
        self._namespace = namespace_of(reasoner.guideline.slug)
        self._queries: list[str | Query] = [reasoner.criteria_query, reasoner.decision_query]

    def prepare(self, cases: Sequence[Case]) -> Callable[[], Decided]:
        """Return the work to be measured."""
        node = {case.id: NamedNode(f"{_CASE}{n}") for n, case in enumerate(cases)}
        triples = [
            _in_rdflib(quad)
            for case in cases
            for quad in self._reasoner.case_quads(case, node[case.id])
        ]

        def work() -> Decided:
            graph = rdflib.Graph()
            graph.addN((*triple, graph) for triple in triples)
            classes: dict[str, set[str]] = {node[case.id].value: set() for case in cases}
            for query in self._queries:
                for case, name in list(graph.query(query)):
                    classes[str(case)].add(str(name))
                    graph.add((case, rdflib.RDF.type, rdflib.URIRef(self._namespace + name)))
            return {case.id: frozenset(classes[node[case.id].value]) for case in cases}

        return work


class RdflibPrepared(Rdflib):
    """rdflib with both queries parsed ahead."""

    name = "rdflib, queries parsed ahead"

    def __init__(self, reasoner: Reasoner) -> None:
        super().__init__(reasoner)
        self._queries = [
            prepareQuery(text) for text in (reasoner.criteria_query, reasoner.decision_query)
        ]


class PlainPython:
    """The axioms evaluated by our Python evaluator, case by case, without any triple."""

    name = "plain Python"

    def __init__(self, reasoner: Reasoner) -> None:
        rules = reasoner.rules
        self._hierarchy = reasoner.hierarchy
        self._classes = {rules.side_class[side]: e for side, e in rules.sides.items()}
        self._classes |= {rules.decision_class[v]: e for v, e in rules.decisions.items()}

    def prepare(self, cases: Sequence[Case]) -> Callable[[], Decided]:
        """Return the work to be measured."""
        return lambda: {case.id: self._decide(case) for case in cases}

    def _decide(self, case: Case) -> frozenset[str]:
        view = FactView(case.facts, self._hierarchy)
        return frozenset(name for name, e in self._classes.items() if view.holds(e))


class Assess:
    """`Reasoner.assess`: the decision with facts, statements, what is missing and what flips it."""

    name = "assess, with the derivation"

    def __init__(self, reasoner: Reasoner) -> None:
        self._reasoner = reasoner

    def prepare(self, cases: Sequence[Case]) -> Callable[[], Decided]:
        """Return the work to be measured."""
        return lambda: {case.id: self._decide(case) for case in cases}

    def _decide(self, case: Case) -> frozenset[str]:
        rules = self._reasoner.rules
        derivation = self._reasoner.assess(case)
        if isinstance(derivation, Refusal):
            raise AssertionError(f"{case.id} was drawn to be consistent and is refused.")
        sides = {(result.criterion, result.status) for result in derivation.criteria}
        verdicts: Iterable[Verdict] = (derivation.verdict, *derivation.also)
        return frozenset(
            [rules.side_class[side] for side in sides if side in rules.side_class]
            + [rules.decision_class[v] for v in verdicts if v in rules.decision_class]
        )


class Hermit:
    """HermiT, one ontology a case in one Java process; its start is in the cost."""

    name = "HermiT"

    def __init__(self, oracle: Oracle, taxonomy: Taxonomy) -> None:
        self._oracle = oracle
        self._taxonomy = taxonomy

    def prepare(self, cases: Sequence[Case]) -> Callable[[], Decided]:
        """Return the work to be measured."""
        return lambda: {
            case_id: classes or frozenset()
            for case_id, classes in self._oracle.classes(cases, self._taxonomy)
        }


def _in_rdflib(quad: Quad) -> Triple:
    return _term(quad.subject), _term(quad.predicate), _term(quad.object)


def _term(term: object) -> Identifier:
    match term:
        case NamedNode(value=iri):
            return rdflib.URIRef(iri)
        case BlankNode(value=label):
            return rdflib.BNode(label)
        case Literal(value=text, datatype=datatype):
            return rdflib.Literal(text, datatype=rdflib.URIRef(datatype.value))
    raise TypeError(f"A triple of a case holds {term!r}.")
