"""Software of others reads what is exported: FHIR R5, nanopublications, RO-Crate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from brute_force import draw_cases

from kg.case import Absent, Case, Present, Value
from kg.dataset import build_dataset
from kg.exports.case_formats import CaseFormat, write_case
from kg.exports.losses import losses_of
from kg.exports.registry import all_files
from kg.exports.source import ExportSource
from kg.library import Library
from kg.model import Guideline

pytestmark = pytest.mark.external

SLUG = "bilateral-sacroplasty"
WHEN = "2026-11-22T09:00:00Z"


@pytest.fixture(scope="module")
def folder(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Everything as `guidegraph export all` writes it, without items and vignettes."""
    folder = tmp_path_factory.mktemp("exports")
    for file in all_files(ExportSource(library, build_dataset(library))):
        (folder / file.name).write_bytes(file.content)
    return folder


def test_fhir_resources_finds_every_resource_valid(
    external_python: Callable[..., Any], folder: Path, guideline: Guideline
) -> None:
    (read,) = external_python("fhir_read.py", folder / f"{SLUG}.fhir.json")

    assert read == {
        "kinds": {
            "Bundle": 1,
            "PlanDefinition": 1,
            "EvidenceVariable": len(guideline.criteria) + 1,
            "Citation": len(guideline.references),
            "ArtifactAssessment": len(guideline.statements) + len(guideline.references),
        },
        "faults": [],
    }


def test_fhir_resources_finds_cases_valid(
    external_python: Callable[..., Any], guideline: Guideline, tmp_path: Path
) -> None:
    cases = draw_cases(30)
    paths = [tmp_path / f"{number}.json" for number in range(len(cases))]
    for path, case in zip(paths, cases, strict=True):
        path.write_bytes(write_case(case, guideline, CaseFormat.FHIR, ""))

    read = external_python("fhir_read.py", *paths)

    assert [one["faults"] for one in read] == [[]] * len(cases)
    assert [sum(one["kinds"].values()) for one in read] == [len(c.facts) + 2 for c in cases]


def test_a_bundle_that_is_not_valid_is_noticed(
    external_python: Callable[..., Any], folder: Path, tmp_path: Path
) -> None:
    path = tmp_path / "broken.json"
    sound = (folder / f"{SLUG}.fhir.json").read_text("utf-8")
    path.write_text(sound.replace('"informationType"', '"kindOfInformation"', 1), "utf-8")

    (read,) = external_python("fhir_read.py", path)

    # Of the resource, and of the Bundle that holds it.
    assert [fault.partition(" ")[0] for fault in read["faults"]] == ["Bundle", "ArtifactAssessment"]


def test_phenopackets_finds_the_same_in_cases(
    external_python: Callable[..., Any], guideline: Guideline, tmp_path: Path
) -> None:
    cases = draw_cases(30)
    paths = [tmp_path / f"{number}.json" for number in range(len(cases))]
    for path, case in zip(paths, cases, strict=True):
        path.write_bytes(
            write_case(case, guideline, CaseFormat.PHENOPACKET, "2026-11-22T09:00:00Z")
        )

    read = external_python("phenopacket_read.py", *paths)

    def named(case: Case, kind: type[Present | Absent]) -> list[str]:
        return sorted(f"{SLUG}:{fact.finding}" for fact in case.facts if isinstance(fact, kind))

    assert read == [
        {
            "id": case.id,
            "excluded": named(case, Absent),
            "present": named(case, Present),
            "measurements": sum(isinstance(fact, Value) for fact in case.facts),
        }
        for case in cases
    ]


def test_the_nanopub_library_finds_the_same_codes_and_any_tampering(
    external_python: Callable[..., Any], folder: Path, guideline: Guideline, tmp_path: Path
) -> None:
    sound = folder / f"{SLUG}.nanopubs.trig"
    tampered = tmp_path / "tampered.trig"
    text = sound.read_text("utf-8").replace("must be severe", "may be severe")
    tampered.write_text(text.replace("gg:sourceLine 61", "gg:sourceLine 62", 1), "utf-8")

    ours, theirs = external_python("nanopub_verify.py", sound, tampered)

    assert len(ours) == len(guideline.statements)
    assert ours == {code: code for code in ours}
    assert Counter(code == found for code, found in theirs.items())[False] == 2


def test_rocrate_reads_every_file_with_its_checksum(
    external_python: Callable[..., Any], folder: Path
) -> None:
    read = external_python("rocrate_read.py", folder)

    assert read == {
        "license": "https://opensource.org/license/mit",
        "published": "2026-11-22",
        "files": {
            path.name: sha256(path.read_bytes()).hexdigest()
            for path in folder.iterdir()
            if path.name != "ro-crate-metadata.json"
        },
        "losses": [loss.lost for loss in losses_of("fhir")],
    }
