from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizzes.study_days import StudyClock, noon_of

VIENNA = ZoneInfo("Europe/Vienna")
CLOCK = StudyClock(VIENNA)
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2037, 12, 31), timezones=st.just(UTC))
ZONES = st.sampled_from(sorted(available_timezones() - {"localtime"})).map(ZoneInfo)


def vienna(*parts, fold=0):
    return datetime(*parts, tzinfo=VIENNA, fold=fold)


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (vienna(2026, 11, 22, 3, 59, 59), date(2026, 11, 21)),
        (vienna(2026, 11, 22, 4, 0), date(2026, 11, 22)),
        (vienna(2026, 11, 22, 4, 1), date(2026, 11, 22)),
        (vienna(2026, 11, 22, 23, 59), date(2026, 11, 22)),
        (vienna(2026, 11, 23, 0, 1), date(2026, 11, 22)),
        # The night in which clocks go forward at two: it has no half past two.
        (vienna(2026, 3, 29, 1, 59), date(2026, 3, 28)),
        (vienna(2026, 3, 29, 3, 59), date(2026, 3, 28)),
        (vienna(2026, 3, 29, 4, 0), date(2026, 3, 29)),
        # The night in which clocks go back at three: half past two comes twice.
        (vienna(2026, 10, 25, 2, 30), date(2026, 10, 24)),
        (vienna(2026, 10, 25, 2, 30, fold=1), date(2026, 10, 24)),
        (vienna(2026, 10, 25, 3, 59), date(2026, 10, 24)),
        (vienna(2026, 10, 25, 4, 0), date(2026, 10, 25)),
    ],
)
def test_the_day_turns_at_four_in_the_morning_by_the_wall_clock(at, day):
    assert CLOCK.day_of(at.astimezone(UTC)) == day


def test_a_rollover_within_the_hour_that_comes_twice_happens_once():
    clock = StudyClock(VIENNA, time(2, 30))

    days = [
        clock.day_of(vienna(2026, 10, 25, 2, minute, fold=fold)).day
        for fold in (0, 1)
        for minute in (0, 29, 30, 59)
    ]

    assert days == [24, 24, 25, 25, 25, 25, 25, 25]


@settings(deadline=None)
@given(st.lists(MOMENTS, max_size=6), ZONES)
def test_the_days_of_many_moments_are_those_of_each(moments, zone):
    clock = StudyClock(zone)
    # Close neighbours, on both sides of where a day begins.
    starts = [clock.start_of(clock.day_of(at)) for at in moments]
    around = [start + timedelta(seconds=s) for start in starts for s in (-1, 0, 1)]

    days = list(clock.days_of([*moments, *around]))

    assert days == [clock.day_of(at) for at in [*moments, *around]]


def test_the_same_moment_is_another_day_elsewhere():
    at = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)

    assert CLOCK.day_of(at) == date(2026, 11, 22)
    assert StudyClock(ZoneInfo("Asia/Tokyo")).day_of(at) == date(2026, 11, 23)
    assert StudyClock(ZoneInfo("America/New_York")).day_of(at) == date(2026, 11, 22)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="needs a time zone"):
        CLOCK.day_of(datetime(2026, 11, 22))


@settings(deadline=None)
@given(MOMENTS, MOMENTS, ZONES, st.times())
def test_a_later_moment_is_never_on_an_earlier_day_in_any_zone(one, other, zone, rollover):
    clock = StudyClock(zone, rollover)

    earlier, later = sorted((one, other))

    assert clock.day_of(earlier) <= clock.day_of(later)


@settings(deadline=None)
@given(MOMENTS, ZONES)
def test_a_day_begins_with_its_start_and_not_before(at, zone):
    clock = StudyClock(zone)

    day = clock.day_of(at)

    assert clock.start_of(day) <= at < clock.start_of(day + timedelta(days=1))


@settings(deadline=None)
@given(st.dates(), st.dates())
def test_noons_are_whole_days_apart(one, other):
    assert noon_of(other) - noon_of(one) == other - one
