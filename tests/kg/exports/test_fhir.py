"""What stands in the FHIR resources; `tests/external` has them validated by others."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from kg.exports.losses import LOSSES
from kg.exports.source import ExportedFile
from kg.mappings import read_mappings
from kg.model import Guideline, Role
from kg.namespaces import BASE, SKOS, namespace_of
from kg.sources import ontology_folder

# Required bindings of R5, which readers by schema alone do not check.
_BOUND_CODES = {
    "status": {"draft", "active", "retired", "unknown"},
    "kind": {"applicability", "start", "stop"},
    "informationType": {
        "comment", "classifier", "rating", "container", "response", "change-request",
    },
    "comparator": {"<", "<=", ">=", ">", "ad"},
}  # fmt: skip


@pytest.fixture(scope="module")
def resources(files: dict[str, ExportedFile]) -> dict[tuple[str, str], dict[str, Any]]:
    bundle = json.loads(files["bilateral-sacroplasty.fhir.json"].content)
    found = [entry["resource"] for entry in bundle["entry"]]
    return {(one["resourceType"], one["id"]): one for one in found}


def _walk(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, part in value.items():
            yield key, part
            yield from _walk(part)
    elif isinstance(value, list):
        for part in value:
            yield from _walk(part)


def test_there_is_a_resource_for_everything(
    resources: dict[tuple[str, str], dict[str, Any]], guideline: Guideline
) -> None:
    assert Counter(kind for kind, _ in resources) == {
        "PlanDefinition": 1,
        "EvidenceVariable": len(guideline.criteria) + 1,
        "Citation": len(guideline.references),
        "ArtifactAssessment": len(guideline.statements) + len(guideline.references),
    }


def test_a_threshold_is_a_quantity_with_its_comparator(
    resources: dict[tuple[str, str], dict[str, Any]],
) -> None:
    (characteristic,) = resources["EvidenceVariable", "I4"]["characteristic"]

    assert characteristic["definitionByTypeAndValue"]["valueQuantity"] == {
        "value": 3,
        "comparator": ">=",
        "unit": "weeks",
        "system": "http://unitsofmeasure.org",
        "code": "wk",
    }


def test_the_absence_that_a_criterion_asks_for_is_excluded(
    resources: dict[tuple[str, str], dict[str, Any]],
) -> None:
    (characteristic,) = resources["EvidenceVariable", "I6"]["characteristic"]
    coding = characteristic["definitionByTypeAndValue"]["valueCodeableConcept"]["coding"]

    assert characteristic["exclude"] is True
    assert coding[0]["code"] == "Malignancy"


def test_two_findings_that_are_both_needed_are_combined(
    resources: dict[tuple[str, str], dict[str, Any]],
) -> None:
    (characteristic,) = resources["EvidenceVariable", "I3"]["characteristic"]

    assert characteristic["definitionByCombination"]["code"] == "all-of"
    assert len(characteristic["definitionByCombination"]["characteristic"]) == 2


def test_eligible_is_who_meets_every_inclusion_and_no_exclusion(
    resources: dict[tuple[str, str], dict[str, Any]], guideline: Guideline
) -> None:
    (characteristic,) = resources["EvidenceVariable", "IndicatedCase"]["characteristic"]
    parts = characteristic["definitionByCombination"]["characteristic"]

    assert {part["linkId"]: part.get("exclude", False) for part in parts} == {
        criterion.id: criterion.role is Role.EXCLUSION
        for criterion in guideline.criteria.values()
        if criterion.role is not Role.SUPPORTING
    }


def test_every_canonical_that_is_named_is_that_of_a_resource(
    resources: dict[tuple[str, str], dict[str, Any]],
) -> None:
    defined = {one["url"] for one in resources.values() if "url" in one}
    names = ("definitionCanonical", "artifactCanonical", "resource")

    named = {value for one in resources.values() for key, value in _walk(one) if key in names}

    assert named
    assert named <= defined


def test_codes_with_a_required_binding_are_those_of_r5(
    resources: dict[tuple[str, str], dict[str, Any]],
) -> None:
    used = [(key, value) for one in resources.values() for key, value in _walk(one)]

    assert [
        (key, value)
        for key, value in used
        if key in _BOUND_CODES and str(value) not in _BOUND_CODES[key]
    ] == []


def test_codes_of_other_vocabularies_are_those_of_verified_exact_matches(
    resources: dict[tuple[str, str], dict[str, Any]], guideline: Guideline
) -> None:
    table = ontology_folder() / "mappings" / f"{guideline.slug}.sssom.tsv"
    exact = {
        (row.subject, row.curie.partition(":")[2])
        for row in read_mappings(table)
        if row.predicate == SKOS + "exactMatch"
    }
    concepts = [c for one in resources.values() for key, c in _walk(one) if key == "coding"]
    ours = [c for c in concepts if c[0]["system"] == namespace_of(guideline.slug)]

    foreign = {
        (coding[0]["system"] + coding[0]["code"], other["code"].rpartition(":")[2])
        for coding in ours
        for other in coding[1:]
    }

    assert foreign
    assert foreign <= exact
    assert all(coding["system"].startswith(BASE) for concept in ours for coding in concept[:1])


def test_every_loss_names_an_element_and_is_a_sentence() -> None:
    wrong = [loss for loss in LOSSES if not (loss.element and loss.lost.endswith("."))]

    assert wrong == []
