"""
Reading GIFT: choices, true or false, and numbers; everything else is noted.

A question ends at an empty line. The seven control characters are escaped by a backslash, any other
backslash is one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from quizzes.errors import ImportFileError
from quizzes.formats.exported import clean
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

# While a question is taken apart, a surrogate stands for an escaped character: decoded UTF-8 has
# none.
_CONTROL = "\\~=#{}:"
_HIDDEN = {char: chr(0xD800 + place) for place, char in enumerate(_CONTROL)}
_SHOWN = str.maketrans({hidden: char for char, hidden in _HIDDEN.items()} | {chr(0xD810): "\n"})
_ESCAPE = re.compile(r"\\([\\~=#{}:n])")
_FORMAT = re.compile(r"\s*\[(html|moodle|plain|markdown)\]")
_WEIGHT = re.compile(r"\s*%(-?\d+(?:\.\d+)?)%")
_TITLE = re.compile(r"\s*::(.*?)::", re.DOTALL)
_TRUTHS = {"T": True, "TRUE": True, "F": False, "FALSE": False}


class _NotTakenOverError(Exception):
    """A question of a type that we have none for; the message names it."""


def read_gift(content: bytes, name: str) -> ReadFile:
    """
    Return the questions of a GIFT file, which messages call *name*.

    Raises:
        ImportFileError: If it is not UTF-8.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ImportFileError(f"{name}:1: This is not UTF-8. Save the file as UTF-8.") from error
    questions, notes = [], []
    for line, block in _blocks(clean(text)):
        body, id_, tags, comments = _without_comments(block)
        notes += [f"line {line}: the comment {comment!r}." for comment in comments]
        category = body.strip().removeprefix("$CATEGORY:").strip()
        if body.strip() != category:
            notes.append(f"line {line}: the category {category!r}; drafts have tags.")
        if not body.strip() or body.strip() != category:
            continue
        place = f"question at line {line}"
        try:
            questions.append(_question(body, place, id_, tags))
        except _NotTakenOverError as reason:
            notes.append(f"{place}: {reason}")
        except InvalidOperation:
            notes.append(f"{place}: a number in it cannot be read; it is left out.")
    return ReadFile(tuple(questions), tuple(notes))


def _blocks(text: str) -> Iterator[tuple[int, str]]:
    """Yield what stands between empty lines, with the number of its first line."""
    lines: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip(" \t"):
            lines.append(line)
        elif lines:
            yield number - len(lines), "\n".join(lines)
            lines = []


def _without_comments(block: str) -> tuple[str, str, tuple[str, ...], list[str]]:
    """Return a block without its comments, the id and the tags in them, and all other comments."""
    id_, tags, body, others = "", [], [], []
    for line in block.split("\n"):
        if not line.lstrip().startswith("//"):
            body.append(line)
            continue
        found = re.search(r"\[id:([^\]]+)\]", line)
        id_ = found[1].strip() if found else id_
        named = re.findall(r"\[tag:([^\]]+)\]", line)
        tags += named
        if not (found or named):
            others.append(line.strip().lstrip("/ "))
    return "\n".join(body), id_, tuple(tags), others


def _question(body: str, place: str, id_: str, tags: tuple[str, ...]) -> ReadQuestion:
    hidden = _ESCAPE.sub(lambda found: chr(0xD810) if found[1] == "n" else _HIDDEN[found[1]], body)
    titled = _TITLE.match(hidden)
    title = _shown(titled[1]) if titled else ""
    rest = hidden[titled.end() :] if titled else hidden
    if rest.count("{") != 1 or rest.count("}") != 1 or rest.index("}") < rest.index("{"):
        raise _NotTakenOverError("it has no answers in braces, or unbalanced ones; it is left out.")
    before, _, tail = rest.partition("{")
    answers, _, after = tail.partition("}")
    found = _FORMAT.match(before)
    form = found[1] if found else "moodle"
    asked_text = f"{before} _____ {after}" if after.strip() else before
    answers, _, general = answers.partition("####")
    notes: list[str] = []
    return ReadQuestion(
        place=place,
        id=id_,
        title=" ".join(title.split()),
        text=_html(asked_text, form),
        asked=_asked(answers.strip(), form, notes),
        general_feedback=_html(general, form),
        tags=tags,
        notes=tuple(notes),
    )


def _asked(answers: str, form: str, notes: list[str]) -> Asked:
    truth, *feedback = answers.split("#")
    if truth.strip() in _TRUTHS:
        is_true = _TRUTHS[truth.strip()]
        # The first feedback is that on the wrong answer, the second that on the right one.
        wrong, right, *_ = (_html(one, form) for one in (*feedback, "", ""))
        return ReadTruth(is_true, right if is_true else wrong, wrong if is_true else right)
    if answers.startswith("#"):
        return ReadNumeric(tuple(_numbers(answers[1:], form, notes)))
    if "~" not in answers:
        kind = "matching questions" if "->" in answers else "short answers" if answers else "essays"
        raise _NotTakenOverError(f"{kind} are not taken over.")
    parts = re.findall(r"([=~])([^=~]*)", answers)
    read = tuple(_answer(mark, part, form) for mark, part in parts)
    return ReadChoice(read, multiple=not any(mark == "=" for mark, _ in parts))


def _answer(mark: str, part: str, form: str) -> ReadAnswer:
    weighed = _WEIGHT.match(part)
    share = Decimal(weighed[1]) / 100 if weighed else Decimal(mark == "=")
    text, _, feedback = part[weighed.end() if weighed else 0 :].partition("#")
    return ReadAnswer(_html(text, form, inline=True), share, _html(feedback, form))


def _numbers(answers: str, form: str, notes: list[str]) -> Iterator[ReadNumber]:
    entries, _, other = answers.partition("~")
    if other:
        notes.append(f"Feedback on any other number: {_shown(other).strip('# ')}")
    for part in entries.split("=") if "=" in entries else [entries]:
        if not part.strip():
            continue
        weighed = _WEIGHT.match(part)
        share = Decimal(weighed[1]) / 100 if weighed else Decimal(1)
        number, _, feedback = part[weighed.end() if weighed else 0 :].partition("#")
        amount, tolerance = _amount(number.strip())
        yield ReadNumber(amount, tolerance, share, _html(feedback, form))


def _amount(text: str) -> tuple[Decimal, Decimal]:
    """Return the middle and the half of a range, however it is written."""
    if ".." in text:
        least, most = (Decimal(part.strip()) for part in text.split("..", 1))
        return (least + most) / 2, (most - least) / 2
    number, _, tolerance = text.partition(":")
    return Decimal(number.strip()), Decimal(tolerance.strip() or 0)


def _shown(text: str) -> str:
    return text.translate(_SHOWN)


def _html(text: str, form: str, *, inline: bool = False) -> str:
    """Return a text as HTML by its own format, or that of its question."""
    found = _FORMAT.match(text)
    used = found[1] if found else form
    plain = _shown(text[found.end() :] if found else text).strip()
    if used == "html" or (used == "moodle" and "<" in plain):
        return plain
    if used == "markdown":
        return safe_html(plain)
    told = text_html(plain)
    return told.removeprefix("<p>").removesuffix("</p>") if inline else told
