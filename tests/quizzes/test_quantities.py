from decimal import Decimal

import pytest

from quizzes.judgement import Truth, all_of
from quizzes.quantities import compare


@pytest.mark.parametrize(
    ("claimed", "claimed_unit", "stated", "unit", "truth"),
    [
        ("3", "wk", "3", "wk", Truth.TRUE),
        ("3.0", "wk", "3", "wk", Truth.TRUE),
        ("2.9", "wk", "3", "wk", Truth.FALSE),
        ("21", "d", "3", "wk", Truth.TRUE),
        ("20", "d", "3", "wk", Truth.FALSE),
        ("3", "mo", "3", "wk", Truth.FALSE),
        ("4", "wk", "1", "mo", Truth.UNKNOWN),
        ("18", "wk", "18", "mo", Truth.FALSE),
        ("3", "mL", "3", "wk", Truth.UNKNOWN),
        ("12", "{score}", "12", "%", Truth.UNKNOWN),
    ],
)
def test_numbers_are_compared_across_units_without_rounding(
    claimed, claimed_unit, stated, unit, truth
):
    assert compare(Decimal(claimed), claimed_unit, Decimal(stated), unit) is truth


def test_an_open_bound_leaves_every_number_open():
    assert compare(Decimal(5), "d", None, "d") is Truth.UNKNOWN


def test_one_refuted_part_refutes_the_whole_even_beside_an_unknown_one():
    assert [
        all_of(Truth.UNKNOWN, Truth.FALSE),
        all_of(Truth.UNKNOWN, Truth.TRUE),
        all_of(Truth.TRUE, Truth.TRUE),
    ] == [Truth.FALSE, Truth.UNKNOWN, Truth.TRUE]
