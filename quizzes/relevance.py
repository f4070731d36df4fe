"""Which findings and values a decision can rest on, and which it never does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kg.axioms import Has, Lacks, Leaf, Measure, leaves
from kg.hierarchy import FindingHierarchy
from kg.model import Guideline, Role
from kg.reasoner import Reasoner
from kg.rules import Rules


@dataclass(frozen=True)
class Relevance:
    """
    What the findings and observables of one guideline are good for.

    *deciding* holds the ids of those whose presence, absence or value can bear on an inclusion or
    exclusion criterion. *supporting* holds, for the others that bear on a supporting criterion,
    the ids of those criteria: they are reported and never decide. What is in neither, such as an
    age, is in no criterion at all.
    """

    deciding: frozenset[str]
    supporting: Mapping[str, tuple[str, ...]]


def relevance_of(reasoner: Reasoner) -> Relevance:
    """Read from the axioms of a guideline what its findings and observables can bear on."""
    return relevance_of_rules(reasoner.guideline, reasoner.rules, reasoner.hierarchy)


def relevance_of_rules(
    guideline: Guideline, rules: Rules, hierarchy: FindingHierarchy
) -> Relevance:
    """Read the same from rules that need not be those of a reasoner."""
    touched: dict[str, set[str]] = {criterion: set() for criterion in guideline.criteria}
    for (criterion, _), expression in rules.sides.items():
        for leaf in leaves(expression):
            touched[criterion].update(_bearing_on(leaf, hierarchy))
    deciding = frozenset().union(
        *(ids for criterion, ids in touched.items() if not _is_supporting(guideline, criterion))
    )
    supporting = {
        subject: tuple(c for c, ids in touched.items() if subject in ids)
        for ids in touched.values()
        for subject in sorted(ids - deciding)
    }
    return Relevance(deciding, supporting)


def _is_supporting(guideline: Guideline, criterion: str) -> bool:
    return guideline.criteria[criterion].role is Role.SUPPORTING


def _bearing_on(leaf: Leaf, hierarchy: FindingHierarchy) -> Iterator[str]:
    """Yield what can make *leaf* hold, or rule it out, by itself."""
    match leaf:
        case Has(finding) | Lacks(finding):
            yield from hierarchy.narrower[finding]
            yield from hierarchy.broader[finding]
            yield from hierarchy.absent_through(finding)
        case Measure(observable):
            yield observable
