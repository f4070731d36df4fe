"""Single changes of a case that lead to another verdict, and near misses that do not."""

from __future__ import annotations

from random import Random

from kg.case import Absent, Case, Fact, Present, Value
from kg.contradictions import find_contradictions
from kg.derivation import Verdict
from kg.drafts import Draft
from kg.edits import apply_edit
from kg.evaluation import FactSet
from kg.witness import values_at_thresholds
from quizzes.case_claims import implies, subject
from quizzes.generation.patients import Patient, reads_as_one
from quizzes.rekeying import knowledge_of

_FEWEST_WRONG = 3


def likely_changes(
    patient: Patient, draft: Draft, random: Random
) -> tuple[Verdict, Fact, tuple[Fact, ...]] | None:
    """
    Return another verdict, one change that leads to it, and changes that do not.

    The wrong ones are new facts that a hurried reader could take for the right one: relatives of
    it first, then other findings that the case does not hold. None where no single change leads
    anywhere.
    """
    after = {
        fact: verdict
        for fact in _changes(patient.facts, draft)
        if (verdict := _verdict_after(patient.facts, fact, draft)) is not None
    }
    targets = sorted({v for v in after.values() if v is not patient.verdict}, key=_order)
    if not targets:
        return None
    target = random.choice(targets)
    right = random.choice([fact for fact, verdict in after.items() if verdict is target])
    wrong = [f for f, v in after.items() if v is not target and subject(f) != subject(right)]
    random.shuffle(wrong)
    wrong.sort(key=lambda fact: _distance(fact, right, draft))
    distinct = list({subject(fact): fact for fact in reversed(wrong)}.values())[::-1]
    return (target, right, tuple(distinct)) if len(distinct) >= _FEWEST_WRONG else None


def _order(verdict: Verdict) -> int:
    return list(Verdict).index(verdict)


def _changes(facts: FactSet, draft: Draft) -> list[Fact]:
    """Return facts that are not so yet and that the case could hold instead."""
    findings, knowledge = draft.guideline.findings, knowledge_of(draft)
    candidates: list[Fact] = [*map(Present, findings), *map(Absent, findings)]
    candidates += values_at_thresholds(draft)
    return [
        fact
        for fact in candidates
        if not implies(facts, fact, knowledge)
        and not (isinstance(fact, Absent) and not _reads(fact, draft))
        and (changed := apply_edit(facts, fact, draft.hierarchy)) != facts
        # What takes several facts back would be another patient, not one change.
        and len(facts - changed) <= 1
        and reads_as_one(changed, draft.guideline)
        and not find_contradictions(changed, draft.hierarchy, draft.guideline.observables)
    ]


def _reads(fact: Absent, draft: Draft) -> bool:
    finding = draft.guideline.findings[fact.finding]
    return bool(finding.absent_told) or finding.absent_label.startswith("no ")


def _verdict_after(facts: FactSet, fact: Fact, draft: Draft) -> Verdict | None:
    changed = apply_edit(facts, fact, draft.hierarchy)
    return draft.verdict(Case("changed", draft.guideline.slug, changed))


def _distance(fact: Fact, right: Fact, draft: Draft) -> tuple[int, bool]:
    """Return how unlike two changes are: relatives and the same kind of fact are the nearest."""
    if isinstance(fact, Value) or isinstance(right, Value):
        return 1, type(fact) is not type(right)
    hierarchy = draft.hierarchy
    roots = hierarchy.broader[fact.finding] & hierarchy.broader[right.finding]
    return 0 if roots else 1, type(fact) is not type(right)
