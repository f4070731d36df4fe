"""Case files of every kind: ours, FHIR Bundles and Phenopackets; told apart by what they hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from enum import Enum
from pathlib import Path

from kg.case import Case
from kg.case_files import facts_to_mapping, parse_case
from kg.errors import CaseError
from kg.exports.case_reading import ReadCase
from kg.exports.coding import Codes
from kg.exports.fhir_cases import read_bundle, write_bundle
from kg.exports.json_text import write_json
from kg.exports.phenopackets import read_phenopacket, write_phenopacket
from kg.exports.source import mappings_of
from kg.model import Guideline
from kg.namespaces import namespace_of


class CaseFormat(Enum):
    """The formats of cases: ours (docs/case-format.md), FHIR R5 and Phenopackets 2.0."""

    CASE = "case"
    FHIR = "fhir"
    PHENOPACKET = "phenopacket"


def read_case_file(
    path: Path, guidelines: Mapping[str, Guideline], format: CaseFormat | None = None
) -> ReadCase:
    """
    Read the case in a file; its id is the file's stem unless it names one.

    Args:
        path: The file.
        guidelines: By slug.
        format: None to tell it from the content.

    Raises:
        CaseError: If the file cannot be read or is malformed; names file and remedy.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise CaseError(f"{path}: the file cannot be read: {error.strerror or error}.") from error
    match format or format_of(content):
        case CaseFormat.CASE:
            return ReadCase(parse_case(content, str(path), path.stem, guidelines), ())
        case CaseFormat.FHIR:
            return read_bundle(content, str(path), path.stem, guidelines)
        case CaseFormat.PHENOPACKET:
            return read_phenopacket(content, str(path), path.stem, guidelines)


def format_of(content: bytes) -> CaseFormat:
    """Return what kind of case file *content* is; ours if it is neither of the others."""
    try:
        data = json.loads(content)
    except (ValueError, RecursionError):
        return CaseFormat.CASE
    if isinstance(data, dict) and "resourceType" in data:
        return CaseFormat.FHIR
    if isinstance(data, dict) and ("phenotypicFeatures" in data or "metaData" in data):
        return CaseFormat.PHENOPACKET
    return CaseFormat.CASE


def write_case(case: Case, guideline: Guideline, format: CaseFormat, created: str) -> bytes:
    """
    Return *case* in a format.

    Args:
        case: What is written; only our own format keeps title and story.
        guideline: That of the case.
        format: Which one.
        created: The moment of writing (RFC 3339), for the format that demands one.
    """
    match format:
        case CaseFormat.CASE:
            return write_json(
                {
                    "guideline": guideline.slug,
                    "id": case.id,
                    **({"title": case.title} if case.title else {}),
                    **({"narrative": case.narrative} if case.narrative else {}),
                    **facts_to_mapping(case.facts, guideline),
                }
            )
        case CaseFormat.FHIR:
            codes = Codes(namespace_of(guideline.slug), mappings_of(guideline.slug))
            return write_bundle(case, guideline, codes)
        case CaseFormat.PHENOPACKET:
            return write_phenopacket(case, guideline, created)
