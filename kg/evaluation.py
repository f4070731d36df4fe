"""
Expressions evaluated in plain Python over the facts of one case.

The fourth evaluator beside compiled SPARQL, HermiT and brute force. It also answers what SPARQL
does not: which minimal sets of facts make an expression hold, and which would.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache, reduce
from operator import ge, gt, le, lt
from typing import TypeVar

from kg.axioms import All, Any, Comparison, Expression, Has, InClass, Lacks, Leaf, Measure
from kg.case import Absent, Bound, Fact, Present, Value
from kg.errors import AxiomError
from kg.hierarchy import FindingHierarchy

FactSet = frozenset[Fact]

T = TypeVar("T")

_COMPARE: dict[Comparison, Callable[[Decimal, Decimal], bool]] = {
    Comparison.AT_LEAST: ge,
    Comparison.MORE_THAN: gt,
    Comparison.AT_MOST: le,
    Comparison.LESS_THAN: lt,
}


class FactView:
    """The facts of one case with what follows from them by the finding hierarchy."""

    def __init__(self, facts: Iterable[Fact], hierarchy: FindingHierarchy) -> None:
        self._hierarchy = hierarchy
        self._present = [f.finding for f in facts if isinstance(f, Present)]
        self._absent = [f.finding for f in facts if isinstance(f, Absent)]
        self._values = [f for f in facts if isinstance(f, Value)]
        self._has = hierarchy.implied_present(self._present)
        self._lacks = hierarchy.implied_absent(self._present, self._absent)

    def holds(self, expression: Expression) -> bool:
        """Tell whether *expression* follows from the facts; False means that it does not follow."""
        match expression:  # the most frequent first: this is the innermost loop of a derivation
            case Has(finding):
                return finding in self._has
            case Lacks(finding):
                return finding in self._lacks
            case Any(parts):
                return any(self.holds(part) for part in parts)
            case All(parts):
                return all(self.holds(part) for part in parts)
            case Measure():
                return any(_satisfies(value, expression) for value in self._values)
            case InClass(name):
                raise AxiomError(f"{name} must be written out before it is evaluated on facts.")

    def supports(self, expression: Expression) -> tuple[FactSet, ...]:
        """Return every minimal set of facts from which *expression* alone follows."""
        return _in_order(
            _combine(expression, lambda leaf: [frozenset({f}) for f in self.behind(leaf)])
        )

    def behind(self, leaf: Leaf) -> FactSet:
        """Return the facts from each of which alone *leaf* follows."""
        return frozenset(self._behind(leaf))

    def without_implied(self, facts: FactSet) -> FactSet:
        """Return *facts* without those that follow from the others among them."""
        kept = facts
        for fact in sorted(facts, key=text_of):
            others = FactView(kept - {fact}, self._hierarchy)
            if (isinstance(fact, Present) and others.holds(Has(fact.finding))) or (
                isinstance(fact, Absent) and others.holds(Lacks(fact.finding))
            ):
                kept -= {fact}
        return kept

    def _behind(self, leaf: Leaf) -> Iterator[Fact]:
        match leaf:
            case Has(finding):
                narrower = self._hierarchy.narrower[finding]
                yield from (Present(f) for f in self._present if f in narrower)
            case Lacks(finding):
                broader = self._hierarchy.broader[finding]
                yield from (Absent(f) for f in self._absent if f in broader)
                excluding = self._hierarchy.absent_through(finding)
                yield from (Present(f) for f in self._present if f in excluding)
            case Measure():
                yield from (value for value in self._values if _satisfies(value, leaf))


def ways(expression: Expression, view: FactView) -> tuple[FactSet, ...]:
    """
    Return the minimal sets of weakest facts that, beside those in *view*, make *expression* hold.

    One empty set is returned where it holds already. A threshold is reached in its weakest form
    ("at least 3"); a test of an exact value has no weakest form and is left to the bound beside it.
    """

    def of_leaf(leaf: Leaf) -> list[FactSet]:
        if view.holds(leaf):
            return [frozenset()]
        fact = weakest(leaf)
        return [] if fact is None else [frozenset({fact})]

    return minimal(view.without_implied(facts) for facts in _combine(expression, of_leaf))


def breaks(expression: Expression, view: FactView) -> tuple[frozenset[FactSet], ...]:
    """
    Return the minimal sets of groups of facts without which *expression* does not follow.

    A group is everything in *view* from which one leaf follows: what must be forgotten for that
    leaf to be unknown. One empty set is returned where *expression* does not follow anyway.
    """

    def of_leaf(leaf: Leaf) -> list[frozenset[FactSet]]:
        behind = view.behind(leaf)
        return [frozenset({behind})] if behind else [frozenset()]

    # What breaks a conjunction is what breaks one part; a disjunction needs all parts broken.
    return _in_order(_combine(expression, of_leaf, joined=Any))


def weakest(leaf: Leaf) -> Fact | None:
    """Return the weakest fact that makes *leaf* hold, None for a test of an exact value."""
    match leaf:
        case Has(finding):
            return Present(finding)
        case Lacks(finding):
            return Absent(finding)
        case Measure(observable, bound, _, amount):
            fact = Value(observable, bound, amount)
            return fact if bound is not Bound.EXACTLY and _satisfies(fact, leaf) else None
        case InClass():
            return None


def minimal(sets: Iterable[frozenset[T]]) -> tuple[frozenset[T], ...]:
    """Keep the sets that contain no other, smallest first, in a stable order."""
    return _in_order(_least(sets))


def order_of(members: frozenset[T]) -> tuple[int, list[str]]:
    """Return a key that sorts sets by size, then by their text, the same on every run."""
    return len(members), sorted(text_of(member) for member in members)


@lru_cache(maxsize=10_000)  # the same few facts are sorted again and again
def text_of(value: Hashable) -> str:
    """Return a text by which facts and sets of facts sort the same on every run."""
    if isinstance(value, frozenset):
        return " ".join(sorted(text_of(member) for member in value))
    return repr(value)


def _combine(
    expression: Expression,
    of_leaf: Callable[[Leaf], Iterable[frozenset[T]]],
    joined: type[All] | type[Any] = All,
) -> list[frozenset[T]]:
    """
    Join what *of_leaf* gives: one choice of every part if *joined*, else of any one part.

    The sets come in no order: to sort them by their text is what costs, and is done once at the
    end.
    """
    if not isinstance(expression, All | Any):
        return _least(of_leaf(expression))
    choices = [_combine(part, of_leaf, joined) for part in expression.parts]
    if isinstance(expression, joined):
        return reduce(
            lambda left, right: _least(a | b for a in left for b in right),
            choices,
            [frozenset[T]()],
        )
    return _least(choice for of_part in choices for choice in of_part)


def _least(sets: Iterable[frozenset[T]]) -> list[frozenset[T]]:
    """Keep the sets that contain no other."""
    unique = set(sets)
    if len(unique) < 2:  # by far the most frequent
        return list(unique)
    kept: list[frozenset[T]] = []
    for candidate in sorted(unique, key=len):
        if not any(smaller <= candidate for smaller in kept):
            kept.append(candidate)
    return kept


def _in_order(sets: Sequence[frozenset[T]]) -> tuple[frozenset[T], ...]:
    return tuple(sorted(sets, key=order_of) if len(sets) > 1 else sets)


def _satisfies(value: Value, test: Measure) -> bool:
    return (
        value.observable == test.observable
        and value.bound is test.bound
        and _COMPARE[test.comparison](value.amount, test.amount)
    )
