"""A case told in prose, from the labels and questions of its guideline."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from random import Random

from kg.case import Absent, Bound, Fact, Present, Value
from kg.model import Guideline, Stage
from kg.rendering import plain_number, sentence
from quizzes.generation.patients import AGE
from quizzes.generation.wording import (
    DENIED,
    JUDGED_BY,
    MEASURED,
    OPENINGS,
    SHORT_STEMS,
    TOLD_AT,
    capital,
    listed,
    merged,
    pick,
)

_BOUND = {Bound.EXACTLY: "", Bound.AT_LEAST: "at least ", Bound.LESS_THAN: "less than "}


def story(
    facts: Iterable[Fact], guideline: Guideline, random: Random, *, paragraphs: bool = False
) -> str:
    """
    Return a patient's story: how the patient comes in, then stage after stage.

    With *paragraphs* it is told in two, the history first.
    """
    known = sorted(facts, key=repr)
    age = next((f for f in known if _is_age(f, guideline)), None)
    patient = (
        f"a patient aged {plain_number(age.amount)}" if isinstance(age, Value) else "a patient"
    )
    opening = pick(random, OPENINGS, patient=patient, Patient=capital(patient))
    rest = [fact for fact in known if fact is not age]
    told = [_stage(stage, rest, guideline, random) for stage in Stage]
    judged = pick(random, JUDGED_BY, title=guideline.title)
    history, rest_told = told[:1], told[1:]
    first = " ".join(text for text in (opening, *history) if text)
    second = " ".join(text for text in (*rest_told, judged) if text)
    return ("\n\n" if paragraphs else " ").join((first, second))


def short_stem(facts: Iterable[Fact], guideline: Guideline, random: Random) -> str:
    """Return a stem that tells a fact or two and nothing else."""
    phrases = [f"*{phrase(fact, guideline)}*" for fact in sorted(facts, key=repr)]
    return pick(random, SHORT_STEMS, facts=listed(phrases))


def phrase(fact: Fact, guideline: Guideline) -> str:
    """Return *fact* as an entry of a chart: "age: at least 70 years", "no infection"."""
    if not isinstance(fact, Value):
        return sentence(fact, guideline)
    return f"{guideline.observables[fact.observable].label}: {amount(fact, guideline)}"


def amount(value: Value, guideline: Guideline) -> str:
    """Return a value with its bound and its unit, in the singular where it is one."""
    unit = guideline.observables[value.observable].unit_label
    if value.amount == Decimal(1) and unit.endswith("s") and " " not in unit:
        unit = unit.removesuffix("s")
    return f"{_BOUND[value.bound]}{plain_number(value.amount)} {unit}"


def _is_age(fact: Fact, guideline: Guideline) -> bool:
    if not isinstance(fact, Value) or fact.bound is not Bound.EXACTLY:
        return False
    return guideline.observables[fact.observable].label == AGE


def _stage(stage: Stage, facts: list[Fact], guideline: Guideline, random: Random) -> str:
    here = [fact for fact in facts if _stage_of(fact, guideline) is stage]
    present = [sentence(f, guideline) for f in here if isinstance(f, Present)]
    absent = [f for f in here if isinstance(f, Absent)]
    denied = [phrase(f, guideline) for f in absent if _reads_as_denial(f, guideline)]
    asked = [f for f in absent if not _reads_as_denial(f, guideline)]
    values = [f for f in here if isinstance(f, Value)]
    random.shuffle(present)
    parts = []
    if present or denied:
        parts.append(
            pick(random, TOLD_AT[stage.value], list=listed([*merged(present), *merged(denied)]))
        )
    if asked:
        questions = listed(f"“{guideline.findings[f.finding].question}”" for f in asked)
        parts.append(pick(random, DENIED, questions=questions))
    for value in values:
        label = guideline.observables[value.observable].label
        parts.append(pick(random, MEASURED, label=label, value=amount(value, guideline)))
    return " ".join(parts)


def _reads_as_denial(fact: Absent, guideline: Guideline) -> bool:
    return guideline.findings[fact.finding].absent_label.startswith("no ")


def _stage_of(fact: Fact, guideline: Guideline) -> Stage:
    if isinstance(fact, Value):
        return guideline.observables[fact.observable].stage
    return guideline.findings[fact.finding].stage
