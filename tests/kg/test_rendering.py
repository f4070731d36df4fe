from __future__ import annotations

from decimal import Decimal

import pytest

from kg.case import Absent, Bound, Case, Fact, Present, Value
from kg.derivation import Edit
from kg.model import Guideline
from kg.reasoner import Reasoner
from kg.rendering import (
    as_text,
    contradiction_sentence,
    edit_sentence,
    plain_number,
    question,
    sentence,
    sentences,
)

SLUG = "bilateral-sacroplasty"
DURATION = "ConservativeManagementDuration"


@pytest.mark.parametrize(
    ("fact", "expected"),
    [
        (Present("Malignancy"), "malignancy"),
        (Absent("Infection"), "no infection"),
        (
            Value(DURATION, Bound.EXACTLY, Decimal("3.0")),
            "duration of conservative management: 3 weeks",
        ),
        (Value("PainScore", Bound.AT_LEAST, Decimal(7)), "pain score: at least 7 points of 10"),
        (Value("Age", Bound.LESS_THAN, Decimal(80)), "age: less than 80 years"),
    ],
)
def test_a_fact_reads_as_a_phrase(fact: Fact, expected: str, guideline: Guideline) -> None:
    assert sentence(fact, guideline) == expected


def test_every_finding_has_a_phrase_for_present_and_absent_and_a_question(
    guideline: Guideline,
) -> None:
    for finding in guideline.findings:
        phrases = [sentence(kind(finding), guideline) for kind in (Present, Absent)]

        assert all(phrases)
        assert phrases[0] != phrases[1]
        assert question(Absent(finding), guideline).endswith("?")


def test_phrases_name_what_is_present_then_absent_then_values(guideline: Guideline) -> None:
    facts = [Value("Age", Bound.EXACTLY, Decimal(70)), Absent("Infection"), Present("Pain")]

    assert sentences(facts, guideline) == ["pain", "no infection", "age: 70 years"]


@pytest.mark.parametrize(
    ("edit", "expected"),
    [
        (Edit(Present("Pain"), frozenset()), "pain"),
        (Edit(Present("Pain"), frozenset({Absent("Pain")})), "pain (in place of: no pain)"),
        (Edit(None, frozenset({Present("Pain")})), "it were not known: pain"),
    ],
)
def test_an_edit_reads_after_if(edit: Edit, expected: str, guideline: Guideline) -> None:
    assert edit_sentence(edit, guideline) == expected


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({Present("Pain"), Absent("Pain")}, "cannot both be so"),
        (
            {
                Value("Age", Bound.LESS_THAN, Decimal(5)),
                Value("Age", Bound.AT_LEAST, Decimal(6)),
            },
            "leave no value that fits both",
        ),
        ({Value("PainScore", Bound.EXACTLY, Decimal(11))}, "outside what can be measured"),
    ],
)
def test_a_contradiction_names_its_facts(facts: set[Fact], said: str, reasoner: Reasoner) -> None:
    (contradiction,) = reasoner.contradictions(Case("c", SLUG, frozenset(facts)))

    text = contradiction_sentence(contradiction, reasoner.guideline)

    assert said in text
    assert all(f"'{sentence(fact, reasoner.guideline)}'" in text for fact in facts)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [("3.10", "3.1"), ("1E+3", "1000"), ("100", "100"), ("0.000000000001", "0.000000000001")],
)
def test_numbers_are_plain(amount: str, expected: str) -> None:
    assert plain_number(Decimal(amount)) == expected


def test_a_derivation_reads_as_text(reasoner: Reasoner) -> None:
    case = Case("c", SLUG, frozenset({Present("BoneCementComponentAllergy")}), title="The card")

    text = as_text(reasoner.assess(case), reasoner.guideline)

    lines = text.splitlines()
    assert lines[:3] == [
        "Case: The card  (Indications for Bilateral Sacroplasty)",
        "Verdict: contraindicated",
        "Weakest link: uncited (X3)",
    ]
    assert " *X3  met      exclusion: allergy to bone cement components" in lines
    assert "       by: allergy to a component of bone cement" in lines
    assert text.endswith(reasoner.guideline.disclaimer + "\n")


def test_a_refusal_reads_as_text(reasoner: Reasoner) -> None:
    case = Case("c", SLUG, frozenset({Present("Pain"), Absent("Pain")}))

    assert as_text(reasoner.assess(case), reasoner.guideline).splitlines() == [
        "Case: c  (Indications for Bilateral Sacroplasty)",
        "Refused: the case contradicts itself.",
        "  - 'pain' / 'no pain' cannot both be so: one says present, the other absent. Remove one.",
    ]
