"""Where flaws are planted: the steps of an item in plain data, and the sides of their options."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

Data = dict[str, Any]
Operator = Callable[[Data, int, frozenset[str]], bool]

_FREE = ("single-best-answer", "multiple-answer")


def steps(data: Data) -> list[Data]:
    """Return the parts of an item that have a lead-in."""
    return data["steps"] if data["kind"] == "key-feature" else [data]


def free_steps(data: Data) -> Iterator[Data]:
    """Yield the steps whose options are their own: no verdicts, no truths."""
    for step in steps(data):
        if step.get("kind", "single-best-answer") not in (*_FREE, "key-feature"):
            continue
        options = step.get("options", [])
        if options and not any({"verdict", "weakest"} & set(o["claim"]) for o in options):
            yield step


def single_steps(data: Data) -> Iterator[Data]:
    """Yield the free steps of which one option is right."""
    if data["kind"] in ("single-best-answer", "key-feature"):
        for step in free_steps(data):
            if step.get("kind") != "multiple-answer":
                yield step


def first(found: Iterator[Data]) -> Data | None:
    """Return the first step that was found, None if none was."""
    return next(found, None)


def sides(step: Data, keys: frozenset[str]) -> tuple[Data, list[Data]]:
    """Return the right option of a step and the wrong ones."""
    right = next(option for option in step["options"] if option["id"] in keys)
    return right, [option for option in step["options"] if option is not right]


def lower_first(text: str) -> str:
    """Return *text* with a small first letter, to stand within a sentence."""
    return text[:1].lower() + text[1:]
