from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import combinations

import pytest

from kg.axioms import All, Any, Comparison, Has, Lacks, Measure
from kg.case import Bound
from kg.concept_map import (
    ConceptMap,
    CriterionEntry,
    Decision,
    concept_map,
    condition,
    found_by,
)
from kg.derivation import Status, Verdict
from kg.map_drawing import PROPORTION, MapPage, draw_map
from kg.map_marks import Frame, Style, Words
from kg.model import Guideline, Role
from kg.reasoner import Reasoner


@pytest.fixture(scope="module")
def content(guideline: Guideline, reasoner: Reasoner) -> ConceptMap:
    return concept_map(guideline, reasoner.rules, reasoner.hierarchy)


def _entry(content: ConceptMap, criterion: str) -> CriterionEntry:
    (entry,) = (entry for entry in content.entries if entry.id == criterion)
    return entry


def _words(page: MapPage) -> str:
    return " ".join(mark.text for mark in page.marks if isinstance(mark, Words))


def _cards(page: MapPage) -> list[Frame]:
    return [mark for mark in page.marks if isinstance(mark, Frame) and mark.height > 30]


def _overlap(a: Frame, b: Frame) -> bool:
    return (
        a.x < b.x + b.width
        and b.x < a.x + a.width
        and a.y < b.y + b.height
        and b.y < a.y + a.height
    )


def test_every_criterion_is_on_the_map_in_its_order(
    content: ConceptMap, guideline: Guideline
) -> None:
    assert [entry.id for entry in content.entries] == list(guideline.criteria)
    assert content.roles == (Role.INCLUSION, Role.EXCLUSION, Role.SUPPORTING)


def test_a_threshold_stands_with_its_lines_references_and_readings(content: ConceptMap) -> None:
    assert _entry(content, "I4") == CriterionEntry(
        id="I4",
        label="conservative management for at least 3 weeks",
        role=Role.INCLUSION,
        met="duration of conservative management at least 3 weeks",
        included=(),
        ruled_out=(),
        lines=(2, 12),
        references=(1,),
        uncited=(),
        encoding_decisions=("A2",),
    )


def test_a_criterion_of_absence_names_what_it_rules_out(content: ConceptMap) -> None:
    entry = _entry(content, "I7")

    assert (entry.included, entry.uncited) == ((), (15,))
    assert found_by(entry) == (
        "Met by: no infection. Rules out: active infection at the procedure site; "
        "infection away from the procedure site."
    )


def test_a_narrower_finding_counts_too(content: ConceptMap) -> None:
    assert found_by(_entry(content, "X3")) == (
        "Met by: allergy to a component of bone cement. Includes: allergy to PMMA."
    )


def test_the_decisions_are_told_in_terms_of_roles(content: ConceptMap) -> None:
    inclusion, exclusion = Role.INCLUSION, Role.EXCLUSION
    assert content.decisions == (
        Decision(Verdict.CONTRAINDICATED, "one exclusion met", ((exclusion, Status.MET),)),
        Decision(Verdict.NOT_INDICATED, "one inclusion refuted", ((inclusion, Status.REFUTED),)),
        Decision(
            Verdict.INDICATED,
            "every inclusion met and every exclusion refuted",
            ((inclusion, Status.MET), (exclusion, Status.REFUTED)),
        ),
        Decision(Verdict.CANNOT_TELL, "otherwise: ask for what is not known", ()),
    )


def test_a_decision_that_does_not_name_all_of_a_role_names_criteria(
    guideline: Guideline, reasoner: Reasoner
) -> None:
    without_x5 = {i: c for i, c in guideline.criteria.items() if i != "X5"}
    more = {**without_x5, "X5": guideline.criteria["X5"], "X6": guideline.criteria["X4"]}
    wider = replace(guideline, criteria={i: replace(c, id=i) for i, c in more.items()})
    rules = replace(
        reasoner.rules,
        sides={
            **reasoner.rules.sides,
            ("X6", Status.MET): reasoner.rules.sides["X4", Status.MET],
        },
    )

    words = concept_map(wider, rules, reasoner.hierarchy).decisions[0].condition

    assert words == "X1 or X2 or X3 or X4 or X5 met"


@pytest.mark.parametrize(
    ("bound", "comparison", "words"),
    [
        (Bound.EXACTLY, Comparison.AT_LEAST, "at least 3"),
        (Bound.AT_LEAST, Comparison.MORE_THAN, "more than 3"),
        (Bound.EXACTLY, Comparison.LESS_THAN, "less than 3"),
        (Bound.EXACTLY, Comparison.AT_MOST, "at most 3"),
        (Bound.LESS_THAN, Comparison.AT_MOST, "less than 3"),
    ],
)
def test_a_measure_reads_as_a_threshold(
    guideline: Guideline, bound: Bound, comparison: Comparison, words: str
) -> None:
    measure = Measure("ConservativeManagementDuration", bound, comparison, Decimal("3.0"))

    assert condition(measure, guideline) == (f"duration of conservative management {words} weeks")


def test_parts_within_parts_stand_in_brackets(guideline: Guideline) -> None:
    expression = All((Has("Osteoporosis"), Any((Lacks("Malignancy"), Has("PmmaAllergy")))))

    assert condition(expression, guideline) == (
        "osteoporosis and (no evidence of malignancy or allergy to PMMA)"
    )


def test_the_page_holds_every_card_label_and_the_disclaimer(content: ConceptMap) -> None:
    page = draw_map(content)

    assert len(_cards(page)) == len(content.entries) + len(content.decisions)
    words = _words(page)
    assert content.disclaimer in words
    assert f"Version {content.version}" in words
    for entry in content.entries:
        assert entry.id in words
    for number, _ in ((r.number, r) for r in content.references):
        assert f"[{number}]" in words


def test_the_page_has_the_proportions_of_the_paper_and_all_marks_lie_on_it(
    content: ConceptMap,
) -> None:
    page = draw_map(content)

    assert page.width / page.height == pytest.approx(PROPORTION, abs=0.01)
    for mark in page.marks:
        if isinstance(mark, Frame):
            assert 0 <= mark.x <= mark.x + mark.width <= page.width + 0.2
            assert 0 <= mark.y <= mark.y + mark.height <= page.height + 0.2
        elif isinstance(mark, Words):
            assert 0 <= mark.x < page.width
            assert 0 < mark.y <= page.height


def test_no_card_lies_on_another(content: ConceptMap) -> None:
    page = draw_map(content)

    assert [pair for pair in combinations(_cards(page), 2) if _overlap(*pair)] == []


def test_a_guideline_with_three_times_the_criteria_and_long_labels_still_fits(
    content: ConceptMap,
) -> None:
    long = "a label that goes on and on for much longer than anybody would write it " * 2
    entries = tuple(
        replace(entry, id=f"{entry.id}{n}", label=long if n == 1 else entry.label)
        for entry in content.entries
        for n in range(3)
    )

    page = draw_map(replace(content, entries=entries))

    assert page.width > draw_map(content).width
    assert [pair for pair in combinations(_cards(page), 2) if _overlap(*pair)] == []
    assert max(c.y + c.height for c in _cards(page)) < page.height
    assert long.split()[-1] in _words(page)


def test_a_guideline_without_supporting_or_exclusion_criteria_is_drawn(
    content: ConceptMap,
) -> None:
    page = draw_map(replace(content, entries=content.of_role(Role.INCLUSION)))

    assert "Exclusion" not in _words(page)
    assert "Supporting" not in _words(page)


def test_the_same_guideline_gives_the_same_page(content: ConceptMap) -> None:
    assert draw_map(content) == draw_map(content)


def test_every_line_of_a_title_has_the_size_of_titles(content: ConceptMap) -> None:
    page = draw_map(replace(content, title="Indications for a very long title " * 5))

    lines = [m for m in page.marks if isinstance(m, Words) and m.style is Style.TITLE]
    assert len(lines) > 1
    assert len({line.y for line in lines}) == len(lines)
