"""
Cases as FHIR R5 Bundles, both ways.

A finding is a Condition, confirmed where it is present and refuted where it was looked for and is
absent; a value is an Observation, a bound its comparator. What a Bundle does not mention stays
unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from kg.case import Absent, Bound, Case, Fact, Present, Value
from kg.errors import CaseError
from kg.exports.case_reading import (
    LeftOut,
    ReadCase,
    collect,
    mapping,
    measured,
    objects,
    only_guideline,
    term_in,
    text,
)
from kg.exports.coding import UCUM, Codes, hl7_concept
from kg.exports.json_text import read_json, write_json
from kg.model import Guideline
from kg.namespaces import namespace_of
from kg.rendering import sentence

_CASE_SYSTEM = "urn:guidegraph:case"
_VERIFICATION = "condition-ver-status"
_COMPARATOR = {Bound.EXACTLY: None, Bound.AT_LEAST: ">=", Bound.LESS_THAN: "<"}
_BOUND = {comparator: bound for bound, comparator in _COMPARATOR.items()}
_OVER = frozenset({"inactive", "remission", "resolved"})
_VOID = frozenset({"cancelled", "entered-in-error"})


def write_bundle(case: Case, guideline: Guideline, codes: Codes) -> bytes:
    """Return *case* as a Bundle in JSON; the same case gives the same bytes."""
    patient = f"urn:uuid:{uuid5(NAMESPACE_URL, f'{guideline.iri}/case/{case.id}')}"
    subject = {"reference": patient}
    entries: list[dict[str, Any]] = [
        {
            "fullUrl": patient,
            "resource": {
                "resourceType": "Patient",
                "id": "patient",
                "identifier": [{"system": _CASE_SYSTEM, "value": case.id}],
            },
        }
    ]
    ordered = sorted(case.facts, key=lambda fact: (sentence(fact, guideline), repr(fact)))
    for number, fact in enumerate(ordered, 1):
        resource = {
            "resourceType": "Observation" if isinstance(fact, Value) else "Condition",
            "id": f"fact-{number}",
            **_written(fact, guideline, codes),
            "subject": subject,
        }
        name = f"{guideline.iri}/case/{case.id}/{number}"
        entries.append({"fullUrl": f"urn:uuid:{uuid5(NAMESPACE_URL, name)}", "resource": resource})
    bundle = {
        "resourceType": "Bundle",
        "meta": {"tag": [{"system": namespace_of(guideline.slug), "code": "guideline"}]},
        "type": "collection",
        "entry": entries,
    }
    return write_json(bundle)


def read_bundle(
    content: bytes, name: str, default_id: str, guidelines: Mapping[str, Guideline]
) -> ReadCase:
    """
    Read a case from a Bundle in JSON.

    Only codes in the namespace of a guideline count; the links to other vocabularies are no ground
    for a decision.

    Args:
        content: The Bundle.
        name: What messages call it.
        default_id: The id of the case if no Patient bears one.
        guidelines: By slug.

    Raises:
        CaseError: If it is malformed, is about several patients or guidelines, or says something
            of a finding that is neither present, absent nor unknown.
    """
    data = read_json(content, name)
    try:
        return _read(mapping(data, "the file"), default_id, guidelines)
    except CaseError as error:
        raise CaseError(f"{name}: {error}") from error


def _written(fact: Fact, guideline: Guideline, codes: Codes) -> dict[str, Any]:
    match fact:
        case Present(finding):
            return _condition(finding, "active", "confirmed", guideline, codes)
        case Absent(finding):
            return _condition(finding, "unknown", "refuted", guideline, codes)
        case Value(observable_id, bound, amount):
            observable = guideline.observables[observable_id]
            comparator = _COMPARATOR[bound]
            return {
                "status": "final",
                "code": codes.concept(observable_id, observable.label),
                "valueQuantity": {
                    "value": amount,
                    **({} if comparator is None else {"comparator": comparator}),
                    "unit": observable.unit_label,
                    "system": UCUM,
                    "code": observable.ucum,
                },
            }


def _condition(
    finding: str, clinical: str, verification: str, guideline: Guideline, codes: Codes
) -> dict[str, Any]:
    return {
        "clinicalStatus": hl7_concept("condition-clinical", clinical),
        "verificationStatus": hl7_concept(_VERIFICATION, verification),
        "code": codes.concept(finding, guideline.findings[finding].label),
    }


def _read(
    bundle: Mapping[str, Any], default_id: str, guidelines: Mapping[str, Guideline]
) -> ReadCase:
    if bundle.get("resourceType") != "Bundle":
        raise CaseError("this is no FHIR Bundle: 'resourceType' must be 'Bundle'.")
    entries = objects(bundle.get("entry"), "entry")
    resources = [mapping(entry.get("resource"), "entry.resource") for entry in entries]
    subjects = {text(mapping(one.get("subject"), "subject").get("reference")) for one in resources}
    if len(subjects - {""}) > 1:
        raise CaseError("it is about more than one patient. Write a Bundle for each.")
    tags = objects(mapping(bundle.get("meta"), "meta").get("tag"), "meta.tag")
    spaces = {text(tag.get("system")) for tag in tags}
    spaces |= {system for one in resources for system, _ in _codes(one.get("code"))}
    guideline = only_guideline(spaces, guidelines)
    facts, left_out = collect(_parts(resources, guideline))
    return ReadCase(
        Case(_id_in(resources) or default_id, guideline.slug, facts),
        left_out,
    )


def _id_in(resources: list[Mapping[str, Any]]) -> str:
    for one in resources:
        if one.get("resourceType") == "Patient":
            for identifier in objects(one.get("identifier"), "Patient.identifier"):
                if identifier.get("system") == _CASE_SYSTEM:
                    return text(identifier.get("value"))
    return ""


def _parts(
    resources: list[Mapping[str, Any]], guideline: Guideline
) -> Iterator[tuple[str, list[Fact] | LeftOut]]:
    for one in resources:
        kind = text(one.get("resourceType"))
        name = f"{kind or 'a resource without a type'} {text(one.get('id'))}".strip()
        match kind:
            case "Patient":
                continue
            case "Condition":
                yield name, _of_condition(one, name, guideline)
            case "Observation":
                yield name, _of_observation(one, name, guideline)
            case _:
                yield name, LeftOut("this kind of resource says nothing that a case holds.")


def _of_condition(one: Mapping[str, Any], name: str, guideline: Guideline) -> list[Fact] | LeftOut:
    finding = term_in(_codes(one.get("code")), guideline, guideline.findings)
    if finding is None:
        return LeftOut("it has no code of a finding of the guideline.")
    status = _status(one.get("verificationStatus"))
    if status == "refuted":
        return [Absent(finding)]
    if status == "confirmed":
        if _status(one.get("clinicalStatus")) in _OVER:
            return LeftOut(f"{finding} is over, which does not say that it is absent now.")
        return [Present(finding)]
    if status:
        return LeftOut(f"{finding} is {status}, so it is unknown.")
    raise CaseError(f"{name}: say by a verificationStatus whether it is confirmed or refuted.")


def _of_observation(
    one: Mapping[str, Any], name: str, guideline: Guideline
) -> list[Fact] | LeftOut:
    observable = term_in(_codes(one.get("code")), guideline, guideline.observables)
    if observable is None:
        return LeftOut("it has no code of an observable of the guideline.")
    if text(one.get("status")) in _VOID:
        return LeftOut(f"its status is {one['status']}.")
    if one.get("dataAbsentReason") is not None:
        return LeftOut(f"{observable} was not measured, so it is unknown.")
    quantity = mapping(one.get("valueQuantity"), f"{name}: valueQuantity")
    comparator = quantity.get("comparator")
    if not isinstance(comparator, str | None) or comparator not in _BOUND:
        raise CaseError(f"{name}: the comparator '{comparator}' is none of '>=' and '<'.")
    if text(quantity.get("system")) != UCUM:
        raise CaseError(f"{name}: give the unit as a code of {UCUM}.")
    return [
        measured(
            guideline.observables[observable],
            _BOUND[comparator],
            quantity.get("value"),
            text(quantity.get("code")),
        )
    ]


def _codes(concept: Any) -> list[tuple[str, str]]:
    codings = objects(mapping(concept, "code").get("coding"), "coding")
    return [(text(coding.get("system")), text(coding.get("code"))) for coding in codings]


def _status(concept: Any) -> str:
    return next((code for _, code in _codes(concept) if code), "")
