"""
Moodle XML.

There is no schema of it; the form follows what `question/format/xml/format.php` of Moodle reads.
Fractions are per cent and must be of Moodle's list of grades, which is looked at only when a
question is saved: 100 divided by one to eight is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from lxml import etree

from kg.rendering import plain_number
from quizzes.formats.exported import ExportedChoice, ExportedItem, ExportedNumber, ExportedStep
from quizzes.formats.words import (
    feedback_html,
    general_feedback_html,
    option_html,
    question_html,
)

_FRACTION = Decimal("0.00001")


def as_moodle_xml(items: Sequence[ExportedItem], at: datetime) -> bytes:
    """Return Moodle XML with a question a step, in a category a guideline; *at* is not used."""
    quiz = etree.Element("quiz")
    category = ""
    for item in items:
        if item.guideline_title != category:
            category = item.guideline_title
            _category(quiz, category)
        for index, step in enumerate(item.steps):
            _question(quiz, item, index, step)
    etree.indent(quiz)
    return etree.tostring(quiz, xml_declaration=True, encoding="UTF-8")


def fraction(share: Decimal) -> str:
    """Return a share of 1 as Moodle writes it: 100, 33.33333, -16.66667."""
    return plain_number((share * 100).quantize(_FRACTION, ROUND_HALF_EVEN))


def _category(quiz: etree._Element, name: str) -> None:
    question = etree.SubElement(quiz, "question", type="category")
    # A slash would begin a category within; Moodle's own form of one in a name is two.
    path = f"$course$/top/GuideGraph/{name.replace('/', '//')}"
    _text(etree.SubElement(question, "category"), path)


def _question(quiz: etree._Element, item: ExportedItem, index: int, step: ExportedStep) -> None:
    kind = "multichoice" if isinstance(step, ExportedChoice) else "numerical"
    question = etree.SubElement(quiz, "question", type=kind)
    _text(etree.SubElement(question, "name"), _name(item, index))
    _html(etree.SubElement(question, "questiontext"), question_html(item, step))
    _html(etree.SubElement(question, "generalfeedback"), general_feedback_html(item, step))
    etree.SubElement(question, "defaultgrade").text = "1"
    etree.SubElement(question, "idnumber").text = item.step_id(index)
    if isinstance(step, ExportedChoice):
        _choice(question, step)
    else:
        _number(question, step)
    tags = etree.SubElement(question, "tags")
    for tag in item.tags:
        _text(etree.SubElement(tags, "tag"), tag)


def _name(item: ExportedItem, index: int) -> str:
    return item.title if len(item.steps) == 1 else f"{item.title} ({index + 1})"


def _choice(question: etree._Element, step: ExportedChoice) -> None:
    etree.SubElement(question, "single").text = "false" if step.multiple else "true"
    shuffled = "false" if step.fixed_order else "true"
    etree.SubElement(question, "shuffleanswers").text = shuffled
    etree.SubElement(question, "answernumbering").text = "abc"
    share = Decimal(1) / len(step.right)
    wrong = -share if step.multiple else Decimal(0)
    for option in step.options:
        value = fraction(share if option.right else wrong)
        answer = etree.SubElement(question, "answer", fraction=value, format="html")
        etree.SubElement(answer, "text").text = option_html(option.text)
        _html(etree.SubElement(answer, "feedback"), feedback_html(option.feedback))


def _number(question: etree._Element, step: ExportedNumber) -> None:
    answers = [(step.amount, step.tolerance, "100", "")]
    answers += [(e.amount, Decimal(0), "0", feedback_html(e.feedback)) for e in step.errors]
    for amount, tolerance, value, feedback in answers:
        answer = etree.SubElement(question, "answer", fraction=value, format="moodle_auto_format")
        etree.SubElement(answer, "text").text = plain_number(amount)
        _html(etree.SubElement(answer, "feedback"), feedback)
        etree.SubElement(answer, "tolerance").text = plain_number(tolerance)
    etree.SubElement(question, "unitgradingtype").text = "0"
    etree.SubElement(question, "showunits").text = "3"


def _html(element: etree._Element, html: str) -> None:
    element.set("format", "html")
    etree.SubElement(element, "text").text = html


def _text(element: etree._Element, text: str) -> None:
    etree.SubElement(element, "text").text = text
