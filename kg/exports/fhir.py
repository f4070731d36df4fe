"""
Guidelines as FHIR R5 resources in one Bundle (https://hl7.org/fhir/R5).

A PlanDefinition for the decision, an EvidenceVariable for each criterion and one for those who are
eligible, a Citation for each reference, and an ArtifactAssessment for each statement and reference.
What FHIR cannot say is listed in `kg.exports.losses`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from kg.axioms import All, Comparison, Expression, Has, InClass, Lacks, Measure
from kg.axioms import Any as AnyOf
from kg.case import Bound
from kg.derivation import Status, Verdict
from kg.exports.coding import UCUM, Codes, hl7_concept, schema_concept
from kg.exports.fhir_evidence import assessments, citations
from kg.exports.json_text import write_json
from kg.exports.source import ExportedFile, ExportSource
from kg.model import Criterion, Guideline, Role
from kg.namespaces import namespace_of
from kg.rules import Rules

_COMPARATOR = {
    Comparison.AT_LEAST: ">=",
    Comparison.MORE_THAN: ">",
    Comparison.AT_MOST: "<=",
    Comparison.LESS_THAN: "<",
}
_PUBLISHER = "The GuideGraph authors"


def fhir(source: ExportSource) -> Iterator[ExportedFile]:
    """Yield one Bundle a guideline."""
    for slug, guideline in source.library.guidelines.items():
        codes = Codes(namespace_of(slug), source.mappings(slug))
        rules = source.library.reasoner(slug).rules
        created = source.created(slug)
        resources = [
            _plan(guideline, rules, created),
            _eligible(guideline, rules, created),
            *(_variable(c, guideline, rules, codes, created) for c in guideline.criteria.values()),
            *citations(guideline, created, _PUBLISHER),
            *assessments(guideline, created),
        ]
        yield ExportedFile(
            f"{slug}.fhir.json",
            "decision, criteria, references and statements as FHIR R5",
            "application/fhir+json",
            write_json(_bundle(guideline, resources)),
            "fhir",
        )


def _bundle(guideline: Guideline, resources: list[dict[str, Any]]) -> dict[str, Any]:
    def full_url(resource: dict[str, Any]) -> str:
        name = f"{guideline.iri}/{resource['resourceType']}/{resource['id']}"
        return f"urn:uuid:{uuid5(NAMESPACE_URL, name)}"

    version = f"{guideline.iri}/{guideline.version}"
    return {
        "resourceType": "Bundle",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": version},
        "type": "collection",
        "entry": [{"fullUrl": full_url(one), "resource": one} for one in resources],
    }


def _plan(guideline: Guideline, rules: Rules, created: str) -> dict[str, Any]:
    return {
        "resourceType": "PlanDefinition",
        "id": guideline.slug,
        **published(guideline, guideline.iri, created, "Decision"),
        "title": guideline.title,
        "type": hl7_concept("plan-definition-type", "eca-rule"),
        "description": f"Decides cases by: {guideline.title}.",
        "usage": guideline.disclaimer,
        "relatedArtifact": [
            {"type": "depends-on", "label": c.id, "resource": c.iri}
            for c in guideline.criteria.values()
        ],
        "action": [_action(guideline, rules, verdict) for verdict in rules.decision_class],
    }


def _action(guideline: Guideline, rules: Rules, verdict: Verdict) -> dict[str, Any]:
    class_id = rules.decision_class[verdict]
    deciding = dict.fromkeys(_criteria_in(rules, rules.summary[verdict]))
    statements = dict.fromkeys(s for c in deciding for s in guideline.criteria[c].statements)
    return {
        "linkId": class_id,
        "title": verdict.value,
        "documentation": [
            {
                "type": "derived-from",
                "label": s,
                "display": guideline.statements[s].text,
                "document": {"url": guideline.statements[s].iri},
            }
            for s in statements
        ],
        "condition": [
            {
                "kind": "applicability",
                "expression": {
                    "description": f"The case is in the class that follows from the criteria"
                    f" {', '.join(deciding)}.",
                    "reference": namespace_of(guideline.slug) + class_id,
                },
            }
        ],
    }


def _criteria_in(rules: Rules, expression: Expression) -> Iterator[str]:
    criterion_of = {name: side[0] for side, name in rules.side_class.items()}
    match expression:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _criteria_in(rules, part)
        case InClass(name):
            yield criterion_of[name]


def _eligible(guideline: Guideline, rules: Rules, created: str) -> dict[str, Any]:
    name = rules.decision_class.get(Verdict.INDICATED, "Eligible")
    deciding = [c for c in guideline.criteria.values() if c.role is not Role.SUPPORTING]
    return {
        "resourceType": "EvidenceVariable",
        "id": name,
        **published(guideline, namespace_of(guideline.slug) + name, created, "Eligibility"),
        "title": f"Who meets all criteria of: {guideline.title}",
        "characteristic": [_combined("all-of", [_reference(criterion) for criterion in deciding])],
    }


def _reference(criterion: Criterion) -> dict[str, Any]:
    exclude = {"exclude": True} if criterion.role is Role.EXCLUSION else {}
    return {
        "linkId": criterion.id,
        "description": criterion.label,
        **exclude,
        "definitionCanonical": criterion.iri,
    }


def _variable(
    criterion: Criterion, guideline: Guideline, rules: Rules, codes: Codes, created: str
) -> dict[str, Any]:
    return {
        "resourceType": "EvidenceVariable",
        "id": criterion.id,
        **published(guideline, criterion.iri, created, f"Criterion{criterion.id}"),
        "title": criterion.label,
        "shortTitle": criterion.id,
        "description": criterion.definition,
        "note": [{"text": f"The role of this criterion: {criterion.role.value}."}],
        "relatedArtifact": [
            {
                "type": "derived-from",
                "label": statement,
                "display": guideline.statements[statement].text,
                "document": {"url": guideline.statements[statement].iri},
            }
            for statement in criterion.statements
        ],
        "characteristic": [
            _characteristic(rules.sides[criterion.id, Status.MET], guideline, codes)
        ],
    }


def published(guideline: Guideline, url: str, created: str, name: str) -> dict[str, Any]:
    """Return what all resources with a URL of their own say of their publication."""
    return {
        "url": url,
        "version": guideline.version,
        "name": name,
        "status": "draft",
        "experimental": True,
        "date": created,
        "publisher": _PUBLISHER,
    }


def _characteristic(expression: Expression, guideline: Guideline, codes: Codes) -> dict[str, Any]:
    match expression:
        case Has(finding):
            return _finding(finding, guideline, codes)
        case Lacks(finding):
            return {"exclude": True, **_finding(finding, guideline, codes)}
        case Measure():
            return _measured(expression, guideline, codes)
        case All(parts):
            return _collapsed("all-of", [_characteristic(p, guideline, codes) for p in parts])
        case AnyOf(parts):
            return _collapsed("any-of", [_characteristic(p, guideline, codes) for p in parts])
        case InClass(name):
            raise ValueError(f"{name} is a class of cases, not something found in one")


def _finding(finding: str, guideline: Guideline, codes: Codes) -> dict[str, Any]:
    return {
        "definitionByTypeAndValue": {
            "type": schema_concept("hasFinding", "has finding"),
            "valueCodeableConcept": codes.concept(finding, guideline.findings[finding].label),
        }
    }


def _measured(measure: Measure, guideline: Guideline, codes: Codes) -> dict[str, Any]:
    observable = guideline.observables[measure.observable]
    # A value known to be less than a bound, with that bound tested, is less than the threshold.
    below = measure.bound is Bound.LESS_THAN
    return {
        "definitionByTypeAndValue": {
            "type": codes.concept(observable.id, observable.label),
            "valueQuantity": {
                "value": measure.amount,
                "comparator": "<" if below else _COMPARATOR[measure.comparison],
                "unit": observable.unit_label,
                "system": UCUM,
                "code": observable.ucum,
            },
        }
    }


def _collapsed(code: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    """Return parts combined, each once: a value known exactly or by a bound is one to FHIR."""
    different = [part for number, part in enumerate(parts) if part not in parts[:number]]
    return different[0] if len(different) == 1 else _combined(code, different)


def _combined(code: str, parts: list[dict[str, Any]]) -> dict[str, Any]:
    return {"definitionByCombination": {"code": code, "characteristic": parts}}
