"""Proposals that fill gaps: generated items that notice what the content does not notice yet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from kg.drafts import Draft
from kg.mutation import Mutant, mutants
from quizzes.generation.proposals import Proposal
from quizzes.mutation import MutationReport, can_notice, changes_axioms
from quizzes.proving import KeyedItem
from quizzes.rekeying import differs, knowledge_of, rekey

Candidate = tuple[Proposal, KeyedItem]


@dataclass(frozen=True, slots=True)
class Filling:
    """A proposal with the ids of the surviving mutants that it would notice first."""

    proposal: Proposal
    keyed: KeyedItem
    mutants: tuple[str, ...]


def fillings(
    report: MutationReport, draft: Draft, candidates: Sequence[Candidate]
) -> tuple[Filling, ...]:
    """Return few *candidates* that together notice as many survivors as all of them would."""
    surviving = {fate.id for fate in report.survivors if not fate.equivalent}
    noticed: dict[str, set[str]] = {proposal.id: set() for proposal, _ in candidates}
    for mutant in mutants(draft):
        if mutant.id in surviving:
            for id_ in _noticing(mutant, candidates):
                noticed[id_].add(mutant.id)
    by_id = {proposal.id: (proposal, keyed) for proposal, keyed in candidates}
    chosen = []
    while surviving:
        best = max(noticed, key=lambda id_: len(noticed[id_] & surviving), default=None)
        if best is None or not noticed[best] & surviving:
            break
        fresh = noticed[best] & surviving
        chosen.append(Filling(*by_id[best], tuple(sorted(fresh))))
        surviving -= fresh
    return tuple(chosen)


def _noticing(mutant: Mutant, candidates: Iterable[Candidate]) -> Iterator[str]:
    knowledge = knowledge_of(mutant.draft)
    of_axioms = changes_axioms(mutant)
    for proposal, keyed in candidates:
        asks = can_notice(keyed, of_axioms=of_axioms)
        if asks and differs(keyed.key, rekey(keyed, mutant.draft, knowledge)):
            yield proposal.id
