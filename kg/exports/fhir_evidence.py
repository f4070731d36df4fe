"""References and statements of a guideline as Citations and ArtifactAssessments of FHIR R5."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from kg.exports.coding import UCUM, schema_concept
from kg.model import Guideline, Quantity, Reference, Statement
from kg.rendering import plain_number

_UNRESOLVED = "No work was found that this number could stand for."


def citations(guideline: Guideline, created: str, publisher: str) -> Iterator[dict[str, Any]]:
    """Yield a Citation for each reference number of the document."""
    for reference in guideline.references.values():
        yield {
            "resourceType": "Citation",
            "id": reference.id,
            "url": reference.iri,
            "version": guideline.version,
            "name": f"Reference{reference.number}",
            "title": f"Reference {reference.number} of: {guideline.title}",
            "status": "draft",
            "experimental": True,
            "date": created,
            "publisher": publisher,
            "summary": [{"text": reference.bibliography or _UNRESOLVED}],
            "citedArtifact": _cited(reference),
        }


def assessments(guideline: Guideline, created: str) -> Iterator[dict[str, Any]]:
    """Yield an ArtifactAssessment for each statement and for each reference."""
    for statement in guideline.statements.values():
        yield {
            "resourceType": "ArtifactAssessment",
            "id": statement.id,
            "title": f"{statement.id}: what the document states in line {statement.line}",
            "date": created,
            "artifactUri": statement.iri,
            "content": list(_of_statement(statement, guideline)),
        }
    for reference in guideline.references.values():
        yield {
            "resourceType": "ArtifactAssessment",
            "id": f"{reference.id}-appraisal",
            "title": f"What reference {reference.number} was found to be",
            "date": reference.checked or created,
            "artifactCanonical": reference.iri,
            "content": list(_of_reference(reference)),
        }


def _cited(reference: Reference) -> dict[str, Any]:
    artifact: dict[str, Any] = {}
    if reference.doi:
        artifact["identifier"] = [{"system": "https://doi.org", "value": reference.doi}]
    if reference.url:
        artifact["webLocation"] = [{"url": reference.url}]
    if reference.design:
        artifact["note"] = [{"text": f"Design: {reference.design}."}]
    return artifact or {"note": [{"text": _UNRESOLVED}]}


def _of_statement(statement: Statement, guideline: Guideline) -> Iterator[dict[str, Any]]:
    cited = [guideline.references[reference] for reference in statement.references]
    yield {
        "informationType": "comment",
        "summary": statement.text,
        "type": schema_concept("Statement", "statement"),
        **_with_related(
            [{"type": "cites", "label": str(r.number), "resource": r.iri} for r in cited]
        ),
    }
    yield _classified("hasKind", "kind", statement.kind)
    yield _classified("hasForce", "force of the wording", statement.force)
    yield _classified("citationStatus", "citation status", statement.citation_status.value)
    for quantity in statement.quantities:
        yield _quantity(quantity)
    for remark in statement.appraisals:
        yield {
            "informationType": "comment",
            "summary": remark,
            "type": schema_concept("appraises", "appraisal"),
        }


def _of_reference(reference: Reference) -> Iterator[dict[str, Any]]:
    yield _classified("confidence", "confidence", reference.confidence.value)
    for remark in reference.appraisals:
        yield {
            "informationType": "comment",
            "summary": remark,
            "type": schema_concept("hasAppraisal", "appraisal"),
        }


def _classified(name: str, label: str, value: str) -> dict[str, Any]:
    return {
        "informationType": "classifier",
        "type": schema_concept(name, label),
        "classifier": [{"text": value}],
    }


def _with_related(artifacts: list[dict[str, Any]]) -> dict[str, Any]:
    return {"relatedArtifact": artifacts} if artifacts else {}


def _quantity(quantity: Quantity) -> dict[str, Any]:
    content = {
        "informationType": "comment",
        "summary": f"{quantity.label}: {_in_words(quantity)}. {quantity.note}".strip(),
        "type": schema_concept("hasQuantity", "quantity"),
    }
    if quantity.lower is not None and quantity.lower == quantity.upper:
        value = {"value": quantity.lower, "system": UCUM, "code": quantity.ucum}
        return {**content, "informationType": "rating", "quantity": value}
    return content


def _in_words(quantity: Quantity) -> str:
    def number(amount: Decimal) -> str:
        return f"{plain_number(amount)} {quantity.ucum}"

    if quantity.numerator is not None:
        return f"{quantity.numerator} of {quantity.denominator}"
    if quantity.lower is None:
        return "not given" if quantity.upper is None else f"at most {number(quantity.upper)}"
    if quantity.upper is None:
        return f"at least {number(quantity.lower)}"
    if quantity.lower == quantity.upper:
        return number(quantity.lower)
    return f"{plain_number(quantity.lower)} to {number(quantity.upper)}"
