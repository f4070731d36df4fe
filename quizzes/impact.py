"""
Living keys: what a changed guideline does to the content, before it is published.

Nothing is written. Every key is derived again by the draft, every vignette decided again, every
text read for numbers that would no longer be true; what learners have answered keeps the version
that graded it, and is counted.
"""

from __future__ import annotations

from dataclasses import dataclass

from kg.derivation import Verdict
from kg.differences import Difference, differences
from kg.drafts import Draft
from kg.units import amount_words
from quizzes.bank import ItemBank
from quizzes.case_claims import CriterionClaim
from quizzes.claims import Claim, TruthClaim
from quizzes.graded import NOBODY, Graded
from quizzes.model import ChoiceKey, ChoiceStep, Key
from quizzes.proving import KeyedItem
from quizzes.rekeying import Unkeyed, differs, knowledge_of, rekey
from quizzes.stale_texts import StaleText, stale_texts


@dataclass(frozen=True, slots=True)
class KeyFlip:
    """
    An item of which another answer is right, or none.

    *before* and *after* say what is right, one entry a step. *problems* says why no key follows;
    such an item has defects once the draft is published, and must be mended first.
    """

    item: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    problems: tuple[str, ...]
    answers: int


@dataclass(frozen=True, slots=True)
class VerdictFlip:
    """A vignette that is decided otherwise; *after* is None if its case contradicts itself."""

    vignette: str
    before: Verdict
    after: Verdict | None
    decisions: int


@dataclass(frozen=True)
class Impact:
    """
    What a draft does.

    *reread* names items whose key stays and which are about something that changed. *untouched*
    names the rest. *same_version* tells that the draft still carries the version of the published
    guideline: answers could then not be told apart by it.
    """

    differences: tuple[Difference, ...]
    items: tuple[KeyFlip, ...]
    vignettes: tuple[VerdictFlip, ...]
    texts: tuple[StaleText, ...]
    reread: tuple[str, ...]
    untouched: tuple[str, ...]
    same_version: bool

    @property
    def answers(self) -> int:
        """How many answers were graded by a key that flips."""
        return sum(flip.answers for flip in self.items)

    @property
    def decisions(self) -> int:
        """How many decisions were compared with a verdict that changes."""
        return sum(flip.decisions for flip in self.vignettes)


def impact_of(bank: ItemBank, before: Draft, after: Draft, graded: Graded = NOBODY) -> Impact:
    """Return what happens to *bank* when *after* is published in place of *before*."""
    changes = differences(before, after)
    knowledge = knowledge_of(after)
    flips: list[KeyFlip] = []
    kept: list[KeyedItem] = []
    for keyed in bank.items.values():
        new = rekey(keyed, after, knowledge)
        if differs(keyed.key, new):
            flips.append(_flip(keyed, new, graded, before.guideline.version))
        else:
            kept.append(keyed)
    reread = tuple(keyed.item.id for keyed in kept if _is_about(keyed, changes))
    same = before.guideline.version == after.guideline.version
    return Impact(
        differences=changes,
        items=tuple(flips),
        vignettes=_vignettes(bank, before, after, graded),
        texts=stale_texts(bank, before.guideline, changes),
        reread=reread,
        untouched=tuple(k.item.id for k in kept if k.item.id not in set(reread)),
        same_version=bool(changes) and same,
    )


def _flip(keyed: KeyedItem, new: Key | Unkeyed, graded: Graded, version: str) -> KeyFlip:
    return KeyFlip(
        item=keyed.item.id,
        before=right_answers(keyed, keyed.key),
        after=() if isinstance(new, Unkeyed) else right_answers(keyed, new),
        problems=new.problems if isinstance(new, Unkeyed) else (),
        answers=graded.answers_to(keyed.item.id, keyed.item.digest, version),
    )


def right_answers(keyed: KeyedItem, key: Key) -> tuple[str, ...]:
    """Return what is right in words, one entry a step: the texts of options, or a number."""
    said = []
    for step, step_key in zip(keyed.item.steps, key.steps, strict=True):
        if isinstance(step, ChoiceStep) and isinstance(step_key, ChoiceKey):
            right = (option.text for option in step.options if option.id in step_key.options)
            said.append("; ".join(right))
        elif not isinstance(step_key, ChoiceKey):
            said.append(amount_words(step_key.amount, step_key.unit))
    return tuple(said)


def _vignettes(
    bank: ItemBank, before: Draft, after: Draft, graded: Graded
) -> tuple[VerdictFlip, ...]:
    version, flips = before.guideline.version, []
    for id_, vignette in bank.vignettes.items():
        was, verdict = bank.derivations[id_].verdict, after.verdict(vignette.case)
        if verdict is not was:
            count = graded.decisions_on(id_, version)
            flips.append(VerdictFlip(id_, was, verdict, count))
    return tuple(flips)


def _is_about(keyed: KeyedItem, changes: tuple[Difference, ...]) -> bool:
    """Tell whether an item cites a changed statement or claims something of a changed criterion."""
    statements = frozenset[str]().union(*(change.statements for change in changes))
    criteria = frozenset[str]().union(*(change.criteria for change in changes))
    cited = {
        statement
        for step in keyed.item.steps
        for part in (step.options if isinstance(step, ChoiceStep) else (step,))
        for statement in part.rationale.statements
    }
    claims = (
        option.claim
        for step in keyed.item.steps
        if isinstance(step, ChoiceStep)
        for option in step.options
    )
    return bool(cited & statements) or any(_criterion(claim) in criteria for claim in claims)


def _criterion(claim: Claim) -> str | None:
    inner = claim.claim if isinstance(claim, TruthClaim) else claim
    return inner.criterion if isinstance(inner, CriterionClaim) else None
