"""Facts and derivations in words. Nothing is computed here."""

from __future__ import annotations

from collections.abc import Iterable

from kg.case import Absent, Bound, Fact, Present, Value
from kg.contradictions import Conflict, Contradiction, Refusal
from kg.derivation import CriterionResult, Derivation, Edit, Status
from kg.model import Guideline

_BOUND_WORDS = {
    Bound.EXACTLY: "",
    Bound.AT_LEAST: "at least ",
    Bound.LESS_THAN: "less than ",
}


def sentence(fact: Fact, guideline: Guideline) -> str:
    """Return *fact* as a phrase: "no infection", "pain score: at least 7 points of 10"."""
    match fact:
        case Present(finding):
            return guideline.findings[finding].label
        case Absent(finding):
            return guideline.findings[finding].absent_label
        case Value(observable, bound, amount):
            measured = guideline.observables[observable]
            value = f"{_BOUND_WORDS[bound]}{plain_number(amount)}"
            return f"{measured.label}: {value} {measured.unit_label}"


def question(fact: Fact, guideline: Guideline) -> str:
    """Return the question that learns whether *fact* is so."""
    if isinstance(fact, Value):
        return guideline.observables[fact.observable].question
    return guideline.findings[fact.finding].question


def sentences(facts: Iterable[Fact], guideline: Guideline) -> list[str]:
    """Return *facts* as phrases: what is present, what is absent, then the values."""
    rank = {Present: 0, Absent: 1, Value: 2}
    ordered = sorted(facts, key=lambda f: (rank[type(f)], sentence(f, guideline)))
    return [sentence(fact, guideline) for fact in ordered]


def edit_sentence(edit: Edit, guideline: Guideline) -> str:
    """Return one edit as a phrase that starts after "if"."""
    gone = "; ".join(sentences(edit.remove, guideline))
    if edit.add is None:
        return f"it were not known: {gone}"
    new = sentence(edit.add, guideline)
    return f"{new} (in place of: {gone})" if gone else new


def contradiction_sentence(contradiction: Contradiction, guideline: Guideline) -> str:
    """Return what is wrong, with the facts named and the remedy."""
    facts = " / ".join(f"'{s}'" for s in sentences(contradiction.facts, guideline))
    match contradiction.conflict:
        case Conflict.PRESENT_AND_ABSENT:
            return f"{facts} cannot both be so: one says present, the other absent. Remove one."
        case Conflict.INCOMPATIBLE_FINDINGS:
            return f"{facts} exclude each other by definition. Remove one."
        case Conflict.IMPOSSIBLE_BOUNDS:
            return f"{facts} leave no value that fits both. Correct one."
        case Conflict.OUT_OF_RANGE:
            return f"{facts} is outside what can be measured. Correct the value."


def plain_number(amount: object) -> str:
    """Return a decimal without trailing zeros and without an exponent."""
    text = format(amount, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_text(result: Derivation | Refusal, guideline: Guideline) -> str:
    """Return the whole result as plain text for a terminal, ending with a newline."""
    lines = [f"Case: {result.case.title or result.case.id}  ({guideline.title})"]
    if isinstance(result, Refusal):
        lines.append("Refused: the case contradicts itself.")
        lines += [f"  - {contradiction_sentence(c, guideline)}" for c in result.contradictions]
        return "\n".join(lines) + "\n"
    lines.append(f"Verdict: {result.verdict.value}")
    lines += [f"  also: {verdict.value}" for verdict in result.also]
    if result.weakest is not None:
        rests = ", ".join(result.weakest_criteria)
        lines.append(f"Weakest link: {result.weakest.value} ({rests})")
    lines += ["", "Criteria"]
    for criterion in result.criteria:
        lines += _criterion_lines(criterion, guideline)
    if result.settling:
        lines += ["", "Would settle it"]
        lines += [
            f"  {settling.verdict.value}: {'; '.join(sentences(settling.facts, guideline))}"
            for settling in result.settling
        ]
    if result.flips:
        lines += ["", "Would change it"]
        lines += [
            f"  {flip.verdict.value}, if "
            + " and ".join(edit_sentence(edit, guideline) for edit in flip.edits)
            for flip in result.flips
        ]
    lines += ["", guideline.disclaimer]
    return "\n".join(lines) + "\n"


def _criterion_lines(result: CriterionResult, guideline: Guideline) -> list[str]:
    criterion = guideline.criteria[result.criterion]
    mark = {Status.MET: "met    ", Status.REFUTED: "refuted", Status.UNKNOWN: "unknown"}
    star = "*" if result.decisive else " "
    lines = [
        f" {star}{criterion.id:<3} {mark[result.status]}  {criterion.role.value}: {criterion.label}"
    ]
    if result.facts:
        by = " | ".join("; ".join(sentences(facts, guideline)) for facts in result.facts)
        lines.append(f"       by: {by}")
    cited = ", ".join(
        f"{s.statement} (line {guideline.statements[s.statement].line}, "
        + (f"{s.link.value} [{_number(s.reference, guideline)}])" if s.reference else "uncited)")
        for s in result.supports
    )
    return [*lines, f"       from: {cited}"]


def _number(reference: str, guideline: Guideline) -> int:
    return guideline.references[reference].number
