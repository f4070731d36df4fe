"""
The workshop: drafts, and the item banks into which they are published.

A bank never changes; publishing puts a new one in its place in one assignment, so that a page sees
the old bank or the new one and never something between.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any

from kg.derivation import Derivation
from quizzes.bank import ItemBank
from quizzes.drafts.check import DraftCheck, Problem, check_draft
from quizzes.drafts.merging import merged, source_of
from quizzes.drafts.model import Draft, DraftStage, Version
from quizzes.drafts.standings import Standing, Standings
from quizzes.drafts.store import Drafts
from quizzes.drafts.text import draft_text
from quizzes.judgement import Knowledge
from quizzes.lint.context import LintContext
from quizzes.lint.findings import LintFinding
from quizzes.model import Reviewed
from quizzes.review import item_basis, noted_data, vignette_basis


class LiveBanks(Mapping[str, ItemBank]):
    """The item banks by the slug of their guideline, as they are at this moment."""

    def __init__(self, banks: Mapping[str, ItemBank]) -> None:
        self._banks = dict(banks)

    def __getitem__(self, slug: str) -> ItemBank:
        return self._banks[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._banks)

    def __len__(self) -> int:
        return len(self._banks)

    def put(self, bank: ItemBank) -> None:
        """Put *bank* in the place of the one of its guideline."""
        self._banks = {**self._banks, bank.guideline.slug: bank}


@dataclass(frozen=True, slots=True)
class Blocked:
    """Why a draft was not published, retired or deleted; nothing was changed."""

    problems: tuple[Problem, ...]


class Workshop:
    """
    Publishes drafts, withdraws them, and deletes those that were never published.

    *shipped* holds the banks of the content files, and *knowledge* what their keys follow from.
    """

    def __init__(
        self, shipped: Mapping[str, ItemBank], knowledge: Mapping[str, Knowledge], drafts: Drafts
    ) -> None:
        self.drafts = drafts
        self.shipped = shipped
        self.banks = LiveBanks(shipped)
        self._knowledge = knowledge
        self._contexts: dict[str, LintContext] = {}
        self._standings = Standings()
        self._lock = Lock()
        self.refresh()

    def refresh(self) -> None:
        """Put what is published in the store into the banks."""
        with self._lock:
            drafts = self.drafts.all()
            for slug in self.shipped:
                of_slug = [draft for draft in drafts if draft.guideline == slug]
                if any(draft.published for draft in of_slug):
                    self.banks.put(self._merged(slug, of_slug))

    def context(self, slug: str) -> LintContext:
        """Return what a draft of this guideline is checked against."""
        bank = self.banks[slug]
        context = self._contexts.get(slug)
        if context is None or context.bank is not bank:
            context = LintContext(bank, self._knowledge[slug])
            self._contexts[slug] = context
        return context

    def standings(self) -> dict[str, Standing]:
        """
        Return how far each draft is, by its id, and each item and vignette of the banks.

        The latter by "item/" or "vignette/" and their ids. The first call takes seconds.
        """
        told = {
            draft.id: self._standings.of_draft(draft, self.context(draft.guideline))
            for draft in self.drafts.all()
            if draft.guideline in self.banks
        }
        for slug, bank in self.banks.items():
            context = self.context(slug)
            for id_, keyed in bank.items.items():
                told[f"item/{id_}"] = self._standings.of_item(keyed, context)
            for id_, vignette in bank.vignettes.items():
                told[f"vignette/{id_}"] = self._standings.of_vignette(vignette, context)
        return told

    def publish(self, draft_id: str, base: int, *, author: str, at: datetime) -> Version | Blocked:
        """
        Give version *base* of a draft to residents.

        Raises:
            DraftError: If there is no such draft or version.
        """
        with self._lock:
            draft = self.drafts.draft(draft_id)
            check = check_draft(draft.latest.text, draft.part, self.context(draft.guideline))
            # What was read before the guideline changed is read again by who publishes it.
            errors = [found for found in check.errors if found.rule != "S5"]
            blocking = [*check.problems, *map(_error, errors)]
            if draft.latest.number != base:
                blocking.append(_overtaken(draft))
            if not blocking:
                text = draft_text(self._reviewed(check, draft, author, at), DraftStage.PUBLISHED)
                blocking += self._clashes(draft, str(check.data["id"]))
            if blocking:
                return Blocked(tuple(blocking))
            return self._decide(_decided(draft, DraftStage.PUBLISHED, text), base, author, at)

    def retire(self, draft_id: str, base: int, *, author: str, at: datetime) -> Version | Blocked:
        """
        Withdraw a draft; what was answered before keeps its item.

        Raises:
            DraftError: If there is no such draft or version.
        """
        with self._lock:
            draft = self.drafts.draft(draft_id)
            if draft.latest.number != base:
                return Blocked((_overtaken(draft),))
            check = check_draft(draft.latest.text, draft.part, self.context(draft.guideline))
            text = draft_text(check.data, DraftStage.RETIRED) if check.data else draft.latest.text
            return self._decide(_decided(draft, DraftStage.RETIRED, text), base, author, at)

    def kept(self, draft_id: str, author: str) -> Blocked | None:
        """
        Return why *author* may not delete a draft; None if nothing stands against it.

        Only who has started a draft deletes it. That is a matter of names, which nobody checks.

        Raises:
            DraftError: If there is no such draft.
        """
        first = self.drafts.version(draft_id, 1)
        if self.drafts.draft(draft_id).published is not None:
            return _refused("It was published, and answers may rest on it. Retire it instead.")
        if first.author != author:
            started = first.author or "Somebody who writes without a name"
            return _refused(
                f"{started} started it, and only who started a draft deletes it. Retire it."
            )
        return None

    def delete(self, draft_id: str, last: int, *, author: str, at: datetime) -> Blocked | None:
        """
        Delete a draft with all its versions and comments, for good; None says that it was done.

        *last* is the number of the last version that the author knows of, parallel or not.

        Raises:
            DraftError: If there is no such draft.
        """
        with self._lock:
            blocked = self.kept(draft_id, author)
            if blocked is None and not self.drafts.delete(draft_id, last, author=author, at=at):
                return _refused("It was saved once more since you looked at it. Look again.")
            return blocked

    def _decide(self, draft: Draft, base: int, author: str, at: datetime) -> Version | Blocked:
        """Store the new version of *draft* unless something else would be lost by it."""
        slug, version = draft.guideline, draft.latest
        others = [one for one in self.drafts.all() if one.id != draft.id]
        candidate = self._merged(slug, [*others, draft])
        lost = _lost(self.banks[slug], candidate)
        if lost:
            return Blocked(lost)
        saved = self.drafts.save(
            draft.id, base, version.text, author=author, at=at, stage=version.stage
        )
        if saved.is_parallel:
            return Blocked((_overtaken(draft),))
        self.banks.put(candidate)
        return saved.version

    def _reviewed(
        self, check: DraftCheck, draft: Draft, author: str, at: datetime
    ) -> dict[str, Any]:
        """Return the data of a draft with a note of who read it, when, and against what."""
        guideline = self._knowledge[draft.guideline].guideline
        if check.keyed is not None:
            basis = item_basis(check.keyed, guideline)
        elif check.vignette is not None and isinstance(check.derivation, Derivation):
            basis = vignette_basis(check.vignette, check.derivation, guideline)
        else:
            return dict(check.data)
        review = Reviewed(guideline.version, basis, author, at.date().isoformat())
        return {**check.data, "reviewed": noted_data(review)}

    def _merged(self, slug: str, drafts: Iterable[Draft]) -> ItemBank:
        of_slug = [draft for draft in drafts if draft.guideline == slug]
        return merged(self.shipped[slug], of_slug, self._knowledge[slug])

    def _clashes(self, draft: Draft, id_: str) -> Iterator[Problem]:
        """Yield what speaks against the id under which a draft is to be published."""
        if draft.published is not None and _id_in(draft.published) != id_:
            was = _id_in(draft.published)
            yield Problem("id", f"Answers are stored under {was}, its published id. Keep that.")
        for other in self.drafts.all():
            served = other.served
            same = (other.guideline, other.part) == (draft.guideline, draft.part)
            if other.id != draft.id and same and served is not None and _id_in(served) == id_:
                yield Problem("id", "Another published draft has this id. Choose another.")


def _id_in(version: Version) -> str:
    """Return the id of the content of a published version, which is sound."""
    return str(source_of(version.text, version.draft).data["id"])


def _error(found: LintFinding) -> Problem:
    return Problem(found.place, f"{found.message} {found.suggestion}")


def _decided(draft: Draft, stage: DraftStage, text: str) -> Draft:
    """Return *draft* as it will be once *text* is published or retired."""
    version = replace(draft.latest, number=draft.latest.number + 1, stage=stage, text=text)
    if stage is DraftStage.RETIRED:
        return replace(draft, latest=version, is_retired=True)
    return replace(draft, latest=version, published=version, is_retired=False)


def _lost(before: ItemBank, after: ItemBank) -> tuple[Problem, ...]:
    """Return what would break, in words that name the item or vignette."""
    new = set(after.defects) - set(before.defects)
    return tuple(Problem("", f"{defect.item}: {defect.message}") for defect in sorted(new))


def _refused(message: str) -> Blocked:
    return Blocked((Problem("", message),))


def _overtaken(draft: Draft) -> Problem:
    latest = draft.latest
    return Problem("", f"{latest.author or 'Somebody'} has saved version {latest.number} since.")
