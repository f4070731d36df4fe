"""
OWL class axioms as small expression trees.

Criteria and decisions are OWL 2 DL defined classes over cases. This module reads their axioms from
the store into five kinds of expression; the compiler, the evaluator and the checks all start here.
The forms understood are those of docs/decisions/0002: intersections, unions, `hasFinding some X`,
its complement, and datatype facets on xsd:decimal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from pyoxigraph import BlankNode, Literal, NamedNode, Store

from kg.case import Bound
from kg.errors import AxiomError
from kg.namespaces import GG, OWL, RDF, RDFS, XSD, local_name


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

_COMPARISON_OF_FACET = {XSD + comparison.value: comparison for comparison in Comparison}

# HermiT refuses a double facet on xsd:decimal.
_EXACT_NUMBERS = {XSD + "decimal", XSD + "integer"}


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

    def absence_classes(self, namespace: str) -> dict[str, str]:
        """
        Return the id of the absence class of each finding in *namespace*, by finding.

        Each is checked to be defined as the complement of that very finding.
        """
        classes: dict[str, str] = {}
        for node, finding in sorted(self._absence_of.items(), key=lambda pair: pair[0].value):
            if node.value.startswith(namespace):
                lacking, name = local_name(node.value), local_name(finding.value)
                if self.definition(node.value) != Lacks(name) or name in classes:
                    raise AxiomError(
                        f"{lacking} must be the only gg:absenceOf {name}, and equivalent to gg:Case"
                        f" without 'hasFinding some {name}': correct its axiom.",
                        term=lacking,
                    )
                classes[name] = lacking
        return classes

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
        if node not in self._absence_of:
            self._refuse_subclasses(node)
        definitions = self._objects(node, OWL + "equivalentClass")
        if len(definitions) != 1:
            raise AxiomError(
                f"{local_name(node.value)} has {len(definitions)} owl:equivalentClass: give it the"
                " one that defines it."
            )
        return self._expression(definitions[0], (*seen, node), given)

    def _refuse_subclasses(self, node: NamedNode) -> None:
        subclass_of = NamedNode(RDFS + "subClassOf")
        for quad in self._store.quads_for_pattern(None, subclass_of, node):
            raise AxiomError(
                f"{quad.subject} is a subclass of the defined class {local_name(node.value)}: put"
                " it into the definition instead, which alone is compiled."
            )

    def _expression(
        self, node: _Node, seen: tuple[NamedNode, ...], given: frozenset[str]
    ) -> Expression:
        if isinstance(node, NamedNode):
            return self._named(node, seen, given)
        if (members := self._object(node, OWL + "intersectionOf")) is not None:
            narrowing = [m for m in self._list(members) if m != NamedNode(GG + "Case")]
            return _simplest(All, (self._expression(p, seen, given) for p in narrowing))
        if (members := self._object(node, OWL + "unionOf")) is not None:
            parts = self._list(members)
            return _simplest(Any, (self._expression(p, seen, given) for p in parts))
        if (complement := self._object(node, OWL + "complementOf")) is not None:
            inner = self._expression(complement, seen, given)
            if isinstance(inner, Has):
                return Lacks(inner.finding)
        if (prop := self._object(node, OWL + "onProperty")) is not None:
            filler = self._object(node, OWL + "someValuesFrom")
            if prop == NamedNode(GG + "hasFinding") and isinstance(filler, NamedNode):
                return Has(self._finding(filler))
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
            (
                Measure(observable, bound, comparison, amount)
                for facet in self._list(facets)
                for comparison, amount in self._facets(facet)
            ),
        )

    def _facets(self, facet: _Node) -> Iterator[tuple[Comparison, Decimal]]:
        for quad in self._store.quads_for_pattern(facet, None, None):
            comparison = _COMPARISON_OF_FACET.get(quad.predicate.value)
            amount = quad.object
            if (
                comparison is None
                or not isinstance(amount, Literal)
                or amount.datatype.value not in _EXACT_NUMBERS
            ):
                raise AxiomError(
                    f"The facet {local_name(quad.predicate.value)} {quad.object} is not compiled."
                    " Use minInclusive, minExclusive, maxInclusive or maxExclusive and a decimal."
                )
            yield comparison, Decimal(amount.value)

    def _finding(self, node: NamedNode) -> str:
        if node not in self._absence_of.values():
            raise AxiomError(
                f"{local_name(node.value)} is no finding with an absence class: correct its name,"
                " or add the class with gg:absenceOf."
            )
        return local_name(node.value)

    def _links(self, name: str) -> Iterator[tuple[NamedNode, NamedNode]]:
        for quad in self._store.quads_for_pattern(None, NamedNode(GG + name), None):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                yield quad.subject, quad.object

    def _object(self, subject: _Node, predicate: str) -> _Node | None:
        return next(iter(self._objects(subject, predicate)), None)

    def _objects(self, subject: _Node, predicate: str) -> list[_Node]:
        quads = self._store.quads_for_pattern(subject, NamedNode(predicate), None)
        return [q.object for q in quads if isinstance(q.object, NamedNode | BlankNode)]

    def _list(self, head: _Node) -> Iterator[_Node]:
        rest: _Node | None = head
        while rest is not None and rest != NamedNode(RDF + "nil"):
            first = self._object(rest, RDF + "first")
            if first is not None:
                yield first
            rest = self._object(rest, RDF + "rest")


def _simplest(kind: type[All] | type[Any], parts: Iterable[Expression]) -> Expression:
    found = tuple(parts)
    if not found:
        raise AxiomError("An intersection, union or datatype in a definition is empty: fill it.")
    return found[0] if len(found) == 1 else kind(found)
