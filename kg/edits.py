"""Changes of a case, and the smallest sets of them that flip its verdict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product

from kg.axioms import Expression
from kg.case import Absent, Fact, Present, Value
from kg.derivation import Edit, Flip, Verdict
from kg.evaluation import FactSet, FactView, minimal, ways
from kg.hierarchy import FindingHierarchy

#: More flips than this to one verdict are cut off: nobody reads them.
MOST_FLIPS = 12

#: How often a change may have to be followed by another before a goal is given up.
MOST_ROUNDS = 3

#: Decision classes by verdict, strongest first. "Cannot tell" has none: it is what remains.
Decisions = Mapping[Verdict, Expression]


def apply_edit(facts: FactSet, add: Fact, hierarchy: FindingHierarchy) -> FactSet:
    """Return *facts* with *add* in place of every fact that contradicts it."""
    return (facts - displaced(facts, add, hierarchy)) | {add}


def displaced(facts: FactSet, add: Fact, hierarchy: FindingHierarchy) -> FactSet:
    """Return the facts that cannot stay beside *add*: an observable keeps one value only."""
    match add:
        case Present(finding):
            gone: set[Fact] = {Absent(up) for up in hierarchy.broader[finding]}
            gone |= {Present(enemy) for enemy in hierarchy.ruled_out[finding]}
        case Absent(finding):
            gone = {Present(down) for down in hierarchy.narrower[finding]}
        case Value(observable):
            gone = {f for f in facts if isinstance(f, Value) and f.observable == observable}
    return facts & frozenset(gone) - {add}


def verdict_of(view: FactView, decisions: Decisions) -> Verdict:
    """Return the strongest verdict that follows, "cannot tell" if none does."""
    for verdict, expression in decisions.items():
        if view.holds(expression):
            return verdict
    return Verdict.CANNOT_TELL


def find_flips(
    facts: FactSet, decisions: Decisions, hierarchy: FindingHierarchy
) -> tuple[Flip, ...]:
    """
    Return, for each other verdict that can be reached, the smallest sets of edits that reach it.

    No set holds an edit that could be left out. At most `MOST_FLIPS` are returned a verdict.
    """
    current = verdict_of(FactView(facts, hierarchy), decisions)
    flips: list[Flip] = []
    for target in Verdict:
        if target is not current:
            ends = set(_ends(facts, target, decisions, hierarchy))
            found = {_edits(facts, end, hierarchy) for end in ends}
            fewest = min((len(edits) for edits in found), default=0)
            best = sorted((edits for edits in found if len(edits) == fewest), key=repr)
            flips += (Flip(target, edits) for edits in best[:MOST_FLIPS])
    return tuple(flips)


def _ends(
    facts: FactSet, target: Verdict, decisions: Decisions, hierarchy: FindingHierarchy
) -> Iterator[FactSet]:
    """Yield fact sets with the verdict *target* that differ little from *facts*."""
    reached = (
        _reach(facts, decisions[target], hierarchy, MOST_ROUNDS) if target in decisions else [facts]
    )
    stronger = [
        expression
        for verdict, expression in decisions.items()
        if target is Verdict.CANNOT_TELL or _rank(verdict) < _rank(target)
    ]
    for changed in reached:
        for end in _undo(changed, stronger, changed - facts, hierarchy):
            if verdict_of(FactView(end, hierarchy), decisions) is target:
                yield end


def _reach(
    facts: FactSet, goal: Expression, hierarchy: FindingHierarchy, rounds: int
) -> Iterator[FactSet]:
    """
    Yield *facts* changed so that *goal* holds.

    More than one round is needed where a change takes away what another part rested on: to make a
    fracture present, the note that there is none must go, and with it what it ruled out.
    """
    for wanted in ways(goal, FactView(facts, hierarchy)):
        if not wanted:
            yield facts
        elif rounds:
            changed = facts
            for fact in sorted(wanted, key=repr):
                changed = apply_edit(changed, fact, hierarchy)
            yield from _reach(changed, goal, hierarchy, rounds - 1)


def _undo(
    facts: FactSet, unwanted: list[Expression], keep: FactSet, hierarchy: FindingHierarchy
) -> Iterator[FactSet]:
    """Yield what is left of *facts* when as little as possible is taken away to undo *unwanted*."""
    view = FactView(facts, hierarchy)
    supports = [s for expression in unwanted for s in view.supports(expression)]
    for hit in minimal(frozenset(choice) for choice in product(*supports)):
        if not hit & keep:
            yield facts - hit


def _edits(before: FactSet, after: FactSet, hierarchy: FindingHierarchy) -> tuple[Edit, ...]:
    edits = [
        Edit(add, displaced(before, add, hierarchy)) for add in sorted(after - before, key=repr)
    ]
    gone = frozenset[Fact]().union(*(edit.remove for edit in edits))
    edits += [Edit(None, frozenset({f})) for f in sorted(before - after - gone, key=repr)]
    return tuple(edits)


def _rank(verdict: Verdict) -> int:
    return list(Verdict).index(verdict)
