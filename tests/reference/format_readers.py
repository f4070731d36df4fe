"""
What can be read again from an export, aspect by aspect, by readers that share nothing with writers.

Texts are compared as the elements and words of their HTML, whatever wrote or escaped it.
"""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import groupby
from typing import Any

from lxml import etree, html

from quizzes.formats.exported import ExportedChoice, ExportedItem, ExportedNumber
from quizzes.formats.gift_reading import read_gift
from quizzes.formats.losses import Aspect
from quizzes.formats.moodle_reading import read_moodle_xml
from quizzes.formats.questions import ReadChoice, ReadNumeric, ReadQuestion
from quizzes.formats.words import option_html
from quizzes.markup import safe_html

Recovered = dict[Aspect, Any]
A = Aspect
_SOURCES = "gg-sources"


def seen(text: str) -> tuple[str, ...]:
    """Return the elements and the words of HTML in their order."""
    if not text.strip():
        return ()
    found: list[str] = []

    def walk(element: html.HtmlElement) -> None:
        found.extend(re.split(r"[ \t\n\f\r]+", element.text or ""))
        for child in element:
            found.append(f"<{etree.QName(child).localname} {child.get('href', '')}>")
            walk(child)
            found.append("</>")
            found.extend(re.split(r"[ \t\n\f\r]+", child.tail or ""))

    walk(html.fragment_fromstring(text, create_parent="div"))
    return tuple(filter(None, found))


def expected(item: ExportedItem) -> Recovered:
    """Return every aspect of an item in the form in which readers give it back."""
    choices = [step for step in item.steps if isinstance(step, ExportedChoice)]
    numbers = [step for step in item.steps if isinstance(step, ExportedNumber)]
    told = [option.feedback for step in choices for option in step.options]
    told += [step.feedback for step in numbers]
    cited = [*told, *(error.feedback for step in numbers for error in step.errors)]
    statements = [one for feedback in cited for one in feedback.statements]
    return {
        A.ID: item.id,
        A.VERSION: item.version,
        A.GUIDELINE: (item.guideline, item.guideline_version),
        A.KIND: item.kind.value,
        A.TITLE: item.title,
        A.STORY: seen(safe_html(item.story)),
        A.STEM: seen(safe_html(item.stem)),
        A.LEAD_IN: [seen(safe_html(step.lead_in)) for step in item.steps],
        A.OPTIONS: [[seen(option_html(o.text)) for o in step.options] for step in choices],
        A.OPTION_IDS: [[option.id for option in step.options] for step in choices],
        A.ORDER: [step.fixed_order for step in choices],
        A.KEY: [[o.right for o in step.options] for step in choices]
        + [step.amount for step in numbers],
        A.TOLERANCE: [step.tolerance for step in numbers],
        A.UNIT: [step.unit for step in numbers],
        A.ERRORS: [
            [(e.amount, seen(safe_html(e.feedback.text))) for e in step.errors] for step in numbers
        ],
        A.FEEDBACK: [seen(safe_html(feedback.text)) for feedback in told],
        A.SOURCES: [
            (
                s.id,
                s.section,
                s.line,
                s.citation_status,
                *((r.number, r.confidence) for r in s.references),
            )
            for s in statements
        ],
        A.STATEMENTS: [
            (s.text, *((r.bibliography, r.url) for r in s.references)) for s in statements
        ],
        A.EXPLANATION: seen(safe_html(item.explanation)),
        A.TAGS: list(item.tags),
        A.LICENSE: item.license,
        A.STEPS: len(item.steps),
        A.FORMATTING: [seen(safe_html(step.lead_in)) for step in item.steps],
    }


def parted(text: str) -> dict[str, str]:
    """Return the HTML within each of our classes, and what has none under ""."""
    parts: dict[str, str] = {}
    if not text.strip():
        return parts
    holder = html.fragment_fromstring(text, create_parent="div")
    own = [child for child in holder if (child.get("class") or "").startswith("gg-")]
    for child in own:
        inner = (child.text or "").replace("&", "&amp;").replace("<", "&lt;")
        inner += "".join(html.tostring(one, encoding="unicode") for one in child)
        name = child.get("class", "")
        parts[name] = parts.get(name, "") + inner
        child.drop_tree()
    parts[""] = (
        html.tostring(holder, encoding="unicode").removeprefix("<div>").removesuffix("</div>")
    )
    return parts


def _feedback(text: str) -> tuple[str, ...]:
    return seen(parted(text).get("", ""))


def _from_questions(questions: Iterable[ReadQuestion]) -> list[Recovered]:
    grouped = groupby(questions, key=lambda question: question.id.partition("#")[0])
    return [_from_steps(id_, list(group)) for id_, group in grouped]


def _from_steps(id_: str, group: list[ReadQuestion]) -> Recovered:
    texts = [parted(question.text) for question in group]
    general = parted(group[0].general_feedback)
    choices = [q.asked for q in group if isinstance(q.asked, ReadChoice)]
    numbers = [q.asked.numbers for q in group if isinstance(q.asked, ReadNumeric)]
    told = [_feedback(answer.feedback) for choice in choices for answer in choice.answers]
    told += [seen(general.get("gg-rationale", "")) for _ in numbers]
    return {
        A.ID: id_,
        A.TITLE: group[0].title.removesuffix(" (1)") if len(group) > 1 else group[0].title,
        A.STORY: seen(texts[0].get("gg-story", "")),
        A.STEM: seen(texts[0].get("gg-stem", "")),
        A.LEAD_IN: [seen(text["gg-lead-in"]) for text in texts],
        A.FORMATTING: [seen(text["gg-lead-in"]) for text in texts],
        A.OPTIONS: [[seen(answer.text) for answer in choice.answers] for choice in choices],
        A.ORDER: [choice.fixed_order for choice in choices],
        A.KEY: [[answer.share > 0 for answer in choice.answers] for choice in choices]
        + [found[0].amount for found in numbers],
        A.TOLERANCE: [found[0].tolerance for found in numbers],
        A.ERRORS: [[(n.amount, _feedback(n.feedback)) for n in found[1:]] for found in numbers],
        A.FEEDBACK: told,
        A.EXPLANATION: seen(general.get("gg-explanation", "")),
        A.TAGS: list(group[0].tags),
    }


def read_moodle(content: bytes) -> list[Recovered]:
    """Read Moodle XML with the reader that imports it."""
    return _from_questions(read_moodle_xml(content, "export").questions)


def read_gift_text(content: bytes) -> list[Recovered]:
    """Read GIFT with the reader that imports it."""
    return _from_questions(read_gift(content, "export").questions)


def read_csv(content: bytes) -> list[Recovered]:
    """Read CSV with the csv module."""
    rows = [
        {name: cell.removeprefix("'") for name, cell in row.items()}
        for row in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    ]
    return [_from_rows(id_, list(group)) for id_, group in groupby(rows, key=lambda row: row["id"])]


def _from_rows(id_: str, rows: list[dict[str, str]]) -> Recovered:
    steps = [list(group) for _, group in groupby(rows, key=lambda row: row["step"])]
    choices = [step for step in steps if step[0]["selection"] != "number"]
    numbers = [step for step in steps if step[0]["selection"] == "number"]
    first = rows[0]
    told = [row for step in choices for row in step] + [step[0] for step in numbers]
    lead_ins = [seen(safe_html(step[0]["lead_in"])) for step in steps]
    return {
        A.ID: id_,
        A.VERSION: first["version"],
        A.GUIDELINE: (first["guideline"], first["guideline_version"]),
        A.KIND: first["kind"],
        A.TITLE: first["title"],
        A.STORY: seen(safe_html(first["story"])),
        A.STEM: seen(safe_html(first["stem"])),
        A.LEAD_IN: lead_ins,
        A.FORMATTING: lead_ins,
        A.OPTIONS: [[seen(option_html(row["text"])) for row in step] for step in choices],
        A.OPTION_IDS: [[row["option"] for row in step] for step in choices],
        A.ORDER: [step[0]["order"] == "fixed" for step in choices],
        A.KEY: [[row["right"] == "yes" for row in step] for step in choices]
        + [Decimal(step[0]["text"]) for step in numbers],
        A.TOLERANCE: [Decimal(step[0]["tolerance"]) for step in numbers],
        A.UNIT: [step[0]["unit"] for step in numbers],
        A.ERRORS: [
            [(Decimal(row["text"]), seen(safe_html(row["feedback"]))) for row in step[1:]]
            for step in numbers
        ],
        A.FEEDBACK: [seen(safe_html(row["feedback"])) for row in told],
        A.EXPLANATION: seen(safe_html(first["explanation"])),
        A.TAGS: first["tags"].split(),
        A.LICENSE: first["license"],
        A.STEPS: len(steps),
    }


def read_xapi(content: bytes) -> list[Recovered]:
    """Read activity definitions as JSON."""
    grouped = groupby(json.loads(content), key=lambda one: one["id"].partition("#")[0])
    return [_from_activities(id_, [one["definition"] for one in group]) for id_, group in grouped]


def _from_activities(id_: str, group: list[dict[str, Any]]) -> Recovered:
    held = [
        {key.rpartition("/")[2]: value for key, value in one["extensions"].items()} for one in group
    ]
    choices = [one for one in group if one["interactionType"] == "choice"]
    ranges = [
        [Decimal(part) for part in one["correctResponsesPattern"][0].split("[:]")]
        for one in group
        if one["interactionType"] == "numeric"
    ]
    told = [(one, e) for one, h in zip(group, held, strict=True) for e in h["feedback"]]
    first = [e for one, e in told if one in choices or e == held[0]["feedback"][0]]
    others = [
        [(Decimal(e["for"]), seen(safe_html(e["text"]))) for e in h["feedback"][1:]]
        for one, h in zip(group, held, strict=True)
        if one not in choices
    ]
    statements = [statement for _, e in told for statement in e["statements"]]
    return {
        A.ID: id_.rpartition("/")[2],
        A.VERSION: held[0]["item-digest"],
        A.GUIDELINE: (held[0]["guideline"], held[0]["guideline-version"]),
        A.KIND: held[0]["kind"],
        A.TITLE: group[0]["name"]["en"],
        A.OPTION_IDS: [[choice["id"] for choice in one["choices"]] for one in choices],
        A.KEY: [
            [c["id"] in one["correctResponsesPattern"][0].split("[,]") for c in one["choices"]]
            for one in choices
        ]
        + [(least + most) / 2 for least, most in ranges],
        A.TOLERANCE: [(most - least) / 2 for least, most in ranges],
        A.UNIT: [h["unit"] for h in held if "unit" in h],
        A.ERRORS: others,
        A.FEEDBACK: [seen(safe_html(entry["text"])) for entry in first],
        A.SOURCES: [
            (
                *(s[name] for name in ("id", "section", "line", "citation-status")),
                *((r["number"], r["confidence"]) for r in s["references"]),
            )
            for s in statements
        ],
        A.STATEMENTS: [
            (s["text"], *((r["bibliography"], r["url"]) for r in s["references"]))
            for s in statements
        ],
        A.EXPLANATION: seen(safe_html(held[0]["explanation"])),
        A.TAGS: held[0]["tags"],
        A.LICENSE: held[0]["license"],
        A.STEPS: len(group),
    }


def read_anki(content: bytes) -> list[Recovered]:
    """Read the notes of a package from its database."""
    notes = anki_notes(content)
    grouped = groupby(notes, key=lambda note: note["Id"].partition("#")[0])
    return [_from_notes(id_, list(group)) for id_, group in grouped]


def anki_notes(content: bytes) -> list[dict[str, str]]:
    """Return the fields of each note by name, its tags under "tags" and its id under "guid"."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed, tempfile.NamedTemporaryFile() as file:
        file.write(packed.read("collection.anki2"))
        file.flush()
        database = sqlite3.connect(file.name)
        models = json.loads(database.execute("SELECT models FROM col").fetchone()[0])
        (model,) = [one for one in models.values() if one["name"].startswith("GuideGraph")]
        names = [field["name"] for field in model["flds"]]
        rows = database.execute("SELECT flds, tags, guid FROM notes ORDER BY id").fetchall()
        database.close()
    return [
        {**dict(zip(names, flds.split("\x1f"), strict=True)), "tags": tags, "guid": guid}
        for flds, tags, guid in rows
    ]


def _from_notes(id_: str, notes: list[dict[str, str]]) -> Recovered:
    choices = [note for note in notes if "<ol" in note["Options"]]
    numbers = [note for note in notes if note not in choices]
    lists = [html.fragment_fromstring(n["Feedback"], create_parent="div")[0] for n in choices]
    told = [_feedback(_after_option(entry)) for one in lists for entry in one]
    told += [_feedback(n["Feedback"].partition('<div class="wrong"')[0]) for n in numbers]
    options = [html.fragment_fromstring(n["Options"], create_parent="div") for n in choices]
    return {
        A.ID: id_,
        A.VERSION: re.findall(r"&#91;(\w+)\]", notes[0]["Origin"])[0],
        A.TITLE: " ".join(html.fromstring(f"<p>{notes[0]['Title']}</p>").text_content().split()),
        A.STORY: seen(notes[0]["Story"]),
        A.STEM: seen(notes[0]["Stem"]),
        A.LEAD_IN: [seen(note["Question"]) for note in notes],
        A.FORMATTING: [seen(note["Question"]) for note in notes],
        A.OPTIONS: [[seen(_inner(li)) for li in one.find("ol")] for one in options],
        A.KEY: [[li.get("class") == "right" for li in one] for one in lists]
        + [
            Decimal(re.findall(r"-?[\d.]+", html.fromstring(n["Answer"]).text_content())[0])
            for n in numbers
        ],
        A.FEEDBACK: told,
        A.EXPLANATION: seen(notes[0]["Explanation"]),
        A.TAGS: [tag for tag in notes[0]["tags"].split() if "::" not in tag],
    }


def _inner(element: html.HtmlElement) -> str:
    inner = (element.text or "").replace("&", "&amp;").replace("<", "&lt;")
    return inner + "".join(html.tostring(one, encoding="unicode") for one in element)


def _after_option(entry: html.HtmlElement) -> str:
    (holder,) = entry.find_class("told")
    return _inner(holder)


READERS: dict[str, Callable[[bytes], list[Recovered]]] = {
    "moodle": read_moodle,
    "gift": read_gift_text,
    "anki": read_anki,
    "csv": read_csv,
    "xapi": read_xapi,
}
