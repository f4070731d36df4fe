"""What is missing: the minimal sets of facts that would settle a case."""

from __future__ import annotations

from collections.abc import Mapping

from kg.contradictions import find_contradictions
from kg.derivation import Settling
from kg.edits import Decisions, verdict_of
from kg.evaluation import FactSet, FactView, minimal, ways
from kg.hierarchy import FindingHierarchy
from kg.model import Observable


def find_settlings(
    facts: FactSet,
    decisions: Decisions,
    hierarchy: FindingHierarchy,
    observables: Mapping[str, Observable],
) -> tuple[Settling, ...]:
    """
    Return every minimal set of further facts with which a verdict follows.

    *facts* is a consistent case of which nothing follows yet. A set that would contradict it is
    left out: only what may still be found is returned.
    """
    view = FactView(facts, hierarchy)
    candidates = minimal(way for goal in decisions.values() for way in ways(goal, view))
    return tuple(
        Settling(verdict_of(FactView(facts | further, hierarchy), decisions), further)
        for further in candidates
        if not find_contradictions(facts | further, hierarchy, observables)
    )
