"""
Anki packages, a note a step.

A collection that was imported before is updated in place: deck, note type and notes keep their ids
for ever. A note type whose fields change is another one to Anki, so the spare fields are there to
be used instead; to change it all the same, take a new id and a new name.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from datetime import datetime
from html import escape

import genanki

from kg.rendering import plain_number
from quizzes.formats.exported import (
    ExportedChoice,
    ExportedFeedback,
    ExportedItem,
    ExportedNumber,
    ExportedStep,
)
from quizzes.formats.words import (
    answer_words,
    feedback_html,
    option_html,
    origin_line,
    source_line,
)
from quizzes.markup import inline_html, safe_html

#: The fields of a note in their order; frozen, see above.
FIELDS = (
    "Id",
    "Title",
    "Story",
    "Stem",
    "Question",
    "Options",
    "Answer",
    "Feedback",
    "Explanation",
    "Sources",
    "Origin",
    "Spare 1",
    "Spare 2",
    "Spare 3",
    "Spare 4",
)
_NOTE_TYPE_ID = 1_763_800_001
_NOTE_TYPE_NAME = "GuideGraph item 1"
_FRONT = """\
<div class="title">{{Title}}</div>
{{#Story}}<div class="story">{{Story}}</div>{{/Story}}
{{Stem}}
<div class="question">{{Question}}</div>
{{Options}}"""
_BACK = """\
{{FrontSide}}
<hr id="answer">
<div class="answer">{{Answer}}</div>
{{Feedback}}
<div class="explanation">{{Explanation}}</div>
<details><summary>Sources</summary>{{Sources}}</details>
<div class="origin">{{Origin}}</div>"""
_STYLE = """\
.card { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 42em; margin: 0 auto; padding: 1em; }
.title, .origin, .gg-sources { color: #767886; font-size: .8em; }
.story { border-left: 3px solid #8f97d8; padding-left: 1em; }
.question, .answer { font-weight: 600; }
.right::before { content: "\\2713  "; }
.wrong::before { content: "\\2717  "; }
li { margin: .4em 0; }"""


def as_anki(items: Sequence[ExportedItem], at: datetime) -> bytes:
    """
    Return an Anki package.

    Args:
        items: What to export.
        at: When; Anki takes over a changed note only if it is newer than the one it has.
    """
    model = genanki.Model(
        _NOTE_TYPE_ID,
        _NOTE_TYPE_NAME,
        fields=[{"name": name} for name in FIELDS],
        templates=[{"name": "Question", "qfmt": _FRONT, "afmt": _BACK}],
        css=_STYLE,
    )
    decks: dict[str, genanki.Deck] = {}
    for item in items:
        if item.guideline not in decks:
            name = f"GuideGraph::{item.guideline_title.replace('::', ': ')}"
            decks[item.guideline] = genanki.Deck(_deck_id(item.guideline), name)
        for index, step in enumerate(item.steps):
            decks[item.guideline].add_note(_note(model, item, index, step))
    packed = io.BytesIO()
    genanki.Package(list(decks.values())).write_to_file(packed, timestamp=at.timestamp())
    return packed.getvalue()


def note_guid(item: ExportedItem, index: int) -> str:
    """Return the id by which Anki knows a note again."""
    guid: str = genanki.guid_for("guidegraph", item.guideline, item.step_id(index))
    return guid


def _deck_id(guideline: str) -> int:
    # Anki wants a number; from 2^30 on there is no deck of its own.
    number = int.from_bytes(hashlib.sha256(guideline.encode()).digest()[:4])
    return (1 << 30) + number % (1 << 30)


def _note(model: genanki.Model, item: ExportedItem, index: int, step: ExportedStep) -> genanki.Note:
    fields = {
        "Id": item.step_id(index),
        "Title": escape(item.title),
        "Story": safe_html(item.story),
        "Stem": safe_html(item.stem),
        "Question": safe_html(step.lead_in),
        "Options": _options(item, step),
        "Answer": safe_html(answer_words(step)),
        "Feedback": _feedback(step),
        "Explanation": safe_html(item.explanation),
        "Sources": _sources(step),
        "Origin": escape(f"{origin_line(item)} [{item.version}]"),
    }
    return genanki.Note(
        model,
        [_inert(fields.get(name, "")) for name in FIELDS],
        guid=note_guid(item, index),
        tags=[*item.tags, f"guidegraph::{item.guideline}"],
    )


def _inert(html: str) -> str:
    """Return a field in which a bracket begins no sound and no LaTeX of Anki's."""
    return html.strip().replace("[", "&#91;")


def _options(item: ExportedItem, step: ExportedStep) -> str:
    if isinstance(step, ExportedNumber):
        return f"<p>In {inline_html(step.unit)}</p>" if step.unit else ""
    entries = "".join(f"<li>{option_html(option.text)}</li>" for option in step.options)
    hint = "<p>Any number may be right.</p>" if step.multiple else ""
    return f'{hint}<ol type="A">{entries}</ol>'


def _feedback(step: ExportedStep) -> str:
    if isinstance(step, ExportedNumber):
        told = feedback_html(step.feedback)
        for error in step.errors:
            amount = plain_number(error.amount)
            told += f'<div class="wrong">{amount}</div>{feedback_html(error.feedback)}'
        return told
    entries = "".join(
        f'<li class="{"right" if option.right else "wrong"}">'
        f'{option_html(option.text)}<div class="told">{feedback_html(option.feedback)}</div></li>'
        for option in step.options
    )
    return f'<ol type="A">{entries}</ol>'


def _sources(step: ExportedStep) -> str:
    """Return every statement behind the step in our words, with the works it cites."""
    feedback: list[ExportedFeedback] = (
        [option.feedback for option in step.options]
        if isinstance(step, ExportedChoice)
        else [step.feedback, *(error.feedback for error in step.errors)]
    )
    statements = {one.id: one for told in feedback for one in told.statements}
    entries = ""
    for one in statements.values():
        works = "".join(
            f"<br>{reference.number}. {inline_html(reference.bibliography)} "
            f"{inline_html(reference.url)}"
            for reference in one.references
            if reference.bibliography or reference.url
        )
        entries += f"<li>{escape(source_line(one))}<br>{inline_html(one.text)}{works}</li>"
    return f"<ul>{entries}</ul>"
