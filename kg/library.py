"""The library: every guideline with its reasoner, built once and read by all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store

from kg.axioms import AxiomReader, Expression, Measure, leaves
from kg.case import Bound
from kg.case_graph import CaseGraph
from kg.compiler import Compiler
from kg.derivation import Status, Verdict
from kg.describe import describe_term
from kg.errors import AxiomError, UnknownNameError
from kg.guideline_reader import guideline_slugs, read_guideline
from kg.hierarchy import build_hierarchy
from kg.model import Guideline
from kg.namespaces import GG, namespace_of
from kg.projection import Projection, project
from kg.reasoner import Reasoner
from kg.rules import Rules
from kg.sources import load_store, ontology_folder
from kg.terms import Term, subjects_with

_CLASS_PROPERTY = {Status.MET: "gg:metClass", Status.REFUTED: "gg:refutedClass"}

_VERDICT_OF_TERM = {
    "Contraindicated": Verdict.CONTRAINDICATED,
    "NotIndicated": Verdict.NOT_INDICATED,
    "Indicated": Verdict.INDICATED,
}

_BOUND_PROPERTY = {
    Bound.EXACTLY: "gg:exactProperty",
    Bound.AT_LEAST: "gg:atLeastProperty",
    Bound.LESS_THAN: "gg:lessThanProperty",
}


@dataclass(frozen=True)
class Library:
    """
    The guidelines of one ontology folder. Nothing in it changes after it was opened.

    Attributes:
        guidelines: By slug.
        store: Every triple of schema and guidelines, in the default graph. Private to `kg`.
    """

    guidelines: dict[str, Guideline]
    reasoners: dict[str, Reasoner]
    projections: dict[str, Projection]
    store: Store

    def guideline(self, slug: str) -> Guideline:
        """Return one guideline; UnknownNameError if there is none of that slug."""
        if slug not in self.guidelines:
            raise UnknownNameError("guideline", slug, self.guidelines)
        return self.guidelines[slug]

    def reasoner(self, slug: str) -> Reasoner:
        """Return the reasoner of one guideline; UnknownNameError if there is none of that slug."""
        self.guideline(slug)
        return self.reasoners[slug]

    def projection(self, slug: str) -> Projection:
        """Return the graph of one guideline; UnknownNameError if there is none of that slug."""
        self.guideline(slug)
        return self.projections[slug]

    def dump(self) -> bytes:
        """Return every triple as N-Triples."""
        return self.store.dump(format=RdfFormat.N_TRIPLES, from_graph=DefaultGraph()) or b""

    def describe(self, iri: str, media_type: str) -> bytes | None:
        """Return what is known of *iri* in an RDF format, None if nothing is: `describe_term`."""
        return describe_term(self.store, iri, media_type)


def open_library(root: Path | None = None) -> Library:
    """
    Parse the ontology folder and build what reads it; takes a fraction of a second.

    Args:
        root: The folder; that of the installed package if None.

    Raises:
        SourceError: If a file is not Turtle or a term lacks what it must have.
        AxiomError: If a defined class has a form that is not compiled.
    """
    store = load_store(root or ontology_folder())
    guidelines = {slug: read_guideline(store, slug) for slug in guideline_slugs(store)}
    reasoners = {slug: build_reasoner(store, guideline) for slug, guideline in guidelines.items()}
    projections = {
        slug: project(guideline, reasoners[slug].rules) for slug, guideline in guidelines.items()
    }
    return Library(guidelines, reasoners, projections, store)


def build_reasoner(store: Store, guideline: Guideline) -> Reasoner:
    """Read the axioms of *guideline* out of *store* and compile them."""
    namespace = namespace_of(guideline.slug)
    hierarchy = build_hierarchy(guideline.findings)
    absence_class = AxiomReader(store).absence_classes(namespace)
    measured_by = {
        (observable.id, bound): Term(store, NamedNode(observable.iri)).needed_id(name)
        for observable in guideline.observables.values()
        for bound, name in _BOUND_PROPERTY.items()
    }
    return Reasoner(
        guideline=guideline,
        rules=_rules(store, guideline),
        hierarchy=hierarchy,
        compiler=Compiler(namespace, hierarchy, absence_class, measured_by),
        case_graph=CaseGraph(namespace, absence_class, measured_by),
        namespace=namespace,
    )


def _rules(store: Store, guideline: Guideline) -> Rules:
    namespace = namespace_of(guideline.slug)
    reader = AxiomReader(store)

    def definition(name: str) -> Expression:
        expression = reader.definition(namespace + name)
        for leaf in leaves(expression):
            if isinstance(leaf, Measure) and leaf.observable not in guideline.observables:
                unknown = UnknownNameError("observable", leaf.observable, guideline.observables)
                raise AxiomError(f"{name}: {unknown}", term=name)
        return expression

    side_class = {
        (criterion.id, status): Term(store, NamedNode(criterion.iri)).needed_id(name)
        for criterion in guideline.criteria.values()
        for status, name in _CLASS_PROPERTY.items()
    }
    decision_class = {
        _VERDICT_OF_TERM[verdict]: term.id
        for term in subjects_with(store, GG + "givesVerdict", namespace)
        for verdict in term.ids("gg:givesVerdict")
    }
    ordered = [verdict for verdict in Verdict if verdict in decision_class]
    sides = frozenset(side_class.values())
    return Rules(
        sides={key: definition(name) for key, name in side_class.items()},
        decisions={v: definition(decision_class[v]) for v in ordered},
        side_class=side_class,
        decision_class=decision_class,
        summary={v: reader.definition(namespace + decision_class[v], sides) for v in ordered},
    )
