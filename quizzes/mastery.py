"""How far a learner has come: by section, by criterion on each of its sides, and by confidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from math import sqrt

from kg.derivation import Status
from kg.model import Guideline
from quizzes.attribution import CriterionEvidence
from quizzes.document_claims import enclosing_sections
from quizzes.entries import Answer, CaseDecision
from quizzes.scheduling import Memory, retrievability

# The quantile of the normal distribution for an interval that holds the truth 95 times in 100.
_Z95 = 1.959963984540054
_SURE = 3


@dataclass(frozen=True, slots=True)
class Tally:
    """How many times something was exercised, and how many times rightly."""

    n: int
    right: int


@dataclass(frozen=True, slots=True)
class Recall:
    """
    What is known of a group of statements.

    *statements* is how many there are, *met* how many were ever asked. *recalled* is how many are
    expected to be recalled today: the sum of retrievabilities, where one never met counts 0.
    """

    statements: int
    met: int
    recalled: float

    @property
    def share(self) -> float:
        """The expected share of the group that is recalled, 0 for an empty group."""
        return self.recalled / self.statements if self.statements else 0.0


@dataclass(frozen=True, slots=True)
class CriterionMastery:
    """
    A criterion by the statements behind it and by decisions on cases.

    *sides* tells for each status how often it was so in a case that the learner decided, and how
    often it was read rightly.
    """

    recall: Recall
    sides: Mapping[Status, Tally]


@dataclass(frozen=True, slots=True)
class Mastery:
    """Of one learner in one guideline; sections hold what their subsections do."""

    sections: Mapping[str, Recall]
    criteria: Mapping[str, CriterionMastery]


@dataclass(frozen=True, slots=True)
class ConfidenceLevel:
    """
    How often a learner was right when this confident (1 to 3).

    *low* and *high* bound the true share with a probability of 95 % (Wilson); 0 and 1 if n is 0.
    """

    confidence: int
    n: int
    right: int
    low: float
    high: float


def mastery(
    memories: Mapping[str, Memory],
    guideline: Guideline,
    today: date,
    exercised: Iterable[CriterionEvidence] = (),
) -> Mastery:
    """
    Return how much of each section and criterion is known on a study day.

    Args:
        memories: Of one learner, by statement.
        guideline: The one that the statements are of.
        today: The study day.
        exercised: What the learner's decisions on cases exercised.
    """
    by_section: dict[str, list[str]] = {section: [] for section in guideline.sections}
    for statement in guideline.statements.values():
        for section in enclosing_sections(guideline, statement.section):
            by_section[section.id].append(statement.id)
    evidence = tuple(exercised)
    return Mastery(
        {section: _recall(held, memories, today) for section, held in by_section.items()},
        {
            criterion.id: CriterionMastery(
                _recall(criterion.statements, memories, today), _sides(criterion.id, evidence)
            )
            for criterion in guideline.criteria.values()
        },
    )


def calibration(entries: Iterable[CaseDecision | Answer]) -> tuple[ConfidenceLevel, ...]:
    """Return one level for each confidence from 1 to 3; entries without any count nowhere."""
    given = [entry for entry in entries if entry.confidence is not None]
    levels = []
    for confidence in (1, 2, 3):
        here = [is_right(entry) for entry in given if entry.confidence == confidence]
        low, high = wilson(sum(here), len(here))
        levels.append(ConfidenceLevel(confidence, len(here), sum(here), low, high))
    return tuple(levels)


def confident_and_wrong(
    entries: Iterable[CaseDecision | Answer],
) -> tuple[CaseDecision | Answer, ...]:
    """Return what a learner was sure of and wrong about, the latest first."""
    wrong = (entry for entry in entries if entry.confidence == _SURE and not is_right(entry))
    return tuple(sorted(wrong, key=_moment, reverse=True))


def is_right(entry: CaseDecision | Answer) -> bool:
    """Tell whether a decision was right, or an answer wholly so."""
    if isinstance(entry, CaseDecision):
        return entry.chosen is entry.derived
    return entry.score >= 1


def wilson(right: int, n: int) -> tuple[float, float]:
    """Return the bounds of the 95 % score interval of a share (E. B. Wilson, 1927)."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = right / n, _Z95**2
    middle = share + z2 / (2 * n)
    spread = _Z95 * sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    scale = 1 + z2 / n
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def _recall(statements: Iterable[str], memories: Mapping[str, Memory], today: date) -> Recall:
    ids = tuple(statements)
    met = [memories[id_] for id_ in ids if id_ in memories]
    return Recall(len(ids), len(met), sum(retrievability(memory, today) for memory in met))


def _sides(criterion: str, evidence: Iterable[CriterionEvidence]) -> dict[Status, Tally]:
    mine = [one for one in evidence if one.criterion == criterion]
    return {
        status: Tally(
            sum(one.status is status for one in mine),
            sum(one.status is status and one.right for one in mine),
        )
        for status in Status
    }


def _moment(entry: CaseDecision | Answer) -> datetime:
    return entry.decided if isinstance(entry, CaseDecision) else entry.answered
