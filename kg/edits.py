"""Changes of a case, and the smallest sets of them that flip its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kg.axioms import Any, Expression
from kg.case import Absent, Fact, Present, Value
from kg.derivation import Edit, Flip, Verdict
from kg.evaluation import FactSet, FactView, breaks, text_of, ways
from kg.hierarchy import FindingHierarchy

#: More flips than this to one verdict are cut off: nobody reads them.
MOST_FLIPS = 12

#: How often a change may have to be followed by another before a verdict is given up.
MOST_ROUNDS = 3

#: Decision classes by verdict, strongest first. "Cannot tell" has none: it is what remains.
Decisions = Mapping[Verdict, Expression]

EditSet = frozenset[Edit]


def apply_edit(facts: FactSet, add: Fact, hierarchy: FindingHierarchy) -> FactSet:
    """Return *facts* with *add* in place of every fact that `displaced` names."""
    return (facts - displaced(facts, add, hierarchy)) | {add}


def apply_edits(facts: FactSet, edits: Iterable[Edit]) -> FactSet:
    """Return *facts* with every edit made; the order of *edits* does not matter."""
    known = list(edits)
    gone = frozenset[Fact]().union(*(edit.remove for edit in known))
    return (facts - gone) | {edit.add for edit in known if edit.add is not None}


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
    return (facts & gone) - {add}


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

    An edit puts one fact in place of those that contradict it, or forgets all facts from which one
    test of the axioms follows. No set holds an edit that could be left out. At most `MOST_FLIPS`
    are returned a verdict.
    """
    search = _Search(facts, decisions, hierarchy)
    current = search.verdict(frozenset())
    flips: list[Flip] = []
    for target in Verdict:
        if target is not current:
            found = {search.irreducible(edits, target) for edits in search.reach(target)}
            fewest = min(map(len, found), default=0)
            tuples = (tuple(sorted(edits, key=_text)) for edits in found if len(edits) == fewest)
            best = sorted(tuples, key=lambda edits: [_text(edit) for edit in edits])
            flips += (Flip(target, edits) for edits in best[:MOST_FLIPS])
    return tuple(flips)


class _Search:
    """The changes of one case."""

    def __init__(self, facts: FactSet, decisions: Decisions, hierarchy: FindingHierarchy) -> None:
        self._facts = facts
        self._decisions = decisions
        self._hierarchy = hierarchy
        self._seen: dict[EditSet, tuple[FactView, Verdict]] = {}

    def verdict(self, edits: EditSet) -> Verdict:
        """Return the verdict after *edits*."""
        return self._after(edits)[1]

    def reach(
        self, target: Verdict, edits: EditSet = frozenset(), rounds: int = MOST_ROUNDS
    ) -> Iterator[EditSet]:
        """
        Yield *edits* with what else leads to *target*, not always the least.

        One round adds what the decision lacks, or else forgets what a stronger one rests on. More
        than one is needed where a change takes away what another part rested on: to make a fracture
        present, the note that there is none must go, and with it what it ruled out.
        """
        view, verdict = self._after(edits)
        goal = self._decisions.get(target)
        if verdict is target:
            yield edits
        elif rounds and goal is not None and not view.holds(goal):
            for wanted in ways(goal, view):
                yield from self.reach(target, self._adding(edits, wanted), rounds - 1)
        elif rounds:
            added = {edit.add for edit in edits}
            for groups in breaks(self._stronger_than(target), view):
                if not any(group & added for group in groups):
                    forgotten = edits | {Edit(None, group) for group in groups}
                    yield from self.reach(target, forgotten, rounds - 1)

    def irreducible(self, edits: EditSet, target: Verdict) -> EditSet:
        """Return *edits* without those that are not needed for *target*."""
        for edit in sorted(edits, key=_text) if len(edits) > 1 else ():
            if self.verdict(edits - {edit}) is target:
                edits -= {edit}
        return edits

    def _after(self, edits: EditSet) -> tuple[FactView, Verdict]:
        if edits not in self._seen:  # the ways to several verdicts share their first steps
            view = FactView(apply_edits(self._facts, edits), self._hierarchy)
            self._seen[edits] = view, verdict_of(view, self._decisions)
        return self._seen[edits]

    def _adding(self, edits: EditSet, wanted: FactSet) -> EditSet:
        for fact in sorted(wanted, key=text_of):
            added = frozenset(edit.add for edit in edits if edit.add is not None)
            gone = displaced(added, fact, self._hierarchy)
            kept = frozenset(edit for edit in edits if edit.add not in gone)
            edits = kept | {Edit(fact, displaced(self._facts, fact, self._hierarchy))}
        return edits

    def _stronger_than(self, target: Verdict) -> Any:
        verdicts = list(Verdict)
        stronger = verdicts[: verdicts.index(target)]
        return Any(tuple(e for verdict, e in self._decisions.items() if verdict in stronger))


def _text(edit: Edit) -> str:
    return f"{text_of(edit.add)} {text_of(edit.remove)}"
