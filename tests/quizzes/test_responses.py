import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.errors import ResponseError
from quizzes.responses import (
    ChoiceResponse,
    NumericResponse,
    read_amount,
    responses_from_json,
    responses_to_json,
)

CHOICES = st.builds(ChoiceResponse, st.frozensets(st.text(max_size=5), max_size=4))
NUMBERS = st.builds(
    NumericResponse, st.decimals(min_value=-9999, max_value=9999, places=3, allow_nan=False)
)


@given(st.lists(st.none() | CHOICES | NUMBERS, max_size=4))
def test_responses_survive_json(responses):
    data = json.loads(json.dumps(responses_to_json(responses)))

    assert responses_from_json(data) == tuple(responses)


@pytest.mark.parametrize(
    "data", [[1], [{"options": "a"}], [{"options": [1]}], [{"amount": "six"}], [{"amount": 6}]]
)
def test_anything_else_is_no_response(data):
    with pytest.raises(ResponseError, match="This is no response"):
        responses_from_json(data)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("6", Decimal(6)),
        (" 2.1 ", Decimal("2.1")),
        ("2,1", Decimal("2.1")),
        ("-3", Decimal(-3)),
        ("1,000", None),
        ("1.2.3", None),
        ("1e3", None),
        ("NaN", None),
        ("six", None),
        ("", None),
        ("9" * 10, None),
    ],
)
def test_a_number_is_read_with_either_decimal_mark(text, amount):
    assert read_amount(text) == amount
