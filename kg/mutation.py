"""
Mutants: a guideline with one thing deleted or made wrong.

Who teaches a guideline should notice if it said something else. Each mutant changes one axiom, one
threshold, one link of the finding hierarchy, one citation, one quantity or one content; whatever is
taught by the guideline is then judged by the mutant, and somebody should object.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from kg.axiom_words import in_words
from kg.axioms import All, Any, Comparison, Expression, Has, Lacks, Leaf, Measure, leaves
from kg.document_mutation import DocumentChange, document_changes
from kg.drafts import NEVER, Draft, deciding, replaced, without_part
from kg.hierarchy import FindingHierarchy
from kg.model import Finding, Guideline, Role


class MutantKind(Enum):
    """What a mutant changes."""

    CLASS_AXIOM = "class axiom"
    DECISION_AXIOM = "decision axiom"
    THRESHOLD = "threshold"
    HIERARCHY = "finding hierarchy"
    ROLE = "role of a criterion"
    GROUNDS = "statement behind a criterion"
    CITATION = "citation"
    QUANTITY = "quantity"
    CONTENT = "content"


@dataclass(frozen=True)
class Mutant:
    """
    One changed guideline.

    *term* is the id of what is changed, *change* says it in words. *decisive* tells that the axiom
    can bear on a decision.
    """

    id: str
    kind: MutantKind
    term: str
    change: str
    decisive: bool
    draft: Draft


_STRICTER = {
    Comparison.AT_LEAST: Comparison.MORE_THAN,
    Comparison.MORE_THAN: Comparison.AT_LEAST,
    Comparison.AT_MOST: Comparison.LESS_THAN,
    Comparison.LESS_THAN: Comparison.AT_MOST,
}

_OTHER_ROLE = {
    Role.INCLUSION: Role.SUPPORTING,
    Role.EXCLUSION: Role.INCLUSION,
    Role.SUPPORTING: Role.INCLUSION,
}


def mutants(draft: Draft) -> Iterator[Mutant]:
    """Yield every mutant of the guideline *draft*, numbered in the order of the guideline."""
    made = (
        *_of_classes(draft),
        *_of_decisions(draft),
        *_of_hierarchy(draft),
        *_of_roles(draft),
        *_of_document(draft),
    )
    for number, mutant in enumerate(made, start=1):
        yield replace(mutant, id=f"m{number:03}")


def _of_classes(draft: Draft) -> Iterator[Mutant]:
    decide = set(deciding(draft.guideline))
    for side, expression in draft.rules.sides.items():
        criterion, status = side
        for change, kind, changed in _expressions(expression, draft):
            yield Mutant(
                "",
                kind,
                draft.rules.side_class[side],
                f"{criterion} {status.value}: {change}",
                criterion in decide,
                draft.with_sides({side: changed}),
            )


def _expressions(
    expression: Expression, draft: Draft
) -> Iterator[tuple[str, MutantKind, Expression]]:
    """Yield what is done to an expression, in words, with what it becomes."""
    axiom, words = MutantKind.CLASS_AXIOM, in_words(expression, draft.guideline)
    yield f"“{words}” deleted", axiom, NEVER
    yield from ((text, axiom, new) for text, new in _structure(expression, draft.guideline))
    for leaf in dict.fromkeys(leaves(expression)):
        said = in_words(leaf, draft.guideline)
        for kind, other in _leaves(leaf, draft):
            new = in_words(other, draft.guideline)
            yield f"“{said}” becomes “{new}”", kind, replaced(expression, leaf, other)


def _structure(expression: Expression, guideline: Guideline) -> Iterator[tuple[str, Expression]]:
    """Yield the expression without each of its parts, and with its conjunction turned round."""
    if not isinstance(expression, All | Any):
        return
    for index, part in enumerate(expression.parts):
        yield f"without “{in_words(part, guideline)}”", without_part(expression, index)
        for text, changed in _structure(part, guideline):
            parts = (*expression.parts[:index], changed, *expression.parts[index + 1 :])
            yield text, type(expression)(parts)
    turned = Any(expression.parts) if isinstance(expression, All) else All(expression.parts)
    yield "any part is enough" if isinstance(turned, Any) else "all parts are needed", turned


def _leaves(leaf: Leaf, draft: Draft) -> Iterator[tuple[MutantKind, Leaf]]:
    match leaf:
        case Has(finding) | Lacks(finding):
            kind = type(leaf)
            yield MutantKind.CLASS_AXIOM, Lacks(finding) if kind is Has else Has(finding)
            for other in _neighbours(finding, draft):
                yield MutantKind.CLASS_AXIOM, kind(other)
        case Measure(amount=amount, comparison=comparison):
            yield MutantKind.THRESHOLD, replace(leaf, comparison=_STRICTER[comparison])
            for step in (Decimal(1), Decimal(-1)):
                yield MutantKind.THRESHOLD, replace(leaf, amount=amount + step)


def _neighbours(finding: str, draft: Draft) -> tuple[str, ...]:
    findings = draft.guideline.findings
    narrower = (f.id for f in findings.values() if finding in f.parents)
    return (*findings[finding].parents, *narrower)


def _of_decisions(draft: Draft) -> Iterator[Mutant]:
    for verdict, expression in draft.rules.summary.items():
        term = draft.rules.decision_class[verdict]
        changes = [("definition deleted", NEVER), *_structure(expression, draft.guideline)]
        for text, changed in changes:
            yield Mutant(
                "",
                MutantKind.DECISION_AXIOM,
                term,
                f"{verdict.value}: {text}",
                decisive=True,
                draft=draft.with_decision(verdict, changed),
            )


def _of_hierarchy(draft: Draft) -> Iterator[Mutant]:
    guideline = draft.guideline
    tested = _tested(draft)
    for finding in guideline.findings.values():
        for parent in finding.parents:
            parents = tuple(other for other in finding.parents if other != parent)
            yield _hierarchy_mutant(
                draft,
                finding,
                f"“{finding.label}” is no longer a kind of “{guideline.findings[parent].label}”",
                _flows(finding.id, parent, draft.hierarchy) & tested,
                {finding.id: replace(finding, parents=parents)},
            )
        for other in finding.incompatible:
            enemy = guideline.findings[other]
            if finding.id in enemy.incompatible and other < finding.id:
                continue  # the same pair, told from the other side
            yield _hierarchy_mutant(
                draft,
                finding,
                f"“{finding.label}” and “{enemy.label}” no longer exclude each other",
                (draft.hierarchy.narrower[finding.id] | draft.hierarchy.narrower[other]) & tested,
                {
                    finding.id: _befriended(finding, other),
                    other: _befriended(enemy, finding.id),
                },
            )


def _befriended(finding: Finding, other: str) -> Finding:
    return replace(finding, incompatible=tuple(i for i in finding.incompatible if i != other))


def _hierarchy_mutant(
    draft: Draft,
    finding: Finding,
    change: str,
    touched: frozenset[str],
    findings: dict[str, Finding],
) -> Mutant:
    changed = replace(draft.guideline, findings={**draft.guideline.findings, **findings})
    return Mutant(
        "",
        MutantKind.HIERARCHY,
        finding.id,
        change,
        bool(touched),
        draft.with_guideline(changed),
    )


def _flows(finding: str, parent: str, hierarchy: FindingHierarchy) -> frozenset[str]:
    """Return what presence reaches upwards, and absence downwards, through one link."""
    return hierarchy.narrower[finding] | hierarchy.broader[parent]


def _tested(draft: Draft) -> frozenset[str]:
    """Return the findings that the axioms of the deciding criteria ask for."""
    decide = set(deciding(draft.guideline))
    return frozenset(
        leaf.finding
        for (criterion, _), expression in draft.rules.sides.items()
        if criterion in decide
        for leaf in leaves(expression)
        if isinstance(leaf, Has | Lacks)
    )


def _of_roles(draft: Draft) -> Iterator[Mutant]:
    guideline = draft.guideline
    for criterion in guideline.criteria.values():
        role = _OTHER_ROLE[criterion.role]
        changed = {**guideline.criteria, criterion.id: replace(criterion, role=role)}
        yield Mutant(
            "",
            MutantKind.ROLE,
            criterion.id,
            f"{criterion.id}: {criterion.role.value} becomes {role.value}",
            criterion.role is not Role.SUPPORTING,
            draft.with_guideline(replace(guideline, criteria=changed)),
        )


_KIND = {
    DocumentChange.GROUNDS: MutantKind.GROUNDS,
    DocumentChange.CITATION: MutantKind.CITATION,
    DocumentChange.QUANTITY: MutantKind.QUANTITY,
    DocumentChange.CONTENT: MutantKind.CONTENT,
}


def _of_document(draft: Draft) -> Iterator[Mutant]:
    for kind, term, change, guideline in document_changes(draft.guideline):
        yield Mutant("", _KIND[kind], term, change, False, draft.with_guideline(guideline))
