"""The public interface: what `import kg` gives to programs."""

from __future__ import annotations

from collections import UserDict
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from brute_force import draw_cases

import kg
from kg.case_files import facts_to_mapping

WEEKS = "ConservativeManagementDuration"


class Frame(UserDict[str, Any]):
    """Stands for a data frame: columns by name, as arrays of numpy."""


@pytest.fixture(scope="module")
def opened() -> Iterator[kg.OpenGuideline]:
    with kg.open_guideline("bilateral-sacroplasty") as opened:
        yield opened


def test_every_public_name_is_there() -> None:
    assert [name for name in kg.__all__ if getattr(kg, name).__name__ != name] == []
    assert set(kg.__all__) <= set(dir(kg))
    with pytest.raises(AttributeError, match="nothing"):
        _ = kg.nothing


def test_a_case_is_assessed_and_explained(opened: kg.OpenGuideline) -> None:
    case = opened.case(
        present=["Malignancy"],
        absent=["Infection"],
        values={WEEKS: {"at_least": 28, "unit": "d"}},
    )

    result = opened.assess(case)

    assert isinstance(result, kg.Derivation)
    assert case.facts == {
        kg.Present("Malignancy"),
        kg.Absent("Infection"),
        kg.Value(WEEKS, kg.Bound.AT_LEAST, Decimal(4)),
    }
    assert result.verdict is kg.Verdict.NOT_INDICATED
    assert "Verdict: not indicated" in opened.explain(result)
    assert opened.data(result)["verdict"] == "not indicated"
    assert "gg:NotIndicated" in opened.turtle(result, "urn:case")


def test_a_wrong_name_is_told_with_those_like_it(opened: kg.OpenGuideline) -> None:
    with pytest.raises(kg.KnowledgeGraphError, match="Malignancy"):
        opened.case(present=["Malignacy"])


@pytest.mark.parametrize("shape", [dict, Frame])
def test_a_table_gives_what_each_case_gives_alone(
    opened: kg.OpenGuideline, shape: type[Any]
) -> None:
    cases = [*draw_cases(30), opened.case(["LowBackPain"], ["Pain"], id="wrong")]
    columns: dict[str, list[object]] = {"id": [case.id for case in cases]}
    for finding in opened.guideline.findings:
        columns[finding] = [
            True
            if kg.Present(finding) in c.facts
            else False
            if kg.Absent(finding) in c.facts
            else None
            for c in cases
        ]
    for suffix in ("exactly", "at_least", "less_than"):
        name = WEEKS if suffix == "exactly" else f"{WEEKS}_{suffix}"
        values = [facts_to_mapping(c.facts, opened.guideline)["values"] for c in cases]
        columns[name] = [found.get(WEEKS, {}).get(suffix) for found in values]
    table = shape({name: np.array(column, dtype=object) for name, column in columns.items()})

    result = opened.assess_table(table)

    alone = [opened.assess(of_weeks_alone(case)) for case in cases]
    assert result["id"] == columns["id"]
    assert result["verdict"] == [
        a.verdict.value if isinstance(a, kg.Derivation) else "refused" for a in alone
    ]
    assert result["I4"] == [
        a.criterion("I4").status.value if isinstance(a, kg.Derivation) else "" for a in alone
    ]
    assert [bool(text) for text in result["contradiction"]] == [
        isinstance(a, kg.Refusal) for a in alone
    ]


def of_weeks_alone(case: kg.Case) -> kg.Case:
    """Return *case* as the columns hold it: without values of other observables."""
    facts = {
        fact for fact in case.facts if not isinstance(fact, kg.Value) or fact.observable == WEEKS
    }
    return kg.Case(case.id, case.guideline, frozenset(facts))


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ([{"Malignancy": True}], "not indicated"),
        ([{"Malignancy": np.True_}], "not indicated"),
        ([{"Malignancy": 1.0}], "not indicated"),
        ([{"Malignancy": " Present "}], "not indicated"),
        ([{"Malignancy": float("nan")}], "cannot tell"),
        ([{"Malignancy": ""}, {"Infection": "unknown"}][:1], "cannot tell"),
        ([{WEEKS: 2.9}], "not indicated"),
        ([{WEEKS: np.float64(3)}], "cannot tell"),
        ([{f"{WEEKS}_less_than": "3"}], "not indicated"),
        ([{"name": "x", "Malignancy": True}], "not indicated"),
    ],
)
def test_cells_are_read_as_what_they_say(
    opened: kg.OpenGuideline, rows: list[dict[str, object]], verdict: str
) -> None:
    assert opened.assess_table(rows, ignore=["name"])["verdict"] == [verdict]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([{"Malignacy": True}], "no column named 'Malignacy'. Did you mean Malignancy"),
        ([{}, {"Malignancy": "perhaps"}], "row 1, column 'Malignancy'"),
        ([{WEEKS: "long"}], "is no number"),
        ([{WEEKS: True}], "is no number"),
        ({"Malignancy": [True], "Infection": []}, "different lengths"),
    ],
)
def test_what_is_not_understood_is_refused(
    opened: kg.OpenGuideline, rows: Any, message: str
) -> None:
    with pytest.raises(kg.KnowledgeGraphError, match=message):
        opened.assess_table(rows)


def test_a_question_is_answered_in_plain_values(opened: kg.OpenGuideline) -> None:
    text = """
        PREFIX gg: <https://w3id.org/guidegraph/schema/>
        SELECT ?statement ?line (?line > 3 AS ?late) (?line / 2 AS ?half) ?nothing {
          ?criterion gg:derivedFrom ?statement . ?statement gg:sourceLine ?line
        }"""

    (row,) = opened.query(text, criterion="bs:X4")

    assert row == {
        "statement": "https://w3id.org/guidegraph/bilateral-sacroplasty/st-20a",
        "line": 20,
        "late": True,
        "half": Decimal(10),
        "nothing": None,
    }
    assert opened.query("rests-on-reference", statement="bs:st-30a")[0]["line"] == 30
    assert [row["line"] for row in opened.query("topics-most-spoken-of", least="99")] == []


def test_after_it_was_closed_another_question_is_answered_too(opened: kg.OpenGuideline) -> None:
    opened.query("ASK { }")

    opened.close()

    assert opened.query("ASK { }") == [{"answer": True}]


@pytest.mark.parametrize("format", kg.CaseFormat)
def test_a_case_is_written_and_read(
    opened: kg.OpenGuideline, format: kg.CaseFormat, tmp_path: Path
) -> None:
    case = opened.case(["Pain"], ["Infection"], {WEEKS: {"less_than": 3, "unit": "wk"}})
    path = tmp_path / "case.json"

    path.write_bytes(opened.write(case, format, "2026-11-22T09:00:00Z"))

    assert opened.read(path) == case
