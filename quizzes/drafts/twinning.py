"""Contrast twins of a vignette that an author has written, each as a draft to go on with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from kg.case import Fact
from kg.derivation import Derivation
from kg.drafts import deciding
from kg.model import Guideline
from kg.reasoner import Reasoner
from quizzes.case_claims import is_one_change
from quizzes.drafts.check import DraftCheck
from quizzes.generation.proposals import facts_data
from quizzes.generation.telling import phrase
from quizzes.generation.wording import capital
from quizzes.twins import Twin, twin_of

_FACTS = ("present", "absent", "values")
_NOT_TAKEN = (*_FACTS, "status", "comment", "reviewed")


@dataclass(frozen=True)
class TwinOffer:
    """
    A twin of a vignette: *data* is what its file would hold.

    *added* and *removed* are the clauses that tell what is so in the twin, and what no longer is.
    """

    twin: Twin
    data: dict[str, Any]
    added: tuple[str, ...]
    removed: tuple[str, ...]

    @property
    def id(self) -> str:
        """The id of the content, made of that of the vignette and the criterion."""
        return str(self.data["id"])

    @property
    def note(self) -> str:
        """What its author is to do with it."""
        gone = "; ".join(f"“{clause}”" for clause in self.removed) or "nothing"
        new = "; ".join(f"“{clause}”" for clause in self.added) or "nothing: it is unknown now"
        return (
            f"Contrast twin of {self.data['twin_of']}. No longer so: {gone}. Instead: {new}. The"
            " story is that of the original with the new fact at its end: change or delete what"
            " says otherwise, and give it a title of its own. Publish the original first."
        )


def twins_of(check: DraftCheck, reasoner: Reasoner) -> tuple[TwinOffer, ...]:
    """
    Return the twins of the vignette of *check* that lie one fact away, each with another verdict.

    At most one for each criterion that decides; none as long as the facts do not hold together.
    """
    if not isinstance(check.derivation, Derivation) or not check.data.get("id"):
        return ()
    return tuple(_offers(check, check.derivation, reasoner))


def _offers(check: DraftCheck, derivation: Derivation, reasoner: Reasoner) -> Iterator[TwinOffer]:
    seen: set[frozenset[Fact]] = set()
    for criterion in deciding(reasoner.guideline):
        twin = twin_of(derivation, criterion, reasoner)
        if twin is None or twin.case.facts in seen:
            continue
        if is_one_change(twin.added | twin.removed, reasoner.hierarchy):
            seen.add(twin.case.facts)
            yield _offer(check, twin, reasoner.guideline)


def _offer(check: DraftCheck, twin: Twin, guideline: Guideline) -> TwinOffer:
    added, removed = (_told(facts, guideline) for facts in (twin.added, twin.removed))
    kept = {key: value for key, value in check.data.items() if key not in _NOT_TAKEN}
    story = [str(check.data.get("narrative", "")).strip(), " ".join(f"{one}." for one in added)]
    data = {
        **kept,
        "id": f"{check.data['id']}-twin-{twin.criterion.lower()}",
        "title": f"{check.data.get('title') or check.data['id']}: one fact away",
        "narrative": "\n\n".join(part for part in story if part),
        **facts_data(twin.case.facts, guideline),
        "twin_of": check.data["id"],
        "teaches": [twin.criterion],
    }
    return TwinOffer(twin, data, added, removed)


def _told(facts: frozenset[Fact], guideline: Guideline) -> tuple[str, ...]:
    return tuple(sorted(capital(phrase(fact, guideline)) for fact in facts))
