"""Every proof ends at what is stated, needs all of it, and takes steps that HermiT takes too."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest
from entailment import Entailment, answers
from pyoxigraph import NamedNode, RdfFormat, Store, Triple

from kg.dataset import GraphDataset, build_dataset
from kg.graphs import GraphRole
from kg.library import Library
from kg.namespaces import BASE, GG, OWL, RDF, RDFS
from kg.proofs import Proof, Prover, Rule
from kg.stated import Stated

SUBCLASS = NamedNode(RDFS + "subClassOf")
TYPE = NamedNode(RDF + "type")
PREFIXES = f"@prefix : <{BASE}test/> . @prefix gg: <{GG}> . @prefix owl: <{OWL}> ."
PREFIXES += f"@prefix rdf: <{RDF}> . @prefix rdfs: <{RDFS}> . "
PREFIXES += "@prefix xsd: <http://www.w3.org/2001/XMLSchema#> . "


@pytest.fixture(scope="module")
def dataset(library: Library) -> GraphDataset:
    return build_dataset(library)


@pytest.fixture(scope="module")
def proofs(dataset: GraphDataset) -> dict[Triple, Proof | None]:
    """A proof for every triple of the inferred graphs."""
    prover = Prover(dataset.store)
    graphs = [NamedNode(g.iri) for g in dataset.graphs if g.role is GraphRole.INFERRED]
    quads = (q for g in graphs for q in dataset.store.quads_for_pattern(None, None, None, g))
    return {quad.triple: prover.prove(quad.triple) for quad in quads}


def _steps(proof: Proof) -> Iterator[Proof]:
    if proof.premises:
        yield proof
    for premise in proof.premises:
        yield from _steps(premise)


def _store(turtle: str) -> Store:
    store = Store()
    store.load((PREFIXES + turtle).encode(), format=RdfFormat.TURTLE)
    return store


def _triple(subject: str, predicate: NamedNode | str, value: str) -> Triple:
    prop = predicate if isinstance(predicate, NamedNode) else NamedNode(f"{BASE}test/{predicate}")
    return Triple(NamedNode(f"{BASE}test/{subject}"), prop, NamedNode(f"{BASE}test/{value}"))


def test_everything_that_is_inferred_is_proven_by_what_is_stated(
    dataset: GraphDataset, proofs: dict[Triple, Proof | None]
) -> None:
    stated = Stated(dataset.store)

    unproven = [triple for triple, proof in proofs.items() if proof is None]
    leaves = {leaf for proof in proofs.values() if proof for leaf in proof.leaves()}

    assert len(proofs) > 250
    assert unproven == []
    assert [leaf for leaf in leaves if not stated.holds(leaf)] == []
    assert all(proof.triple == triple for triple, proof in proofs.items() if proof)


def test_no_proof_goes_round_in_circles(proofs: dict[Triple, Proof | None]) -> None:
    def above(proof: Proof, seen: frozenset[Triple]) -> bool:
        return proof.triple in seen or any(
            above(one, seen | {proof.triple}) for one in proof.premises
        )

    assert [triple for triple, proof in proofs.items() if proof and above(proof, frozenset())] == []


@pytest.mark.oracle
def test_each_step_follows_from_its_premises_alone_by_hermit(
    dataset: GraphDataset, proofs: dict[Triple, Proof | None]
) -> None:
    by_rule: dict[Rule, list[Entailment]] = defaultdict(list)
    for step in sorted({s for p in proofs.values() if p for s in _steps(p)}, key=str):
        if step.triple.predicate == SUBCLASS:
            premises = tuple(one.triple for one in step.premises)
            asked = Entailment(premises, step.triple.subject, step.triple.object)
            by_rule[step.rule].append(asked)
    # Half a dozen of each rule; all of them take HermiT minutes.
    some = [asked for found in by_rule.values() for asked in found[:: len(found) // 6 + 1]]

    follows = [yes for batch in _batches(some, 25) for yes in answers(dataset.store, batch)]

    assert len(by_rule) > 8
    assert [one for one, yes in zip(some, follows, strict=True) if not yes] == []


def _batches(questions: list[Entailment], size: int) -> Iterator[list[Entailment]]:
    return (questions[start : start + size] for start in range(0, len(questions), size))


@pytest.mark.oracle
def test_a_subclass_is_lost_when_any_leaf_of_its_proof_is_taken_away_by_hermit(
    dataset: GraphDataset, proofs: dict[Triple, Proof | None]
) -> None:
    wholes, without = [], []
    for triple, proof in proofs.items():
        if proof is not None and triple.predicate == SUBCLASS:
            leaves = tuple(dict.fromkeys(proof.leaves()))
            wholes.append(Entailment(leaves, triple.subject, triple.object))
            for leaf in leaves:
                rest = tuple(one for one in leaves if one != leaf)
                without.append(Entailment(rest, triple.subject, triple.object))

    follows = answers(dataset.store, [*wholes, *without])

    assert all(follows[: len(wholes)])
    assert [one for one, yes in zip(without, follows[len(wholes) :], strict=True) if yes] == []


def test_the_class_of_an_individual_is_lost_when_any_leaf_is_taken_away(
    proofs: dict[Triple, Proof | None],
) -> None:
    kinds = {t: proof for t, proof in proofs.items() if proof and t.predicate == TYPE}

    for triple, proof in kinds.items():
        leaves = list(dict.fromkeys(proof.leaves()))
        assert _rdfs_type(leaves, triple)
        for leaf in leaves:
            assert not _rdfs_type([one for one in leaves if one != leaf], triple)

    assert len(kinds) > 40


def _rdfs_type(triples: list[Triple], wanted: Triple) -> bool:
    """Tell whether *wanted* follows by the rules rdfs9 and rdfs11, applied until nothing is new."""
    known, count = set(triples), 0
    while len(known) > count:
        count = len(known)
        broader = [t for t in known if t.predicate == SUBCLASS]
        known |= {
            Triple(t.subject, t.predicate, b.object)
            for t in list(known)
            for b in broader
            if t.predicate in {TYPE, SUBCLASS} and t.object == b.subject
        }
    return wanted in known


@pytest.mark.parametrize(
    ("turtle", "triple", "rule"),
    [
        (":p rdfs:domain :C . :a :p :b .", _triple("a", TYPE, "C"), Rule.DOMAIN),
        (":p rdfs:range :C . :a :p :b .", _triple("b", TYPE, "C"), Rule.RANGE),
        (":p a owl:SymmetricProperty . :a :p :b .", _triple("b", "p", "a"), Rule.SYMMETRIC),
        (":a a :C . :C rdfs:subClassOf :D .", _triple("a", TYPE, "D"), Rule.TYPE),
        (
            ":C rdfs:subClassOf :D . :D rdfs:subClassOf :E .",
            _triple("C", SUBCLASS, "E"),
            Rule.CHAIN,
        ),
        (
            ":C owl:equivalentClass [ owl:unionOf ( :D :E ) ] .",
            _triple("D", SUBCLASS, "C"),
            Rule.DEFINITION,
        ),
    ],
)
def test_a_rule_is_named(turtle: str, triple: Triple, rule: Rule) -> None:
    proof = Prover(_store(turtle)).prove(triple)

    assert proof is not None
    assert (proof.rule, {one.rule for one in proof.premises}) == (rule, {Rule.STATED})


@pytest.mark.parametrize(
    ("narrow", "broad", "follows"),
    [
        ("xsd:minInclusive 4.0", "xsd:minInclusive 3.0", True),
        ("xsd:minInclusive 3.0", "xsd:minInclusive 4.0", False),
        ("xsd:minExclusive 3.0", "xsd:minInclusive 3.0", True),
        ("xsd:minInclusive 3.0", "xsd:minExclusive 3.0", False),
        ("xsd:maxExclusive 3.0", "xsd:maxInclusive 3.0", True),
        ("xsd:maxInclusive 3.0", "xsd:maxExclusive 3.0", False),
        ("xsd:minInclusive 3.0 ] [ xsd:maxInclusive 5.0", "xsd:maxInclusive 6.0", True),
    ],
)
def test_an_interval_lies_within_another_or_not(narrow: str, broad: str, follows: bool) -> None:
    def defined(name: str, facets: str) -> str:
        datatype = f"[ owl:onDatatype xsd:decimal ; owl:withRestrictions ( [ {facets} ] ) ]"
        return (
            f":{name} owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom {datatype} ] ."
        )

    store = _store(defined("Narrow", narrow) + defined("Broad", broad))

    assert (Prover(store).prove(_triple("Narrow", SUBCLASS, "Broad")) is not None) is follows


def test_classes_that_are_defined_by_each_other_end_the_search() -> None:
    store = _store(
        ":A owl:equivalentClass :B . :B owl:equivalentClass :A . :B rdfs:subClassOf :C ."
    )

    proof = Prover(store).prove(_triple("A", SUBCLASS, "C"))

    assert proof is not None
    assert Prover(store).prove(_triple("C", SUBCLASS, "A")) is None
