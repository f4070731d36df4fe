"""
Fictional patients made to measure: the facts of a case with a wanted verdict.

A patient starts from the least that makes an intervention indicated; each fact is then told more or
less precisely, one criterion is turned or left open, and facts that decide nothing are added.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from random import Random

from kg.case import Absent, Bound, Case, Fact, Present, Value
from kg.contradictions import find_contradictions
from kg.derivation import Derivation, Status, Verdict
from kg.drafts import Draft, measures
from kg.edits import apply_edit
from kg.evaluation import FactSet, FactView, breaks, order_of, ways
from kg.model import Guideline, Role
from quizzes.relevance import Relevance, relevance_of_rules

#: The label of the observable that stands beside a patient in any story, and its usual values.
AGE = "age"
_YEARS = (58, 89)

#: How often an irrelevant finding is present and not absent.
_PRESENT = 0.7

#: By how many units of an observable a value may lie away from a threshold.
_STEPS = (Decimal(0), Decimal("0.5"), Decimal(1), Decimal(3))

#: What is asked around a threshold: how far away the value lies, and what is known of it.
_AROUND = (
    (Decimal(0), Bound.EXACTLY),
    (Decimal("-0.5"), Bound.EXACTLY),
    (Decimal("0.5"), Bound.EXACTLY),
    (Decimal(-1), Bound.AT_LEAST),
    (Decimal(1), Bound.LESS_THAN),
)


@dataclass(frozen=True, slots=True)
class Patient:
    """A case with what makes it hard: the criterion it turns on, and what was only added."""

    derivation: Derivation
    criterion: str | None
    added: FactSet

    @property
    def facts(self) -> FactSet:
        """The facts of the case."""
        return self.derivation.case.facts

    @property
    def verdict(self) -> Verdict:
        """The derived verdict."""
        return self.derivation.verdict


class PatientMaker:
    """Makes patients for one guideline; *random* makes them the same on every run."""

    def __init__(self, draft: Draft, random: Random) -> None:
        self._draft = draft
        self._random = random
        self._hierarchy = draft.hierarchy
        self._observables = draft.guideline.observables

    @cached_property
    def relevance(self) -> Relevance:
        """What findings and values are good for."""
        return relevance_of_rules(self._draft.guideline, self._draft.rules, self._hierarchy)

    def patient(
        self, verdict: Verdict, criterion: str | None = None, irrelevant: int = 2
    ) -> Patient | None:
        """
        Return a patient with *verdict*, turned by *criterion* if one is named; None if none is so.

        *irrelevant* is how many facts are added that decide nothing.
        """
        start = self._indicated()
        turned = start if verdict is Verdict.INDICATED else self._turned(start, verdict, criterion)
        if turned is None:
            return None
        facts, added = self._with_irrelevant(turned, irrelevant)
        result = self._draft.assess(Case("patient", self._draft.guideline.slug, facts))
        if not isinstance(result, Derivation) or result.verdict is not verdict:
            return None
        if criterion is not None and verdict is not Verdict.INDICATED:
            wanted = self._side(verdict)
            if result.criterion(criterion).status is not wanted:
                return None
        return Patient(result, criterion, added)

    def verdicts_of(self, criterion: str) -> tuple[Verdict, ...]:
        """Return the verdicts that *criterion* can bring about."""
        match self._draft.guideline.criteria[criterion].role:
            case Role.INCLUSION:
                return Verdict.NOT_INDICATED, Verdict.CANNOT_TELL
            case Role.EXCLUSION:
                return Verdict.CONTRAINDICATED, Verdict.CANNOT_TELL
            case Role.SUPPORTING:
                return ()

    def values_around(self, criterion: str) -> tuple[Value, ...]:
        """
        Return values on, just below and just above each threshold of *criterion*.

        Of the values that are known from one side only, those that leave it open: "at least" or
        "less than" the threshold itself would be the criterion in other words.
        """
        found: dict[Value, None] = {}
        for _, test in measures(self._draft.rules, criterion):
            for step, bound in _AROUND:
                amount = test.amount + step
                if amount >= (self._observables[test.observable].minimum or 0):
                    found[Value(test.observable, bound, amount)] = None
        return tuple(found)

    def _side(self, verdict: Verdict) -> Status:
        return {
            Verdict.CONTRAINDICATED: Status.MET,
            Verdict.NOT_INDICATED: Status.REFUTED,
            Verdict.CANNOT_TELL: Status.UNKNOWN,
            Verdict.INDICATED: Status.MET,
        }[verdict]

    def _indicated(self) -> FactSet:
        least = ways(self._draft.rules.decisions[Verdict.INDICATED], self._view(()))
        facts = self._random.choice(sorted(least, key=order_of))
        for fact in sorted(facts, key=repr):
            others = facts - {fact}
            variants = [
                other
                for other in self._variants(fact)
                if self._is_possible(others | {other})
                and self._verdict(others | {other}) is Verdict.INDICATED
            ]
            facts = others | {self._random.choice(variants or [fact])}
        return facts

    def _variants(self, fact: Fact) -> Iterator[Fact]:
        """
        Yield facts from which *fact* follows, as a chart would tell it.

        What is present is told as narrowly as it can be known: nobody records "on MRI or CT" who
        has the report at hand. What is absent is told as it is, broader, or by what rules it out.
        """
        match fact:
            case Present(finding):
                narrower = self._hierarchy.narrower
                yield from (Present(f) for f in sorted(narrower[finding]) if len(narrower[f]) == 1)
            case Absent(finding):
                yield from map(Absent, sorted(self._hierarchy.broader[finding]))
                yield from map(Present, sorted(self._hierarchy.absent_through(finding)))
            case Value(observable, bound, amount):
                sign = -1 if bound is Bound.LESS_THAN else 1
                for step in _STEPS:
                    yield Value(observable, Bound.EXACTLY, amount + sign * step)
                    yield Value(observable, bound, amount + sign * step)

    def _turned(self, start: FactSet, verdict: Verdict, criterion: str | None) -> FactSet | None:
        """Return *start* with one criterion turned so that the verdict is *verdict*."""
        roles = {
            Verdict.CONTRAINDICATED: (Role.EXCLUSION,),
            Verdict.NOT_INDICATED: (Role.INCLUSION,),
            Verdict.CANNOT_TELL: (Role.INCLUSION, Role.EXCLUSION),
        }[verdict]
        candidates = [
            c.id
            for c in self._draft.guideline.criteria.values()
            if c.role in roles and criterion in (None, c.id)
        ]
        self._random.shuffle(candidates)
        for candidate in candidates:
            found = sorted(self._ways_to_turn(start, verdict, candidate), key=order_of)
            self._random.shuffle(found)
            for facts in found:
                if self._is_possible(facts) and self._verdict(facts) is verdict:
                    return facts
        return None

    def _ways_to_turn(self, start: FactSet, verdict: Verdict, criterion: str) -> set[FactSet]:
        sides, view = self._draft.rules.sides, self._view(start)
        if verdict is Verdict.CANNOT_TELL:
            held = [sides[criterion, s] for s in (Status.MET, Status.REFUTED)]
            return {
                start - frozenset[Fact]().union(*groups)
                for expression in held
                if view.holds(expression)
                for groups in breaks(expression, view)
            }
        wanted = sides[criterion, self._side(verdict)]
        return {
            self._with(start, chosen)
            for way in ways(wanted, self._view(()))
            for chosen in self._told(way)
        }

    def _told(self, way: FactSet) -> Iterator[FactSet]:
        """Yield *way* and, where it is one fact, that fact told otherwise."""
        yield way
        if len(way) == 1:
            (only,) = way
            yield from (frozenset({fact}) for fact in self._variants(only))

    def _with(self, facts: FactSet, changes: Iterable[Fact]) -> FactSet:
        for fact in sorted(changes, key=repr):
            facts = apply_edit(facts, fact, self._hierarchy)
        return facts

    def _with_irrelevant(self, facts: FactSet, count: int) -> tuple[FactSet, FactSet]:
        """Add findings that bear on no deciding criterion, and follow from nothing told."""
        findings = [
            finding
            for finding in sorted(self._draft.guideline.findings)
            if finding not in self.relevance.deciding
        ]
        self._random.shuffle(findings)
        added: FactSet = frozenset()
        for finding in findings:
            if len(added) == count:
                break
            fact = Present(finding) if self._random.random() < _PRESENT else Absent(finding)
            if self._is_possible(facts | added | {fact}):
                added |= {fact}
        added |= self._age(facts)
        return facts | added, added

    def _age(self, facts: FactSet) -> FactSet:
        """Give the patient an age where the guideline knows one and no criterion asks for it."""
        for observable in self._observables.values():
            if observable.label == AGE and observable.id not in self.relevance.deciding:
                years = self._random.randint(*_YEARS)
                return frozenset({Value(observable.id, Bound.EXACTLY, Decimal(years))}) - facts
        return frozenset()

    def _view(self, facts: Iterable[Fact]) -> FactView:
        return FactView(facts, self._hierarchy)

    def _verdict(self, facts: FactSet) -> Verdict | None:
        return self._draft.verdict(Case("trial", self._draft.guideline.slug, facts))

    def _is_possible(self, facts: FactSet) -> bool:
        guideline = self._draft.guideline
        return reads_as_one(facts, guideline) and not find_contradictions(
            facts, self._hierarchy, self._observables
        )


def reads_as_one(facts: FactSet, guideline: Guideline) -> bool:
    """
    Tell whether no present finding names one that is absent.

    Nothing may keep "pain attributed to the sacral fracture" and "no sacral fracture" apart in the
    guideline; a story with both would puzzle its readers.
    """
    labels = [guideline.findings[fact.finding].label for fact in facts if isinstance(fact, Present)]
    return not any(
        guideline.findings[fact.finding].label in label
        for fact in facts
        if isinstance(fact, Absent)
        for label in labels
    )
