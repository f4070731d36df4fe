"""
Consistent cases drawn at random, for any guideline.

Each starts from facts that settle a verdict, of which some are left out and others changed, so that
every verdict comes up. The same seed gives the same cases.
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from kg.axioms import Measure, leaves
from kg.case import Absent, Bound, Case, Fact, Present, Value
from kg.edits import apply_edit
from kg.evaluation import FactView, ways
from kg.reasoner import Reasoner

# Around a threshold and far from it, in the unit of the observable.
_OFFSETS = tuple(map(Decimal, ("-2", "-0.1", "0", "0.1", "1", "9")))


def draw_cases(reasoner: Reasoner, count: int, seed: int = 20261122) -> list[Case]:
    """Return *count* cases without contradictions, named case-0, case-1 and so on."""
    draw = _Draw(reasoner, Random(seed))  # noqa: S311 - nothing here is secret
    drawn: list[Case] = []
    while len(drawn) < count:
        case = Case(f"case-{len(drawn)}", reasoner.guideline.slug, draw.facts())
        if not reasoner.contradictions(case):
            drawn.append(case)
    return drawn


class _Draw:
    """What can be drawn for one guideline."""

    def __init__(self, reasoner: Reasoner, random: Random) -> None:
        self._random = random
        self._hierarchy = reasoner.hierarchy
        self._findings = sorted(reasoner.guideline.findings)
        nothing_known = FactView((), reasoner.hierarchy)
        decisions = reasoner.rules.decisions.values()
        # What it takes for each verdict; the longest is the one that needs every criterion.
        self._settled = [ways(goal, nothing_known) for goal in decisions]
        self._measures = sorted(
            {leaf for goal in decisions for leaf in leaves(goal) if isinstance(leaf, Measure)},
            key=repr,
        )

    def facts(self) -> frozenset[Fact]:
        """Return facts that may contradict each other in their values, but seldom do."""
        random = self._random
        most = max(self._settled, key=lambda sets: max(map(len, sets)))
        facts = frozenset(random.choice(most))
        for fact in random.sample(sorted(facts, key=repr), random.choice((0, 0, 1, 3))):
            facts -= {fact}
        if random.random() < 0.3:
            one = random.choice(random.choice(self._settled))
            for fact in sorted(one, key=repr):
                facts = apply_edit(facts, fact, self._hierarchy)
        for _ in range(random.choice((0, 0, 1, 2, 5))):
            facts = apply_edit(facts, self._fact(), self._hierarchy)
        return facts

    def _fact(self) -> Fact:
        random = self._random
        if self._measures and random.random() < 0.4:
            return self._value(random.choice(self._measures))
        return random.choice((Present, Absent))(random.choice(self._findings))

    def _value(self, test: Measure) -> Value:
        amount = max(Decimal(0), test.amount + self._random.choice(_OFFSETS))
        return Value(test.observable, self._random.choice(list(Bound)), amount)
