"""The derivation: one result object for prose, table and triples. Renderings never compute."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kg.case import Case, Fact


class Status(Enum):
    """Of a criterion for a case. Unknown is never read as absent."""

    MET = "met"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


class Verdict(Enum):
    """The decision for a case; the order is the precedence, strongest first."""

    CONTRAINDICATED = "contraindicated"
    NOT_INDICATED = "not indicated"
    INDICATED = "indicated"
    CANNOT_TELL = "cannot tell"


class Link(Enum):
    """How well a statement is supported; the order is from the weakest to the strongest."""

    UNCITED = "uncited"
    UNRESOLVED = "unresolved"
    PROBABLE = "probable"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class StatementSupport:
    """A statement behind a criterion with its best reference, None if it cites none."""

    statement: str
    link: Link
    reference: str | None


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """
    The status of one criterion.

    *facts* holds every minimal set of case facts that alone makes the status so; it is empty when
    the status is unknown. *link* is that of the best supported statement behind the criterion.
    *decisive* tells whether the verdict rests on this criterion.
    """

    criterion: str
    status: Status
    facts: tuple[frozenset[Fact], ...]
    supports: tuple[StatementSupport, ...]
    link: Link
    decisive: bool


@dataclass(frozen=True, slots=True)
class Settling:
    """A minimal set of facts that, if they were found, would settle the decision as *verdict*."""

    verdict: Verdict
    facts: frozenset[Fact]


@dataclass(frozen=True, slots=True)
class Edit:
    """
    One change of one finding or value, with the verdict that follows.

    *add* is None when knowledge is only taken away. *remove* holds the facts that had to go, among
    them those that would contradict *add*.
    """

    add: Fact | None
    remove: frozenset[Fact]


@dataclass(frozen=True, slots=True)
class Flip:
    """A minimal set of edits that together change the verdict to *verdict*."""

    verdict: Verdict
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Derivation:
    """
    Everything the graph says about one case.

    *also* holds the weaker decisions that hold as well (an inclusion may be refuted in a
    contraindicated case). *supports* holds the minimal sets of case facts from which the verdict
    alone follows. *settling* is empty unless the verdict is "cannot tell". *weakest* is the weakest
    link over the decisive criteria, None when nothing is decided; *weakest_criteria* names them.
    """

    case: Case
    verdict: Verdict
    also: tuple[Verdict, ...]
    criteria: tuple[CriterionResult, ...]
    supports: tuple[frozenset[Fact], ...]
    settling: tuple[Settling, ...]
    flips: tuple[Flip, ...]
    weakest: Link | None
    weakest_criteria: tuple[str, ...]

    def criterion(self, criterion_id: str) -> CriterionResult:
        """Return the result of one criterion; KeyError if the guideline has no such criterion."""
        for result in self.criteria:
            if result.criterion == criterion_id:
                return result
        raise KeyError(criterion_id)
