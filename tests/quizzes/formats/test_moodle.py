"""Moodle XML holds what Moodle's reader knows, in the values that it can save."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hostile_items import hostile_items
from item_changes import AT
from lxml import etree
from scoring import our_score, responses, score_of_shares

from quizzes.formats.exported import ExportedChoice
from quizzes.formats.moodle import fraction
from quizzes.formats.registry import write

# What question/format/xml/format.php reads of each type, and the grades that Moodle can save.
COMMON = {"name", "questiontext", "generalfeedback", "defaultgrade", "idnumber", "tags"}
KNOWN = {
    "category": {"category"},
    "multichoice": COMMON | {"single", "shuffleanswers", "answernumbering", "answer"},
    "numerical": COMMON | {"answer", "unitgradingtype", "showunits"},
}
GRADES = {
    *("100", "90", "83.33333", "80", "75", "70", "66.66667", "60", "50", "40", "33.33333", "30"),
    *("25", "20", "16.66667", "14.28571", "12.5", "11.11111", "10", "5", "0"),
}
ITEMS = hostile_items(100)


@pytest.fixture(scope="module")
def quiz() -> etree._Element:
    return etree.fromstring(write("moodle", ITEMS, AT))


def test_every_element_is_one_that_moodle_reads(quiz: etree._Element) -> None:
    unknown = {
        (question.get("type"), child.tag)
        for question in quiz
        for child in question
        if child.tag not in KNOWN[question.get("type", "")]
    }

    assert unknown == set()


def test_fractions_are_of_the_list_that_moodle_can_save(quiz: etree._Element) -> None:
    fractions = {answer.get("fraction", "").removeprefix("-") for answer in quiz.iter("answer")}

    assert fractions <= GRADES


@pytest.mark.parametrize("count", range(1, 9))
def test_an_equal_share_of_one_to_eight_options_is_a_grade(count: int) -> None:
    assert fraction(Decimal(1) / count) in GRADES


def test_texts_are_html_in_an_element_of_their_own(quiz: etree._Element) -> None:
    for name in ("questiontext", "generalfeedback", "feedback"):
        for element in quiz.iter(name):
            assert element.get("format") == "html"
            assert [child.tag for child in element] == ["text"]


def test_numbers_of_ids_are_as_many_as_questions(quiz: etree._Element) -> None:
    ids = [id_.text for id_ in quiz.iter("idnumber")]

    assert len(ids) == len(set(ids)) == sum(len(item.steps) for item in ITEMS)
    assert max(len(id_ or "") for id_ in ids) <= 100


def test_every_response_scores_as_with_us(quiz: etree._Element) -> None:
    steps = [step for item in ITEMS for step in item.steps]
    questions = [question for question in quiz if question.get("type") != "category"]

    for question, step in zip(questions, steps, strict=True):
        if isinstance(step, ExportedChoice):
            shares = [float(answer.get("fraction", "")) / 100 for answer in question.iter("answer")]
            for chosen in responses(step):
                score = score_of_shares(shares, chosen)
                assert score == pytest.approx(our_score(step, chosen), abs=1e-4)
