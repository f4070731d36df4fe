"""
A case: what is known of one patient, as the reasoner sees it.

A case *has* findings and *lacks* findings; what is in neither list is unknown. Values are exact
decimals in the observable's own unit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from kg.errors import CaseError

#: Digits that Oxigraph's xsd:decimal holds on either side of the point.
PLACES = 18


class Bound(Enum):
    """How a value is known: exactly, or only from one side ("more than a month")."""

    EXACTLY = "exactly"
    AT_LEAST = "at_least"
    LESS_THAN = "less_than"


@dataclass(frozen=True, slots=True, order=True)
class Present:
    """The case has this finding."""

    finding: str


@dataclass(frozen=True, slots=True, order=True)
class Absent:
    """The case was looked at for this finding and lacks it."""

    finding: str


@dataclass(frozen=True, slots=True)
class Value:
    """
    The observable's value is exactly, at least or less than *amount*, in its own unit.

    Raises:
        CaseError: If *amount* is no number that SPARQL on Oxigraph holds exactly.
    """

    observable: str
    bound: Bound
    amount: Decimal

    def __post_init__(self) -> None:
        exponent = self.amount.as_tuple().exponent
        if not isinstance(exponent, int) or exponent < -PLACES or self.amount.adjusted() >= PLACES:
            raise CaseError(
                f"{self.amount} is not compared exactly: give a number with at most {PLACES}"
                " digits before the decimal point and as many after it."
            )


Fact = Present | Absent | Value


@dataclass(frozen=True, slots=True)
class Case:
    """One patient. Facts are kept as a set: order and repetition mean nothing."""

    id: str
    guideline: str
    facts: frozenset[Fact] = field(default_factory=frozenset)
    title: str = ""
    narrative: str = ""
