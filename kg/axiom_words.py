"""Axioms in words, for people who read neither Turtle nor Python. Nothing is computed here."""

from __future__ import annotations

from kg.axioms import All, Any, Comparison, Expression, Has, InClass, Lacks, Measure
from kg.case import Bound
from kg.model import Guideline
from kg.rendering import plain_number

_COMPARISON = {
    Comparison.AT_LEAST: "≥",
    Comparison.MORE_THAN: ">",
    Comparison.AT_MOST: "≤",
    Comparison.LESS_THAN: "<",
}
_KNOWN = {
    Bound.EXACTLY: "",
    Bound.AT_LEAST: ", known as a minimum,",
    Bound.LESS_THAN: ", known as an upper limit,",
}


def in_words(expression: Expression, guideline: Guideline) -> str:
    """Return *expression* as a phrase: "no infection", "age ≥ 18 years or age, known ..."."""
    match expression:
        case Has(finding):
            return guideline.findings[finding].label
        case Lacks(finding):
            return guideline.findings[finding].absent_label
        case Measure(observable, bound, comparison, amount):
            measured = guideline.observables[observable]
            value = f"{_COMPARISON[comparison]} {plain_number(amount)} {measured.unit_label}"
            return f"{measured.label}{_KNOWN[bound]} {value}"
        case InClass(name):
            return name
        case All(parts):
            return _joined(parts, " and ", guideline) or "always"
        case Any(parts):
            return _joined(parts, " or ", guideline) or "never"


def _joined(parts: tuple[Expression, ...], word: str, guideline: Guideline) -> str:
    texts = (
        f"({in_words(part, guideline)})"
        if isinstance(part, All | Any)
        else in_words(part, guideline)
        for part in parts
    )
    return word.join(texts)
