"""
Texts that no longer agree with a changed guideline: numbers that stand for a changed one.

A text is read for numbers with their units, in digits or in words, and each is compared with the
numbers that the change replaces, converted where units differ: "21 days" stands for 3 weeks. A
patient's own value is no text about the guideline, and is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from kg.case import Case, Value
from kg.differences import Difference, NumberChange
from kg.model import Guideline
from kg.units import amount_words
from quizzes.bank import ItemBank
from quizzes.judgement import Truth
from quizzes.model import ChoiceStep, Item, NumericStep
from quizzes.proving import KeyedItem
from quizzes.quantities import compare


@dataclass(frozen=True, slots=True)
class StaleText:
    """
    A number in a text that the draft contradicts.

    *owner* is the id of an item, vignette or term, *place* the field, *excerpt* the words around
    the number. *certain* tells that the text belongs to something that changed; elsewhere the same
    number may mean something else, and has to be read.
    """

    owner: str
    place: str
    excerpt: str
    before: str
    after: str
    certain: bool


_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
}  # fmt: skip

#: How UCUM units are written out, as patterns.
_UNITS = {
    "h": r"hours?|h",
    "d": r"days?|d",
    "wk": r"weeks?|wks?",
    "mo": r"months?",
    "a": r"years?",
    "mL": r"m[lL]|millilit(?:re|er)s?",
    "%": r"%|per ?cent",
    "{score}": r"points?|out of (?:10|ten)|of (?:10|ten)",
    "{dose}": r"doses?",
}
_COMPARABLE = {"h", "d", "wk", "mo", "a"}
_NUMBER = r"(?P<number>\d+(?:\.\d+)?|" + "|".join(_WORDS) + r")"
_HAS_NUMBER = re.compile(_NUMBER, re.IGNORECASE)
_AROUND = 45  # characters shown on either side


def stale_texts(
    bank: ItemBank, guideline: Guideline, changes: tuple[Difference, ...]
) -> tuple[StaleText, ...]:
    """Return every text of *bank* and of *guideline* with a number that *changes* replace."""
    numbers = tuple(dict.fromkeys(n for change in changes for n in change.numbers))
    if not numbers:
        return ()
    statements = frozenset[str]().union(*(change.statements for change in changes))
    criteria = frozenset[str]().union(*(change.criteria for change in changes))
    found: list[StaleText] = []
    for owner, place, text, certain in (
        *_of_guideline(guideline, statements, criteria),
        *_of_items(bank, statements),
        *_of_vignettes(bank, criteria),
    ):
        if not _HAS_NUMBER.search(text):
            continue
        values = _values_of(bank, owner) if place in _TOLD else frozenset[Decimal]()
        for change in numbers:
            for excerpt in _mentions(text, change, values):
                found.append(
                    StaleText(
                        owner,
                        place,
                        excerpt,
                        _shown(change.before, change.ucum),
                        "nothing" if change.after is None else _shown(change.after, change.ucum),
                        certain,
                    )
                )
    return tuple(dict.fromkeys(found))


#: Where a patient is told of, whose own values are not the guideline's.
_TOLD = frozenset({"stem", "narrative", "opening", "title"})

#: Owner, place, text, and whether it belongs to something that changed.
_Text = tuple[str, str, str, bool]


def _of_guideline(
    guideline: Guideline, statements: frozenset[str], criteria: frozenset[str]
) -> Iterator[_Text]:
    for statement in guideline.statements.values():
        if statement.id in statements:
            yield statement.id, "text", statement.text, True
            yield statement.id, "note", statement.note, True
    for criterion in guideline.criteria.values():
        if criterion.id in criteria:
            yield criterion.id, "label", criterion.label, True
            yield criterion.id, "definition", criterion.definition, True
    for decision in guideline.encoding_decisions.values():
        if criteria & {*decision.criteria} or statements & {*decision.statements}:
            for place in ("title", "source_says", "reading", "reason", "would_change"):
                yield decision.id, place.replace("_", " "), getattr(decision, place), True


def _of_items(bank: ItemBank, statements: frozenset[str]) -> Iterator[_Text]:
    for keyed in bank.items.values():
        item = keyed.item
        cites = any(statements & {*cited} for _, _, cited in _texts(item))
        for place, text, cited in _texts(item):
            yield item.id, place, text, bool(statements & {*cited}) or (not cited and cites)


def _texts(item: Item) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield place, text and cited statements of everything that an item says."""
    yield "stem", item.stem, ()
    for number, step in enumerate(item.steps):
        prefix = f"steps[{number}]." if len(item.steps) > 1 else ""
        yield f"{prefix}lead_in", step.lead_in, ()
        if isinstance(step, ChoiceStep):
            for index, option in enumerate(step.options):
                place = f"{prefix}options[{index}]"
                cited = option.rationale.statements
                yield f"{place}.text", option.text, cited
                yield f"{place}.rationale", option.rationale.text, cited
        elif isinstance(step, NumericStep):
            yield f"{prefix}rationale", step.rationale.text, step.rationale.statements
            for index, wrong in enumerate(step.common_errors):
                place = f"{prefix}common_errors[{index}].rationale"
                yield place, wrong.rationale.text, wrong.rationale.statements
    yield "explanation", item.explanation, ()


def _of_vignettes(bank: ItemBank, criteria: frozenset[str]) -> Iterator[_Text]:
    for vignette in bank.vignettes.values():
        certain = bool(criteria & {*vignette.teaches})
        yield vignette.id, "title", vignette.case.title, certain
        yield vignette.id, "narrative", vignette.case.narrative, False
        if vignette.opening is not None:
            yield vignette.id, "opening", vignette.opening.text, False
        yield vignette.id, "comment", vignette.comment, certain


def _values_of(bank: ItemBank, owner: str) -> frozenset[Decimal]:
    case: Case | None = None
    if owner in bank.vignettes:
        case = bank.vignettes[owner].case
    elif owner in bank.items:
        keyed: KeyedItem = bank.items[owner]
        case = keyed.case
    facts = case.facts if case else frozenset()
    return frozenset(fact.amount for fact in facts if isinstance(fact, Value))


def _mentions(text: str, change: NumberChange, own: frozenset[Decimal]) -> Iterator[str]:
    """Yield the words around each number of *text* that stands for *change.before*."""
    codes = _COMPARABLE if change.ucum in _COMPARABLE else {change.ucum}
    for code in sorted(codes):
        for match in _pattern(code).finditer(text):
            said = match["number"].lower()
            amount = Decimal(_WORDS[said]) if said in _WORDS else Decimal(said)
            if amount in own and code == change.ucum:
                continue
            if compare(amount, code, change.before, change.ucum) is Truth.TRUE:
                yield _around(text, match.start(), match.end())


@cache
def _pattern(code: str) -> re.Pattern[str]:
    """Return what finds numbers in the unit *code*; any number where it is written in no words."""
    unit = _UNITS.get(code)
    after = rf"(?:\s|-)*(?:{unit})(?![A-Za-z])" if unit else ""
    return re.compile(rf"(?<![\w.]){_NUMBER}{after}(?!\.?\d)", re.IGNORECASE)


def _around(text: str, start: int, end: int) -> str:
    left, right = max(0, start - _AROUND), min(len(text), end + _AROUND)
    words = " ".join(text[left:right].split())
    return f"{'…' if left else ''}{words}{'…' if right < len(text) else ''}"


def _shown(amount: Decimal, ucum: str) -> str:
    return amount_words(amount, ucum)
