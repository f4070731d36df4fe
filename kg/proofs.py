"""
Why a triple follows: a proof from what the files state, read off the OWL axioms themselves.

`kg.inference` works out what follows, from the compiled expressions. This module takes the other
way: it starts from one triple and searches for the stated triples and axioms that entail it. It
shares no code with the former, so that each checks the other, and HermiT checks both.

Every leaf of a proof is stated. A step that is true by logic alone, such as that "A and B" is below
A, is left out: it would tell a reader nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from pyoxigraph import Literal, NamedNode, Store, Triple

from kg.namespaces import OWL, RDF, RDFS
from kg.stated import Node, Stated

_TYPE = NamedNode(RDF + "type")
_SUBCLASS = NamedNode(RDFS + "subClassOf")
_DOMAIN = NamedNode(RDFS + "domain")
_RANGE = NamedNode(RDFS + "range")
_EQUIVALENT = NamedNode(OWL + "equivalentClass")
_SYMMETRIC_PROPERTY = NamedNode(OWL + "SymmetricProperty")


class Rule(Enum):
    """How a triple comes to be true; the value is what a reader is told."""

    STATED = "stated"
    TYPE = "follows: what is of a class is of every broader one"
    CHAIN = "follows: a broader class of a broader class is broader"
    DOMAIN = "follows: the property is said of such things only"
    RANGE = "follows: the property leads to such things only"
    SYMMETRIC = "follows: the property holds in both directions"
    DEFINITION = "follows: from what the classes are defined to be"
    EVERY_CASE = "follows: each of the alternatives is below it"
    EVERY_PART = "follows: it is below each of the parts"
    ONE_CASE = "follows: it is below one of the alternatives"
    ONE_PART = "follows: one of its parts is below it"
    PRESENT = "follows: who has the narrower has the broader"
    ABSENT = "follows: who lacks the broader lacks the narrower"
    AXIOM = "follows: a general axiom joins the two"
    EXCLUDED = "follows: who has the one cannot have the other"


@dataclass(frozen=True, slots=True)
class Proof:
    """
    A triple and why it is true.

    Attributes:
        triple: Its subject and object may be blank nodes that stand for class expressions.
        premises: What it follows from by *rule*; none where it is stated.
    """

    triple: Triple
    rule: Rule
    premises: tuple[Proof, ...] = ()

    def leaves(self) -> Iterator[Triple]:
        """Yield the stated triples at the ends."""
        if not self.premises:
            yield self.triple
        for premise in self.premises:
            yield from premise.leaves()


Premises = tuple[Proof, ...] | None
"""What a claim follows from: nothing where it is true by logic alone, None where no proof is."""


class Prover:
    """Finds proofs in what a dataset states: its default graph."""

    def __init__(self, store: Store) -> None:
        self._stated = Stated(store)
        self._known: dict[tuple[Node, Node, bool], Premises] = {}
        self._general = self._stated.general_axioms()

    def prove(self, triple: Triple) -> Proof | None:
        """Return a proof of *triple*, None where it does not follow by the rules."""
        if self._stated.holds(triple):
            return Proof(triple, Rule.STATED)
        subject, predicate, value = triple.subject, triple.predicate, triple.object
        if not isinstance(subject, NamedNode) or not isinstance(value, NamedNode):
            return None
        if predicate == _SUBCLASS:
            found = self._below(subject, value)
            return found[0] if found else None
        if predicate == _TYPE:
            return self._typed(triple, subject, value)
        return self._mirrored(triple)

    # ------------------------------------------------------------ individuals
    def _mirrored(self, triple: Triple) -> Proof | None:
        symmetric = Triple(triple.predicate, _TYPE, _SYMMETRIC_PROPERTY)
        if isinstance(triple.object, Literal):
            return None
        mirror = Triple(triple.object, triple.predicate, triple.subject)
        if not (self._stated.holds(symmetric) and self._stated.holds(mirror)):
            return None
        return Proof(triple, Rule.SYMMETRIC, (_stated(symmetric), _stated(mirror)))

    def _typed(self, triple: Triple, node: NamedNode, kind: NamedNode) -> Proof | None:
        """Return the shortest proof; one from a stated class comes before others."""
        return min(self._types(triple, node, kind), key=lambda p: _length((p,)), default=None)

    def _types(self, triple: Triple, node: NamedNode, kind: NamedNode) -> Iterator[Proof]:
        for one in self._stated.values(node, _TYPE):
            above = self._below(one, kind)
            if above is not None:
                stated = _stated(Triple(node, _TYPE, one))
                yield Proof(triple, Rule.TYPE, (stated, *above))
        for rule, place, said in (
            (Rule.DOMAIN, _DOMAIN, self._stated.of_subject(node)),
            (Rule.RANGE, _RANGE, self._stated.of_object(node)),
        ):
            for quad in said:
                for one in self._stated.values(quad.predicate, place):
                    above = self._below(one, kind)
                    if above is not None:
                        limit = _stated(Triple(quad.predicate, place, one))
                        yield Proof(triple, rule, (_stated(quad.triple), limit, *above))

    # ------------------------------------------------------------ classes
    def _below(self, narrow: Node, broad: Node, general: bool = True) -> Premises:
        """
        Return the premises of "*narrow* is a subclass of *broad*", as one proof at most.

        General axioms are used only where *general* is true, so once on every way: an axiom whose
        own premise needed another one could go round in circles.
        """
        if narrow == broad:
            return ()
        claim = (narrow, broad, general)
        if claim not in self._known:
            self._known[claim] = None  # what is asked again on the way to its own proof has none
            triple = Triple(narrow, _SUBCLASS, broad)
            found = [
                _concluded(triple, rule, premises)
                for rule, premises in self._ways(narrow, broad, general)
                if premises is not None
            ]
            self._known[claim] = min(found, key=_length, default=None)
        return self._known[claim]

    def _ways(self, narrow: Node, broad: Node, general: bool) -> Iterator[tuple[Rule, Premises]]:
        """Yield attempts; of those that succeed, the shortest is shown."""
        claim = Triple(narrow, _SUBCLASS, broad)
        if self._stated.holds(claim):
            yield Rule.STATED, (_stated(claim),)
        for one in self._stated.values(narrow, _SUBCLASS):
            step = _stated(Triple(narrow, _SUBCLASS, one))
            yield Rule.CHAIN, _with(step, self._below(one, broad, general))
        if alternatives := self._stated.members(narrow, "unionOf"):
            yield Rule.EVERY_CASE, self._all(((one, broad) for one in alternatives), general)
        if parts := self._stated.members(broad, "intersectionOf"):
            yield Rule.EVERY_PART, self._all(((narrow, one) for one in parts), general)
        for one in self._stated.members(broad, "unionOf"):
            yield Rule.ONE_CASE, self._below(narrow, one, general)
        for meaning in self._stated.values(broad, _EQUIVALENT):
            axiom = _stated(Triple(broad, _EQUIVALENT, meaning))
            yield Rule.DEFINITION, _with(axiom, self._below(narrow, meaning, general))
        for meaning in self._stated.values(narrow, _EQUIVALENT):
            axiom = _stated(Triple(narrow, _EQUIVALENT, meaning))
            yield Rule.DEFINITION, _with(axiom, self._below(meaning, broad, general))
        for one in self._stated.members(narrow, "intersectionOf"):
            yield Rule.ONE_PART, self._below(one, broad, general)
        yield from self._by_form(narrow, broad, general)
        if general:
            yield from self._by_axioms(narrow, broad)

    def _by_form(self, narrow: Node, broad: Node, general: bool) -> Iterator[tuple[Rule, Premises]]:
        part = self._stated.part
        lacks, lacked = part(narrow, "complementOf"), part(broad, "complementOf")
        if lacks is not None and lacked is not None:
            yield Rule.ABSENT, self._below(lacked, lacks, general)
        prop, filler = part(narrow, "onProperty"), part(narrow, "someValuesFrom")
        if prop is None or filler is None:
            return
        other = part(broad, "someValuesFrom")
        if other is not None and prop == part(broad, "onProperty"):
            yield Rule.PRESENT, () if self._lies_within(filler, other) else None
            yield Rule.PRESENT, self._below(filler, other, general)
        for kind in self._stated.values(prop, _DOMAIN):
            domain = _stated(Triple(prop, _DOMAIN, kind))
            yield Rule.DOMAIN, _with(domain, self._below(kind, broad, general))

    def _by_axioms(self, narrow: Node, broad: Node) -> Iterator[tuple[Rule, Premises]]:
        absent = self._stated.part(broad, "complementOf")
        for left, right in self._general:
            axiom = _stated(Triple(left, _SUBCLASS, right))
            before = self._below(narrow, left, general=False)
            if before is not None:
                after = self._below(right, broad, general=False)
                yield Rule.AXIOM, None if after is None else (*before, axiom, *after)
            # Read backwards: who has what the right side lacks is not on the left side.
            inside = None if absent is None else self._both_below(absent, narrow, left)
            for definition, lacked in self._lacked(right) if inside is not None else ():
                has = self._below(narrow, lacked, general=False)
                if inside is not None and has is not None:
                    yield Rule.EXCLUDED, (*inside, axiom, definition, *has)

    def _both_below(self, one: Node, other: Node, broad: Node) -> Premises:
        """Return why all that is both *one* and *other* is *broad*, part by part."""
        proofs: list[Proof] = []
        for part in self._stated.members(broad, "intersectionOf") or [broad]:
            ways = [self._below(side, part, general=False) for side in (one, other)]
            found = min((way for way in ways if way is not None), key=_length, default=None)
            if found is None:
                return None
            proofs += found
        return tuple(proofs)

    def _lacked(self, node: Node) -> Iterator[tuple[Proof, Node]]:
        """Yield the complements that *node* is defined to be part of, with the definition."""
        for meaning in self._stated.values(node, _EQUIVALENT):
            for part in self._stated.members(meaning, "intersectionOf"):
                lacked = self._stated.part(part, "complementOf")
                if lacked is not None:
                    yield _stated(Triple(node, _EQUIVALENT, meaning)), lacked

    def _all(self, claims: Iterator[tuple[Node, Node]], general: bool) -> Premises:
        proofs: list[Proof] = []
        for narrow, broad in claims:
            found = self._below(narrow, broad, general)
            if found is None:
                return None
            proofs += found
        return tuple(dict.fromkeys(proofs))

    def _lies_within(self, narrow: Node, broad: Node) -> bool:
        """Tell whether every number of one datatype with facets is one of the other."""
        inner, outer = self._stated.interval(narrow), self._stated.interval(broad)
        if inner is None or outer is None:
            return False
        return inner[0] >= outer[0] and inner[1] <= outer[1]


def _stated(triple: Triple) -> Proof:
    return Proof(triple, Rule.STATED)


def _with(axiom: Proof, premises: Premises) -> Premises:
    return None if premises is None else (axiom, *premises)


def _concluded(claim: Triple, rule: Rule, premises: tuple[Proof, ...]) -> tuple[Proof, ...]:
    """Return the claim as a proof; nothing where it is true by logic alone."""
    if not premises or premises == (_stated(claim),):
        return premises
    # Both definitions stand side by side, not one inside the other.
    flat = [p for one in premises for p in (one.premises if one.rule is rule else (one,))]
    return (Proof(claim, rule, tuple(dict.fromkeys(flat))),)


def _length(premises: tuple[Proof, ...]) -> int:
    return sum(1 + _length(proof.premises) for proof in premises)
