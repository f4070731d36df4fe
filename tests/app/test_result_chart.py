"""The axes of charts."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.result_chart import shown, ticks

numbers = st.decimals(
    min_value=-1_000_000, max_value=1_000_000, places=3, allow_nan=False, allow_infinity=False
)


@given(numbers, numbers)
def test_ticks_enclose_the_numbers_at_equal_distances_and_are_few(
    one: Decimal, two: Decimal
) -> None:
    low, high = min(one, two), max(one, two)

    marks = ticks(low, high)

    assert marks[0] <= low <= high <= marks[-1]
    assert 2 <= len(marks) <= 7
    assert len({after - before for before, after in pairwise(marks)}) == 1


@pytest.mark.parametrize(
    ("low", "high", "marks"),
    [
        ("0", "36", ["0", "10", "20", "30", "40"]),
        ("0", "5", ["0", "2", "4", "6"]),
        ("-3", "3", ["-4", "-2", "0", "2", "4"]),
        ("0", "0", ["0", "0.5", "1"]),
        ("7", "7", ["0", "2", "4", "6", "8"]),
    ],
)
def test_ticks_are_round(low: str, high: str, marks: list[str]) -> None:
    assert [shown(mark) for mark in ticks(Decimal(low), Decimal(high))] == marks


@pytest.mark.parametrize(
    ("value", "text"),
    [("3", "3"), ("2.50", "2.5"), ("1.66666", "1.67"), ("0.12345", "0.1234"), ("1E+3", "1000")],
)
def test_a_number_is_shown_short(value: str, text: str) -> None:
    assert shown(Decimal(value)) == text
