"""
Mutation score: whether the content of a bank would notice if its guideline said something else.

For every mutant of `kg.mutation` the vignettes, then the items, then the checks are asked; the
first that objects is named. A mutant that none of them notices survives, and is explained.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from kg.case import Case
from kg.draft_checks import faults
from kg.drafts import Draft
from kg.model import Content
from kg.mutation import Mutant, MutantKind, mutants
from kg.rendering import sentences
from kg.witness import witness
from quizzes.bank import ItemBank
from quizzes.case_claims import CaseClaim, WeakestLinkClaim
from quizzes.claims import Claim, TruthClaim
from quizzes.model import ChoiceStep, ContentStatus
from quizzes.proving import KeyedItem
from quizzes.rekeying import differs, knowledge_of, rekey

_SHOWN_BY_CASES = frozenset(
    {
        MutantKind.CLASS_AXIOM,
        MutantKind.DECISION_AXIOM,
        MutantKind.THRESHOLD,
        MutantKind.HIERARCHY,
    }
)
_EQUIVALENT = "No case shows it: wherever it would matter, the other axioms say the same already."

_SAID_TWICE = "Nobody can notice: another statement says the same."

#: Is called with how many mutants were judged, and how many there are.
Progress = Callable[[int, int], None]


class Notice(Enum):
    """Who notices a mutant."""

    VIGNETTE = "vignette"
    ITEM = "item"
    CHECK = "check"


@dataclass(frozen=True, slots=True)
class Fate:
    """
    What became of one mutant.

    *notice* is None for a survivor; *by* names who noticed. *case* shows the difference of a
    survivor, None where none does; *equivalent* tells that none can.
    """

    id: str
    kind: MutantKind
    term: str
    change: str
    decisive: bool
    notice: Notice | None
    by: str = ""
    case: Case | None = None
    equivalent: bool = False
    explanation: str = ""

    @property
    def killed(self) -> bool:
        """Whether anybody noticed."""
        return self.notice is not None


@dataclass(frozen=True, slots=True)
class Score:
    """How many of some mutants were killed; *equivalent* counts those that no case can show."""

    killed: int
    equivalent: int
    total: int

    @property
    def share(self) -> float:
        """Killed mutants among those that can be noticed; 1 where there are none."""
        noticeable = self.total - self.equivalent
        return self.killed / noticeable if noticeable else 1.0


@dataclass(frozen=True)
class MutationReport:
    """The fates of all mutants, in the order of the guideline."""

    fates: tuple[Fate, ...]

    @property
    def survivors(self) -> tuple[Fate, ...]:
        """Those that nobody noticed."""
        return tuple(fate for fate in self.fates if not fate.killed)

    @property
    def overall(self) -> Score:
        """The score of all mutants."""
        return _score(self.fates)

    @property
    def decisive(self) -> Score:
        """The score of the mutants of axioms that bear on a decision."""
        return _score(fate for fate in self.fates if fate.decisive)

    def by_kind(self) -> dict[MutantKind, Score]:
        """Return the score of each kind of mutant."""
        return {
            kind: _score(fate for fate in self.fates if fate.kind is kind) for kind in MutantKind
        }

    def by_notice(self) -> dict[Notice, int]:
        """Return how many mutants were noticed by vignettes, items and checks."""
        counts = Counter(fate.notice for fate in self.fates)
        return {notice: counts[notice] for notice in Notice}


def run_mutants(
    bank: ItemBank,
    draft: Draft,
    progress: Progress | None = None,
    chosen: Iterable[Mutant] | None = None,
) -> MutationReport:
    """Judge the active content of *bank* by the *chosen* mutants; all of them take seconds."""
    jury = _Jury(bank, draft)
    made = tuple(mutants(draft) if chosen is None else chosen)
    fates = []
    for number, mutant in enumerate(made, start=1):
        fates.append(jury.fate(mutant))
        if progress is not None:
            progress(number, len(made))
    return MutationReport(tuple(fates))


class _Jury:
    """Whoever may notice, with what each says of the guideline as it is."""

    def __init__(self, bank: ItemBank, draft: Draft) -> None:
        self._draft = draft
        self._faults = frozenset(faults(draft))
        self._vignettes = [
            (id_, vignette.case, bank.derivations[id_].verdict)
            for id_, vignette in bank.vignettes.items()
            if vignette.status is ContentStatus.ACTIVE
        ]
        self._contents = _contents(draft)
        active = [k for k in bank.items.values() if k.item.status is ContentStatus.ACTIVE]
        # A change of the document leaves every verdict as it is, a change of the axioms every line.
        self._on_patients = [k for k in active if can_notice(k, of_axioms=True)]
        self._on_document = [k for k in active if can_notice(k, of_axioms=False)]

    def fate(self, mutant: Mutant) -> Fate:
        """Return what becomes of *mutant*."""
        notice, by = next(self._objections(mutant), (None, ""))
        fate = Fate(mutant.id, mutant.kind, mutant.term, mutant.change, mutant.decisive, notice, by)
        return fate if fate.killed else self._explained(fate, mutant)

    def _objections(self, mutant: Mutant) -> Iterator[tuple[Notice, str]]:
        """Yield who notices, the cheapest to ask first."""
        of_axioms = changes_axioms(mutant)
        for id_, case, verdict in self._vignettes if of_axioms else ():
            if mutant.draft.verdict(case) is not verdict:
                yield Notice.VIGNETTE, id_
        knowledge = knowledge_of(mutant.draft)
        for keyed in self._on_patients if of_axioms else self._on_document:
            if differs(keyed.key, rekey(keyed, mutant.draft, knowledge)):
                yield Notice.ITEM, keyed.item.id
        for fault in faults(mutant.draft):
            if fault not in self._faults:
                yield Notice.CHECK, fault.rule

    def _explained(self, fate: Fate, mutant: Mutant) -> Fate:
        if not changes_axioms(mutant):
            if mutant.kind is MutantKind.CONTENT and _contents(mutant.draft) == self._contents:
                return replace(fate, equivalent=True, explanation=_SAID_TWICE)
            text = f"No active item asks for what was changed in {mutant.term}."
            return replace(fate, explanation=text)
        case = witness(self._draft, mutant.draft)
        if case is None:
            return replace(fate, equivalent=True, explanation=_EQUIVALENT)
        facts = "; ".join(sentences(case.facts, self._draft.guideline)) or "nothing known"
        before, after = self._draft.verdict(case), mutant.draft.verdict(case)
        shows = (
            f"the verdict turns from {before.value} to {after.value}"
            if before is not after and before is not None and after is not None
            else "the status of a criterion changes"
        )
        text = f"No active vignette or item has such a case, in which {shows}: {facts}."
        return replace(fate, case=case, explanation=text)


def changes_axioms(mutant: Mutant) -> bool:
    """Tell whether *mutant* changes what follows for a patient, and not the document."""
    return mutant.kind in _SHOWN_BY_CASES


def can_notice(keyed: KeyedItem, *, of_axioms: bool) -> bool:
    """Tell whether an item asks for what axioms decide, or else for anything of the document."""
    asked = [_asks_axioms(claim) for claim in _claims(keyed)]
    return any(asked) if of_axioms else not all(asked)


def _contents(draft: Draft) -> frozenset[Content]:
    statements = draft.guideline.statements.values()
    return frozenset(content for statement in statements for content in statement.contents)


def _claims(keyed: KeyedItem) -> Iterator[Claim | None]:
    """Yield every claim of an item, None for a number of the document."""
    for step in keyed.item.steps:
        if isinstance(step, ChoiceStep):
            yield from (option.claim for option in step.options)
        else:
            yield None


def _asks_axioms(claim: Claim | None) -> bool:
    """Tell whether a claim is about what follows for a patient, and about nothing else."""
    inner = claim.claim if isinstance(claim, TruthClaim) else claim
    return isinstance(inner, CaseClaim) and not isinstance(inner, WeakestLinkClaim)


def _score(fates: Iterable[Fate]) -> Score:
    known = list(fates)
    return Score(
        killed=sum(fate.killed for fate in known),
        equivalent=sum(fate.equivalent for fate in known),
        total=len(known),
    )
