"""
What the encoding of a guideline holds that its source document can contradict.

One `EncodedLine` for each encoded line of the document, one `Threshold` for each number in a class
axiom.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import NamedNode, Store

from kg.axioms import AxiomReader, Measure, leaves
from kg.namespaces import GG, namespace_of
from kg.terms import Term, instances

_CRITERION_CLASSES = ("InclusionCriterion", "ExclusionCriterion", "SupportingCriterion")
_BOUNDS = ("gg:lowerBound", "gg:upperBound", "gg:numerator", "gg:denominator")


@dataclass(frozen=True, slots=True)
class EncodedQuantity:
    """
    The numbers of one quantity, each once.

    *words* are the words of the document from which the number was read; empty for digits.
    """

    id: str
    numbers: tuple[Decimal, ...]
    unit: str
    words: str


@dataclass(frozen=True, slots=True)
class EncodedStatement:
    """A statement with the numbers of the references that it cites."""

    id: str
    text: str
    references: frozenset[int]
    quantities: tuple[EncodedQuantity, ...]


@dataclass(frozen=True)
class EncodedLine:
    """Everything that the encoding holds of one line; *digests* is keyed by term id."""

    line: int
    digests: dict[str, str]
    statements: tuple[EncodedStatement, ...]

    @property
    def quantities(self) -> tuple[EncodedQuantity, ...]:
        """The quantities of the line; one that two statements share counts once."""
        return tuple({q.id: q for s in self.statements for q in s.quantities}.values())

    @property
    def terms(self) -> tuple[str, ...]:
        """The ids of the statements of this line or, for a heading, of its section."""
        return tuple(statement.id for statement in self.statements) or tuple(self.digests)

    def holders(self, quantity: EncodedQuantity) -> tuple[str, ...]:
        """Return the ids of the statements that have *quantity*."""
        return tuple(s.id for s in self.statements if quantity in s.quantities)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number in an axiom of a criterion, and the numbers in its unit that the statements give."""

    criterion: str
    class_id: str
    measure: Measure
    statements: tuple[str, ...]
    given: frozenset[Decimal]


def encoded_lines(store: Store, slug: str) -> tuple[EncodedLine, ...]:
    """
    Return what is encoded of each line of the document, in its order.

    Raises:
        SourceError: If a section or statement has no line, digest or text.
    """
    digests: dict[int, dict[str, str]] = {}
    statements: dict[int, list[EncodedStatement]] = {}
    for kind in ("Section", "Statement"):
        for term in instances(store, GG + kind, namespace_of(slug)):
            line = term.needed_integer("gg:sourceLine")
            digests.setdefault(line, {})[term.id] = term.needed_text("gg:lineDigest")
            if kind == "Statement":
                statements.setdefault(line, []).append(_statement(term))
    return tuple(
        EncodedLine(line, own, tuple(statements.get(line, ())))
        for line, own in sorted(digests.items())
    )


def reference_numbers(store: Store, slug: str) -> frozenset[int]:
    """Return the numbers of the reference list."""
    references = instances(store, GG + "Reference", namespace_of(slug))
    return frozenset(reference.needed_integer("gg:number") for reference in references)


def thresholds(store: Store, slug: str) -> Iterator[Threshold]:
    """
    Yield every number in the axioms of the criteria.

    Raises:
        AxiomError: If a criterion has a form that is not understood.
    """
    reader = AxiomReader(store)
    for kind in _CRITERION_CLASSES:
        for criterion in instances(store, GG + kind, namespace_of(slug)):
            for side in (*criterion.terms("gg:metClass"), *criterion.terms("gg:refutedClass")):
                for leaf in leaves(reader.definition(side.iri)):
                    if isinstance(leaf, Measure):
                        yield _threshold(store, slug, criterion, side, leaf)


def _threshold(store: Store, slug: str, criterion: Term, side: Term, measure: Measure) -> Threshold:
    observable = Term(store, NamedNode(namespace_of(slug) + measure.observable))
    unit = observable.needed_id("gg:unit")
    statements = [_statement(term) for term in criterion.terms("gg:derivedFrom")]
    quantities = [quantity for statement in statements for quantity in statement.quantities]
    return Threshold(
        criterion=criterion.id,
        class_id=side.id,
        measure=measure,
        statements=tuple(sorted(statement.id for statement in statements)),
        given=frozenset(n for q in quantities if q.unit == unit for n in q.numbers),
    )


def _statement(term: Term) -> EncodedStatement:
    return EncodedStatement(
        id=term.id,
        text=term.needed_text("gg:text"),
        references=frozenset(r.needed_integer("gg:number") for r in term.terms("gg:cites")),
        quantities=tuple(_quantity(quantity) for quantity in term.terms("gg:hasQuantity")),
    )


def _quantity(term: Term) -> EncodedQuantity:
    bounds = (term.decimal(name) for name in _BOUNDS)
    return EncodedQuantity(
        id=term.id,
        numbers=tuple(dict.fromkeys(bound for bound in bounds if bound is not None)),
        unit=term.needed_id("gg:unit"),
        words=term.text("gg:wordedAs"),
    )
