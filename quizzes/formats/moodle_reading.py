"""
Reading Moodle XML: every element is either taken over, known to carry nothing, or noted.

The form is that of `question/format/xml/format.php` of Moodle; there is no schema.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from lxml import etree

from quizzes.errors import ImportFileError
from quizzes.formats.questions import (
    Asked,
    ReadAnswer,
    ReadChoice,
    ReadFile,
    ReadNumber,
    ReadNumeric,
    ReadQuestion,
    ReadTruth,
    text_html,
)
from quizzes.markup import safe_html

_READ = {
    *("name", "questiontext", "generalfeedback", "idnumber", "tags", "answer"),
    *("single", "shuffleanswers"),
}
_READ_OF_ANSWERS = {"text", "feedback", "tolerance", "file"}
# What says nothing beyond what Moodle takes for granted, and so need not be noted.
_DEFAULTS = {
    "defaultgrade": {"1", "1.0000000"},
    "penalty": {"0", "0.3333333", "0.0000000", "1", "1.0000000", "0.1", "0.1000000"},
    "hidden": {"0"},
    "answernumbering": {"abc", "none", "ABC", "123", "iii", "IIII", "ABCD"},
    "showstandardinstruction": {"0", "1"},
    "unitgradingtype": {"0"},
    "unitpenalty": {"0.1000000", "0.1"},
    "showunits": {"3"},
    "unitsleft": {"0"},
}
_KINDS = ("multichoice", "truefalse", "numerical")
_NO = {"false", "0"}
_LONGEST_NOTE = 80


def read_moodle_xml(content: bytes, name: str) -> ReadFile:
    """
    Return the questions of a Moodle XML file, which messages call *name*.

    Raises:
        ImportFileError: If it is not XML, or not of Moodle.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        message = f"{name}:{line}: This is not XML: {error.msg}. Export it again."
        raise ImportFileError(message) from error
    if root.tag != "quiz":
        message = f"The first element is <{root.tag!s}>; Moodle XML begins with <quiz>."
        raise ImportFileError(f"{name}:1: {message}")
    questions: list[ReadQuestion] = []
    notes = [
        f"line {other.sourceline}: <{other.tag!s}> is no question; it is left out."
        for other in root.iterchildren(etree.Element)
        if other.tag != "question"
    ]
    for number, element in enumerate(root.iterchildren("question"), 1):
        kind = element.get("type", "")
        place = f"question {number} (line {element.sourceline})"
        if kind == "category":
            name_of_category = _text_of(element.find("category"))
            notes.append(f"{place}: the category {name_of_category!r}; drafts have tags.")
            continue
        if kind not in _KINDS:
            title = _text_of(element.find("name"))
            notes.append(f"{place}, {title!r}: questions of the type {kind!r} are not taken over.")
            continue
        try:
            questions.append(_Question(element, place).read())
        except InvalidOperation:
            notes.append(f"{place}: a grade, number or tolerance is no number; it is left out.")
    return ReadFile(tuple(questions), tuple(notes))


class _Question:
    """Reads one question and notes what it has no place for."""

    def __init__(self, element: etree._Element, place: str) -> None:
        self._element = element
        self._place = place
        self._notes: list[str] = []

    def read(self) -> ReadQuestion:
        element = self._element
        asked = self._asked()
        text = self._html(element.find("questiontext"))
        general_feedback = self._html(element.find("generalfeedback"))
        tags = (_text_of(tag).strip() for tag in element.iterfind("tags/tag"))
        return ReadQuestion(
            place=self._place,
            id=(element.findtext("idnumber") or "").strip(),
            title=_text_of(element.find("name")),
            text=text,
            asked=asked,
            general_feedback=general_feedback,
            tags=tuple(filter(None, tags)),
            notes=(*self._notes, *_unread(element)),
        )

    def _asked(self) -> Asked:
        answers = list(self._element.iterchildren("answer"))
        match self._element.get("type"):
            case "truefalse":
                return self._truth(answers)
            case "numerical":
                return ReadNumeric(tuple(self._numbers(answers)))
        single = (self._element.findtext("single") or "true").strip()
        read = tuple(
            ReadAnswer(self._html(one, inline=True), _share(one), self._html(one.find("feedback")))
            for one in answers
        )
        shuffled = (self._element.findtext("shuffleanswers") or "true").strip()
        return ReadChoice(read, multiple=single in _NO, fixed_order=shuffled in _NO)

    def _truth(self, answers: list[etree._Element]) -> ReadTruth:
        by_text = {_text_of(one).strip().lower(): one for one in answers}
        right = {text for text, one in by_text.items() if _share(one) > 0}
        told = {text: self._html(one.find("feedback")) for text, one in by_text.items()}
        return ReadTruth("true" in right, told.get("true", ""), told.get("false", ""))

    def _numbers(self, answers: list[etree._Element]) -> Iterator[ReadNumber]:
        for one in answers:
            amount = _text_of(one).strip()
            feedback = self._html(one.find("feedback"))
            if amount == "*":
                if feedback:
                    self._notes.append(f"Feedback on any other number: {_brief(feedback)}")
                continue
            tolerance = (one.findtext("tolerance") or "0").strip() or "0"
            yield ReadNumber(Decimal(amount), Decimal(tolerance), _share(one), feedback)

    def _html(self, element: etree._Element | None, *, inline: bool = False) -> str:
        """Return the text of an element as HTML by its own format."""
        if element is None:
            return ""
        text = _text_of(element)
        for file in element.iterchildren("file"):
            self._notes.append(f"The file {file.get('name', '')!r} is left out.")
        match element.get("format", "html"):
            case "markdown":
                return safe_html(text)
            case "plain_text":
                return text_html(text)
            case "moodle_auto_format" if "<" not in text and not inline:
                return text_html(text)
        return text


def _unread(element: etree._Element) -> Iterator[str]:
    """Yield what stands in a question and is neither taken over nor taken for granted."""
    for child in (*element.iterchildren(), *element.iterfind("answer/*")):
        name = str(child.tag)
        if name in (_READ if child.getparent() is element else _READ_OF_ANSWERS):
            continue
        told = " ".join("".join(child.itertext()).split())
        if told and told not in _DEFAULTS.get(name, set()):
            yield f"{name} is left out: {_brief(told)}"


def _share(answer: etree._Element) -> Decimal:
    return Decimal(answer.get("fraction", "0")) / 100


def _text_of(element: etree._Element | None) -> str:
    if element is None:
        return ""
    return element.findtext("text") or ""


def _brief(text: str) -> str:
    return text if len(text) <= _LONGEST_NOTE else f"{text[:_LONGEST_NOTE]}…"
