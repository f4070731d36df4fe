from __future__ import annotations

import json
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.case import Absent, Bound, Case, Present, Value
from kg.case_files import facts_from_mapping, facts_to_mapping, parse_case, read_case
from kg.errors import CaseError
from kg.library import Library
from kg.model import Guideline

GUIDELINE = "bilateral-sacroplasty"
DURATION = "ConservativeManagementDuration"

CASE = b"""\
guideline: bilateral-sacroplasty
id: marta
title: Marta
narrative: A short story.
present: [BilateralFractureConfirmedOnMri]
absent:
  - Malignancy
values:
  ConservativeManagementDuration: {at_least: 3, less_than: 42, unit: d}
  PainScore: {exactly: 7.5, unit: "{score}"}
"""


def _parsed(content: bytes, library: Library) -> Case:
    return parse_case(content, "case.yaml", "case", library.guidelines)


def _refusal(content: bytes, library: Library) -> str:
    with pytest.raises(CaseError) as caught:
        _parsed(content, library)
    return str(caught.value)


def test_a_case_is_read_whole(library: Library) -> None:
    case = _parsed(CASE, library)

    assert case == Case(
        id="marta",
        guideline=GUIDELINE,
        facts=frozenset(
            {
                Present("BilateralFractureConfirmedOnMri"),
                Absent("Malignancy"),
                Value(DURATION, Bound.AT_LEAST, Decimal("0.428571428571")),
                Value(DURATION, Bound.LESS_THAN, Decimal(6)),
                Value("PainScore", Bound.EXACTLY, Decimal("7.5")),
            }
        ),
        title="Marta",
        narrative="A short story.",
    )


def test_json_is_read_like_yaml(library: Library) -> None:
    data = {
        "guideline": GUIDELINE,
        "absent": ["Malignancy"],
        "values": {DURATION: {"exactly": 2.9, "unit": "wk"}},
    }

    case = _parsed(json.dumps(data).encode(), library)

    assert case.facts == {Absent("Malignancy"), Value(DURATION, Bound.EXACTLY, Decimal("2.9"))}


def test_a_file_gives_its_case_its_name(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "otto.yaml"
    path.write_text("guideline: bilateral-sacroplasty\n")

    assert read_case(path, library.guidelines) == Case("otto", GUIDELINE)


def test_a_missing_file_is_named(tmp_path: Path, library: Library) -> None:
    path = tmp_path / "missing.yaml"

    with pytest.raises(CaseError, match=r"missing\.yaml: the file cannot be read"):
        read_case(path, library.guidelines)


def test_every_fault_is_told_with_line_field_and_remedy(library: Library) -> None:
    content = b"""\
guideline: bilateral-sacroplasty
present:
  - Malignanzy
absent:
  - {a: b}
values:
  PainScor: {exactly: 7, unit: "{score}"}
  ConservativeManagementDuration: {exactly: 3, unit: mo}
"""

    lines = _refusal(content, library).splitlines()

    assert [line.split(": ")[:2] for line in lines] == [
        ["case.yaml:3", "present[0]"],
        ["case.yaml:5", "absent[0]"],
        ["case.yaml:7", "values.PainScor"],
        ["case.yaml:8", "values.ConservativeManagementDuration"],
    ]
    assert "Did you mean Malignancy" in lines[0]
    assert "Did you mean PainScore" in lines[2]
    assert "Use one of: d, wk" in lines[3]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "1: The file is empty"),
        (b"\xff", "1: This is not UTF-8"),
        (b"- a", "1: A case is a mapping"),
        (b"present: [Malignancy]", "The key 'guideline' is missing"),
        (b"guideline: [a]", "'guideline' must be a text"),
        (b"guideline: bilateral-sacroplasti", "Did you mean bilateral-sacroplasty"),
        (b"guideline: bilateral-sacroplasty\npresnt: []", "2: presnt: A case has no key"),
        (b"guideline: bilateral-sacroplasty\npresent: Pain", "'present' must be a list"),
        (b"guideline: bilateral-sacroplasty\nvalues: [1]", "'values' must be a mapping"),
        (b"guideline: a\nguideline: b", "2: The key 'guideline' stands here twice"),
        (b"guideline: &a b\npresent: [*a]", "Anchors and aliases are not used"),
    ],
)
def test_a_malformed_case_is_refused_with_the_remedy(
    content: bytes, said: str, library: Library
) -> None:
    assert said in _refusal(content, library)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("4", "Write the value as {exactly: 4, unit: wk}"),
        ("{unit: wk}", "Write the value as {exactly: 4, unit: wk}"),
        ("{exactly: 4}", "The unit is missing"),
        ("{exactly: four, unit: wk}", "'four' is no number"),
        ("{exactly: true, unit: wk}", "'True' is no number"),
        ("{at_leat: 4, exactly: 4, unit: wk}", "Did you mean at_least"),
        ("{exactly: .inf, unit: wk}", "is no plain value"),
        ("{exactly: 1" + "0" * 30 + ", unit: d}", "not compared exactly"),
        ("{exactly: 1" + "0" * 5000 + ", unit: wk}", "A number has at most"),
    ],
)
def test_a_malformed_value_is_refused_with_the_remedy(
    value: str, said: str, library: Library
) -> None:
    content = f"guideline: bilateral-sacroplasty\nvalues: {{{DURATION}: {value}}}"

    assert said in _refusal(content.encode(), library)


def test_nesting_without_end_is_refused(library: Library) -> None:
    assert "nested too deeply" in _refusal(b"[" * 5000, library)


PLAIN: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(
    data=st.fixed_dictionaries(
        {}, optional={key: PLAIN | st.lists(PLAIN) for key in ("present", "absent")}
    )
    | st.fixed_dictionaries(
        {"values": st.dictionaries(st.sampled_from([DURATION, "PainScore", "x"]), PLAIN)}
    )
)
def test_no_plain_data_crashes_the_reader(data: dict[str, Any], library: Library) -> None:
    content = json.dumps({"guideline": GUIDELINE, **data}, default=str).encode()

    with suppress(CaseError):
        assert _parsed(content, library).guideline == GUIDELINE


@given(content=st.binary(max_size=80) | st.text(max_size=80).map(str.encode))
def test_no_text_crashes_the_reader(content: bytes, library: Library) -> None:
    with pytest.raises(CaseError, match=r"^case\.yaml:\d+: "):
        _parsed(content, library)


def test_vignettes_and_cases_read_facts_alike(guideline: Guideline) -> None:
    facts, faults = facts_from_mapping({"present": ["Pain"], "values": None}, guideline)

    assert (facts, faults) == ({Present("Pain")}, [])


def _facts(guideline: Guideline) -> st.SearchStrategy[frozenset[Present | Absent | Value]]:
    findings = st.sampled_from(sorted(guideline.findings))
    amounts = st.decimals(0, 10**6, places=3)
    values = st.builds(
        Value, st.sampled_from(sorted(guideline.observables)), st.sampled_from(Bound), amounts
    )
    one_a_bound = st.lists(values, unique_by=lambda value: (value.observable, value.bound))
    named = st.frozensets(st.builds(Present, findings) | st.builds(Absent, findings))
    return st.builds(lambda some, others: some | frozenset(others), named, one_a_bound)


@given(data=st.data())
def test_facts_are_written_as_they_are_read(data: st.DataObject, guideline: Guideline) -> None:
    facts = data.draw(_facts(guideline))

    mapping = facts_to_mapping(facts, guideline)

    assert facts_from_mapping(mapping, guideline) == (facts, [])


def test_of_several_bounds_of_one_kind_the_narrowest_is_written(guideline: Guideline) -> None:
    facts = {
        Value(DURATION, bound, Decimal(amount))
        for bound in (Bound.AT_LEAST, Bound.LESS_THAN)
        for amount in (3, 4)
    }

    mapping = facts_to_mapping(facts, guideline)

    assert mapping["values"] == {DURATION: {"at_least": 4, "less_than": 3, "unit": "wk"}}
