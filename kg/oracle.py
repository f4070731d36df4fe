"""
The oracle: our reasoning checked against HermiT.

HermiT reads the same axioms and the same case triples as the runtime. It checks that the ontology
is consistent, that every class can have a member, that the finding hierarchy and what rules out
what are exactly what follows from the axioms, and that every case is in exactly the criterion and
decision classes that compiled SPARQL puts it into. It takes seconds: for checks and tests only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, Triple, serialize

from kg.axioms import AxiomReader
from kg.case import Case
from kg.hermit import Hermit, Taxonomy
from kg.library import Library
from kg.namespaces import GG, OWL, RDF, RDFS, local_name, namespace_of

#: Called with the number of cases done and of all cases.
Progress = Callable[[int, int], None]

_TYPE = NamedNode(RDF + "type")
_CASE = "urn:guidegraph:case:"
_HAVING = "urn:guidegraph:having:"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Classes or findings that follow for *subject* by one side only."""

    subject: str
    only_hermit: tuple[str, ...]
    only_ours: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OracleReport:
    """
    What HermiT says of a guideline and some cases.

    *unsatisfiable* holds the ids of classes that no case or thing can be in, and of findings that
    no case can have. *refused* holds the ids of the cases that we refuse as contradictory and that
    were not put to HermiT; *inconsistent* those that HermiT refuses and we do not. Nothing but
    *consistent* is filled in where the ontology is inconsistent.
    """

    consistent: bool
    unsatisfiable: tuple[str, ...] = ()
    hierarchy: tuple[Disagreement, ...] = ()
    cases: tuple[Disagreement, ...] = ()
    inconsistent: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    checked: int = 0

    @property
    def agrees(self) -> bool:
        """Whether HermiT finds nothing to object to."""
        faults = (self.unsatisfiable, self.hierarchy, self.cases, self.inconsistent)
        return self.consistent and not any(faults)


class Oracle:
    """HermiT on one guideline of a library."""

    def __init__(self, library: Library, slug: str, hermit: Hermit | None = None) -> None:
        self._reasoner = library.reasoner(slug)
        self._store = library.store
        self._namespace = namespace_of(slug)
        self._hermit = hermit or Hermit()
        self._axioms = _ntriples(_logical(library.store))

    def check(self, cases: Sequence[Case], progress: Progress | None = None) -> OracleReport:
        """Put the guideline and *cases* to HermiT; takes 3 s and then about 0.2 s a case."""
        taxonomy = self.taxonomy()
        if taxonomy is None:
            return OracleReport(consistent=False)
        refused = {case.id for case in cases if self._reasoner.contradictions(case)}
        accepted = [case for case in cases if case.id not in refused]
        ours = self._reasoner.classify(accepted)
        differ: list[Disagreement] = []
        inconsistent: list[str] = []
        for case_id, hermits in self.classes(accepted, taxonomy, progress):
            if hermits is None:
                inconsistent.append(case_id)
            else:
                differ += _compare(case_id, hermits, ours[case_id])
        return OracleReport(
            consistent=True,
            unsatisfiable=tuple(sorted(map(local_name, taxonomy.unsatisfiable))),
            hierarchy=tuple(self._hierarchy_differences(taxonomy)),
            cases=tuple(differ),
            inconsistent=tuple(inconsistent),
            refused=tuple(sorted(refused)),
            checked=len(accepted),
        )

    def taxonomy(self) -> Taxonomy | None:
        """
        Return the classes of the whole ontology, None if it is inconsistent.

        For each finding there is one class more, of the cases that have it; its IRI is not ours.
        """
        return self._hermit.classify(_ntriples([*self._store, *self._having()]))

    def classes(
        self, cases: Sequence[Case], taxonomy: Taxonomy, progress: Progress | None = None
    ) -> Iterator[tuple[str, frozenset[str] | None]]:
        """
        Yield the id of each case with what `Reasoner.classify` gives, None if it is inconsistent.

        Each case is an ontology of its own, without the statements and other texts.
        """
        rules = self._reasoner.rules
        wanted = {*rules.side_class.values(), *rules.decision_class.values()}
        case_of = {f"{_CASE}{n}": case for n, case in enumerate(cases)}
        ontologies = {
            iri: self._axioms + _ntriples(self._reasoner.case_quads(case, NamedNode(iri)))
            for iri, case in case_of.items()
        }
        for done, (iri, found) in enumerate(self._hermit.realise(ontologies), start=1):
            if progress is not None:
                progress(done, len(cases))
            classes = None if found is None else self._ids(taxonomy.close(found)) & wanted
            yield case_of[iri].id, classes

    def _ids(self, iris: Iterable[str]) -> frozenset[str]:
        return frozenset(local_name(iri) for iri in iris if iri.startswith(self._namespace))

    def _having(self) -> Iterator[Quad]:
        """Yield `having:X == Case and hasFinding some X` for every finding X."""
        for finding in self._reasoner.guideline.findings:
            some, head, tail, both = (BlankNode() for _ in range(4))
            having = NamedNode(_HAVING + finding)
            yield Quad(having, _TYPE, NamedNode(OWL + "Class"))
            yield Quad(having, NamedNode(OWL + "equivalentClass"), both)
            yield Quad(both, _TYPE, NamedNode(OWL + "Class"))
            yield Quad(both, NamedNode(OWL + "intersectionOf"), head)
            yield Quad(head, NamedNode(RDF + "first"), NamedNode(GG + "Case"))
            yield Quad(head, NamedNode(RDF + "rest"), tail)
            yield Quad(tail, NamedNode(RDF + "first"), some)
            yield Quad(tail, NamedNode(RDF + "rest"), NamedNode(RDF + "nil"))
            yield Quad(some, _TYPE, NamedNode(OWL + "Restriction"))
            yield Quad(some, NamedNode(OWL + "onProperty"), NamedNode(GG + "hasFinding"))
            filler = NamedNode(self._namespace + finding)
            yield Quad(some, NamedNode(OWL + "someValuesFrom"), filler)

    def _hierarchy_differences(self, taxonomy: Taxonomy) -> Iterator[Disagreement]:
        """Yield where presence and absence do not imply what the hierarchy says they do."""
        hierarchy = self._reasoner.hierarchy
        absence = AxiomReader(self._store).absence_classes(self._namespace)
        having = {_HAVING + finding: finding for finding in absence}
        lacking = {self._namespace + name: f"no {f}" for f, name in absence.items()}

        def implied(iri: str) -> set[str]:
            broader = taxonomy.broader.get(iri, frozenset({iri}))
            return {(having | lacking)[name] for name in broader if name in having | lacking}

        for finding, name in absence.items():
            present = {*hierarchy.broader[finding]}
            present |= {f"no {other}" for other in hierarchy.ruled_out[finding]}
            yield from _compare(finding, implied(_HAVING + finding), present)
            absent = {f"no {other}" for other in hierarchy.narrower[finding]}
            yield from _compare(f"no {finding}", implied(self._namespace + name), absent)


def _compare(subject: str, hermits: Iterable[str], ours: Iterable[str]) -> Iterator[Disagreement]:
    by_hermit, by_us = set(hermits), set(ours)
    if by_hermit != by_us:
        only = (tuple(sorted(by_hermit - by_us)), tuple(sorted(by_us - by_hermit)))
        yield Disagreement(subject, *only)


def _logical(store: Store) -> Iterator[Quad]:
    """
    Yield the triples of *store* without annotations and without individuals.

    They say nothing about cases and make HermiT slower for each one.
    """
    annotations = {_RDFS_LABEL, *_instances(store, "AnnotationProperty")}
    individuals = _instances(store, "NamedIndividual")
    for quad in store:
        if quad.predicate not in annotations and quad.subject not in individuals:
            yield quad


def _instances(store: Store, name: str) -> set[NamedNode | BlankNode | Triple]:
    found = store.quads_for_pattern(None, _TYPE, NamedNode(OWL + name))
    return {quad.subject for quad in found}


def _ntriples(quads: Iterable[Quad]) -> bytes:
    triples = (Triple(quad.subject, quad.predicate, quad.object) for quad in quads)
    return serialize(triples, format=RdfFormat.N_TRIPLES) or b""


_RDFS_LABEL = NamedNode(RDFS + "label")
