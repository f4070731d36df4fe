"""
Items of other software as drafts of ours.

Another file says which answers are right; ours derives that from claims. So a draft has no claims
yet: what was said to be right stands on top of its file and in the report, to be linked to the
guideline, and until it is, the loader names every claim that is missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count, groupby
from typing import Any

from lxml import html

from kg.rendering import plain_number
from quizzes.drafts.model import DraftStage
from quizzes.drafts.text import draft_text
from quizzes.formats.question_parts import QuestionParts, inner_html, section, words_in
from quizzes.formats.questions import (
    ReadAnswer,
    ReadChoice,
    ReadFile,
    ReadNumber,
    ReadNumeric,
    ReadQuestion,
    ReadTruth,
)
from quizzes.formats.to_markdown import to_markdown
from quizzes.formats.words import EXPLANATION, ORIGIN, RATIONALE, SOURCES
from quizzes.model import Kind

_STEP = re.compile(r"(?P<item>.+)#step-\d+")
_SOURCE = re.compile(r"\s*([A-Za-z0-9-]+): ")
_TRUTH_WORDS = {"true": True, "false": False, "cannot tell": "cannot tell"}


@dataclass(frozen=True, slots=True)
class ImportedItem:
    """
    One draft.

    *text* is the YAML file, *folder* the part of a content folder that it belongs to. *to_link*
    says what its source holds for right, one line a claim that is missing; *notes* say what was not
    taken over.
    """

    id: str
    place: str
    text: str
    to_link: tuple[str, ...]
    notes: tuple[str, ...]
    folder: str = "items"


@dataclass(frozen=True, slots=True)
class Imported:
    """The drafts made from a file, and what in it became none."""

    items: tuple[ImportedItem, ...]
    notes: tuple[str, ...]


def as_drafts(read: ReadFile, guideline: str) -> Imported:
    """Return a draft a question; steps of one item, known by their ids, make one draft again."""
    taken: set[str] = set()
    items = []
    for _, group in groupby(enumerate(read.questions), key=_item_of):
        questions = [question for _, question in group]
        items.append(_Draft(questions, guideline, taken).item())
    return Imported(tuple(items), read.notes)


def report(imported: Imported, name: str) -> str:
    """Return what is to be done and what was lost, as text for people."""
    lines = [f"{name}: {len(imported.items)} drafts.", ""]
    for item in imported.items:
        lines.append(f"{item.id}  ({item.place})")
        lines += [f"  to be linked: {one}" for one in item.to_link]
        lines += [f"  not taken over: {one}" for one in item.notes]
    if imported.notes:
        lines += ["", "Not taken over at all:", *(f"  {one}" for one in imported.notes)]
    return "\n".join(lines) + "\n"


def _item_of(numbered: tuple[int, ReadQuestion]) -> str:
    """Return what the steps of one item share; questions without an id share nothing."""
    number, question = numbered
    step = _STEP.fullmatch(question.id)
    return step["item"] if step else f"{number}/{question.id}"


class _Draft:
    """Makes the draft of one question, or of several that are steps of one item."""

    def __init__(self, questions: Sequence[ReadQuestion], guideline: str, taken: set[str]) -> None:
        self._questions = questions
        self._guideline = guideline
        self._taken = taken
        self._notes: list[str] = []
        self._to_link: list[str] = []

    def item(self) -> ImportedItem:
        first = self._questions[0]
        id_ = self._id(first)
        several = len(self._questions) > 1
        parts = [QuestionParts.of(question.text) for question in self._questions]
        steps = [
            self._step(question, part, f"step {place}: " if several else "")
            for place, (question, part) in enumerate(zip(self._questions, parts, strict=True), 1)
        ]
        told = self._explanation(first)
        for question in self._questions:
            self._leave_out(question, told)
        data: dict[str, Any] = {"id": id_, "guideline": self._guideline}
        stem = "\n\n".join(
            filter(None, (self._markdown(parts[0].story), self._markdown(parts[0].stem)))
        )
        if parts[0].story:
            self._notes.append("The patient's story is in the stem; a vignette holds its facts.")
        data |= {"tags": self._tags(first)} if first.tags else {}
        data |= {"stem": stem} if stem else {}
        data |= {"explanation": told} if told else {}
        data |= self._whole(steps)
        head = "".join(f"#   {line}\n" for line in _wrapped(self._to_link))
        text = (
            f"# Imported: {first.place}. What it holds for right, to be linked to the guideline:\n"
            f"{head}{draft_text(data, DraftStage.DRAFT)}"
        )
        notes = tuple(dict.fromkeys(self._notes))
        return ImportedItem(id_, first.place, text, tuple(self._to_link), notes)

    def _leave_out(self, question: ReadQuestion, told: str) -> None:
        """Note what of a question goes nowhere, after its explanation went to *told*."""
        if question.title:
            self._notes.append(f"The title {question.title!r}; items of ours have none.")
        other = self._explanation(question)
        if other != told:
            self._notes.append(f"The explanation of a later step: {other}")
        self._notes += question.notes

    def _whole(self, steps: Sequence[dict[str, Any]]) -> dict[str, Any]:
        if len(steps) == 1:
            return steps[0]
        choices = []
        for step in steps:
            kind = step.pop("kind")
            is_choice = kind in {Kind.SINGLE_BEST_ANSWER.value, Kind.MULTIPLE_ANSWER.value}
            if not is_choice:
                self._notes.append(f"A step is of the kind {kind}; steps of ours are choices.")
            several = {"kind": kind} if kind == Kind.MULTIPLE_ANSWER.value else {}
            choices.append(step | several)
        return {"kind": Kind.KEY_FEATURE.value, "steps": choices}

    def _id(self, question: ReadQuestion) -> str:
        step = _STEP.fullmatch(question.id)
        wanted = step["item"] if step else question.id or question.title
        base = _slug(wanted) or "imported"
        numbered = (f"{base}-{number}" for number in count(2))
        id_ = next(name for name in chain((base,), numbered) if name not in self._taken)
        self._taken.add(id_)
        if question.id and id_ != wanted:
            self._notes.append(f"The id {wanted!r} became {id_}.")
        return id_

    def _tags(self, question: ReadQuestion) -> list[str]:
        tags = [_slug(tag) for tag in question.tags]
        self._notes += [
            f"The tag {old!r} became {new or 'nothing'}."
            for old, new in zip(question.tags, tags, strict=True)
            if old != new
        ]
        return list(dict.fromkeys(filter(None, tags)))

    def _step(self, question: ReadQuestion, parts: QuestionParts, named: str) -> dict[str, Any]:
        lead_in = self._markdown(parts.lead_in)
        data: dict[str, Any] = {"lead_in": lead_in} if lead_in else {}
        match question.asked:
            case ReadChoice() as choice:
                return data | self._choice(choice, named)
            case ReadTruth() as truth:
                return data | self._truth(truth, named)
            case ReadNumeric() as numeric:
                return data | self._numeric(numeric, question, parts, named)

    def _choice(self, choice: ReadChoice, named: str) -> dict[str, Any]:
        truths = [_TRUTH_WORDS.get(words_in(one.text).lower()) for one in choice.answers]
        if not choice.multiple and len(truths) == 3 and set(truths) == set(_TRUTH_WORDS.values()):
            right = [words_in(one.text) for one in choice.answers if one.share > 0]
            self._to_link.append(f"{named}the claim is said to be: {', '.join(right)}")
            options = [
                {"answer": truth, **self._rationale(one.feedback)}
                for truth, one in zip(truths, choice.answers, strict=True)
            ]
            return {"kind": Kind.TRUE_FALSE_CANNOT_TELL.value, "options": options}
        if choice.fixed_order:
            self._notes.append("The order of its options was fixed; ours are shuffled when shown.")
        options = [self._option(*numbered) for numbered in enumerate(choice.answers)]
        ids = [option["id"] for option in options]
        self._to_link += [
            f"{named}{id_} is said to be {_said(one, choice.multiple)}"
            for id_, one in zip(ids, choice.answers, strict=True)
        ]
        self._check_shares(choice)
        kind = Kind.MULTIPLE_ANSWER if choice.multiple else Kind.SINGLE_BEST_ANSWER
        return {"kind": kind.value, "options": options}

    def _check_shares(self, choice: ReadChoice) -> None:
        """Note where the shares are not those that we would give."""
        right = sum(one.share > 0 for one in choice.answers)
        for one in choice.answers:
            fair = 1 / max(right, 1) if choice.multiple else 1
            ours = fair if one.share > 0 else -fair if choice.multiple else 0
            if abs(float(one.share) - ours) > 0.001:
                share = plain_number(one.share * 100)
                self._notes.append(
                    f"'{words_in(one.text)[:40]}' had {share} %; our scoring is fixed."
                )

    def _option(self, index: int, answer: ReadAnswer) -> dict[str, Any]:
        name = chr(ord("a") + index) if index < 26 else f"option-{index + 1}"
        return {"id": name, "text": self._markdown(answer.text), **self._rationale(answer.feedback)}

    def _truth(self, truth: ReadTruth, named: str) -> dict[str, Any]:
        self._to_link.append(f"{named}the claim is said to be: {truth.is_true}")
        options = [
            {"answer": True, **self._rationale(truth.on_true)},
            {"answer": False, **self._rationale(truth.on_false)},
            {"answer": "cannot tell"},
        ]
        return {"kind": Kind.TRUE_FALSE_CANNOT_TELL.value, "options": options}

    def _numeric(
        self, numeric: ReadNumeric, question: ReadQuestion, parts: QuestionParts, named: str
    ) -> dict[str, Any]:
        right = [number for number in numeric.numbers if number.share > 0]
        wrong = [number for number in numeric.numbers if number.share <= 0]
        data: dict[str, Any] = {"kind": Kind.NUMERIC.value}
        for number in right:
            margin = f", give or take {plain_number(number.tolerance)}" if number.tolerance else ""
            unit = f", {words_in(parts.unit).lower()}" if parts.unit else ""
            said = f"{plain_number(number.amount)}{margin}"
            self._to_link.append(f"{named}the number is said to be {said}{unit}")
        if len(right) > 1:
            self._notes.append("Several numbers were right; an item of ours asks for one.")
        if right:
            data |= {"tolerance": right[0].tolerance} if right[0].tolerance else {}
            feedback = question.general_feedback
            data |= self._rationale(right[0].feedback or section(feedback, RATIONALE, SOURCES))
        errors = [self._error(number) for number in wrong]
        return data | ({"common_errors": errors} if errors else {})

    def _error(self, number: ReadNumber) -> dict[str, Any]:
        if number.tolerance:
            self._notes.append(f"The wrong number {plain_number(number.amount)} had a tolerance.")
        return {"value": number.amount, **self._rationale(number.feedback)}

    def _rationale(self, feedback: str) -> dict[str, Any]:
        """Return feedback with the statements that our own lines of sources name."""
        if not feedback.strip():
            return {}
        holder = html.fragment_fromstring(feedback, create_parent="div")
        statements = []
        for line in list(holder.find_class(SOURCES)):
            found = _SOURCE.match(line.text_content())
            if found:
                statements.append(found[1])
                line.drop_tree()
        told = self._markdown(inner_html(holder))
        data: dict[str, Any] = {"rationale": told} if told else {}
        return data | ({"statements": statements} if statements else {})

    def _explanation(self, question: ReadQuestion) -> str:
        feedback = question.general_feedback
        ours = section(feedback, EXPLANATION)
        origin = section(feedback, ORIGIN)
        if origin:
            self._notes.append(f"The line of origin: {words_in(origin)}")
        return self._markdown(ours if ours or origin else feedback)

    def _markdown(self, text: str) -> str:
        converted = to_markdown(text)
        self._notes += converted.left_out
        return converted.text


def _said(answer: ReadAnswer, multiple: bool) -> str:
    """Return how right an answer is said to be; a part of the score counts for one of several."""
    if answer.share <= 0:
        return "wrong"
    return "right" if multiple or answer.share == 1 else "partly right"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def _wrapped(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        yield " ".join(line.split())
