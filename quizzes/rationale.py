"""
Grading why: the facts that decide, the fact to obtain next, and what was taken for granted.

A rationale is right if it is one of the minimal derivations, whichever. Nothing is computed here
that the reasoner has not derived.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum

from kg.case import Absent, Case, Fact, Present
from kg.contradictions import find_contradictions
from kg.derivation import Derivation, Verdict
from kg.evaluation import order_of
from kg.hierarchy import FindingHierarchy
from kg.reasoner import Reasoner
from quizzes.case_claims import subject
from quizzes.case_flow import FactSet, Known, reply
from quizzes.errors import ResponseError
from quizzes.relevance import Relevance


@dataclass(frozen=True, slots=True)
class RationaleGrade:
    """
    Marked facts against the nearest minimal derivation, which is empty if no verdict follows.

    *hits* and *missing* make up *nearest*. *superfluous* holds what was marked, is true and is not
    needed; *irrelevant* what was marked and bears on no deciding criterion.
    """

    right: bool
    nearest: FactSet
    hits: FactSet
    missing: FactSet
    superfluous: FactSet
    irrelevant: FactSet


@dataclass(frozen=True, slots=True)
class ObtainGrade:
    """
    The next fact to obtain.

    *settles* holds the verdicts towards which it leads, strongest first, none if it leads nowhere;
    *alone* those that it could settle without any other fact. *known* tells that the case holds the
    answer already.
    """

    subject: str
    settles: tuple[Verdict, ...]
    alone: tuple[Verdict, ...]
    known: bool

    @property
    def right(self) -> bool:
        """Whether obtaining it leads anywhere."""
        return bool(self.settles)


class Record(Enum):
    """What a case holds on something that was taken for granted, the worst first."""

    OTHERWISE = "otherwise"
    NOT_LOOKED_AT = "never looked at"
    SAME = "as assumed"


@dataclass(frozen=True, slots=True)
class Assumption:
    """A fact without which the decision does not follow, and that the learner did not have."""

    fact: Fact
    record: Record


@dataclass(frozen=True, slots=True)
class Readings:
    """
    Open and closed world side by side, for one decision.

    *open* is what follows from what was known, *closed* what was decided: it follows once
    everything in *assumed* is taken for granted, mostly that what nobody looked for is absent.
    *others* counts the other minimal ways to the same decision.
    """

    open: Verdict
    closed: Verdict
    assumed: tuple[Assumption, ...]
    others: int


def grade_rationale(
    derivation: Derivation, marked: FactSet, relevance: Relevance
) -> RationaleGrade:
    """
    Grade the *marked* facts of a case against all minimal derivations of its verdict.

    Raises:
        ResponseError: If a marked fact is none of the case.
    """
    if not marked <= derivation.case.facts:
        raise ResponseError(f"A marked fact is none of the case {derivation.case.id}.")
    nearest = min(
        derivation.supports,
        key=lambda support: (len(support ^ marked), len(support - marked), order_of(support)),
        default=frozenset[Fact](),
    )
    beside = marked - nearest
    irrelevant = frozenset(f for f in beside if subject(f) not in relevance.deciding)
    return RationaleGrade(
        right=marked in derivation.supports,
        nearest=nearest,
        hits=marked & nearest,
        missing=nearest - marked,
        superfluous=beside - irrelevant,
        irrelevant=irrelevant,
    )


def grade_obtain(derivation: Derivation, wanted: str, hierarchy: FindingHierarchy) -> ObtainGrade:
    """
    Grade the finding or observable to obtain next against the minimal settling sets.

    It leads towards a verdict if one of its outcomes is, or implies, a fact of a settling set. In a
    case that is decided nothing is left to obtain.
    """
    settles: set[Verdict] = set()
    alone: set[Verdict] = set()
    for settling in derivation.settling:
        left = min(
            len(settling.facts - told) for told in _outcomes(wanted, settling.facts, hierarchy)
        )
        if left < len(settling.facts):
            settles.add(settling.verdict)
        if not left:
            alone.add(settling.verdict)
    return ObtainGrade(
        subject=wanted,
        settles=tuple(verdict for verdict in Verdict if verdict in settles),
        alone=tuple(verdict for verdict in Verdict if verdict in alone),
        known=reply(derivation.case.facts, wanted, hierarchy).known is not Known.NOT_KNOWN,
    )


def obtainable(
    derivation: Derivation, hierarchy: FindingHierarchy, relevance: Relevance
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """
    Return what is worth obtaining in a case, by name of a fact that would settle it, and what not.

    The second part holds what is unknown and bears on nothing, and what the case holds already.
    """
    worth = sorted({subject(f) for settling in derivation.settling for f in settling.facts})
    known = {subject(fact) for fact in derivation.case.facts} & relevance.deciding
    others = sorted((known | relevance.supporting.keys()) - set(worth))
    idle = [o for o in others if not grade_obtain(derivation, o, hierarchy).right]
    return tuple(worth), tuple(idle)


def compare_readings(
    reasoner: Reasoner, case: Case, known: FactSet, chosen: Verdict
) -> Readings | None:
    """
    Return what the decision *chosen* took for granted, None if it took nothing of the kind.

    *case* has everything on record, *known* what the learner had been told when deciding.
    """
    candidates = [
        settling.facts
        for settling in reasoner.settlings(replace(case, facts=known))
        if settling.verdict is chosen and any(isinstance(fact, Absent) for fact in settling.facts)
    ]
    if not candidates:
        return None

    def preference(facts: FactSet) -> tuple[int, int, tuple[int, list[str]]]:
        recorded = sum(_record(reasoner, case, f) is not Record.NOT_LOOKED_AT for f in facts)
        return _presumed(facts), recorded, order_of(facts)

    order = list(Record)
    assumed = [Assumption(f, _record(reasoner, case, f)) for f in min(candidates, key=preference)]
    return Readings(
        open=Verdict.CANNOT_TELL,
        closed=chosen,
        assumed=tuple(sorted(assumed, key=lambda a: (order.index(a.record), repr(a.fact)))),
        others=len(candidates) - 1,
    )


def _presumed(facts: FactSet) -> int:
    """Return how many of *facts* are more than the absence of something."""
    return sum(not isinstance(fact, Absent) for fact in facts)


def _record(reasoner: Reasoner, case: Case, fact: Fact) -> Record:
    guideline, hierarchy = reasoner.guideline, reasoner.hierarchy
    held = reply(case.facts, subject(fact), hierarchy)
    if held.known is Known.NOT_KNOWN:
        return Record.NOT_LOOKED_AT
    together = held.facts | {fact}
    clash = find_contradictions(together, hierarchy, guideline.observables)
    return Record.OTHERWISE if clash else Record.SAME


def _outcomes(wanted: str, facts: FactSet, hierarchy: FindingHierarchy) -> tuple[FactSet, ...]:
    """Return which of *facts* each outcome of asking for *wanted* would bring."""
    if wanted not in hierarchy.broader:
        return (frozenset(fact for fact in facts if subject(fact) == wanted),)
    has = hierarchy.implied_present([wanted])
    out = hierarchy.ruled_out[wanted]
    lacks = hierarchy.narrower[wanted]
    return (
        frozenset(
            f
            for f in facts
            if (isinstance(f, Present) and f.finding in has)
            or (isinstance(f, Absent) and f.finding in out)
        ),
        frozenset(f for f in facts if isinstance(f, Absent) and f.finding in lacks),
    )
