"""What an author chooses from: everything that the guideline and the item bank have a name for."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import Any

from app.authoring.claim_forms import CLAIM_FORMS, as_data
from app.components.fact_editor import groups_of
from app.item_view import KIND_LABELS
from kg.derivation import Link, Status, Verdict
from kg.model import Confidence, Guideline, Quantity, Role, Statement
from kg.reasoner import Reasoner
from kg.rendering import plain_number
from kg.units import unit_words
from quizzes.bank import ItemBank
from quizzes.model import ContentStatus
from quizzes.quantities import QuantityBound, bound_of, comparable_units

#: A value to write, what is shown of it with a code before it, and more that a search finds too.
Choice = dict[str, Any]


def vocabulary(reasoner: Reasoner, bank: ItemBank) -> dict[str, Any]:
    """Return the lists by name, and the forms of claims, as plain data for JSON."""
    guideline = reasoner.guideline
    statements = [_statement(one, guideline) for one in guideline.statements.values()]
    criteria = [
        _choice(one.id, one.label, one.role.value, one.id) for one in guideline.criteria.values()
    ]
    references = [
        _choice(one.number, one.bibliography or "Not resolved", one.design, f"[{one.number}]")
        for one in guideline.references.values()
    ]
    findings = [_choice(one.id, one.label, "") for one in guideline.findings.values()]
    observables = [
        _choice(one.id, one.label, one.unit_label) for one in guideline.observables.values()
    ]
    return {
        "claims": as_data(CLAIM_FORMS),
        "kinds_of_item": [_choice(kind.value, label, "") for kind, label in KIND_LABELS.items()],
        "statements": statements,
        "criteria": criteria,
        "targets": [*criteria, *statements],
        "references": references,
        "sections": [_choice(one.id, one.title, "") for one in guideline.sections.values()],
        "forces": _words(one.force for one in guideline.statements.values()),
        "kinds": _words(one.kind for one in guideline.statements.values()),
        "designs": _words(one.design for one in guideline.references.values()),
        "topics": [_choice(one.id, one.label, one.kind) for one in guideline.topics.values()],
        "aspects": [_choice(one.id, one.label, "") for one in guideline.aspects.values()],
        "decisions": [
            _choice(one.id, one.title, "", one.id) for one in guideline.encoding_decisions.values()
        ],
        "findings": findings,
        "observables": observables,
        "obtainables": [*findings, *observables],
        "units": {one.id: [one.ucum, one.unit_label] for one in guideline.observables.values()},
        "quantities": {
            one.id: [_quantity(quantity) for quantity in one.quantities]
            for one in guideline.statements.values()
            if one.quantities
        },
        "vignettes": [
            _choice(one.id, one.case.title, bank.derivations[one.id].verdict.value)
            for one in bank.vignettes.values()
            if one.status is not ContentStatus.RETIRED
        ],
        "verdicts": _members(Verdict),
        "statuses": _members(Status),
        "links": _members(Link),
        "confidences": _members(Confidence),
        "roles": _members(Role),
        "facts": groups_of(reasoner),
        "criterion_statements": {
            one.id: list(one.statements) for one in guideline.criteria.values()
        },
    }


def _choice(value: object, label: str, more: str, code: str = "") -> Choice:
    return {"value": value, "label": label, "more": more, "code": code}


def _statement(statement: Statement, guideline: Guideline) -> Choice:
    numbers = [str(guideline.references[one].number) for one in statement.references]
    cited = f"[{', '.join(numbers)}]" if numbers else "uncited"
    section = guideline.sections[statement.section].title
    return _choice(statement.id, statement.text, f"{section} · {cited}", statement.id)


def _quantity(quantity: Quantity) -> dict[str, Any]:
    bounds = {bound.value: bound_of(quantity, bound) for bound in QuantityBound}
    return {
        "label": quantity.label,
        "unit": unit_words(quantity.ucum),
        "ucum": quantity.ucum,
        "units": {code: unit_words(code) for code in comparable_units(quantity.ucum)},
        "bounds": {name: plain_number(one) for name, one in bounds.items() if one is not None},
    }


def _words(words: Iterable[str]) -> list[Choice]:
    return [_choice(word, word, "") for word in dict.fromkeys(words) if word]


def _members(enumeration: type[Enum]) -> list[Choice]:
    return [_choice(member.value, str(member.value), "") for member in enumeration]
