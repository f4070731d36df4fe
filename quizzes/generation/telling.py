"""Sentences for facts and contents, in the words of the guideline, and how several become one."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from kg.case import Absent, Bound, Fact, Present, Value
from kg.model import Content, Guideline
from kg.rendering import plain_number, sentence
from quizzes.generation.wording import capital, listed, merged, sentence_of

_BOUND = {Bound.EXACTLY: "", Bound.AT_LEAST: "at least ", Bound.LESS_THAN: "less than "}

# What several sentences may have in common at their beginning ends with one of these words.
_LINKS = frozenset({"is", "are", "has", "have", "no"})
_LONGEST_BEGINNING = 4


def told(fact: Fact, guideline: Guideline) -> str:
    """Return the sentence that tells *fact*; empty where the guideline has no words for it."""
    match fact:
        case Present(finding):
            return guideline.findings[finding].told
        case Absent(finding):
            return guideline.findings[finding].absent_told
        case Value(observable):
            words = guideline.observables[observable].told
            return words.format(value=amount(fact, guideline)) if words else ""


def phrase(fact: Fact, guideline: Guideline) -> str:
    """Return *fact* as a clause without its full stop, or else as an entry: "age: 70 years"."""
    if words := told(fact, guideline):
        return words.removesuffix(".")
    if isinstance(fact, Value):
        return f"{guideline.observables[fact.observable].label}: {amount(fact, guideline)}"
    return sentence(fact, guideline)


def amount(value: Value, guideline: Guideline) -> str:
    """Return a value with its bound and its unit, in the singular where it is one."""
    unit = guideline.observables[value.observable].unit_label
    if value.amount == Decimal(1) and unit.endswith("s") and " " not in unit:
        unit = unit.removesuffix("s")
    return f"{_BOUND[value.bound]}{plain_number(value.amount)} {unit}"


def content_told(content: Content, value: str, guideline: Guideline) -> str:
    """Return the sentence that gives *value*, the words of a topic, as what *content* says."""
    aspect, subject = guideline.aspects[content.aspect], guideline.topics[content.subject].label
    if not aspect.told:
        return sentence_of(f"{subject}, {aspect.label}: {value}")
    return sentence_of(aspect.told.format(subject=subject, value=value))


def joined(sentences: Iterable[str]) -> str:
    """
    Return sentences as a text in which those that begin alike are one.

    "The patient has severe pain. The patient has dull pain." becomes "The patient has severe and
    dull pain."; "There is no fever. There is no rash." becomes "There is no fever and no rash."
    """
    alike: dict[str, list[str]] = {}
    for one in sentences:
        beginning = _beginning(one)
        alike.setdefault(beginning or one, []).append(one.removesuffix(".")[len(beginning) :])
    return " ".join(_one(beginning, rests) for beginning, rests in alike.items())


def _beginning(told_sentence: str) -> str:
    """Return what other sentences may have in common with this one, with a space behind it."""
    words = told_sentence.split()[:_LONGEST_BEGINNING]
    last = max((place for place, word in enumerate(words) if word in _LINKS), default=-1)
    return " ".join(words[: last + 1]) + " " if last >= 1 else ""


def _one(beginning: str, rests: list[str]) -> str:
    if len(rests) == 1 and not beginning.endswith(" "):
        return capital(beginning)
    if beginning.endswith(" no "):
        text = listed([rests[0], *(f"no {rest}" for rest in rests[1:])])
    elif beginning.startswith("No "):
        text = listed(rests, "or")
    else:
        text = listed(merged(rests))
    return f"{beginning}{text}."
