"""Deriving the key of an item from the guideline, and proving that every other option is wrong."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from kg.derivation import Derivation
from kg.errors import UnknownNameError
from kg.model import Guideline
from kg.yaml_text import Place
from quizzes.claims import judge, needs_case
from quizzes.errors import ContentError, Defect
from quizzes.judgement import Judgement, Knowledge, Truth, named
from quizzes.model import (
    ChoiceKey,
    ChoiceStep,
    Item,
    Key,
    Kind,
    NumericKey,
    NumericStep,
    Rationale,
    Step,
    StepKey,
)
from quizzes.quantities import QuantityBound, bound_of, find_quantity


def derive_key(item: Item, knowledge: Knowledge, derivation: Derivation | None) -> Key:
    """
    Return the key of *item*; *derivation* is that of its case, None if it has no case.

    Raises:
        ContentError: If an option is neither proven right nor proven wrong, if the number of right
            options does not fit the kind, or if a name is unknown; lists every defect of the item.
    """
    deriver = _Deriver(item, knowledge, derivation)
    keys = tuple(
        deriver.step(step, ("steps", index) if item.kind is Kind.KEY_FEATURE else ())
        for index, step in enumerate(item.steps)
    )
    if deriver.defects:
        raise ContentError(*sorted(deriver.defects))
    return Key(keys)


class _Deriver:
    """Derives step by step and gathers defects on the way."""

    def __init__(self, item: Item, knowledge: Knowledge, derivation: Derivation | None) -> None:
        self._item = item
        self._knowledge = knowledge
        self._derivation = derivation
        self.defects: list[Defect] = []

    def step(self, step: ChoiceStep | NumericStep, place: Place) -> StepKey:
        if isinstance(step, NumericStep):
            return self._number(step, place)
        return self._choice(step, place)

    def _choice(self, step: ChoiceStep, place: Place) -> ChoiceKey:
        options = (*place, "options")
        self._check_duplicates(step, options)
        judgements: dict[str, Judgement] = {}
        for index, option in enumerate(step.options):
            # The three answers of a true/false item share one claim at the top of the file.
            claim_place = ("claim",) if step.fixed_order else (*options, index, "claim")
            self._check_rationale(option.rationale, (*options, index))
            judgements[option.id] = self._judge(step, index, claim_place)
        right = frozenset(o for o, judged in judgements.items() if judged.truth is Truth.TRUE)
        known = all(judged.truth is not Truth.UNKNOWN for judged in judgements.values())
        if known and not right:
            self._report(options, "key", "No option is right. Change an option or the case.")
        if known and not step.multiple and len(right) > 1:
            numbers = [str(n) for n, option in enumerate(step.options, 1) if option.id in right]
            told = f"{', '.join(numbers[:-1])} and {numbers[-1]}"
            self._report(options, "second-key", f"Options {told} are right. Exactly one may be.")
        return ChoiceKey(right, judgements)

    def _judge(self, step: ChoiceStep, index: int, place: Place) -> Judgement:
        claim = step.options[index].claim
        open_ended = Judgement(Truth.UNKNOWN, "")
        if needs_case(claim) and self._derivation is None:
            self._report(
                place, "case", "This claim is about a case. Give the item a 'vignette' or a 'case'."
            )
            return open_ended
        try:
            judged = judge(claim, self._knowledge, self._derivation)
        except UnknownNameError as error:
            self._report(self._item.source.find(place, error.name), "name", str(error))
            return open_ended
        if judged.truth is Truth.UNKNOWN:
            self._report(
                place,
                "unproven",
                f"This is neither proven right nor proven wrong. {judged.reason} "
                "Change the claim or the case.",
            )
        return judged

    def _check_duplicates(self, step: ChoiceStep, place: Place) -> None:
        plain = [" ".join(option.text.casefold().split()) for option in step.options]
        columns: list[tuple[str, list[Hashable]]] = [
            ("id", [option.id for option in step.options]),
            ("text", list(plain)),
            ("claim", [option.claim for option in step.options]),
        ]
        for column, values in columns:
            for index, first in _repeats(values):
                message = f"Options {first + 1} and {index + 1} have the same {column}. Change one."
                self._report((*place, index, column), "duplicate", message)

    def _check_rationale(self, rationale: Rationale, place: Place) -> None:
        for statement in rationale.statements:
            self._check_statement(statement, (*place, "statements"))

    def _check_statement(self, statement: str, place: Place) -> bool:
        try:
            named("statement", statement, self._knowledge.guideline.statements)
        except UnknownNameError as error:
            self._report(self._item.source.find(place, statement), "name", str(error))
            return False
        return True

    def _number(self, step: NumericStep, place: Place) -> NumericKey:
        self._check_rationale(step.rationale, place)
        for index, wrong in enumerate(step.common_errors):
            self._check_rationale(wrong.rationale, (*place, "common_errors", index))
        asked = (*place, "answer_from")
        key = NumericKey(step.tolerance, step.tolerance, step.unit)
        if not self._check_statement(step.statement, asked):
            return key
        statement = self._knowledge.guideline.statements[step.statement]
        try:
            quantity = find_quantity(statement, step.quantity)
        except UnknownNameError as error:
            self._report((*asked, "quantity"), "name", str(error))
            return key
        amount = bound_of(quantity, step.bound)
        if amount is None:
            given = [
                bound.value for bound in QuantityBound if bound_of(quantity, bound) is not None
            ]
            self._report(
                (*asked, "bound"),
                "quantity",
                f"{statement.id} does not give this number. It gives: {', '.join(given)}.",
            )
            return key
        if step.unit != quantity.ucum:
            message = f"{statement.id} gives its number in {quantity.ucum}. Ask for that unit."
            self._report((*place, "unit"), "unit", message)
        for index, wrong in enumerate(step.common_errors):
            if abs(wrong.amount - amount) <= step.tolerance:
                message = f"{wrong.amount} is the right answer, not an error."
                self._report((*place, "common_errors", index, "value"), "second-key", message)
        return NumericKey(amount, step.tolerance, step.unit)

    def _report(self, place: Place, rule: str, message: str) -> None:
        defect = self._item.source.defect(place, rule, message)
        if defect not in self.defects:
            self.defects.append(defect)


def key_statements(item: Item, key: Key, guideline: Guideline) -> tuple[str, ...]:
    """Return the statements behind the right answers, in the order of the source."""
    behind: set[str] = set()
    for step, step_key in zip(item.steps, key.steps, strict=True):
        behind |= step_statements(step, step_key)
    return tuple(statement for statement in guideline.statements if statement in behind)


def step_statements(step: Step, key: StepKey) -> frozenset[str]:
    """Return the statements behind the right answer to one step."""
    if isinstance(step, NumericStep):
        return frozenset({step.statement, *step.rationale.statements})
    right = key.options if isinstance(key, ChoiceKey) else frozenset()
    return frozenset(
        statement
        for option in step.options
        if option.id in right
        for statement in option.rationale.statements
    )


def _repeats(values: Iterable[Hashable]) -> Iterator[tuple[int, int]]:
    """Yield the index of each value that stood before, with that of its first place."""
    first: dict[Hashable, int] = {}
    for index, value in enumerate(values):
        if value in first:
            yield index, first[value]
        else:
            first[value] = index
