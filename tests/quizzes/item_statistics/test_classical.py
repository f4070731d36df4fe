import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.item_statistics.classical import (
    OptionUse,
    facility,
    option_uses,
    point_biserial,
    upper_lower,
)
from quizzes.item_statistics.reliability import complete_block, kr20, reliability

NAN = float("nan")

# Ten learners, five steps. By hand: the shares right are .8, .8, .6, .3, .3, so p(1-p) sums up to
# 0.98; the totals 5, 4, 4, 3, 3, 2, 3, 2, 1, 1 have the variance 1.56.
SMALL = np.array(
    [
        [1, 1, 1, 1, 1],
        [1, 1, 1, 1, 0],
        [1, 1, 1, 0, 1],
        [1, 1, 0, 1, 0],
        [1, 1, 1, 0, 0],
        [1, 0, 1, 0, 0],
        [1, 1, 0, 0, 1],
        [0, 1, 1, 0, 0],
        [1, 0, 0, 0, 0],
        [0, 1, 0, 0, 0],
    ],
    dtype=float,
)


def test_the_facility_is_the_share_right_with_wilsons_interval():
    found = facility(np.array([1.0] * 8 + [0.0] * 2))

    assert (found.right, found.n, found.share) == (8, 10, 0.8)
    # The textbook example of 8 of 10.
    assert (found.low, found.high) == (
        pytest.approx(0.4902, abs=1e-4),
        pytest.approx(0.9433, abs=1e-4),
    )


def test_the_correlation_is_that_of_pearson():
    right, rest = np.array([1.0, 1, 0, 1, 0]), np.array([0.9, 0.7, 0.4, 0.6, 0.5])

    # Worked out by hand: covariance 0.068, deviations 0.4899 and 0.1720.
    assert point_biserial(right, rest) == pytest.approx(0.8068, abs=1e-3)


@pytest.mark.parametrize(
    ("right", "rest"),
    [
        ([1, 1, 1], [0.1, 0.2, 0.3]),
        ([1, 0, 1], [0.5, 0.5, 0.5]),
        ([1], [0.2]),
        ([1, 0], [NAN, 0.1]),
    ],
)
def test_a_correlation_that_is_not_defined_is_none(right, rest):
    assert point_biserial(np.array(right, dtype=float), np.array(rest)) is None


def test_the_best_are_compared_with_the_worst():
    rest = np.arange(10) / 10
    right = np.array([0.0, 0, 1, 0, 1, 0, 1, 1, 1, 1])

    # 27 % of ten are three: of the best all are right, of the worst one in three.
    assert upper_lower(right, rest) == pytest.approx(1 - 1 / 3)


def test_who_ties_at_the_edge_of_a_group_is_in_it():
    rest = np.array([0.1, 0.1, 0.1, 0.1, 0.5, 0.9, 0.9, 0.9, 0.9, 0.9])
    right = np.array([0.0, 0, 0, 1, 1, 1, 1, 1, 1, 0])

    assert upper_lower(right, rest) == pytest.approx(4 / 5 - 1 / 4)
    assert upper_lower(right, np.full(10, 0.5)) is None


def test_a_distractor_functions_if_it_is_chosen_often_enough_and_by_those_who_know_less():
    chosen = [frozenset({one}) for one in "aaaaaabbbc"]
    rest = np.array([0.9, 0.8, 0.8, 0.7, 0.7, 0.9, 0.2, 0.3, 0.1, 1.0])

    uses = option_uses(("a", "b", "c", "d"), frozenset("a"), chosen, rest)

    assert [(use.option, use.is_key, use.chosen, use.functions) for use in uses] == [
        ("a", True, 6, False),
        ("b", False, 3, True),
        ("c", False, 1, False),  # by the best learner
        ("d", False, 0, False),
    ]
    assert not OptionUse("e", False, 4, 100, -0.5).functions


def test_kr20_is_what_is_worked_out_by_hand():
    assert kr20(SMALL) == pytest.approx(5 / 4 * (1 - 0.98 / 1.56))
    assert kr20(SMALL[:, :1]) is None
    assert kr20(np.ones((4, 3))) is None


def test_kr20_of_steps_that_all_say_the_same_is_one():
    column = np.array([[1.0], [0], [1], [1], [0]])

    assert kr20(np.repeat(column, 4, axis=1)) == pytest.approx(1)


def test_the_interval_is_around_the_value_and_the_same_each_time():
    rows = np.tile(SMALL, (4, 1))

    first, second = (reliability(rows, 30, 2) for _ in range(2))

    assert first == second
    assert first.low < first.value < first.high
    assert (first.learners, first.steps) == (40, 5)
    assert reliability(rows, 41, 2) is None
    assert reliability(rows, 30, 6) is None


def test_reliability_is_that_of_what_the_same_learners_answered():
    rows = np.tile(SMALL, (4, 1))
    rows[:35, 4] = NAN

    assert complete_block(rows, 30).shape == (40, 4)
    assert complete_block(rows, 5).shape == (40, 4)
    assert complete_block(np.full((40, 3), NAN), 5).shape == (0, 0)


@given(st.lists(st.lists(st.sampled_from([0.0, 1.0]), min_size=4, max_size=4), min_size=3))
def test_kr20_is_never_above_one(rows):
    found = kr20(np.array(rows))

    assert found is None or found <= 1 + 1e-9
