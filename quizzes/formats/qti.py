"""
QTI items: one tree, written with the names of QTI 3.0 and renamed for 2.1.

A step is an assessment item. Feedback on options is modal feedback that the chosen identifiers
select; the explanation is modal feedback that every answer selects. A number is right between two
bounds, not by a tolerance: as decimals the bounds are exact, and a player that computes in binary
compares them without rounding.
"""

from __future__ import annotations

import re
from decimal import Decimal
from enum import Enum

from lxml import etree, html

from kg.rendering import plain_number
from quizzes.formats.exported import ExportedChoice, ExportedItem, ExportedNumber, ExportedStep
from quizzes.formats.words import (
    LEAD_IN,
    STEM,
    STORY,
    feedback_html,
    general_feedback_html,
    option_html,
)
from quizzes.markup import safe_html

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


class Version(Enum):
    """A version of QTI with its namespace."""

    V3_0 = "http://www.imsglobal.org/xsd/imsqtiasi_v3p0"
    V2_1 = "http://www.imsglobal.org/xsd/imsqti_v2p1"


def item_identifier(item: ExportedItem, index: int) -> str:
    """Return the identifier of a step; one may not begin with a digit, as an id of ours may."""
    return "item-" + item.step_id(index).replace("#", ".")


def option_identifier(option_id: str) -> str:
    """Return the identifier of an option."""
    return f"option-{option_id}"


def assessment_item(item: ExportedItem, index: int, version: Version) -> bytes:
    """Return the XML of one step."""
    step = item.steps[index]
    root = etree.Element(
        "qti-assessment-item",
        {
            "identifier": item_identifier(item, index),
            "title": item.title,
            "adaptive": "false",
            "time-dependent": "false",
            _LANGUAGE: "en",
        },
    )
    if isinstance(step, ExportedChoice):
        _choice_declarations(root, step)
    else:
        _declare(root, "response", "RESPONSE", "single", "float", [plain_number(step.amount)])
    _declare(root, "outcome", "SCORE", "single", "float", ["0"])
    multiple = isinstance(step, ExportedChoice) and step.multiple
    _declare(root, "outcome", "FEEDBACK", "multiple" if multiple else "single", "identifier")
    _declare(root, "outcome", "EXPLANATION", "single", "identifier")
    _body(root, item, step)
    processing = etree.SubElement(root, "qti-response-processing")
    if isinstance(step, ExportedChoice):
        _process_choice(processing, step)
    else:
        _process_number(processing, step)
    _value(_set(processing, "EXPLANATION"), "shown", "identifier")
    for identifier, told in _feedback(step):
        _modal(root, "FEEDBACK", identifier, told)
    _modal(root, "EXPLANATION", "shown", general_feedback_html(item, step))
    return serialized(root, version)


def serialized(root: etree._Element, version: Version) -> bytes:
    """Return the XML of a tree in the names and the namespace of *version*; changes the tree."""
    if version is Version.V2_1:
        # There, modal feedback holds its content itself.
        etree.strip_tags(root, "qti-content-body")
    for element in root.iter(etree.Element):
        if version is Version.V2_1:
            _rename(element)
        element.tag = f"{{{version.value}}}{element.tag!s}"
    etree.cleanup_namespaces(root, top_nsmap={None: version.value})
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _rename(element: etree._Element) -> None:
    """Turn `qti-simple-choice` into `simpleChoice`, and its attributes alike."""
    name = str(element.tag)
    if not name.startswith("qti-"):
        return
    element.tag = _camel(name.removeprefix("qti-"))
    for attribute, value in list(element.attrib.items()):
        if "-" in str(attribute) and not str(attribute).startswith("{"):
            del element.attrib[attribute]
            element.set(_camel(str(attribute)), value)


def _camel(name: str) -> str:
    return re.sub(r"-(\w)", lambda found: found[1].upper(), name)


def _declare(
    root: etree._Element,
    kind: str,
    identifier: str,
    cardinality: str,
    base_type: str,
    values: list[str] | None = None,
) -> etree._Element:
    """Declare a response with its right values, or an outcome with its default ones."""
    attributes = {
        "identifier": identifier,
        "cardinality": cardinality,
        "base-type": base_type,
    }
    declaration = etree.SubElement(root, f"qti-{kind}-declaration", attributes)
    if values:
        held = "qti-correct-response" if kind == "response" else "qti-default-value"
        holder = etree.SubElement(declaration, held)
        for value in values:
            etree.SubElement(holder, "qti-value").text = value
    return declaration


def _choice_declarations(root: etree._Element, step: ExportedChoice) -> None:
    cardinality = "multiple" if step.multiple else "single"
    right = [option_identifier(option.id) for option in step.right]
    declaration = _declare(root, "response", "RESPONSE", cardinality, "identifier", right)
    bounds = {"lower-bound": "0", "default-value": "0"}
    mapping = etree.SubElement(declaration, "qti-mapping", bounds)
    for option in step.options:
        value = "1" if option.right else "-1" if step.multiple else "0"
        entry = {"map-key": option_identifier(option.id), "mapped-value": value}
        etree.SubElement(mapping, "qti-map-entry", entry)


def _body(root: etree._Element, item: ExportedItem, step: ExportedStep) -> None:
    body = etree.SubElement(root, "qti-item-body")
    for name, text in ((STORY, item.story), (STEM, item.stem), (LEAD_IN, step.lead_in)):
        if text:
            _fill(etree.SubElement(body, "div", {"class": name}), safe_html(text))
    if isinstance(step, ExportedNumber):
        line = etree.SubElement(body, "p")
        entry = {"response-identifier": "RESPONSE", "expected-length": "10"}
        field = etree.SubElement(line, "qti-text-entry-interaction", entry)
        field.tail = f" {step.unit}" if step.unit else None
        return
    attributes = {
        "response-identifier": "RESPONSE",
        "shuffle": "false" if step.fixed_order else "true",
        "max-choices": "0" if step.multiple else "1",
    }
    interaction = etree.SubElement(body, "qti-choice-interaction", attributes)
    for option in step.options:
        choice = {"identifier": option_identifier(option.id)}
        _fill(etree.SubElement(interaction, "qti-simple-choice", choice), option_html(option.text))


def _process_choice(processing: etree._Element, step: ExportedChoice) -> None:
    score = _set(processing, "SCORE")
    share = etree.SubElement(score, "qti-divide")
    etree.SubElement(share, "qti-map-response", {"identifier": "RESPONSE"})
    _value(share, str(len(step.right)))
    told = _set(processing, "FEEDBACK")
    etree.SubElement(told, "qti-variable", {"identifier": "RESPONSE"})


def _process_number(processing: etree._Element, step: ExportedNumber) -> None:
    condition = etree.SubElement(processing, "qti-response-condition")
    right = etree.SubElement(condition, "qti-response-if")
    both = etree.SubElement(right, "qti-and")
    _compare(both, "qti-gte", step.amount - step.tolerance)
    _compare(both, "qti-lte", step.amount + step.tolerance)
    _value(_set(right, "SCORE"), "1")
    for number, error in enumerate(step.errors, 1):
        wrong = etree.SubElement(condition, "qti-response-else-if")
        both = etree.SubElement(wrong, "qti-and")
        _compare(both, "qti-gte", error.amount)
        _compare(both, "qti-lte", error.amount)
        _value(_set(wrong, "FEEDBACK"), f"error-{number}", "identifier")


def _compare(parent: etree._Element, how: str, bound: Decimal) -> None:
    comparison = etree.SubElement(parent, how)
    etree.SubElement(comparison, "qti-variable", {"identifier": "RESPONSE"})
    _value(comparison, plain_number(bound))


def _set(parent: etree._Element, outcome: str) -> etree._Element:
    return etree.SubElement(parent, "qti-set-outcome-value", {"identifier": outcome})


def _value(parent: etree._Element, value: str, base_type: str = "float") -> None:
    etree.SubElement(parent, "qti-base-value", {"base-type": base_type}).text = value


def _feedback(step: ExportedStep) -> list[tuple[str, str]]:
    """Return the identifiers that select feedback, with it as HTML."""
    if isinstance(step, ExportedNumber):
        errors = enumerate(step.errors, 1)
        return [(f"error-{number}", feedback_html(error.feedback)) for number, error in errors]
    return [(option_identifier(o.id), feedback_html(o.feedback)) for o in step.options]


def _modal(root: etree._Element, outcome: str, identifier: str, told: str) -> None:
    attributes = {
        "outcome-identifier": outcome,
        "identifier": identifier,
        "show-hide": "show",
    }
    modal = etree.SubElement(root, "qti-modal-feedback", attributes)
    _fill(etree.SubElement(modal, "qti-content-body"), told)


def _fill(parent: etree._Element, text: str) -> None:
    """Append HTML as elements of the tree."""
    holder = html.fragment_fromstring(text, create_parent="div")
    parent.text = holder.text
    for child in holder:
        # QTI's links know no such attribute.
        for link in child.iter("a"):
            link.attrib.pop("rel", None)
            link.attrib.pop("title", None)
        parent.append(child)
