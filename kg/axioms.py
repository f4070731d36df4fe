"""
OWL class axioms as small expression trees.

Criteria and decisions are OWL 2 DL defined classes over cases. This module reads their axioms from
the store into five kinds of expression; the compiler, the evaluator and the checks all start here.
The forms understood are those of docs/decisions/0002: intersections, unions, `hasFinding some X`,
its complement, and datatype facets on xsd:decimal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from kg.case import Bound
from kg.errors import AxiomError
from kg.namespaces import GG, OWL, RDF, XSD, local_name


class Comparison(Enum):
    """A facet of XML Schema and the comparison that it makes."""

    AT_LEAST = "minInclusive"
    MORE_THAN = "minExclusive"
    AT_MOST = "maxInclusive"
    LESS_THAN = "maxExclusive"


@dataclass(frozen=True, slots=True)
class Has:
    """The case has the finding, or a narrower one."""

    finding: str


@dataclass(frozen=True, slots=True)
class Lacks:
    """The case lacks the finding, and so every narrower one."""

    finding: str


@dataclass(frozen=True, slots=True)
class Measure:
    """A value of the observable, known by *bound*, compares so with *amount*."""

    observable: str
    bound: Bound
    comparison: Comparison
    amount: Decimal


@dataclass(frozen=True, slots=True)
class InClass:
    """The case is known to be in a class whose members were worked out before."""

    name: str


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one part holds."""

    parts: tuple[Expression, ...]


Leaf = Has | Lacks | Measure | InClass
Expression = Leaf | All | Any

_Node = NamedNode | BlankNode

_BOUND_OF_PROPERTY = {
    "exactProperty": Bound.EXACTLY,
    "atLeastProperty": Bound.AT_LEAST,
    "lessThanProperty": Bound.LESS_THAN,
}


def leaves(expression: Expression) -> Iterator[Leaf]:
    """Yield the leaves of *expression* from left to right."""
    if isinstance(expression, All | Any):
        for part in expression.parts:
            yield from leaves(part)
    else:
        yield expression


class AxiomReader:
    """
    Reads defined classes of one store into expressions.

    Raises:
        AxiomError: If an axiom has a form that is not understood. A form that were skipped in
            silence would make SPARQL and the reasoner differ.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._absence_of = dict(self._links("absenceOf"))
        self._measured_by = {
            prop: (local_name(observable.value), bound)
            for name, bound in _BOUND_OF_PROPERTY.items()
            for observable, prop in self._links(name)
        }

    def definition(self, class_iri: str, given: frozenset[str] = frozenset()) -> Expression:
        """
        Return what defines the class *class_iri*, with the classes it names written out.

        Those whose id is in *given* stay names.
        """
        return self._defined(NamedNode(class_iri), (), given)

    def _named(
        self, node: NamedNode, seen: tuple[NamedNode, ...], given: frozenset[str]
    ) -> Expression:
        if local_name(node.value) in given:
            return InClass(local_name(node.value))
        if node in self._absence_of:
            return Lacks(local_name(self._absence_of[node].value))
        return self._defined(node, seen, given)

    def _defined(
        self, node: NamedNode, seen: tuple[NamedNode, ...], given: frozenset[str]
    ) -> Expression:
        if node in seen:
            raise AxiomError(f"{local_name(node.value)} is defined by itself.")
        defined = self._object(node, OWL + "equivalentClass")
        if defined is None:
            raise AxiomError(
                f"{local_name(node.value)} has no owl:equivalentClass: add what defines it."
            )
        return self._expression(defined, (*seen, node), given)

    def _expression(
        self, node: _Node, seen: tuple[NamedNode, ...], given: frozenset[str]
    ) -> Expression:
        if isinstance(node, NamedNode):
            return self._named(node, seen, given)
        if (members := self._object(node, OWL + "intersectionOf")) is not None:
            narrowing = [m for m in self._list(members) if m != NamedNode(GG + "Case")]
            return _simplest(All, tuple(self._expression(p, seen, given) for p in narrowing))
        if (members := self._object(node, OWL + "unionOf")) is not None:
            parts = self._list(members)
            return _simplest(Any, tuple(self._expression(p, seen, given) for p in parts))
        if (complement := self._object(node, OWL + "complementOf")) is not None:
            inner = self._expression(complement, seen, given)
            if isinstance(inner, Has):
                return Lacks(inner.finding)
        if (prop := self._object(node, OWL + "onProperty")) is not None:
            filler = self._object(node, OWL + "someValuesFrom")
            if prop == NamedNode(GG + "hasFinding") and isinstance(filler, NamedNode):
                return Has(local_name(filler.value))
            if isinstance(prop, NamedNode) and prop in self._measured_by and filler is not None:
                return self._measure(prop, filler)
        names = ", ".join(local_name(n.value) for n in seen)
        raise AxiomError(
            f"The definition of {names} uses a form of OWL that is not compiled. Use intersections,"
            " unions, 'hasFinding some X', its complement, or a facet on xsd:decimal."
        )

    def _measure(self, prop: NamedNode, datatype: _Node) -> Expression:
        observable, bound = self._measured_by[prop]
        facets = self._object(datatype, OWL + "withRestrictions")
        if facets is None or self._object(datatype, OWL + "onDatatype") != NamedNode(
            XSD + "decimal"
        ):
            raise AxiomError(f"The facets on {local_name(prop.value)} must restrict xsd:decimal.")
        return _simplest(
            All,
            tuple(
                Measure(observable, bound, comparison, Decimal(amount))
                for facet in self._list(facets)
                for comparison in Comparison
                if (amount := self._literal(facet, XSD + comparison.value)) is not None
            ),
        )

    def _links(self, name: str) -> Iterator[tuple[NamedNode, NamedNode]]:
        for quad in self._store.quads_for_pattern(None, NamedNode(GG + name), None):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                yield quad.subject, quad.object

    def _object(self, subject: _Node, predicate: str) -> _Node | None:
        quads = self._store.quads_for_pattern(subject, NamedNode(predicate), None)
        return next((q.object for q in quads if isinstance(q.object, NamedNode | BlankNode)), None)

    def _literal(self, subject: _Node, predicate: str) -> str | None:
        quads = self._store.quads_for_pattern(subject, NamedNode(predicate), None)
        return next((q.object.value for q in quads if isinstance(q.object, Literal)), None)

    def _list(self, head: _Node) -> Iterator[_Node]:
        rest: _Node | None = head
        while rest is not None and rest != NamedNode(RDF + "nil"):
            first = self._object(rest, RDF + "first")
            if first is not None:
                yield first
            rest = self._object(rest, RDF + "rest")


def _simplest(kind: type[All] | type[Any], parts: tuple[Expression, ...]) -> Expression:
    return parts[0] if len(parts) == 1 else kind(parts)
