"""The measurements of a class of learners as tables."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from benchmarks.classes import ClassReport
from benchmarks.classroom import Lesson
from benchmarks.feedback import PLACES
from benchmarks.measure import high
from benchmarks.report import Target, seconds, table, times

_STOCK = "stock Panel page"


def show(report: ClassReport) -> str:
    """Return all tables about classes."""
    parts = [_lessons(report), _memory(report.lessons), _arrivals(report), _feedback(report)]
    return "\n\n".join(part for part in parts if part)


def aims(report: ClassReport) -> list[Target]:
    """Return what was aimed at for a class."""
    *_, before, last = report.lessons
    kept = last.memory[-1] - before.memory[-1]
    targets = [
        Target(
            f"answer to an event, {last.learners} learners, 95 %",
            50,
            high(last.latencies) * 1e3,
            "ms",
        ),
        Target(
            f"{len(report.arrivals)} open a page at once, the last", 4, max(report.arrivals), "s"
        ),
        Target(f"memory kept after {last.learners} learners came again", 10, kept, "MB"),
    ]
    return targets + [
        Target(f"{place}: answer to feedback, Chromium, median", 150, median(times_) * 1e3, "ms")
        for place, times_ in report.feedback.items()
    ]


def _lessons(report: ClassReport) -> str:
    rows = [_lesson_row(f"{lesson.learners} learners", lesson) for lesson in report.lessons]
    rows.append(_lesson_row(f"{report.what_if.learners} at what if", report.what_if))
    note = ""
    if report.stock is not None:
        rows.append(_lesson_row(f"{report.stock.learners} at the {_STOCK}", report.stock))
        ours, stock = report.what_if, report.stock
        note = (
            f"\n\nThe {_STOCK} takes {times(median(stock.latencies) / median(ours.latencies))} the"
            f" time of what if for an answer (95 %:"
            f" {times(high(stock.latencies) / high(ours.latencies))}),"
            f" {times(stock.event_cpu / ours.event_cpu)} the CPU and"
            f" {times(stock.learner_memory / ours.learner_memory)} the memory."
        )
    head = ("class", "events", "answer, median", "95 %", "slowest", "load", "CPU an event")
    return table((*head, "memory a learner"), rows) + note


def _lesson_row(name: str, lesson: Lesson) -> tuple[str, ...]:
    return (
        name,
        f"{len(lesson.latencies):,}",
        seconds(median(lesson.latencies)),
        seconds(high(lesson.latencies)),
        seconds(max(lesson.latencies)),
        f"{lesson.load:.0%} of a core",
        seconds(lesson.event_cpu),
        f"{lesson.learner_memory:.2f} MB",
    )


def _memory(lessons: Sequence[Lesson]) -> str:
    rows = [
        (f"{lesson.learners} learners", *(f"{resident:.0f}" for resident in lesson.memory))
        for lesson in lessons
    ]
    return table(("resident MB", "before", "all there", "at the end", "after they left"), rows)


def _arrivals(report: ClassReport) -> str:
    found = {"the class": report.arrivals, "what if": report.what_if_arrivals}
    if report.stock_arrivals:
        found[_STOCK] = report.stock_arrivals
    rows = [
        (f"{len(waits)} at {page}", seconds(median(waits)), seconds(max(waits)))
        for page, waits in found.items()
    ]
    note = ""
    if report.stock_arrivals:
        ratio = max(report.stock_arrivals) / max(report.what_if_arrivals)
        note = f"\n\nThe last at the {_STOCK} waits {times(ratio)} as long as the last at what if."
    return table(("open a page at once", "median", "the last"), rows) + note


def _feedback(report: ClassReport) -> str:
    rows = [
        (place, seconds(median(report.feedback[place])), seconds(high(report.feedback[place])))
        for place in PLACES
        if place in report.feedback
    ]
    return table(("answer to drawn feedback in Chromium", "median", "95 %"), rows) if rows else ""
