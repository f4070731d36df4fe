"""S0 to S6: what the guideline itself proves wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import combinations

from kg.case import Bound, Value
from kg.model import Guideline
from quizzes.case_claims import EditClaim
from quizzes.claims import needs_case
from quizzes.lint.examined import Answer, Choice, Examined, ExaminedVignette, Found, Text
from quizzes.lint.findings import Span
from quizzes.lint.ranges import interval_of
from quizzes.lint.words import stem
from quizzes.model import ChoiceStep, Reviewed
from quizzes.review import is_stale, item_basis, vignette_basis

#: The rule that each defect of the item bank falls under; what is not here is S0.
RULE_OF_DEFECT = {
    "key": "S1",
    "unproven": "S1",
    "case": "S1",
    "quantity": "S1",
    "unit": "S1",
    "second-key": "S2",
    "duplicate": "S3",
    "name": "S4",
}

_REFERENCE = re.compile(
    r"\[(?P<bracket>\d{1,3})\]|\breferences?\s+(?:no\.?\s*|number\s+)?(?P<word>\d{1,3})\b",
    re.IGNORECASE,
)
_STATEMENT = re.compile(r"\bst-\d+[a-z]?\b")

_EMPTY = {
    "a",
    "an",
    "the",
    "of",
    "is",
    "are",
    "was",
    "were",
    "be",
    "has",
    "have",
    "in",
    "on",
    "that",
}
_ORDERING = {"from", "to", "than", "no", "not", "without", "befor", "after", "and"}

_COUNTED = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip
_HEDGED = re.compile(
    r"\b(?:about|around|roughly|approximately|nearly|almost|some|circa|perhaps|maybe)\s+"
    rf"(?P<number>\d+(?:\.\d+)?|{'|'.join(_COUNTED)})\b",
    re.IGNORECASE,
)


def overlapping_options(examined: Examined) -> Iterator[Found]:
    """S3, beyond what the item bank checks: options that mean the same, or whose ranges meet."""
    for choice in examined.choices:
        if choice.is_scale:
            continue
        for one, other in combinations(choice.answers, 2):
            if _same_meaning(one, other):
                message = f"This says the same as '{one.text.text}' in other words."
                yield Found(other.text.place, None, message, "Change one of the two.")
        if not choice.step.multiple:
            yield from _meeting_ranges(choice)


def _same_meaning(one: Answer, other: Answer) -> bool:
    """Tell whether two texts have the same words in another order or form."""
    texts = [" ".join(answer.text.text.casefold().split()) for answer in (one, other)]
    if texts[0] == texts[1]:
        return False  # the item bank has said so
    left, right = map(_parts, texts)
    # The same words in another order may say the opposite ("lateral to medial").
    return left == right and bool(left) and not left & _ORDERING


def _parts(text: str) -> frozenset[str]:
    found = re.findall(r"[a-z]+|\d+(?:\.\d+)?", text)
    return frozenset(stem(part) for part in found if part not in _EMPTY)


def _meeting_ranges(choice: Choice) -> Iterator[Found]:
    # A change of the case replaces the value, so two changes never hold together.
    read = [
        (answer, interval)
        for answer in choice.answers
        if not isinstance(answer.option.claim, EditClaim)
        and (interval := interval_of(answer)) is not None
    ]
    for (one, first), (other, second) in combinations(read, 2):
        alike = first.unit == second.unit and first.rest == second.rest
        if alike and first.meets(second):
            yield Found(
                other.text.place,
                None,
                f"This overlaps with '{one.text.text}': a number can lie in both.",
                "Draw the limits so that no number lies in two options.",
            )


def dead_citation(examined: Examined) -> Iterator[Found]:
    """S4, beyond what the item bank checks: a text that names what the source does not have."""
    guideline = examined.context.bank.guideline
    numbers = {reference.number for reference in guideline.references.values()}
    for text in examined.texts:
        for found in _REFERENCE.finditer(text.text):
            number = int(found["bracket"] or found["word"])
            if number not in numbers:
                known = f"{min(numbers)} to {max(numbers)}" if numbers else "none"
                yield Found(
                    text.place,
                    Span(found.start(), found.end()),
                    f"The source has no reference {number}; it has {known}.",
                    "Give the number that the source gives, or none.",
                )
        for found in _STATEMENT.finditer(text.text):
            if found.group() not in guideline.statements:
                yield Found(
                    text.place,
                    Span(found.start(), found.end()),
                    f"There is no statement {found.group()}.",
                    "Name a statement of the guideline, or none.",
                )


def stale(examined: Examined) -> Iterator[Found]:
    """S5: what the item rests on has changed since it was reviewed."""
    keyed, item, guideline = examined.keyed, examined.item, examined.context.bank.guideline
    if keyed and item.reviewed and is_stale(item.reviewed, item_basis(keyed, guideline)):
        yield _to_read_again("statements, criteria or key of this item", item.id, item.reviewed)


def stale_story(examined: ExaminedVignette) -> Iterator[Found]:
    """S5: what the vignette rests on has changed since it was reviewed."""
    vignette, guideline = examined.vignette, examined.context.bank.guideline
    noted = vignette.reviewed
    if noted and is_stale(noted, vignette_basis(vignette, examined.derivation, guideline)):
        yield _to_read_again("statements, criteria or decision of this case", vignette.id, noted)


def _to_read_again(what: str, id_: str, noted: Reviewed) -> Found:
    return Found(
        "reviewed",
        None,
        f"The {what} have changed since version {noted.version}, against which it was reviewed.",
        f"Read its texts again, then run: guidegraph items reviewed {id_}",
    )


def boundary_ambiguity(examined: Examined) -> Iterator[Found]:
    """S6: a value on a threshold, where source or story leave open on which side it falls."""
    keyed, item = examined.keyed, examined.item
    if keyed is None or keyed.case is None or not _is_about_the_case(examined):
        return
    place = "case" if item.case is not None else "vignette"
    texts = "\n".join(text.text for text in (*examined.background, *_asked(examined)))
    for value in sorted((f for f in keyed.case.facts if isinstance(f, Value)), key=repr):
        if value.bound is not Bound.EXACTLY:
            continue
        for criterion in examined.context.thresholds.at(value.observable, value.amount):
            label = examined.context.bank.guideline.criteria[criterion].label
            if not _says_which_side(criterion, value, examined.context.bank.guideline):
                yield Found(
                    place,
                    None,
                    f"{value.amount} lies on the threshold of '{label}', and the source does not "
                    "say whether the threshold itself counts.",
                    "Take a value that lies clearly on one side.",
                )
            elif _is_hedged(value.amount, texts):
                yield Found(
                    place,
                    None,
                    f"{value.amount} lies on the threshold of '{label}', and the text gives it "
                    "as a rough number.",
                    "State it exactly, or take a value that lies clearly on one side.",
                )


def _asked(examined: Examined) -> tuple[Text, ...]:
    return (*((examined.stem,) if examined.stem else ()), *examined.lead_ins)


def _is_about_the_case(examined: Examined) -> bool:
    steps = (step for step in examined.item.steps if isinstance(step, ChoiceStep))
    return any(needs_case(option.claim) for step in steps for option in step.options)


def _says_which_side(criterion: str, value: Value, guideline: Guideline) -> bool:
    """Tell whether a statement behind the criterion gives the number as a least or a most."""
    ucum = guideline.observables[value.observable].ucum
    return any(
        quantity.ucum == ucum
        and (
            (quantity.lower == value.amount and quantity.upper is None)
            or (quantity.upper == value.amount and quantity.lower is None)
        )
        for id_ in guideline.criteria[criterion].statements
        for quantity in guideline.statements[id_].quantities
    )


def _is_hedged(amount: Decimal, text: str) -> bool:
    numbers = (match["number"].lower() for match in _HEDGED.finditer(text))
    return any(Decimal(_COUNTED.get(number, number)) == amount for number in numbers)
