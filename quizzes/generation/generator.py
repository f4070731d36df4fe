"""Proposing items: many are written, and only those that are proven and lint-clean are offered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

from kg.derivation import Verdict
from kg.drafts import Draft
from quizzes.bank import ItemBank
from quizzes.generation.difficulty import Level
from quizzes.generation.on_criteria import CriterionItems
from quizzes.generation.on_document import DocumentItems
from quizzes.generation.on_lists import ListItems
from quizzes.generation.on_patients import PatientItems
from quizzes.generation.patients import PatientMaker
from quizzes.generation.proposals import (
    Proposal,
    ProposalKind,
    Rejected,
    proven,
    signature_of,
)
from quizzes.model import Kind
from quizzes.proving import KeyedItem, Prover
from quizzes.rekeying import knowledge_of

#: Says what is wrong with an item apart from its key, in sentences; nothing if it is clean.
Linter = Callable[[KeyedItem], tuple[str, ...]]

#: Is called with how many are done, and how many there are to be.
Progress = Callable[[int, int], None]

#: How many patients are made for one criterion and verdict before other criteria get more.
_ROUNDS = 6
_IRRELEVANT = 2

_FEWEST_OPTIONS = 3


@dataclass(frozen=True, slots=True)
class Wish:
    """
    What an educator asks for; an empty set asks for nothing in particular.

    *criteria* narrows items to those made for one of them, *verdicts* those on patients to one of
    them. *forms* are kinds of items as their files name
    them. *count* is how many are wanted at most.
    """

    count: int
    kinds: frozenset[ProposalKind] = frozenset()
    criteria: frozenset[str] = frozenset()
    verdicts: frozenset[Verdict] = frozenset()
    levels: frozenset[Level] = frozenset()
    forms: frozenset[Kind] = frozenset()

    def fits(self, proposal: Proposal) -> bool:
        """Tell whether *proposal* is wanted."""
        verdicts = {verdict.value for verdict in self.verdicts}
        wishes = (
            (self.kinds, proposal.kind),
            (self.criteria, proposal.about),
            (verdicts, proposal.verdict),
            (self.levels, proposal.level),
            (self.forms, Kind(proposal.data["kind"])),
        )
        return all(not wanted or has in wanted for wanted, has in wishes)


@dataclass(frozen=True)
class Generated:
    """What was accepted, proposal by item, and what was not and why."""

    accepted: tuple[tuple[Proposal, KeyedItem], ...]
    rejected: tuple[Rejected, ...] = field(repr=False)


def generate(
    draft: Draft,
    wish: Wish,
    seed: str,
    lint: Linter,
    known: frozenset[str] = frozenset(),
    progress: Progress | None = None,
) -> Generated:
    """
    Return items that fit *wish*, the same for the same *seed*.

    Args:
        draft: The guideline.
        wish: What is wanted.
        seed: Any text.
        lint: What an accepted item must pass besides the proof of its key.
        known: Signatures of items that are there already and not wanted again.
        progress: Is called with how many were accepted so far.
    """
    prover = Prover(knowledge_of(draft), ())
    accepted: list[tuple[Proposal, KeyedItem]] = []
    rejected: list[Rejected] = []
    seen = set(known)
    for proposal in proposals(draft, seed, wish):
        if len(accepted) == wish.count:
            break
        if not wish.fits(proposal) or proposal.signature in seen:
            continue
        seen.add(proposal.signature)
        result = proven(proposal, draft.guideline, prover)
        if isinstance(result, KeyedItem) and (faults := lint(result)):
            result = Rejected(proposal, faults)
        if isinstance(result, Rejected):
            rejected.append(result)
        else:
            accepted.append((proposal, result))
            if progress is not None:
                progress(len(accepted), wish.count)
    return Generated(tuple(accepted), tuple(rejected))


def known_signatures(bank: ItemBank) -> frozenset[str]:
    """Return the signatures of the items of *bank*, so that none of them is proposed again."""
    return frozenset(signature_of(keyed.item.source.data) for keyed in bank.items.values())


def proposals(draft: Draft, seed: str, wish: Wish) -> Iterator[Proposal]:
    """
    Yield proposals one kind after the other in turn, so that any first few are a mixture.

    The number is finite: each patient, criterion and statement is used a few times. What cannot fit
    *wish* is left out as far as that is known before it is written. The kinds that are wanted make
    no difference to what is written and in which order; wanted criteria and verdicts do.
    """
    streams = [
        make(draft, seed, wish)
        for make, made in _STREAMS
        if not wish.kinds or made & wish.kinds
        # Only what is asked of a patient has a verdict, and nothing on the document a criterion.
        if not (wish.verdicts and make is not _on_patients)
        if not (wish.criteria and make is _on_document)
    ]
    while streams:
        for stream in list(streams):
            proposal = next(stream, None)
            if proposal is None:
                streams.remove(stream)
            # A small guideline has not always enough of what could be wrong.
            elif len(proposal.data.get("options", "any")) >= _FEWEST_OPTIONS:
                yield proposal


def _on_patients(draft: Draft, seed: str, wish: Wish) -> Iterator[Proposal]:
    random = _random(seed, "patients")
    maker, items = PatientMaker(draft, random), PatientItems(draft, random)
    wanted: list[tuple[Verdict, str | None]] = [
        (verdict, criterion)
        for criterion in draft.guideline.criteria
        for verdict in maker.verdicts_of(criterion)
    ]
    wanted += [(Verdict.INDICATED, None)] * max(1, len(wanted) // 4)
    wanted = [
        (verdict, criterion)
        for verdict, criterion in wanted
        if not wish.verdicts or verdict in wish.verdicts
        if not wish.criteria or criterion in wish.criteria
    ]
    for _ in range(_ROUNDS):
        random.shuffle(wanted)
        for verdict, criterion in wanted:
            patient = maker.patient(verdict, criterion, random.randint(0, _IRRELEVANT))
            if patient is not None:
                yield from items.all_of(patient)


def _on_criteria(draft: Draft, seed: str, wish: Wish) -> Iterator[Proposal]:
    random = _random(seed, "criteria")
    items = CriterionItems(draft, PatientMaker(draft, random), random)
    wanted = [c for c in draft.guideline.criteria if not wish.criteria or c in wish.criteria]
    made = [proposal for criterion in wanted for proposal in items.all_of(criterion)]
    random.shuffle(made)
    yield from made


def _on_document(draft: Draft, seed: str, wish: Wish) -> Iterator[Proposal]:
    random = _random(seed, "document")
    items, lists = DocumentItems(draft.guideline, random), ListItems(draft.guideline, random)
    made = [*items.all_of(), *lists.all_of()]
    # Reference numbers teach the least, so they are asked for last, and several at a time first.
    for some in (made, list(lists.citations()), list(items.citations())):
        random.shuffle(some)
        yield from some


_Stream = Callable[[Draft, str, Wish], Iterator[Proposal]]

#: What writes proposals, and of which kinds.
_STREAMS: tuple[tuple[_Stream, frozenset[ProposalKind]], ...] = (
    (_on_patients, frozenset(ProposalKind) - {ProposalKind.RECALL, ProposalKind.BOUNDARY}),
    (
        _on_criteria,
        frozenset({ProposalKind.APPLICATION, ProposalKind.BOUNDARY, ProposalKind.CANNOT_TELL}),
    ),
    (_on_document, frozenset({ProposalKind.RECALL, ProposalKind.RESTS_ON})),
)


def _random(seed: str, part: str) -> Random:
    return Random(f"{seed}\n{part}")  # noqa: S311 - texts are varied, nothing is kept secret
