"""Item statistics for the eye: rows in words, dots and bars."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from app.item_view import inline, plain_text
from quizzes.bank import ItemBank
from quizzes.item_statistics.report import (
    GATES,
    BankStatistics,
    StepStatistics,
    shown_counts,
)
from quizzes.item_statistics.tables import group
from quizzes.model import ChoiceStep

#: The coordinates of the plot: facility to the right, discrimination upwards.
PLOT_WIDTH, PLOT_HEIGHT = 480, 320
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 468, 16, 270
_LOWEST, _HIGHEST = -0.4, 0.8
#: Below it, a correlation tells little of who knows more (the simulation's own limit).
LOW_DISCRIMINATION = 0.10


@dataclass(frozen=True)
class OptionBar:
    """One option: *count* and *share* (0 to 1) are None where the group is too small."""

    text: Markup
    is_key: bool
    count: int | None
    share: float | None
    verdict: str


@dataclass(frozen=True)
class Row:
    """One step in the table; *remarks* are pairs of a tone (bad, caution, empty) and words."""

    name: str
    href: str
    question: Markup
    answers: str
    older: str
    figures: StepStatistics
    remarks: tuple[tuple[str, str], ...]
    options: tuple[OptionBar, ...]


@dataclass(frozen=True)
class Dot:
    """One step in the plot, with what it says."""

    x: float
    y: float
    doubtful: bool
    said: str


#: How the table can be ordered, by the word in the address.
ORDERS = {
    "name": "Name",
    "hardest": "Hardest first",
    "easiest": "Easiest first",
    "telling": "Least telling first",
    "answers": "Most answers first",
}


def rows(report: BankStatistics, bank: ItemBank, order: str) -> list[Row]:
    """Return a row for each step; those without what the order goes by come last."""
    ordered = sorted(report.steps, key=lambda each: _rank(each, order))
    return [_row(each, bank) for each in ordered]


def dots(report: BankStatistics) -> list[Dot]:
    """Return the steps of which facility and discrimination are shown."""
    return [
        Dot(
            x=_across(each.facility.share),
            y=_up(each.discrimination),
            doubtful=each.alarm is not None,
            said=f"{_name(each)}: {100 * each.facility.share:.0f} % right, "
            f"r {each.discrimination:.2f}",
        )
        for each in report.steps
        if each.facility is not None and each.discrimination is not None
    ]


def axes() -> dict[str, list[tuple[str, float]]]:
    """Return the marks on both axes of the plot with their places."""
    return {
        "across": [(f"{p} %", _across(p / 100)) for p in (0, 25, 50, 75, 100)],
        "up": [(f"{r:.1f}".replace("-", "−"), _up(r)) for r in (-0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8)],
    }


def _across(share: float) -> float:
    return round(_LEFT + (_RIGHT - _LEFT) * share, 1)


def _up(correlation: float) -> float:
    held = min(_HIGHEST, max(_LOWEST, correlation))
    return round(_BOTTOM - (_BOTTOM - _TOP) * (held - _LOWEST) / (_HIGHEST - _LOWEST), 1)


def _rank(each: StepStatistics, order: str) -> tuple[bool, float, str, int]:
    share = each.facility.share if each.facility else None
    value = {
        "hardest": share,
        "easiest": None if share is None else -share,
        "telling": each.discrimination,
        "answers": -each.n,
    }.get(order, 0.0)
    return value is None, value or 0.0, each.step.item, each.step.step


def _name(each: StepStatistics) -> str:
    return each.step.item + (f", step {each.step.step + 1}" if each.step.step else "")


def _row(each: StepStatistics, bank: ItemBank) -> Row:
    step = bank.items[each.step.item].item.steps[each.step.step]
    return Row(
        name=_name(each),
        href=f"/items/{each.step.item}",
        question=inline(step.lead_in),
        answers=str(group(each.n)),
        older=str(group(each.older)) if each.older else "",
        figures=each,
        remarks=tuple(_remarks(each)),
        options=tuple(_bars(each, bank)),
    )


def _remarks(each: StepStatistics) -> Iterable[tuple[str, str]]:
    if each.alarm is not None:
        yield "bad", "Key doubtful"
    elif each.discrimination is not None and each.discrimination < LOW_DISCRIMINATION:
        yield "caution", "Tells little"
    if each.facility is None:
        yield "", f"{GATES.facility} answers needed" if each.n else "Changed since"
    elif each.functioning == 0 and each.facility.share < 1:
        yield "caution", "No distractor works"


def _bars(each: StepStatistics, bank: ItemBank) -> Iterable[OptionBar]:
    step = bank.items[each.step.item].item.steps[each.step.step]
    if not isinstance(step, ChoiceStep):
        return
    counts = shown_counts(use.chosen for use in each.options)
    for use, count in zip(each.options, counts, strict=True):
        yield OptionBar(
            text=inline(step.option(use.option).text),
            is_key=use.is_key,
            count=count,
            share=None if count is None else count / use.n,
            verdict=_verdict(each, use.is_key, use.functions, count),
        )


def _verdict(each: StepStatistics, is_key: bool, functions: bool, count: int | None) -> str:
    if is_key:
        return "right"
    if each.functioning is None or count is None:
        return ""
    return "works" if functions else "does not work"


def rival_text(each: StepStatistics, bank: ItemBank) -> str:
    """Return the text of the distractor that goes with knowing more; empty if there is none."""
    step = bank.items[each.step.item].item.steps[each.step.step]
    if each.alarm is None or each.alarm.rival is None or not isinstance(step, ChoiceStep):
        return ""
    return plain_text(inline(step.option(each.alarm.rival).text))
