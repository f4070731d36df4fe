"""
What a learner does on a case, step by step, and the form of a step in JSON.

Steps are events: they are stored as they are made and never changed. `quizzes.case_flow` says which
may follow which.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from typing import Any

from kg.case import Absent, Bound, Fact, Present, Value
from kg.derivation import Verdict
from quizzes.errors import ResponseError


@dataclass(frozen=True, slots=True)
class Asked:
    """The question for a finding or an observable was put."""

    subject: str


@dataclass(frozen=True, slots=True)
class Decided:
    """
    The learner committed to a verdict.

    *confidence* is from 1 to 3, if given. *told* says that the whole story had been shown, so that
    nothing was left to ask.
    """

    verdict: Verdict
    confidence: int | None = None
    told: bool = False


@dataclass(frozen=True, slots=True)
class Marked:
    """The learner marked the facts of the case that decide."""

    facts: frozenset[Fact]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The learner, who could not tell, named the finding or observable to obtain next."""

    subject: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """The learner left the rationale out."""


@dataclass(frozen=True, slots=True)
class Compared:
    """The learner named what differs in the contrast twin for a criterion."""

    criterion: str
    choice: str


CaseStep = Asked | Decided | Marked | Wanted | Skipped | Compared


def step_to_json(step: CaseStep) -> dict[str, Any]:
    """Return *step* as plain data; decimals become text."""
    match step:
        case Asked(subject):
            return {"step": "asked", "subject": subject}
        case Decided(verdict, confidence, told):
            return {
                "step": "decided",
                "verdict": verdict.value,
                "confidence": confidence,
                "told": told,
            }
        case Marked(facts):
            return {"step": "marked", "facts": facts_to_json(facts)}
        case Wanted(subject):
            return {"step": "wanted", "subject": subject}
        case Skipped():
            return {"step": "skipped"}
        case Compared(criterion, choice):
            return {"step": "compared", "criterion": criterion, "choice": choice}


def step_from_json(data: object) -> CaseStep:
    """
    Return what `step_to_json` wrote.

    Raises:
        ResponseError: If *data* has another form.
    """
    try:
        match data:
            case {"step": "asked", "subject": str(subject)}:
                return Asked(subject)
            case {"step": "decided", "verdict": str(verdict), "confidence": sure, "told": told}:
                if (sure is None or sure in (1, 2, 3)) and isinstance(told, bool):
                    return Decided(Verdict(verdict), sure, told)
            case {"step": "marked", "facts": list(facts)}:
                return Marked(frozenset(map(_fact, facts)))
            case {"step": "wanted", "subject": str(subject)}:
                return Wanted(subject)
            case {"step": "skipped"}:
                return Skipped()
            case {"step": "compared", "criterion": str(criterion), "choice": str(choice)}:
                return Compared(criterion, choice)
    except (ValueError, DecimalException) as error:
        raise ResponseError(f"This is no step of a case: {data!r}") from error
    raise ResponseError(f"This is no step of a case: {data!r}")


def facts_to_json(facts: Iterable[Fact]) -> list[dict[str, str]]:
    """Return *facts* as plain data, sorted."""
    return sorted((_plain(fact) for fact in facts), key=lambda entry: sorted(entry.items()))


def facts_from_json(data: object) -> frozenset[Fact]:
    """
    Return what `facts_to_json` wrote.

    Raises:
        ResponseError: If *data* has another form.
    """
    if not isinstance(data, list):
        raise ResponseError(f"These are no facts: {data!r}")
    try:
        return frozenset(map(_fact, data))
    except (ValueError, DecimalException) as error:
        raise ResponseError(f"These are no facts: {data!r}") from error


def _plain(fact: Fact) -> dict[str, str]:
    match fact:
        case Present(finding):
            return {"present": finding}
        case Absent(finding):
            return {"absent": finding}
        case Value(observable, bound, amount):
            return {"observable": observable, bound.value: str(amount)}


def _fact(entry: object) -> Fact:
    match entry:
        case {"observable": str(observable), **rest} if len(rest) == 1:
            ((bound, amount),) = rest.items()
            return Value(observable, Bound(bound), Decimal(str(amount)))
        case {"present": str(finding)}:
            return Present(finding)
        case {"absent": str(finding)}:
            return Absent(finding)
    raise ValueError(entry)
