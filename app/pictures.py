"""The numbers behind pictures that the server draws; their shapes are in `pictures.html.j2`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quizzes.mastery import ConfidenceLevel


@dataclass(frozen=True)
class Column:
    """
    One column of a column chart.

    *label* and *mark* stand below it, *said* is its whole meaning for who does not see it, *height*
    is from 0 to 100.
    """

    label: str
    mark: str
    said: str
    count: int
    height: float = 0


def columns(counted: Iterable[Column]) -> list[Column]:
    """Return the columns with their heights: the greatest count reaches the top."""
    all_ = list(counted)
    most = max((one.count for one in all_), default=0)
    return [
        Column(one.label, one.mark, one.said, one.count, round(100 * one.count / max(1, most), 1))
        for one in all_
    ]


@dataclass(frozen=True)
class Whisker:
    """A level of confidence in the calibration plot, in its coordinates; *y* None without data."""

    label: str
    level: ConfidenceLevel
    x: float
    y: float | None
    top: float
    bottom: float


PLOT_WIDTH, PLOT_HEIGHT = 360, 240
_LEFT, _TOP, _BOTTOM = 44, 16, 190
GRID = tuple((share, _BOTTOM - (_BOTTOM - _TOP) * share / 100) for share in (0, 25, 50, 75, 100))

_LABELS = {1: "A guess", 2: "Fairly sure", 3: "Certain"}


def whiskers(levels: Iterable[ConfidenceLevel]) -> list[Whisker]:
    """Return what the calibration plot shows: the share right with its interval, by confidence."""
    width = (PLOT_WIDTH - _LEFT) / len(_LABELS)

    def height(share: float) -> float:
        return round(_BOTTOM - (_BOTTOM - _TOP) * share, 1)

    return [
        Whisker(
            label=_LABELS[one.confidence],
            level=one,
            x=round(_LEFT + width * (one.confidence - 0.5), 1),
            y=height(one.right / one.n) if one.n else None,
            top=height(one.high),
            bottom=height(one.low),
        )
        for one in levels
    ]
