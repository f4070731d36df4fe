"""What stands in an item or a vignette, in words: claims, facts, and what ids stand for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from kg.case_files import facts_from_mapping
from kg.model import Guideline
from kg.rendering import plain_number, sentences
from kg.units import amount_words, unit_words
from quizzes.bank import ItemBank
from quizzes.quantities import QuantityBound
from quizzes.validation import fits

_Named = TypeVar("_Named")

#: What is said of a field: a text, or a list in which each entry stands for itself.
Said = str | tuple[str, ...]

# By the words of `QuantityBound`: before a number that is claimed, and for one that is asked for.
_BEFORE = {"lower": "at least ", "upper": "at most ", "denominator": "out of "}
_ASKED = {
    "exactly": "The number",
    "lower": "The least",
    "upper": "The most",
    "numerator": "The count",
    "denominator": "The whole",
}


class Wording:
    """
    Puts the data of a draft into words, with the names of the item bank and its guideline.

    Nothing about the data is taken for granted: what has no words is shown as it is written.
    """

    def __init__(self, bank: ItemBank) -> None:
        self._bank = bank
        self._guideline: Guideline = bank.guideline

    def said(self, field: str, value: Any) -> Said:
        """Return what *value* says under the key *field*; "" if it says nothing."""
        if value in (None, "", [], {}):
            return ""
        match field, value:
            case "claim", dict():
                return self._claim(value)
            case (("facts" | "case" | "opening_facts"), dict()):
                return self._facts(value)
            case "answer_from", dict():
                return self._number_asked(value)
            case "statements", list():
                return tuple(self._statement(one) for one in value)
            case "teaches", list():
                return tuple(self._criterion(one) for one in value)
            case (("vignette" | "twin_of"), str()) if value in self._bank.vignettes:
                return self._bank.vignettes[value].case.title
            case "kind", str():
                return value.replace("-", " ")
            case "unit", str():
                return unit_words(value) or value
            case _, str():
                return value
            case _, list():
                return tuple(_written(one) for one in value)
        return _written(value)

    def _claim(self, claim: Mapping[str, Any]) -> str:
        if not fits(claim, "item", "claim"):
            return f"Not complete: {_written(claim)}"
        match claim:
            case {"edit": fact, "verdict": verdict}:
                return f"After this change the decision is “{verdict}”: {self._fact(fact)}."
            case {"verdict": verdict}:
                return f"The decision is “{verdict}”."
            case {"criterion": criterion, "status": status}:
                return f"The criterion is {status}: {self._criterion(criterion)}."
            case {"criterion": criterion, "role": role}:
                return f"The criterion has the role “{role}”: {self._criterion(criterion)}."
            case {"criterion": criterion, "rests_on": statement}:
                on, of = self._statement(statement), self._criterion(criterion)
                return f"The criterion rests on the statement: {of} – {on}."
            case {"obtain": name}:
                return f"Finding this out could settle the case: {self._label(name)}."
            case {"weakest": link}:
                return f"The weakest support of the decision is {link}."
            case {"statement": statement}:
                return f"{self._of_statement(claim)}: {self._statement(statement)}."
            case {"decides": fact}:
                return f"This fact of the case decides: {self._fact(fact)}."
            case {"reference": number, "confidence": confidence}:
                return f"What reference {number} stands for is {confidence}."
            case {"reference": number, "design": design}:
                return f"The study design of reference {number} is: {design}."
            case {"content": content}:
                topic, aspect, value = map(self._label, content.values())
                return f"The source says: {topic}, {aspect}: {value}."
            case {"encoding_decision": decision, "concerns": target}:
                concerned = self._target(target)
                return f"The encoding decision {self._decision(decision)} concerns {concerned}."
        return _written(claim)

    def _of_statement(self, claim: Mapping[str, Any]) -> str:
        match claim:
            case {"cited": cited}:
                return f"The statement has {'a' if cited else 'no'} reference"
            case {"cites": number}:
                return f"The statement cites reference {number}"
            case {"section": section}:
                known = self._guideline.sections.get(section)
                return f"The statement stands in “{known.title if known else section}”"
            case {"force": force}:
                return f"The statement is put with the force “{force}”"
            case {"kind": kind}:
                return f"The statement is of the kind “{kind}”"
            case {"decides": decides}:
                return f"{'A' if decides else 'No'} deciding criterion rests on the statement"
        return f"The statement gives {self._quantity(claim)}"

    def _quantity(self, claim: Mapping[str, Any]) -> str:
        """Return the numbers that a claim on a quantity names: "4 to 6 mL", "11 of 13"."""
        unit = claim["unit"]
        said = {
            bound: Decimal(claim[bound.value]) for bound in QuantityBound if bound.value in claim
        }
        which = f" ({claim['quantity']})" if "quantity" in claim else ""
        match said:
            case {QuantityBound.LOWER: lower, QuantityBound.UPPER: upper}:
                return f"{plain_number(lower)} to {amount_words(upper, unit)}{which}"
            case {QuantityBound.NUMERATOR: numerator, QuantityBound.DENOMINATOR: denominator}:
                return f"{plain_number(numerator)} of {amount_words(denominator, unit)}{which}"
        told = (
            f"{_BEFORE.get(bound.value, '')}{amount_words(each, unit)}"
            for bound, each in said.items()
        )
        return ", ".join(told) + which

    def _number_asked(self, asked: Mapping[str, Any]) -> str:
        number = _ASKED.get(str(asked.get("bound")))
        if number is None:
            return f"Not complete: {_written(asked)}"
        which = f" ({asked['quantity']})" if "quantity" in asked else ""
        return f"{number}{which} in {self._statement(asked.get('statement'))}"

    def _facts(self, mapping: Mapping[str, Any]) -> Said:
        if not fits(mapping, "item", "case"):
            return _written(mapping)
        facts, faults = facts_from_mapping(mapping, self._guideline)
        return (*sentences(facts, self._guideline), *(fault.message for fault in faults))

    def _fact(self, mapping: Mapping[str, Any]) -> str:
        listed = {key: [name] if isinstance(name, str) else name for key, name in mapping.items()}
        facts, faults = facts_from_mapping(listed, self._guideline)
        return _written(mapping) if faults else "; ".join(sentences(facts, self._guideline))

    def _statement(self, id_: Any) -> str:
        known = _named(id_, self._guideline.statements)
        return f"{id_}, “{known.text.rstrip('.')}”" if known else _written(id_)

    def _criterion(self, id_: Any) -> str:
        known = _named(id_, self._guideline.criteria)
        return f"{id_}, {known.label}" if known else _written(id_)

    def _decision(self, id_: str) -> str:
        known = _named(id_, self._guideline.encoding_decisions)
        return f"{id_}, “{known.title}”," if known else id_

    def _target(self, id_: str) -> str:
        return self._criterion(id_) if id_ in self._guideline.criteria else self._statement(id_)

    def _label(self, id_: str) -> str:
        guideline = self._guideline
        known = (
            _named(id_, guideline.findings)
            or _named(id_, guideline.observables)
            or _named(id_, guideline.topics)
            or _named(id_, guideline.aspects)
        )
        return known.label if known else id_


def _named(id_: Any, known: Mapping[str, _Named]) -> _Named | None:
    """Return what is called *id_*; None also where an author has written something else there."""
    return known.get(id_) if isinstance(id_, str) else None


def _written(value: Any) -> str:
    """Return *value* on one line as the YAML of the draft has it, "…" for what is still empty."""
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_written(each)}" for key, each in value.items())
    if isinstance(value, list):
        return ", ".join(map(_written, value))
    if value is None:
        return "…"
    return plain_number(value) if isinstance(value, Decimal) else str(value)
