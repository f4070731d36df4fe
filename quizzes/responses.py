"""What a learner answers to one step, and its form in JSON."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from quizzes.errors import ResponseError

# 2.1 and 2,1 alike. A group of three digits after a comma could be thousands: it is not guessed.
_AMOUNT = re.compile(r"[+-]?\d{1,9}(\.\d{1,9}|,\d{1,2})?")


@dataclass(frozen=True, slots=True)
class ChoiceResponse:
    """The ids of the options chosen; none if the learner committed to none."""

    options: frozenset[str]


@dataclass(frozen=True, slots=True)
class NumericResponse:
    """The number given, in the unit asked for."""

    amount: Decimal


StepResponse = ChoiceResponse | NumericResponse


def read_amount(text: str) -> Decimal | None:
    """Return the number in *text*, with a point or a comma as the decimal mark; None if none."""
    plain = text.strip()
    return Decimal(plain.replace(",", ".")) if _AMOUNT.fullmatch(plain) else None


def responses_to_json(responses: Sequence[StepResponse | None]) -> list[Any]:
    """Return the responses to all steps as plain data; decimals become text."""
    return [
        None
        if response is None
        else {"amount": str(response.amount)}
        if isinstance(response, NumericResponse)
        else {"options": sorted(response.options)}
        for response in responses
    ]


def responses_from_json(data: Sequence[Any]) -> tuple[StepResponse | None, ...]:
    """
    Return what `responses_to_json` wrote.

    Raises:
        ResponseError: If *data* has another form.
    """
    return tuple(_response(entry) for entry in data)


def _response(entry: object) -> StepResponse | None:
    match entry:
        case None:
            return None
        case {"amount": str(amount)} if _AMOUNT.fullmatch(amount):
            return NumericResponse(Decimal(amount))
        case {"options": list(options)} if all(isinstance(option, str) for option in options):
            return ChoiceResponse(frozenset(options))
    raise ResponseError(f"This is no response: {entry!r}")
