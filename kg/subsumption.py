"""
Whether one expression implies another, read from their form.

Sound always. Complete for the defined classes of a guideline as long as no two of their leaves
together imply a third, which HermiT checks for the guidelines that ship (tests/kg/test_inference).
"""

from __future__ import annotations

from decimal import Decimal

from kg.axioms import All, Any, Comparison, Expression, Has, InClass, Lacks, Leaf, Measure
from kg.hierarchy import FindingHierarchy

# A comparison as the end of an interval: whether it is the lower end, and whether it is open.
_ENDS = {
    Comparison.AT_LEAST: (True, False),
    Comparison.MORE_THAN: (True, True),
    Comparison.AT_MOST: (False, False),
    Comparison.LESS_THAN: (False, True),
}


def implies(narrow: Expression, broad: Expression, hierarchy: FindingHierarchy) -> bool:
    """Tell whether every case for which *narrow* holds is one for which *broad* holds."""
    if isinstance(narrow, Any):
        return all(implies(part, broad, hierarchy) for part in narrow.parts)
    if isinstance(broad, All):
        return all(implies(narrow, part, hierarchy) for part in broad.parts)
    if isinstance(broad, Any) and any(implies(narrow, part, hierarchy) for part in broad.parts):
        return True
    if isinstance(narrow, All):
        return any(implies(part, broad, hierarchy) for part in narrow.parts)
    return not isinstance(broad, Any) and _leaf_implies(narrow, broad, hierarchy)


def _leaf_implies(narrow: Leaf, broad: Leaf, hierarchy: FindingHierarchy) -> bool:
    match narrow, broad:
        case Has(one), Has(other):
            return other in hierarchy.broader[one]
        case Has(one), Lacks(other):
            return other in hierarchy.ruled_out[one]
        case Lacks(one), Lacks(other):
            return other in hierarchy.narrower[one]
        case Measure(), Measure():
            same = (narrow.observable, narrow.bound) == (broad.observable, broad.bound)
            return same and _lies_within(narrow, broad)
        case InClass(one), InClass(other):
            return one == other
        case _:
            return False


def _lies_within(narrow: Measure, broad: Measure) -> bool:
    is_lower, is_open = _ENDS[narrow.comparison]
    broad_is_lower, broad_is_open = _ENDS[broad.comparison]
    if is_lower is not broad_is_lower:
        return False
    beyond: Decimal = narrow.amount - broad.amount
    if not is_lower:
        beyond = -beyond
    return beyond > 0 or (beyond == 0 and (is_open or not broad_is_open))
