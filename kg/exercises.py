"""
Exercises in SPARQL: `kg/queries/exercises/<name>.yaml`, one a file.

Each asks a question of the guideline and holds a reference query, queries that are known to be
wrong though they answer right on the graph that everybody sees, and rewrites that are as good as
the reference. None of their texts declares prefixes: those of `kg.namespaces` are put before them.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from kg.errors import SourceError, UnknownNameError
from kg.namespaces import PREFIXES
from kg.yaml_text import YamlTextError, read_yaml_text

PROLOGUE = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())


@dataclass(frozen=True, slots=True)
class WrongQuery:
    """A query that is right by accident, and *why* it is wrong."""

    text: str
    why: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """
    One task.

    Attributes:
        name: The name of its file.
        number: Its place in the course, from 1.
        skill: What it trains, in a word or two.
        title: A short name.
        question: What is asked, in plain English.
        columns: What each row holds, in this order.
        hint: A nudge, without the answer.
        reference: A right query.
        wrong: Queries that are right on the visible graph only.
        rewrites: Other right queries.
    """

    name: str
    number: int
    skill: str
    title: str
    question: str
    columns: tuple[str, ...]
    hint: str
    reference: str
    wrong: tuple[WrongQuery, ...]
    rewrites: tuple[str, ...]


@cache
def load_exercises() -> tuple[Exercise, ...]:
    """
    Return all exercises in the order of the course.

    Raises:
        SourceError: If a file is malformed; names file and field.
    """
    found = files("kg").joinpath("queries", "exercises").iterdir()
    exercises = [_read(path) for path in found if path.name.endswith(".yaml")]
    return tuple(sorted(exercises, key=lambda exercise: exercise.number))


def exercise(name: str) -> Exercise:
    """Return one exercise; UnknownNameError if there is none of that name."""
    known = {one.name: one for one in load_exercises()}
    if name not in known:
        raise UnknownNameError("exercise", name, known)
    return known[name]


def _read(path: Traversable) -> Exercise:
    try:
        data: Any = read_yaml_text(path.read_bytes()).data
    except YamlTextError as error:
        raise SourceError(f"{path.name}: {error}") from error
    try:
        return Exercise(
            name=path.name.removesuffix(".yaml"),
            number=int(data["number"]),
            skill=data["skill"],
            title=data["title"],
            question=data["question"].strip(),
            columns=tuple(data["columns"]),
            hint=data["hint"].strip(),
            reference=PROLOGUE + data["reference"],
            wrong=tuple(WrongQuery(PROLOGUE + one["query"], one["why"]) for one in data["wrong"]),
            rewrites=tuple(PROLOGUE + text for text in data["rewrites"]),
        )
    except KeyError as error:
        raise SourceError(f"{path.name}: the field {error} is missing; add it.") from error
