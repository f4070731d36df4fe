"""
Item and vignette files, read into values.

A file is checked against its JSON Schema first, so what is read here has the right shape.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from kg.case import Case, Fact
from kg.case_files import facts_from_mapping
from kg.model import Guideline
from kg.yaml_text import Place
from quizzes.claims import SimpleClaim, TruthClaim, claim_from_mapping
from quizzes.errors import ContentError
from quizzes.judgement import Truth
from quizzes.model import (
    ChoiceStep,
    CommonError,
    ContentStatus,
    Item,
    Kind,
    NumericStep,
    Opening,
    Option,
    Rationale,
    Reviewed,
    Step,
    Vignette,
)
from quizzes.quantities import QuantityBound
from quizzes.validation import check_schema
from quizzes.yaml_source import YamlSource

_TRUTH_TEXTS = {
    Truth.TRUE: "True",
    Truth.FALSE: "False",
    Truth.UNKNOWN: "Cannot tell",
}


def read_item(source: YamlSource, guideline: Guideline) -> Item:
    """
    Return the item that *source* holds; names other than those of facts are not checked yet.

    Raises:
        ContentError: If the file breaks the schema, or a fact in it cannot be read.
    """
    check_schema(source, "item")
    check_header(source, guideline)
    return _ItemReader(source, guideline).item()


def read_vignette(source: YamlSource, guideline: Guideline) -> Vignette:
    """
    Return the vignette that *source* holds.

    Raises:
        ContentError: If the file breaks the schema, or its case cannot be read.
    """
    check_schema(source, "vignette")
    check_header(source, guideline)
    data = source.data
    facts = _read_facts(source, (), data, guideline)
    return Vignette(
        case=Case(data["id"], guideline.slug, facts, data["title"], data["narrative"]),
        opening=_opening(source, guideline),
        status=ContentStatus(data.get("status", "active")),
        twin_of=data.get("twin_of"),
        teaches=tuple(data["teaches"]),
        comment=data.get("comment", ""),
        source=source,
        reviewed=_reviewed(data),
    )


def _opening(source: YamlSource, guideline: Guideline) -> Opening | None:
    data = source.data
    if "opening" not in data:
        return None
    facts = _read_facts(source, ("opening_facts",), data["opening_facts"], guideline)
    return Opening(data["opening"].strip(), facts)


def check_header(source: YamlSource, guideline: Guideline) -> None:
    """
    Check that the file is named after its id and belongs to *guideline*.

    Raises:
        ContentError: If not.
    """
    if source.data["id"] != source.stem:
        message = f"The id must be the name of the file. Write: id: {source.stem}"
        raise ContentError(source.defect(("id",), "id", message))
    if source.data["guideline"] != guideline.slug:
        message = f"This is no content of the guideline '{guideline.slug}'."
        raise ContentError(source.defect(("guideline",), "guideline", message))


class _ItemReader:
    """Reads one item file; every method takes the place that it reads."""

    def __init__(self, source: YamlSource, guideline: Guideline) -> None:
        self._source = source
        self._guideline = guideline

    def item(self) -> Item:
        data = self._source.data
        case = None
        if "case" in data:
            facts = _read_facts(self._source, ("case",), data["case"], self._guideline)
            case = Case(data["id"], self._guideline.slug, facts)
        return Item(
            id=data["id"],
            guideline=data["guideline"],
            kind=Kind(data["kind"]),
            status=ContentStatus(data["status"]),
            tags=tuple(data.get("tags", ())),
            vignette=data.get("vignette"),
            case=case,
            stem=data.get("stem", ""),
            steps=self._steps(data),
            explanation=data["explanation"],
            source=self._source,
            reviewed=_reviewed(data),
        )

    def _steps(self, data: Mapping[str, Any]) -> tuple[Step, ...]:
        match Kind(data["kind"]):
            case Kind.KEY_FEATURE:
                return tuple(
                    self._choice(step, ("steps", index), step.get("kind", "single-best-answer"))
                    for index, step in enumerate(data["steps"])
                )
            case Kind.NUMERIC:
                return (self._numeric(data),)
            case Kind.TRUE_FALSE_CANNOT_TELL:
                return (self._truth(data),)
            case Kind.SINGLE_BEST_ANSWER | Kind.MULTIPLE_ANSWER as kind:
                return (self._choice(data, (), kind.value),)

    def _choice(self, data: Mapping[str, Any], place: Place, kind: str) -> ChoiceStep:
        options = tuple(
            Option(
                id=option["id"],
                text=option["text"],
                claim=self._claim(option["claim"], (*place, "options", index, "claim")),
                rationale=_rationale(option),
            )
            for index, option in enumerate(data["options"])
        )
        return ChoiceStep(data["lead_in"], options, multiple=Kind(kind) is Kind.MULTIPLE_ANSWER)

    def _truth(self, data: Mapping[str, Any]) -> ChoiceStep:
        claim = self._claim(data["claim"], ("claim",))
        answers = {_truth(option["answer"]): option for option in data["options"]}
        missing = [text for truth, text in _TRUTH_TEXTS.items() if truth not in answers]
        if missing:
            message = f"There must be one option for each answer; missing: {', '.join(missing)}."
            raise ContentError(self._source.defect(("options",), "options", message))
        options = tuple(
            Option(
                id=truth.value.replace(" ", "-"),
                text=text,
                claim=TruthClaim(claim, truth),
                rationale=_rationale(answers[truth]),
            )
            for truth, text in _TRUTH_TEXTS.items()
        )
        return ChoiceStep(data["lead_in"], options, fixed_order=True)

    def _numeric(self, data: Mapping[str, Any]) -> NumericStep:
        asked = data["answer_from"]
        return NumericStep(
            lead_in=data["lead_in"],
            statement=asked["statement"],
            quantity=asked.get("quantity"),
            bound=QuantityBound(asked["bound"]),
            unit=data["unit"],
            tolerance=Decimal(data.get("tolerance", 0)),
            rationale=_rationale(data),
            common_errors=tuple(
                CommonError(Decimal(wrong["value"]), _rationale(wrong))
                for wrong in data.get("common_errors", ())
            ),
        )

    def _claim(self, mapping: Mapping[str, Any], place: Place) -> SimpleClaim:
        return read_claim(self._source, place, mapping, self._guideline)


def read_claim(
    source: YamlSource, place: Place, mapping: Mapping[str, Any], guideline: Guideline
) -> SimpleClaim:
    """
    Return the claim that *mapping*, which fits the schema, holds at *place*.

    Raises:
        ContentError: If a fact in it cannot be read.
    """

    def read_fact(key: str) -> Fact:
        return _read_fact(source, (*place, key), mapping[key], guideline)

    return claim_from_mapping(mapping, read_fact)


def _read_fact(
    source: YamlSource, place: Place, mapping: Mapping[str, Any], guideline: Guideline
) -> Fact:
    """Return a single fact; its finding stands alone, where a case file has a list."""
    listed = {key: [name] if isinstance(name, str) else name for key, name in mapping.items()}
    facts, faults = facts_from_mapping(listed, guideline)
    if faults:
        # Without the place in the list that only we have put there.
        (fault,) = faults
        key = tuple(step for step in fault.place if isinstance(step, str))
        raise ContentError(source.defect((*place, *key), "case", fault.message))
    if len(facts) != 1:
        message = "A single fact is needed here. Give the value one bound only."
        raise ContentError(source.defect(place, "fact", message))
    (only,) = facts
    return only


def _read_facts(
    source: YamlSource, place: Place, mapping: Mapping[str, Any], guideline: Guideline
) -> frozenset[Fact]:
    facts, faults = facts_from_mapping(mapping, guideline)
    if faults:
        raise ContentError(
            *(source.defect((*place, *fault.place), "case", fault.message) for fault in faults)
        )
    return facts


def _rationale(data: Mapping[str, Any]) -> Rationale:
    return Rationale(data["rationale"].strip(), tuple(data["statements"]))


def _reviewed(data: Mapping[str, Any]) -> Reviewed | None:
    return Reviewed(**data["reviewed"]) if "reviewed" in data else None


def _truth(answer: object) -> Truth:
    if isinstance(answer, bool):
        return Truth.TRUE if answer else Truth.FALSE
    return Truth.UNKNOWN
