"""A case told in prose, in the words of its guideline."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

from kg.case import Absent, Bound, Fact, Present, Value
from kg.model import Guideline, Stage
from kg.rendering import plain_number
from quizzes.generation.patients import AGE
from quizzes.generation.telling import joined, phrase, told
from quizzes.generation.wording import (
    OPENINGS,
    RECORDED,
    SHORT_STEMS,
    capital,
    listed,
    merged,
    pick,
)

# In the order in which a story tells them; within a kind, what is said of the patient goes first.
_ORDER = (Present, Value, Absent)
_OF_THE_PATIENT = "The patient "


def story(
    facts: Iterable[Fact], guideline: Guideline, random: Random, *, paragraphs: bool = False
) -> str:
    """
    Return a patient's story: how the patient comes in, then stage after stage.

    With *paragraphs* it is told in two, the history first.
    """
    known = sorted(facts, key=repr)
    age = next((f for f in known if _is_age(f, guideline)), None)
    patient = _patient(age)
    opening = pick(random, OPENINGS, patient=patient, Patient=capital(patient))
    rest = [fact for fact in known if fact is not age]
    history, *later = (_stage(stage, rest, guideline, random) for stage in Stage)
    first = " ".join(text for text in (opening, history) if text)
    second = " ".join(text for text in later if text)
    return ("\n\n" if paragraphs else " ").join(text for text in (first, second) if text)


def short_stem(fact: Fact, guideline: Guideline, random: Random) -> str:
    """Return a stem that tells one fact and nothing else."""
    return pick(random, SHORT_STEMS, told=f"{capital(phrase(fact, guideline))}.")


def _patient(age: Fact | None) -> str:
    if not isinstance(age, Value):
        return "a patient"
    years = plain_number(age.amount)
    article = "an" if years[0] == "8" or years in ("11", "18") else "a"
    return f"{article} {years}-year-old patient"


def _is_age(fact: Fact, guideline: Guideline) -> bool:
    if not isinstance(fact, Value) or fact.bound is not Bound.EXACTLY:
        return False
    return guideline.observables[fact.observable].label == AGE


def _stage(stage: Stage, facts: list[Fact], guideline: Guideline, random: Random) -> str:
    here = [fact for fact in facts if _stage_of(fact, guideline) is stage]
    random.shuffle(here)
    here.sort(key=lambda fact: (_ORDER.index(type(fact)), _is_aside(fact, guideline)))
    text = joined(words for fact in here if (words := told(fact, guideline)))
    untold = [phrase(fact, guideline) for fact in here if not told(fact, guideline)]
    recorded = pick(random, RECORDED, list=listed(merged(untold))) if untold else ""
    return " ".join(part for part in (text, recorded) if part)


def _is_aside(fact: Fact, guideline: Guideline) -> bool:
    return not told(fact, guideline).startswith(_OF_THE_PATIENT)


def _stage_of(fact: Fact, guideline: Guideline) -> Stage:
    if isinstance(fact, Value):
        return guideline.observables[fact.observable].stage
    return guideline.findings[fact.finding].stage
