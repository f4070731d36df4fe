"""Readers of exports that are packages or pages: QTI, H5P and handouts."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from decimal import Decimal
from itertools import groupby
from typing import Any

from format_readers import READERS, A, Recovered, parted, seen
from lxml import etree, html


def _plain(content: bytes) -> etree._Element:
    """Return XML without namespaces, its names those of QTI 2.1."""
    root = etree.fromstring(content)
    for element in root.iter(etree.Element):
        local = etree.QName(element).localname.removeprefix("qti-")
        element.tag = _camel(local)
        for name, value in list(element.attrib.items()):
            del element.attrib[name]
            element.set(_camel(etree.QName(name).localname), value)
    return root


def _camel(name: str) -> str:
    first, *rest = name.split("-")
    return first + "".join(part.capitalize() for part in rest)


def read_qti(content: bytes) -> list[Recovered]:
    """Read a package by its manifest and its test."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        manifest = _plain(packed.read("imsmanifest.xml"))
        resources = {one.get("identifier"): one for one in manifest.iter("resource")}
        (test,) = [one for one in resources.values() if "test" in one.get("type", "")]
        sections = _plain(packed.read(test.get("href"))).iter("assessmentSection")
        return [
            _from_section(
                [resources[ref.get("identifier")] for ref in section],
                [_plain(packed.read(ref.get("href"))) for ref in section],
            )
            for section in sections
        ]


def _html(element: etree._Element | None) -> str:
    """Return what stands in an element as HTML."""
    if element is None:
        return ""
    inner = (element.text or "").replace("&", "&amp;").replace("<", "&lt;")
    return inner + "".join(etree.tostring(one, encoding="unicode") for one in element)


def _told(item: etree._Element, identifier: str) -> str:
    for modal in item.iter("modalFeedback"):
        if modal.get("identifier") == identifier:
            body = modal.find("contentBody")
            return _html(modal if body is None else body)
    return ""


def _divs(item: etree._Element) -> dict[str, str]:
    body = item.find("itemBody")
    assert body is not None
    return {div.get("class", ""): _html(div) for div in body.iterchildren("div")}


def _bounds(item: etree._Element) -> list[Decimal]:
    return [Decimal(one.text or "") for one in item.findall(".//responseIf/and/*/baseValue")]


def _errors(item: etree._Element) -> list[tuple[Decimal, Any]]:
    found = []
    for case in item.iter("responseElseIf"):
        amount = Decimal(case.findtext("and/gte/baseValue") or "")
        told = _told(item, case.findtext("setOutcomeValue/baseValue") or "")
        found.append((amount, seen(parted(told).get("", ""))))
    return found


def _from_section(resources: list[etree._Element], items: list[etree._Element]) -> Recovered:
    first, lom = _divs(items[0]), resources[0]
    general = parted(_told(items[0], "shown"))
    interactions = [one for item in items for one in item.iter("choiceInteraction")]
    numbers = [item for item in items if item.find(".//textEntryInteraction") is not None]
    lead_ins = [seen(_divs(item)["gg-lead-in"]) for item in items]
    choices = [item for item in items if item not in numbers]
    right = [
        {value.text for value in item.iterfind("responseDeclaration/correctResponse/value")}
        for item in choices
    ]
    ids = [[one.get("identifier", "") for one in interaction] for interaction in interactions]
    told = [
        seen(parted(_told(item, id_)).get("", ""))
        for item, those in zip(choices, ids, strict=True)
        for id_ in those
    ]
    rights = lom.findtext(".//rights/description/string") or ""
    return {
        A.ID: lom.findtext(".//identifier/entry"),
        A.VERSION: lom.findtext(".//version/string"),
        A.TITLE: items[0].get("title"),
        A.STORY: seen(first.get("gg-story", "")),
        A.STEM: seen(first.get("gg-stem", "")),
        A.LEAD_IN: lead_ins,
        A.FORMATTING: lead_ins,
        A.OPTIONS: [[seen(_html(one)) for one in interaction] for interaction in interactions],
        A.OPTION_IDS: [[id_.removeprefix("option-") for id_ in those] for those in ids],
        A.ORDER: [one.get("shuffle") == "false" for one in interactions],
        A.KEY: [[id_ in keys for id_ in those] for those, keys in zip(ids, right, strict=True)]
        + [
            Decimal(item.findtext("responseDeclaration/correctResponse/value") or "")
            for item in numbers
        ],
        A.TOLERANCE: [(_bounds(item)[1] - _bounds(item)[0]) / 2 for item in numbers],
        A.ERRORS: [_errors(item) for item in numbers],
        A.FEEDBACK: told
        + [seen(parted(_told(item, "shown")).get("gg-rationale", "")) for item in numbers],
        A.EXPLANATION: seen(general.get("gg-explanation", "")),
        A.TAGS: [one.text for one in lom.iterfind(".//keyword/string")],
        A.LICENSE: rights.removeprefix("Licence: "),
        A.STEPS: len(items),
    }


def read_h5p(content: bytes) -> list[Recovered]:
    """Read a question set; steps cannot be told from items but by the line of origin."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        questions = json.loads(packed.read("content/content.json"))["questions"]
    grouped = groupby(questions, key=_origin)
    return [_from_set(list(group)) for _, group in grouped]


def _origin(question: dict[str, Any]) -> str:
    told: str = question["params"]["overallFeedback"][0]["feedback"]
    return told.rpartition("Item ")[2]


def _from_set(group: list[dict[str, Any]]) -> Recovered:
    choices = [q["params"] for q in group if "MultiChoice" in q["library"]]
    blanks = [q["params"] for q in group if "Blanks" in q["library"]]
    return {
        A.TITLE: group[0]["metadata"]["title"],
        A.OPTIONS: [[_flat(a["text"]) for a in one["answers"]] for one in choices],
        A.ORDER: [not one["behaviour"]["randomAnswers"] for one in choices],
        A.KEY: [[a["correct"] for a in one["answers"]] for one in choices]
        + [Decimal(one["questions"][0].split("*")[1]) for one in blanks],
        A.FEEDBACK: [
            _flat(a["tipsAndFeedback"]["chosenFeedback"]) for one in choices for a in one["answers"]
        ],
    }


def _flat(text: str) -> str:
    return "".join(html.fragment_fromstring(text or "<p></p>", create_parent="div").itertext())


def read_handout(content: bytes) -> list[Recovered]:
    """Read the sections of a page."""
    page = html.document_fromstring(content.decode("utf-8"))
    return [_from_page(section) for section in page.find_class("item")]


def _first(element: html.HtmlElement, name: str) -> tuple[str, ...]:
    found = element.find_class(name)
    return seen(_html(found[0])) if found else ()


def _from_page(section: html.HtmlElement) -> Recovered:
    steps = section.find_class("step")
    lists = [step.find_class("option") for step in steps if step.find_class("options")]
    answers = [
        step.find_class("key")[0].text_content()
        for step in steps
        if step.find("p") is not None and step.find("p").get("class") == "key"
    ]
    lead_ins = [_first(step, "lead-in") for step in steps]
    title = section.findtext("h2") or ""
    return {
        A.TITLE: title.partition(". ")[2],
        A.STORY: _first(section, "story"),
        A.STEM: _first(section, "stem"),
        A.LEAD_IN: lead_ins,
        A.FORMATTING: lead_ins,
        A.OPTIONS: [[seen(_html(one[2])) for one in options] for options in lists],
        A.KEY: [[bool(one.find_class("right")) for one in options] for options in lists]
        + [Decimal(answer.split()[0]) for answer in answers],
        A.EXPLANATION: _first(section, "explanation"),
        A.STEPS: len(steps),
    }


ALL_READERS: dict[str, Callable[[bytes], list[Recovered]]] = {
    **READERS,
    "qti3": read_qti,
    "qti21": read_qti,
    "h5p": read_h5p,
    "handout": read_handout,
    "handout-with-answers": read_handout,
}
