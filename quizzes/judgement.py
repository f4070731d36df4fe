"""What a claim is judged against, and what comes out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TypeVar

from kg.case import Case, Fact
from kg.contradictions import Refusal
from kg.derivation import Derivation
from kg.errors import UnknownNameError
from kg.hierarchy import FindingHierarchy, build_hierarchy
from kg.model import Guideline, Reference

_Named = TypeVar("_Named")

#: Decides one case, or refuses it because its facts contradict each other (`Reasoner.assess`).
Assess = Callable[[Case], Derivation | Refusal]


class Truth(Enum):
    """Of a claim. FALSE means refuted; what is merely not stated is UNKNOWN."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "cannot tell"


@dataclass(frozen=True, slots=True)
class Judgement:
    """
    The truth of a claim with the reason in one sentence.

    *facts* are those of the case from which the truth follows, empty for claims on the source.
    """

    truth: Truth
    reason: str
    facts: frozenset[Fact] = frozenset()


@dataclass(frozen=True)
class Knowledge:
    """A guideline with the reasoner that decides cases by it."""

    guideline: Guideline
    assess: Assess

    @cached_property
    def hierarchy(self) -> FindingHierarchy:
        """The closed finding hierarchy of the guideline."""
        return build_hierarchy(self.guideline.findings)


def named(kind: str, name: str, known: Mapping[str, _Named]) -> _Named:
    """
    Return the value of *name* in *known*.

    Raises:
        UnknownNameError: If it is not there; the message offers close matches.
    """
    if name not in known:
        raise UnknownNameError(kind, name, known)
    return known[name]


def numbered_reference(guideline: Guideline, number: int) -> Reference:
    """
    Return the reference that has this number in the source's own list.

    Raises:
        UnknownNameError: If the list has no such number.
    """
    by_number = {str(reference.number): reference for reference in guideline.references.values()}
    return named("reference", str(number), by_number)


def truth_of(condition: bool) -> Truth:
    """Return TRUE or FALSE, for what is always known."""
    return Truth.TRUE if condition else Truth.FALSE


def all_of(*truths: Truth) -> Truth:
    """Return the three-valued conjunction: one FALSE refutes, one UNKNOWN leaves open."""
    if Truth.FALSE in truths:
        return Truth.FALSE
    return Truth.UNKNOWN if Truth.UNKNOWN in truths else Truth.TRUE
