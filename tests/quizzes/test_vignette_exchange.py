"""The shipped vignettes as FHIR Bundles and Phenopackets, and back."""

from __future__ import annotations

import pytest

from kg.exports.case_formats import CaseFormat, write_case
from kg.exports.fhir_cases import read_bundle
from kg.exports.phenopackets import read_phenopacket
from kg.library import Library
from kg.reasoner import Reasoner
from quizzes.bank import ItemBank

READERS = {CaseFormat.FHIR: read_bundle, CaseFormat.PHENOPACKET: read_phenopacket}


@pytest.mark.parametrize("format", READERS, ids=lambda format: format.value)
def test_every_vignette_comes_back_with_its_facts_and_its_verdict(
    bank: ItemBank, library: Library, reasoner: Reasoner, format: CaseFormat
) -> None:
    cases = {vignette.id: vignette.case for vignette in bank.vignettes.values()}

    read = {
        id_: READERS[format](
            write_case(case, reasoner.guideline, format, "2026-11-22T09:00:00Z"),
            id_,
            id_,
            library.guidelines,
        )
        for id_, case in cases.items()
    }

    assert len(cases) >= 35
    assert {id_: one.left_out for id_, one in read.items()} == dict.fromkeys(cases, ())
    assert {id_: one.case.facts for id_, one in read.items()} == {
        id_: case.facts for id_, case in cases.items()
    }
    assert reasoner.verdicts([one.case for one in read.values()]) == reasoner.verdicts(
        list(cases.values())
    )
