"""
The study day: the learner's calendar day, which turns at four in the morning and not at midnight.

FSRS counts the days between two reviews. Fed with raw timestamps, py-fsrs counts whole periods of
24 hours, so that yesterday evening is "today" this morning, and it then predicts worse than a
constant does. It is therefore fed with study days only.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class StudyClock:
    """
    A learner's calendar: the time zone, and the wall-clock time at which a new day begins.

    The whole history is read by one clock. A learner who moves to another zone has the past days
    told anew by it; the order of the reviews never changes by that.
    """

    zone: ZoneInfo
    rollover: time = time(4)

    def day_of(self, at: datetime) -> date:
        """
        Return the study day in which a moment lies.

        Raises:
            ValueError: If *at* has no time zone.
        """
        if at.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        today = at.astimezone(self.zone).date()
        return today if at >= self.start_of(today) else today - timedelta(days=1)

    def days_of(self, moments: Iterable[datetime]) -> Iterator[date]:
        """
        Yield the study day of each moment; to ask for one like its neighbour costs nearly nothing.

        Raises:
            ValueError: If a moment has no time zone.
        """
        day, begin, end = date.min, None, None
        for at in moments:
            if begin is None or end is None or at.tzinfo is None or not begin <= at < end:
                day = self.day_of(at)
                begin, end = self.start_of(day), self.start_of(day + timedelta(days=1))
            yield day

    def start_of(self, day: date) -> datetime:
        """Return the moment in UTC at which a study day begins."""
        return _start(day, self.rollover, self.zone)


# A history has many moments on one day.
@lru_cache(maxsize=4096)
def _start(day: date, rollover: time, zone: ZoneInfo) -> datetime:
    # In UTC: Python compares times of one zone by the wall clock, which runs twice in autumn.
    return datetime.combine(day, rollover, zone).astimezone(UTC)


def noon_of(day: date) -> datetime:
    """
    Return the moment that stands for a study day in FSRS: its noon, in UTC.

    Two of them are apart by whole days of 24 hours, in every zone and over every change of clocks.
    Nothing is added for the order within a day: yesterday's tenth and today's first review would be
    less than 24 hours apart then, and count as the same day.
    """
    return datetime.combine(day, time(12), UTC)
