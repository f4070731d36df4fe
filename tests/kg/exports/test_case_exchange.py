"""Cases as FHIR Bundles and Phenopackets: every fact comes back, and nothing is made up."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.case import PLACES, Absent, Bound, Case, Present, Value
from kg.errors import CaseError
from kg.exports.case_formats import CaseFormat, format_of, write_case
from kg.exports.case_reading import ReadCase
from kg.exports.fhir_cases import read_bundle
from kg.exports.phenopackets import read_phenopacket
from kg.library import Library, open_library

SLUG = "bilateral-sacroplasty"
WEEKS = "ConservativeManagementDuration"
WHEN = "2026-11-22T09:00:00Z"
READERS = {CaseFormat.FHIR: read_bundle, CaseFormat.PHENOPACKET: read_phenopacket}
BOTH = pytest.mark.parametrize("format", READERS, ids=lambda format: format.value)

_LIBRARY = open_library()
_GUIDELINE = _LIBRARY.guideline(SLUG)
_FINDINGS = st.sampled_from(sorted(_GUIDELINE.findings))
_AMOUNTS = st.decimals(-(10**PLACES) + 1, 10**PLACES - 1, places=6).filter(
    lambda amount: amount.adjusted() < PLACES
)
_FACTS = st.one_of(
    st.builds(Present, _FINDINGS),
    st.builds(Absent, _FINDINGS),
    st.builds(
        Value, st.sampled_from(sorted(_GUIDELINE.observables)), st.sampled_from(Bound), _AMOUNTS
    ),
)
_CASES = st.builds(Case, st.text(min_size=1), st.just(SLUG), st.frozensets(_FACTS))
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["entry", "resource", "code", "coding", "system"]), inner)
    ),
)


def _read(content: bytes, format: CaseFormat) -> ReadCase:
    return READERS[format](content, "file", "file", _LIBRARY.guidelines)


def _change(format: CaseFormat, case: Case, edit: Callable[[Any], None]) -> bytes:
    data = json.loads(write_case(case, _GUIDELINE, format, WHEN))
    edit(data)
    return json.dumps(data).encode()


def _bundle(*facts: Present | Absent | Value, edit: Callable[[Any], None]) -> bytes:
    return _change(CaseFormat.FHIR, Case("c", SLUG, frozenset(facts)), edit)


@BOTH
@settings(deadline=None)
@given(case=_CASES)
def test_every_fact_of_every_case_comes_back(format: CaseFormat, case: Case) -> None:
    written = write_case(case, _GUIDELINE, format, WHEN)

    assert _read(written, format) == ReadCase(case, ())
    assert format_of(written) is format
    assert write_case(case, _GUIDELINE, format, WHEN) == written


@BOTH
@settings(deadline=None, max_examples=60)
@given(data=_JSON)
def test_any_other_json_is_refused_with_a_message(format: CaseFormat, data: Any) -> None:
    marked = {"resourceType": "Bundle", "metaData": data, "entry": data}

    with pytest.raises(CaseError, match="file: "):
        _read(json.dumps(marked).encode(), format)


@BOTH
@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"text"', b"\xff", b"[" * 100_000, b"NaN"])
def test_what_is_no_object_of_json_is_refused(format: CaseFormat, content: bytes) -> None:
    with pytest.raises(CaseError, match="file"):
        _read(content, format)


def test_absent_is_refuted_and_a_bound_is_a_comparator() -> None:
    facts = frozenset(
        {
            Present("Pain"),
            Absent("Infection"),
            Value(WEEKS, Bound.AT_LEAST, Decimal(4)),
            Value(WEEKS, Bound.LESS_THAN, Decimal(6)),
            Value("PainScore", Bound.EXACTLY, Decimal(8)),
        }
    )

    bundle = json.loads(write_case(Case("c", SLUG, facts), _GUIDELINE, CaseFormat.FHIR, WHEN))

    said = set()
    for entry in bundle["entry"][1:]:
        resource = entry["resource"]
        code = resource["code"]["coding"][0]["code"]
        if resource["resourceType"] == "Condition":
            said.add((code, resource["verificationStatus"]["coding"][0]["code"]))
        else:
            quantity = resource["valueQuantity"]
            said.add((code, quantity.get("comparator"), quantity["value"], quantity["code"]))
    assert said == {
        ("Pain", "confirmed"),
        ("Infection", "refuted"),
        (WEEKS, ">=", 4, "wk"),
        (WEEKS, "<", 6, "wk"),
        ("PainScore", None, 8, "{score}"),
    }


@BOTH
def test_a_number_keeps_every_digit(format: CaseFormat) -> None:
    amount = Decimal("2.999999999999999999")
    case = Case("c", SLUG, frozenset({Value(WEEKS, Bound.EXACTLY, amount)}))

    written = write_case(case, _GUIDELINE, format, WHEN)

    assert b"2.999999999999999999" in written
    assert _read(written, format).case == case


@BOTH
def test_a_value_in_another_unit_is_converted(format: CaseFormat) -> None:
    case = Case("c", SLUG, frozenset({Value(WEEKS, Bound.AT_LEAST, Decimal(28))}))
    written = write_case(case, _GUIDELINE, format, WHEN)

    in_days = written.replace(b'"wk"', b'"d"').replace(b"UCUM:wk", b"UCUM:d")

    facts = _read(in_days, format).case.facts
    assert facts == {Value(WEEKS, Bound.AT_LEAST, Decimal(4))}


@pytest.mark.parametrize(
    ("status", "left_out"),
    [
        ("provisional", "Condition fact-1: Malignancy is provisional, so it is unknown."),
        ("entered-in-error", "Condition fact-1: Malignancy is entered-in-error, so it is unknown."),
    ],
)
def test_what_is_neither_confirmed_nor_refuted_stays_unknown(status: str, left_out: str) -> None:
    def edit(data: Any) -> None:
        resource = data["entry"][1]["resource"]
        resource["verificationStatus"]["coding"][0]["code"] = status

    read = _read(_bundle(Present("Malignancy"), edit=edit), CaseFormat.FHIR)

    assert read == ReadCase(Case("c", SLUG, frozenset()), (left_out,))


def test_a_condition_that_is_over_is_neither_present_nor_absent() -> None:
    def edit(data: Any) -> None:
        data["entry"][1]["resource"]["clinicalStatus"]["coding"][0]["code"] = "resolved"

    read = _read(_bundle(Present("Infection"), edit=edit), CaseFormat.FHIR)

    assert read.case.facts == frozenset()
    assert len(read.left_out) == 1


def test_a_code_of_another_vocabulary_alone_decides_nothing() -> None:
    def edit(data: Any) -> None:
        data["entry"][1]["resource"]["code"]["coding"].pop(0)

    read = _read(_bundle(Present("Malignancy"), edit=edit), CaseFormat.FHIR)

    reason = "Condition fact-1: it has no code of a finding of the guideline."
    assert read == ReadCase(Case("c", SLUG, frozenset()), (reason,))


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (lambda r: r.pop("verificationStatus"), "confirmed or refuted"),
        (lambda r: r["valueQuantity"].update(comparator=">"), "none of '>=' and '<'"),
        (lambda r: r["valueQuantity"].update(value="4"), "no number"),
        (lambda r: r["valueQuantity"].update(code="mo"), "cannot be turned into 'wk'"),
        (lambda r: r["valueQuantity"].pop("system"), "give the unit"),
        (lambda r: r.update(subject={"reference": "Patient/2"}), "more than one patient"),
    ],
)
def test_what_could_be_misread_is_refused(edit: Callable[[Any], None], message: str) -> None:
    facts = (Value(WEEKS, Bound.EXACTLY, Decimal(4)), Absent("Pain"))

    def edit_one(data: Any) -> None:
        resources = [entry["resource"] for entry in data["entry"]]
        kind = "Condition" if message == "confirmed or refuted" else "Observation"
        edit(next(one for one in resources if one["resourceType"] == kind))

    with pytest.raises(CaseError, match=message):
        _read(_bundle(*facts, edit=edit_one), CaseFormat.FHIR)


def test_other_resources_are_left_out_by_name() -> None:
    def edit(data: Any) -> None:
        data["entry"].append({"resource": {"resourceType": "Encounter", "id": "e"}})

    read = _read(_bundle(Absent("Pain"), edit=edit), CaseFormat.FHIR)

    assert read.case.facts == {Absent("Pain")}
    assert read.left_out == ("Encounter e: this kind of resource says nothing that a case holds.",)


def test_our_own_format_keeps_the_story_too(library: Library) -> None:
    case = Case("c", SLUG, frozenset({Present("Pain")}), "Title", "Story")

    written = write_case(case, _GUIDELINE, CaseFormat.CASE, WHEN)

    assert json.loads(written)["narrative"] == "Story"
    assert format_of(written) is CaseFormat.CASE
