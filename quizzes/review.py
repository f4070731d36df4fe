"""
What an item was reviewed against, and whether that is still so.

The key of an item follows the guideline by itself; the texts that an author wrote do not. A review
notes the digest of everything in the guideline that the item rests on. When a later guideline gives
another digest, somebody has to read the item again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, fields, is_dataclass
from typing import Any

from kg.model import Guideline
from quizzes.model import ChoiceKey, ChoiceStep, NumericStep, Reviewed, StepKey
from quizzes.proving import KeyedItem

_DIGITS = 16
# The key with what is indented below it.
_NOTED = re.compile(r"^reviewed:.*\n(?:[ \t]+.*\n)*", re.MULTILINE)


def review_of(keyed: KeyedItem, guideline: Guideline, by: str = "", date: str = "") -> Reviewed:
    """
    Return what a review of *keyed* against *guideline* notes: its version, and the digest.

    *by* is who has read it and *date* the day (YYYY-MM-DD), as far as they are told.
    """
    statements = sorted(_statements(keyed))
    criteria = sorted(set(keyed.criteria) | _claimed(keyed, "criterion"))
    rests_on = {
        "statements": {id_: _said(guideline.statements[id_], guideline) for id_ in statements},
        "criteria": {
            id_: [(c := guideline.criteria[id_]).definition, c.role.value, sorted(c.statements)]
            for id_ in criteria
        },
        "key": [_key(key) for key in keyed.key.steps],
    }
    text = json.dumps(rests_on, sort_keys=True, default=str)
    basis = hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
    return Reviewed(guideline.version, basis, by, date)


def is_stale(keyed: KeyedItem, guideline: Guideline) -> bool:
    """Tell whether what *keyed* rests on has changed since its review, if it had one."""
    noted = keyed.item.reviewed
    return noted is not None and noted.basis != review_of(keyed, guideline).basis


def _statements(keyed: KeyedItem) -> Iterator[str]:
    yield from set(keyed.statements) | _claimed(keyed, "statement") | set(_behind_options(keyed))


def _behind_options(keyed: KeyedItem) -> Iterator[str]:
    for step in keyed.item.steps:
        if isinstance(step, NumericStep):
            yield from (step.statement, *step.rationale.statements)
            for wrong in step.common_errors:
                yield from wrong.rationale.statements
        else:
            for option in step.options:
                yield from option.rationale.statements


def _claimed(keyed: KeyedItem, field: str) -> set[str]:
    """Return the names that the claims of an item give under *field*, such as 'criterion'."""
    steps = [step for step in keyed.item.steps if isinstance(step, ChoiceStep)]
    return {
        name for step in steps for option in step.options for name in _names(option.claim, field)
    }


def _names(claim: Any, field: str) -> Iterator[str]:
    for part in fields(claim):
        value = getattr(claim, part.name)
        if part.name == field and isinstance(value, str):
            yield value
        elif is_dataclass(value):
            yield from _names(value, field)


def _said(statement: Any, guideline: Guideline) -> list[Any]:
    references = [guideline.references[id_] for id_ in statement.references]
    return [
        statement.text,
        statement.force,
        statement.kind,
        [(r.number, r.confidence.value, r.design) for r in references],
        [(q.lower, q.upper, q.numerator, q.denominator, q.ucum) for q in statement.quantities],
    ]


def _key(key: StepKey) -> list[str]:
    if isinstance(key, ChoiceKey):
        return sorted(key.options)
    return [str(key.amount), str(key.tolerance), key.unit]


def stamped(text: str, review: Reviewed) -> str:
    """Return the text of an item file with *review* noted at its end, in place of any before."""
    kept = _NOTED.sub("", text).rstrip("\n")
    # JSON is YAML, and quotes whatever a name may hold.
    noted = ", ".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in noted_data(review).items()
    )
    return f"{kept}\nreviewed: {{{noted}}}\n"


def noted_data(review: Reviewed) -> dict[str, str]:
    """Return *review* as an item file holds it, without what was not told."""
    return {key: value for key, value in asdict(review).items() if value}
