"""Places of a draft in words: `options[1].rationale` is the rationale of option 2."""

from __future__ import annotations

import re

_WORDS = {
    "id": "Id",
    "kind": "Kind",
    "guideline": "Guideline",
    "tags": "Tags",
    "title": "Title",
    "narrative": "Story",
    "vignette": "Vignette",
    "case": "Case",
    "present": "Facts",
    "absent": "Facts",
    "values": "Facts",
    "facts": "Facts",
    "verdict": "Decision",
    "opening": "Opening",
    "opening_facts": "Facts of the opening",
    "twin_of": "Contrast twin",
    "teaches": "Teaches",
    "comment": "Note for teachers",
    "stem": "Stem",
    "lead_in": "Lead-in",
    "options": "Options",
    "text": "Text",
    "claim": "Claim",
    "key": "Key",
    "rationale": "Why",
    "statements": "Statements",
    "answer_from": "Number asked for",
    "unit": "Unit",
    "tolerance": "Tolerance",
    "common_errors": "Common errors",
    "value": "Number",
    "steps": "Steps",
    "explanation": "Explanation",
}
_RANK = {name: rank for rank, name in enumerate(_WORDS)}
_LISTS = {"options": "option", "steps": "step", "common_errors": "common error"}
_STEP = re.compile(r"([a-z_]+)(?:\[(\d+)\])?")


def place_words(place: str) -> str:
    """Return *place* as an author knows it, "" for the draft as a whole."""
    words: list[str] = []
    for name, number in _STEP.findall(place):
        if name in _LISTS and number:
            words.append(f"{_LISTS[name]} {int(number) + 1}")
        elif name in _WORDS and not (words and words[-1] == "claim"):
            words.append(_WORDS[name].lower())
    text = ", ".join(words)
    return text[:1].upper() + text[1:]


def place_rank(place: str) -> tuple[tuple[int, int], ...]:
    """Return what sorts places in the order of the form."""
    return tuple(
        (_RANK.get(name, len(_RANK)), int(number or 0)) for name, number in _STEP.findall(place)
    )


def field_words(place: str) -> str:
    """Return the field that *place* ends in, without the option or step that it belongs to."""
    return place_words(place.removeprefix(owner(place)).removeprefix("."))


def owner(place: str) -> str:
    """Return the option, step or error that *place* belongs to, "" if it belongs to none."""
    head, dot, _ = place.rpartition(".")
    return head if dot and head.endswith("]") else ""
