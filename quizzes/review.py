"""
What an item or a vignette was reviewed against, and whether that is still so.

Keys and verdicts follow the guideline by themselves; the texts that an author wrote do not. A
review notes the basis of the content: a digest of everything in the guideline that it rests on.
When a later guideline gives another basis, somebody has to read the content again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields, is_dataclass
from typing import Any

from kg.derivation import CriterionResult, Derivation, Status, Verdict
from kg.model import Guideline, Role
from quizzes.model import ChoiceKey, ChoiceStep, NumericStep, Reviewed, StepKey, Vignette
from quizzes.proving import KeyedItem

_DIGITS = 16
# The key with what is indented below it.
_NOTED = re.compile(r"^reviewed:.*\n(?:[ \t]+.*\n)*", re.MULTILINE)


def item_basis(keyed: KeyedItem, guideline: Guideline) -> str:
    """Return the basis of an item: its statements, its criteria and its key."""
    criteria = set(keyed.criteria) | _claimed(keyed, "criterion")
    key = [_key(key) for key in keyed.key.steps]
    return _digest(_statements(keyed), criteria, key, guideline)


def vignette_basis(vignette: Vignette, derivation: Derivation, guideline: Guideline) -> str:
    """
    Return the basis of a vignette: its verdict, and the criteria that lead to it or are taught.

    Of each criterion count its status in the case, and the statements behind it.
    """
    status = {
        result.criterion: result.status.value
        for result in derivation.criteria
        if result.criterion in vignette.teaches or _leads_on(result, derivation, guideline)
    }
    statements = (id_ for each in status for id_ in guideline.criteria[each].statements)
    key = [derivation.verdict.value, sorted(status.items())]
    return _digest(statements, status, key, guideline)


def is_stale(noted: Reviewed | None, basis: str) -> bool:
    """Tell whether content of this *basis* rests on something else than when it was reviewed."""
    return noted is not None and noted.basis != basis


def review_words(noted: Reviewed | None, basis: str) -> str:
    """Return who has read content, when and against what, or that no clinician has."""
    if noted is None:
        return "Not reviewed by a clinician."
    by = f" by {noted.by}" if noted.by else ""
    on = f" on {noted.date}" if noted.date else ""
    said = f"Reviewed{by}{on}, against version {noted.version} of the guideline."
    if is_stale(noted, basis):
        said += " What it rests on has changed since."
    return said


def _digest(
    statements: Iterable[str], criteria: Iterable[str], key: list[Any], guideline: Guideline
) -> str:
    rests_on = {
        "statements": {id_: _said(guideline.statements[id_], guideline) for id_ in set(statements)},
        "criteria": {
            id_: [(c := guideline.criteria[id_]).definition, c.role.value, sorted(c.statements)]
            for id_ in criteria
        },
        "key": key,
    }
    text = json.dumps(rests_on, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]


def _leads_on(result: CriterionResult, derivation: Derivation, guideline: Guideline) -> bool:
    """Tell whether the verdict comes of this criterion; that none follows, of what is unknown."""
    if derivation.verdict is not Verdict.CANNOT_TELL:
        return result.decisive
    role = guideline.criteria[result.criterion].role
    return result.status is Status.UNKNOWN and role is not Role.SUPPORTING


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
    """Return the text of a content file with *review* noted at its end, in place of any before."""
    kept = _NOTED.sub("", text).rstrip("\n")
    # JSON is YAML, and quotes whatever a name may hold.
    noted = ", ".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in noted_data(review).items()
    )
    return f"{kept}\nreviewed: {{{noted}}}\n"


def noted_data(review: Reviewed) -> dict[str, str]:
    """Return *review* as a content file holds it, without what was not told."""
    return {key: value for key, value in asdict(review).items() if value}
