"""
Cases in the JSON of Phenopackets 2.0, both ways (https://phenopacket-schema.readthedocs.io).

A finding is a phenotypic feature, excluded where it was looked for and is absent; a value is a
measurement. Terms are CURIEs whose prefix is the slug of the guideline.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

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
from kg.exports.json_text import read_json, write_json
from kg.model import Guideline, Observable
from kg.namespaces import BASE, GG, namespace_of
from kg.rendering import sentence

# The properties of the schema that a bound is stated by; their local names stand in types.
_BOUND_TYPE = {Bound.AT_LEAST: "atLeastProperty", Bound.LESS_THAN: "lessThanProperty"}
_BOUND_LABEL = {Bound.AT_LEAST: "at least", Bound.LESS_THAN: "less than"}
_BOUND_OF = {name: bound for bound, name in _BOUND_TYPE.items()}
_UCUM = "UCUM"


def write_phenopacket(case: Case, guideline: Guideline, created: str) -> bytes:
    """
    Return *case* as a Phenopacket in JSON.

    Args:
        case: What is written, but for title and story.
        guideline: That of the case.
        created: The moment of writing (RFC 3339), which the format demands.
    """
    ordered = sorted(case.facts, key=lambda fact: (sentence(fact, guideline), repr(fact)))
    features = [
        {
            "type": _term(guideline, fact.finding, guideline.findings[fact.finding].label),
            **({"excluded": True} if isinstance(fact, Absent) else {}),
        }
        for fact in ordered
        if not isinstance(fact, Value)
    ]
    values = [fact for fact in ordered if isinstance(fact, Value)]
    packet = {
        "id": case.id,
        "subject": {"id": case.id},
        "phenotypicFeatures": features,
        "measurements": [_measurement(value, guideline) for value in values],
        "metaData": {
            "created": created,
            "createdBy": "GuideGraph",
            "resources": _resources(guideline),
            "phenopacketSchemaVersion": "2.0",
        },
    }
    return write_json(packet)


def read_phenopacket(
    content: bytes, name: str, default_id: str, guidelines: Mapping[str, Guideline]
) -> ReadCase:
    """
    Read a case from a Phenopacket in JSON.

    Args:
        content: The Phenopacket.
        name: What messages call it.
        default_id: The id of the case if the packet has none.
        guidelines: By slug.

    Raises:
        CaseError: If it is malformed or names no guideline, or more than one.
    """
    data = read_json(content, name)
    try:
        return _read(mapping(data, "the file"), default_id, guidelines)
    except CaseError as error:
        raise CaseError(f"{name}: {error}") from error


def _term(guideline: Guideline, term_id: str, label: str) -> dict[str, Any]:
    return {"id": f"{guideline.slug}:{term_id}", "label": label}


def _resources(guideline: Guideline) -> list[dict[str, Any]]:
    return [
        {
            "id": guideline.slug,
            "name": guideline.title,
            "url": BASE + guideline.slug,
            "version": guideline.version,
            "namespacePrefix": guideline.slug,
            "iriPrefix": namespace_of(guideline.slug),
        },
        {
            "id": "guidegraph-schema",
            "name": "GuideGraph schema",
            "url": GG,
            "namespacePrefix": "gg",
            "iriPrefix": GG,
        },
        {
            "id": "ucum",
            "name": "Unified Code for Units of Measure",
            "url": "https://ucum.org",
            "version": "2.1",
            "namespacePrefix": _UCUM,
            "iriPrefix": "https://ucum.org/",
        },
    ]


def _measurement(value: Value, guideline: Guideline) -> dict[str, Any]:
    observable = guideline.observables[value.observable]
    quantity = {
        "unit": {"id": f"{_UCUM}:{observable.ucum}", "label": observable.unit_label},
        "value": value.amount,
    }
    name = _BOUND_TYPE.get(value.bound)
    if name is None:
        written: dict[str, Any] = {"value": {"quantity": quantity}}
    else:
        kind = {"id": f"gg:{name}", "label": _BOUND_LABEL[value.bound]}
        typed = [{"type": kind, "quantity": quantity}]
        written = {"complexValue": {"typedQuantities": typed}}
    return {"assay": _term(guideline, observable.id, observable.label), **written}


def _read(
    packet: Mapping[str, Any], default_id: str, guidelines: Mapping[str, Guideline]
) -> ReadCase:
    if "phenotypicFeatures" not in packet and "metaData" not in packet:
        raise CaseError("this is no Phenopacket: it has neither phenotypicFeatures nor metaData.")
    about = mapping(packet.get("metaData"), "metaData")
    prefixes = {
        text(one.get("namespacePrefix")): text(one.get("iriPrefix"))
        for one in objects(about.get("resources"), "metaData.resources")
    }
    guideline = only_guideline(prefixes.values(), guidelines)
    facts, left_out = collect(_parts(packet, guideline, prefixes))
    return ReadCase(Case(text(packet.get("id")) or default_id, guideline.slug, facts), left_out)


def _parts(
    packet: Mapping[str, Any], guideline: Guideline, prefixes: Mapping[str, str]
) -> Iterator[tuple[str, list[Fact] | LeftOut]]:
    for feature in objects(packet.get("phenotypicFeatures"), "phenotypicFeatures"):
        curie = _curie(feature.get("type"))
        yield f"feature {curie}", _of_feature(feature, _codes(curie, prefixes), guideline)
    for one in objects(packet.get("measurements"), "measurements"):
        curie = _curie(one.get("assay"))
        observable = term_in(_codes(curie, prefixes), guideline, guideline.observables)
        if observable is None:
            yield f"measurement {curie}", LeftOut("it is no observable of the guideline.")
        else:
            found: list[Fact] = list(
                _of_measurement(one, guideline.observables[observable], prefixes)
            )
            yield f"measurement {curie}", found
    for key in ("diseases", "interpretations", "medicalActions", "biosamples"):
        if packet.get(key):
            yield key, LeftOut("this part says nothing that a case holds.")


def _of_feature(
    feature: Mapping[str, Any], codes: list[tuple[str, str]], guideline: Guideline
) -> list[Fact] | LeftOut:
    finding = term_in(codes, guideline, guideline.findings)
    if finding is None:
        return LeftOut("it is no finding of the guideline.")
    excluded = feature.get("excluded", False)
    if not isinstance(excluded, bool):
        raise CaseError(f"'excluded' of {finding} must be true or false.")
    if excluded:
        return [Absent(finding)]
    if feature.get("resolution") is not None:
        return LeftOut("it is over, which does not say that it is absent now.")
    return [Present(finding)]


def _of_measurement(
    one: Mapping[str, Any], observable: Observable, prefixes: Mapping[str, str]
) -> Iterator[Value]:
    exact = mapping(mapping(one.get("value"), "value").get("quantity"), "quantity")
    if exact:
        yield _value(observable, Bound.EXACTLY, exact)
    typed = mapping(one.get("complexValue"), "complexValue").get("typedQuantities")
    for quantity in objects(typed, "typedQuantities"):
        curie = _curie(quantity.get("type"))
        names = [name for space, name in _codes(curie, prefixes) if space == GG]
        if not names or names[0] not in _BOUND_OF:
            raise CaseError(
                f"'{curie}' is no bound of {observable.id}: {', '.join(_BOUND_OF)} are."
            )
        found = mapping(quantity.get("quantity"), "quantity")
        yield _value(observable, _BOUND_OF[names[0]], found)


def _value(observable: Observable, bound: Bound, quantity: Mapping[str, Any]) -> Value:
    prefix, _, unit = _curie(quantity.get("unit")).partition(":")
    if prefix != _UCUM:
        raise CaseError(f"give the unit of {observable.id} as '{_UCUM}:{observable.ucum}'.")
    return measured(observable, bound, quantity.get("value"), unit)


def _curie(term: Any) -> str:
    return text(mapping(term, "a term").get("id"))


def _codes(curie: str, prefixes: Mapping[str, str]) -> list[tuple[str, str]]:
    prefix, _, name = curie.partition(":")
    return [(prefixes.get(prefix, ""), name)]
