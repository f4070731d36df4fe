"""
Contrast twins: the same patient one change away, with another verdict, for any criterion.

A twin that somebody wrote goes first; otherwise the least change of the case is made that gives the
criterion another status and, through it, the case another verdict.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from kg.case import Case, Fact
from kg.contradictions import find_contradictions
from kg.derivation import Derivation, Edit, Status, Verdict
from kg.edits import apply_edits, displaced, verdict_of
from kg.evaluation import FactView, breaks, order_of, ways
from kg.hierarchy import FindingHierarchy
from kg.model import Role
from kg.reasoner import Reasoner
from quizzes.case_claims import subject
from quizzes.case_flow import FactSet

#: How many options "what changed?" has, the right one among them.
OPTIONS = 5


@dataclass(frozen=True, slots=True)
class Twin:
    """
    A case that differs from another through one criterion.

    *added* and *removed* are the facts that differ. *vignette* is the id of the twin that somebody
    wrote, None if it was generated.
    """

    criterion: str
    case: Case
    verdict: Verdict
    added: FactSet
    removed: FactSet
    vignette: str | None

    @property
    def changed(self) -> str:
        """The id of the finding or observable that changed, as it is in the twin if it is known."""
        return subject(min(self.added or self.removed, key=repr))


def twin_of(
    derivation: Derivation,
    criterion: str,
    reasoner: Reasoner,
    authored: Mapping[str, Derivation] | None = None,
) -> Twin | None:
    """
    Return the contrast twin of a case for one criterion.

    *authored* holds the derivations of the twins that were written for the case, by vignette. None
    is returned for a supporting criterion, and where no change of this criterion alone gives
    another verdict: one contraindication hides what all the others would change.
    """
    if reasoner.guideline.criteria[criterion].role is Role.SUPPORTING:
        return None
    written = _authored(derivation, criterion, authored or {})
    return written or _generated(derivation, criterion, reasoner)


def change_options(twin: Twin, case: Case, hierarchy: FindingHierarchy) -> tuple[str, ...]:
    """
    Return the options of "what changed?": the changed finding or observable among others.

    The others are facts of both cases that have nothing to do with the change. The order is the
    same on every run and says nothing.
    """
    touched = {subject(fact) for fact in twin.added | twin.removed}
    kin = {
        other
        for name in touched & hierarchy.broader.keys()
        for other in hierarchy.broader[name] | hierarchy.narrower[name] | hierarchy.ruled_out[name]
    }
    same = {subject(fact) for fact in case.facts & twin.case.facts} - touched - kin

    def shuffled(name: str) -> str:
        return sha256(f"{case.id} {twin.criterion} {name}".encode()).hexdigest()

    others = sorted(same, key=shuffled)[: OPTIONS - 1]
    return tuple(sorted([twin.changed, *others], key=shuffled))


def _authored(
    derivation: Derivation, criterion: str, authored: Mapping[str, Derivation]
) -> Twin | None:
    before = derivation.criterion(criterion).status
    for vignette, other in sorted(authored.items()):
        if other.criterion(criterion).status is not before and (
            other.verdict is not derivation.verdict
        ):
            return _twin(derivation.case, criterion, other.case, other.verdict, vignette)
    return None


def _generated(derivation: Derivation, criterion: str, reasoner: Reasoner) -> Twin | None:
    """Try met and refuted before unknown, and fewer changes before more."""
    case, hierarchy = derivation.case, reasoner.hierarchy
    before = derivation.criterion(criterion).status
    for edits in _changes(derivation, criterion, reasoner):
        facts = apply_edits(case.facts, edits)
        view = FactView(facts, hierarchy)
        verdict = verdict_of(view, reasoner.rules.decisions)
        if (
            verdict is not derivation.verdict
            and _status(criterion, view, reasoner) is not before
            and not find_contradictions(facts, hierarchy, reasoner.guideline.observables)
        ):
            return _twin(case, criterion, replace(case, facts=facts), verdict, None)
    return None


def _status(criterion: str, view: FactView, reasoner: Reasoner) -> Status:
    sides = ((s, reasoner.rules.sides.get((criterion, s))) for s in Status)
    return next((s for s, side in sides if side is not None and view.holds(side)), Status.UNKNOWN)


def _changes(
    derivation: Derivation, criterion: str, reasoner: Reasoner
) -> Iterator[tuple[Edit, ...]]:
    """Yield the edits that give *criterion* another status, the least first."""
    facts, hierarchy = derivation.case.facts, reasoner.hierarchy
    view = FactView(facts, hierarchy)
    sides = {status: reasoner.rules.sides.get((criterion, status)) for status in Status}
    current = derivation.criterion(criterion).status
    wanted = [
        way
        for status, side in sides.items()
        if side is not None and status is not current
        for way in ways(side, view)
    ]
    for way in sorted(wanted, key=order_of):
        yield tuple(Edit(fact, displaced(facts, fact, hierarchy)) for fact in _ordered(way))
    held = sides.get(current)
    if held is not None:
        for groups in sorted(breaks(held, view), key=order_of):
            yield tuple(Edit(None, group) for group in sorted(groups, key=order_of))


def _ordered(facts: Iterable[Fact]) -> list[Fact]:
    return sorted(facts, key=repr)


def _twin(case: Case, criterion: str, other: Case, verdict: Verdict, vignette: str | None) -> Twin:
    return Twin(
        criterion=criterion,
        case=other,
        verdict=verdict,
        added=other.facts - case.facts,
        removed=case.facts - other.facts,
        vignette=vignette,
    )
