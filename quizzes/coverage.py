"""
What the content of a bank exercises: statements, sides of criteria, and the decision itself.

The decision is covered as software testing covers one (MC/DC): for each criterion there is a pair
of cases with different verdicts that differ in the status of this criterion alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from kg.case import Case
from kg.contradictions import find_contradictions
from kg.derivation import Status, Verdict
from kg.drafts import Draft, deciding
from kg.edits import apply_edit
from quizzes.bank import ItemBank
from quizzes.case_claims import EditClaim
from quizzes.model import ChoiceStep, ContentStatus
from quizzes.proving import KeyedItem


@dataclass(frozen=True, slots=True)
class CaseSeen:
    """
    A case that learners meet, with what the guideline says of it.

    *source* is the id of its vignette or item; *imagined* tells that it stands in an option only
    ("suppose that ...").
    """

    source: str
    imagined: bool
    verdict: Verdict
    statuses: Mapping[str, Status]


@dataclass(frozen=True, slots=True)
class Pair:
    """
    Two cases that show that one criterion turns the verdict.

    *masked* names another that differs too and on which the verdict does not turn between them; it
    is empty where this criterion alone differs.
    """

    first: CaseSeen
    second: CaseSeen
    masked: tuple[str, ...]


@dataclass(frozen=True)
class Coverage:
    """
    What active content exercises.

    *statements* holds, by statement, the items whose right answer rests on it. *cells* holds, by
    criterion and status, the sources of the cases that show it. *pairs* holds a pair for each
    criterion that can decide, None where there is none.
    """

    statements: Mapping[str, tuple[str, ...]]
    cells: Mapping[tuple[str, Status], tuple[str, ...]]
    verdicts: Mapping[Verdict, tuple[str, ...]]
    pairs: Mapping[str, Pair | None]

    @property
    def gaps(self) -> tuple[str, ...]:
        """What nothing exercises, one sentence each."""
        return (
            *(f"No item rests on {s}." for s, items in self.statements.items() if not items),
            *(
                f"{criterion} is {status.value} in no case."
                for (criterion, status), sources in self.cells.items()
                if not sources
            ),
            *(f"No case is {v.value}." for v, sources in self.verdicts.items() if not sources),
            *(
                f"No two cases show that {criterion} turns the verdict."
                for criterion, pair in self.pairs.items()
                if pair is None
            ),
        )


def coverage_of(bank: ItemBank, draft: Draft) -> Coverage:
    """Return what the active content of *bank* exercises of its guideline, which is *draft*."""
    seen = tuple(cases_seen(bank, draft))
    active = [keyed for keyed in bank.items.values() if keyed.item.status is ContentStatus.ACTIVE]
    guideline = bank.guideline
    return Coverage(
        statements={
            statement: tuple(k.item.id for k in active if statement in k.statements)
            for statement in guideline.statements
        },
        cells={
            (criterion, status): _sources(c for c in seen if c.statuses[criterion] is status)
            for criterion in guideline.criteria
            for status in Status
        },
        verdicts={
            verdict: _sources(c for c in seen if c.verdict is verdict) for verdict in Verdict
        },
        pairs={criterion: _pair(criterion, seen, draft) for criterion in deciding(guideline)},
    )


def cases_seen(bank: ItemBank, draft: Draft) -> Iterator[CaseSeen]:
    """Yield the cases of active vignettes, then of items, then those that options imagine."""
    for vignette in bank.vignettes.values():
        if vignette.status is ContentStatus.ACTIVE:
            yield _seen(vignette.id, vignette.case, draft, imagined=False)
    active = [keyed for keyed in bank.items.values() if keyed.item.status is ContentStatus.ACTIVE]
    for keyed in active:
        if keyed.item.case is not None:
            yield _seen(keyed.item.id, keyed.item.case, draft, imagined=False)
    for keyed in active:
        for case in dict.fromkeys(_imagined(keyed, draft)):
            yield _seen(keyed.item.id, case, draft, imagined=True)


def _seen(source: str, case: Case, draft: Draft, *, imagined: bool) -> CaseSeen:
    verdict = draft.verdict(case)
    return CaseSeen(source, imagined, verdict or Verdict.CANNOT_TELL, draft.statuses(case))


def _imagined(keyed: KeyedItem, draft: Draft) -> Iterator[Case]:
    if keyed.case is None:
        return
    for step in keyed.item.steps:
        for option in step.options if isinstance(step, ChoiceStep) else ():
            if isinstance(option.claim, EditClaim):
                facts = apply_edit(keyed.case.facts, option.claim.edit, draft.hierarchy)
                if not find_contradictions(facts, draft.hierarchy, draft.guideline.observables):
                    yield replace(keyed.case, facts=facts)


def _sources(cases: Iterable[CaseSeen]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(case.source for case in cases))


def _pair(criterion: str, seen: tuple[CaseSeen, ...], draft: Draft) -> Pair | None:
    """Return the clearest pair: nothing else differs, nothing is unknown, nothing imagined."""
    decide = deciding(draft.guideline)
    found: list[Pair] = []
    for first, second in combinations(seen, 2):
        if first.verdict is second.verdict:
            continue
        differing = [c for c in decide if first.statuses[c] is not second.statuses[c]]
        others = tuple(c for c in differing if c != criterion)
        if differing == [criterion] or (
            criterion in differing and len(others) == 1 and _turns(first, second, criterion, draft)
        ):
            found.append(Pair(first, second, others))

    def unclear(pair: Pair) -> tuple[bool, bool, bool]:
        cases = (pair.first, pair.second)
        unknown = any(case.statuses[criterion] is Status.UNKNOWN for case in cases)
        return bool(pair.masked), unknown, any(case.imagined for case in cases)

    return min(found, key=unclear, default=None)


def _turns(first: CaseSeen, second: CaseSeen, criterion: str, draft: Draft) -> bool:
    """
    Tell whether the decision itself turns on *criterion*, whatever patients there can be.

    The other criterion that differs is held as it is in either case (masking MC/DC).
    """
    return any(
        _decided({**case.statuses, criterion: other.statuses[criterion]}, draft) is not case.verdict
        for case, other in ((first, second), (second, first))
    )


def _decided(statuses: Mapping[str, Status], draft: Draft) -> Verdict:
    sides = {(criterion, status) for criterion, status in statuses.items()}
    return draft.rules.verdict_of_sides(sides)
