from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import fsrs6
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.scheduling import (
    Memory,
    Rating,
    Review,
    WhyDue,
    rate,
    replay,
    retrievability,
    review,
    why_due,
)
from quizzes.study_days import StudyClock

DAY = date(2026, 11, 22)
GRADE = {Rating.AGAIN: 1, Rating.HARD: 2, Rating.GOOD: 3}
RATINGS = st.sampled_from(Rating)
HISTORIES = st.lists(st.tuples(st.integers(0, 400), RATINGS), min_size=1, max_size=12)


def reviews_of(history, target="st-1"):
    """Turn pairs of days since the last review and rating into reviews."""
    day, made = DAY, []
    for gap, rating in history:
        day += timedelta(days=gap)
        made.append(Review(target, day, rating))
    return made


@settings(deadline=None)
@given(HISTORIES)
def test_replaying_a_history_equals_reviewing_one_by_one(history):
    reviews = reviews_of(history)

    memory = None
    for one in reviews:
        memory = review(memory, one)

    assert replay(reviews) == {"st-1": memory}


def test_ten_thousand_histories_agree_with_the_published_formulas():
    rng = Random(20261122)
    ratings = list(Rating)
    worst_stability = worst_difficulty = worst_recall = 0.0

    for _ in range(10_000):
        steps = rng.randint(1, 10)
        gaps = [rng.choice((0, 1, 2, 5, rng.randint(3, 60), 365)) for _ in range(steps)]
        reviews = reviews_of([(gap, rng.choice(ratings)) for gap in gaps])
        memory = replay(reviews)["st-1"]
        by_hand = [((one.day - DAY).days, GRADE[one.rating]) for one in reviews]
        stability, difficulty = fsrs6.memory(by_hand)
        later = rng.randint(0, 500)
        recalled = retrievability(memory, memory.last_reviewed + timedelta(days=later))
        worst_stability = max(worst_stability, abs(memory.stability / stability - 1))
        worst_difficulty = max(worst_difficulty, abs(memory.difficulty - difficulty))
        worst_recall = max(worst_recall, abs(recalled - fsrs6.recall(later, stability)))

    assert worst_stability < 1e-4
    assert worst_difficulty < 1e-4
    assert worst_recall < 1e-6


@settings(deadline=None)
@given(HISTORIES, st.integers(0, 3000), st.integers(1, 3000))
def test_retrievability_is_a_probability_that_falls_with_the_days(history, days, more):
    memory = replay(reviews_of(history))["st-1"]

    soon = retrievability(memory, memory.last_reviewed + timedelta(days=days))
    late = retrievability(memory, memory.last_reviewed + timedelta(days=days + more))

    assert 0 < late < soon <= 1
    assert retrievability(memory, memory.last_reviewed) == 1


@settings(deadline=None)
@given(st.integers(1, 3000), st.floats(1, 10))
def test_retrievability_is_nine_tenths_after_as_many_days_as_the_stability(stability, difficulty):
    memory = Memory("st-1", float(stability), difficulty, DAY, DAY, DAY, 1, 0)

    assert retrievability(memory, DAY + timedelta(days=stability)) == pytest.approx(0.9)


@settings(deadline=None)
@given(HISTORIES, st.integers(0, 1000))
def test_a_wrong_answer_never_raises_stability(history, gap):
    reviews = reviews_of(history)
    before = replay(reviews)["st-1"]

    after = review(before, Review("st-1", before.last_reviewed + timedelta(gap), Rating.AGAIN))

    assert after.stability <= before.stability
    assert after.lapses == before.lapses + 1


@settings(deadline=None)
@given(HISTORIES, st.integers(0, 1000))
def test_a_guess_is_worth_less_than_knowing_and_more_than_a_wrong_answer(history, gap):
    before = replay(reviews_of(history))["st-1"]
    day = before.last_reviewed + timedelta(days=gap)

    again, hard, good = (
        review(before, Review("st-1", day, rating)).stability
        for rating in (Rating.AGAIN, Rating.HARD, Rating.GOOD)
    )

    assert again < hard <= good


@settings(deadline=None)
@given(HISTORIES)
def test_nothing_is_due_again_on_the_day_of_its_answer(history):
    memory = replay(reviews_of(history))["st-1"]

    assert memory.due > memory.last_reviewed


def test_statements_are_remembered_apart():
    mixed = [
        Review("a", DAY, Rating.GOOD),
        Review("b", DAY, Rating.AGAIN),
        Review("a", DAY + timedelta(days=3), Rating.AGAIN),
    ]

    memories = replay(mixed)

    assert memories == {
        "a": replay([mixed[0], mixed[2]])["a"],
        "b": replay([mixed[1]])["b"],
    }
    assert (memories["a"].reviews, memories["a"].lapses, memories["b"].lapses) == (2, 1, 0)
    assert (memories["a"].introduced, memories["a"].last_reviewed) == (DAY, mixed[2].day)


def test_why_due_tells_the_figures_of_the_schedule():
    memory = replay([Review("st-1", DAY, Rating.GOOD)])["st-1"]

    told = why_due(memory, DAY + timedelta(days=5))

    assert told == WhyDue(
        stability=2.3065,
        difficulty=memory.difficulty,
        retrievability=retrievability(memory, DAY + timedelta(days=5)),
        due=DAY + timedelta(days=2),
        last_reviewed=DAY,
        interval=2,
        overdue=3,
    )
    assert told.difficulty == pytest.approx(2.1181, abs=1e-4)


@pytest.mark.parametrize(
    ("right", "confidence", "rating"),
    [
        (True, None, Rating.GOOD),
        (True, 3, Rating.GOOD),
        (True, 2, Rating.GOOD),
        (True, 1, Rating.HARD),
        (False, 1, Rating.AGAIN),
        (False, 3, Rating.AGAIN),
    ],
)
def test_a_right_answer_is_good_unless_it_was_a_guess(right, confidence, rating):
    assert rate(right, confidence) is rating


def test_reviews_out_of_order_and_of_another_statement_are_refused():
    memory = replay([Review("st-1", DAY, Rating.GOOD)])["st-1"]

    with pytest.raises(ValueError, match="does not come after"):
        review(memory, Review("st-1", DAY - timedelta(days=1), Rating.GOOD))
    with pytest.raises(ValueError, match="is of another statement"):
        review(memory, Review("st-2", DAY, Rating.GOOD))


def test_yesterday_evening_is_a_day_ago_this_morning():
    clock = StudyClock(ZoneInfo("Europe/Vienna"))
    evening = datetime(2026, 11, 21, 21, 0, tzinfo=UTC)
    morning = evening + timedelta(hours=10)

    memory = replay([Review("st-1", clock.day_of(evening), Rating.GOOD)])["st-1"]

    assert retrievability(memory, clock.day_of(morning)) == pytest.approx(
        fsrs6.recall(1, memory.stability)
    )


@pytest.mark.parametrize("night", [date(2026, 3, 29), date(2026, 10, 25)])
def test_the_night_in_which_clocks_change_is_one_day_long(night):
    clock = StudyClock(ZoneInfo("Europe/Vienna"))
    before = clock.start_of(night - timedelta(days=1)) + timedelta(hours=16)
    after = clock.start_of(night) + timedelta(hours=1)

    memory = replay([Review("st-1", clock.day_of(before), Rating.GOOD)])["st-1"]

    assert retrievability(memory, clock.day_of(after)) == pytest.approx(
        fsrs6.recall(1, memory.stability)
    )


def test_a_move_to_another_zone_shifts_a_gap_by_a_day_at_most():
    moments = [datetime(2026, 11, 1, tzinfo=UTC) + timedelta(hours=31 * n) for n in range(12)]
    home, away = (StudyClock(ZoneInfo(name)) for name in ("Europe/Vienna", "Pacific/Auckland"))

    def gaps(clock):
        days = [clock.day_of(at) for at in moments]
        return [(b - a).days for a, b in pairwise(days)]

    replayed = replay(Review("st-1", away.day_of(at), Rating.GOOD) for at in moments)
    assert max(abs(a - b) for a, b in zip(gaps(home), gaps(away), strict=True)) == 1
    assert replayed["st-1"].reviews == 12
