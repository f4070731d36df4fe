from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.units import UnitError, amount_words, convert

AMOUNTS = st.decimals(0, 10_000, places=6)
THRESHOLDS = st.decimals(0, 2_000, places=6)


@pytest.mark.parametrize(
    ("amount", "unit", "wanted", "expected"),
    [
        ("3", "wk", "wk", "3"),
        ("21", "d", "wk", "3"),
        ("20", "d", "wk", "2.857142857143"),
        ("2.9", "wk", "d", "20.3"),
        ("0", "d", "wk", "0"),
    ],
)
def test_days_and_weeks_are_turned_into_each_other(
    amount: str, unit: str, wanted: str, expected: str
) -> None:
    assert convert(Decimal(amount), unit, wanted) == Decimal(expected)


@given(days=AMOUNTS, weeks=THRESHOLDS)
def test_a_conversion_keeps_the_order_with_every_threshold(days: Decimal, weeks: Decimal) -> None:
    converted = convert(days, "d", "wk")

    assert (converted < weeks, converted == weeks) == (days < 7 * weeks, days == 7 * weeks)


@given(weeks=AMOUNTS)
def test_weeks_come_back_from_days(weeks: Decimal) -> None:
    assert convert(convert(weeks, "wk", "d"), "d", "wk") == weeks


@pytest.mark.parametrize(("unit", "wanted"), [("mo", "wk"), ("wk", "{score}"), ("", "d")])
def test_what_is_not_exact_is_refused(unit: str, wanted: str) -> None:
    with pytest.raises(UnitError, match="Use one of"):
        convert(Decimal(1), unit, wanted)


@pytest.mark.parametrize(
    ("amount", "ucum", "words"),
    [
        ("3", "wk", "3 weeks"),
        ("1.0", "wk", "1 week"),
        ("2.5", "mL", "2.5 mL"),
        ("7", "{score}", "7"),
    ],
)
def test_a_number_is_told_with_its_unit(amount: str, ucum: str, words: str) -> None:
    assert amount_words(Decimal(amount), ucum) == words
