"""The report of `guidegraph check`, as text for a terminal and as data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import fill
from typing import Any

from typer import style

from kg.checks import Fault
from kg.validation import Severity


@dataclass(frozen=True, slots=True)
class CheckStage:
    """One stage: its *counts* as in `kg.checks.Outcome`; *skipped* says why it was not run."""

    title: str
    counts: tuple[tuple[int, str], ...]
    faults: tuple[Fault, ...]
    seconds: float
    skipped: str = ""


@dataclass(frozen=True, slots=True)
class CheckReport:
    """Every stage in the order in which they ran."""

    stages: tuple[CheckStage, ...]

    @property
    def sound(self) -> bool:
        """Whether no error was found; warnings do not count."""
        return not any(_errors(stage.faults) for stage in self.stages)

    @property
    def seconds(self) -> float:
        """How long all stages took."""
        return sum(stage.seconds for stage in self.stages)


def as_text(report: CheckReport, near: Path, width: int = 100) -> str:
    """
    Return a line for each stage, then every fault by its place, then what it comes to.

    Args:
        report: The report.
        near: Files below this folder are named as seen from it.
        width: Longer lines are broken.
    """
    lines = [_stage_line(stage) for stage in report.stages]
    lines += _fault_lines([fault for stage in report.stages for fault in stage.faults], near, width)
    return "\n".join([*lines, "", _summary(report)])


def as_data(report: CheckReport) -> dict[str, Any]:
    """Return the report as plain data for JSON; files are whole paths."""
    return {
        "sound": report.sound,
        "seconds": round(report.seconds, 3),
        "stages": [
            {
                "stage": stage.title,
                "checked": {_plural(noun): count for count, noun in stage.counts},
                "skipped": stage.skipped or None,
                "seconds": round(stage.seconds, 3),
                "faults": [_fault_data(fault) for fault in stage.faults],
            }
            for stage in report.stages
        ],
    }


def _fault_data(fault: Fault) -> dict[str, Any]:
    return {
        "file": None if fault.file is None else str(fault.file),
        "line": fault.line,
        "term": fault.term,
        "key": fault.key,
        "rule": fault.rule,
        "severity": fault.severity.value,
        "message": fault.message,
    }


def _stage_line(stage: CheckStage) -> str:
    title = f"{stage.title:<20}"
    if stage.skipped:
        return f"{style('skipped', fg='yellow')}  {title}{stage.skipped}"
    found = _found(stage.faults)
    mark = style("ok     ", fg="green") if not found else style("FOUND  ", fg="red", bold=True)
    if found and not _errors(stage.faults):
        mark = style("warning", fg="yellow")
    looked_at = ", ".join(counted(count, noun) for count, noun in stage.counts)
    what = f"{looked_at}: {found}" if found and looked_at else found or looked_at
    return f"{mark}  {title}{what:<58} {stage.seconds:5.1f} s"


def _fault_lines(faults: Iterable[Fault], near: Path, width: int) -> Iterator[str]:
    messages: dict[str, list[str]] = defaultdict(list)
    for fault in faults:
        messages[_heading(fault, near)].append(_message(fault))
    for heading, said in messages.items():
        yield ""
        yield style(heading, bold=True)
        for message in said:
            yield fill(
                message,
                width,
                initial_indent="    ",
                subsequent_indent="    ",
                break_on_hyphens=False,
                break_long_words=False,
            )


def _heading(fault: Fault, near: Path) -> str:
    subject = fault.key or fault.term
    if fault.file is None:
        return subject or "GuideGraph"
    file = fault.file.resolve()
    place = str(file.relative_to(near.resolve()) if file.is_relative_to(near.resolve()) else file)
    if fault.line is not None:
        place += f":{fault.line}"
    return f"{place}: {subject}" if subject else place


def _message(fault: Fault) -> str:
    warning = "Warning: " if fault.severity is Severity.WARNING else ""
    return f"{warning}{fault.message} ({fault.rule})"


def _summary(report: CheckReport) -> str:
    faults = [fault for stage in report.stages for fault in stage.faults]
    left_out = [stage.title for stage in report.stages if stage.skipped]
    took = f"{report.seconds:.1f} s"
    if not report.sound:
        return f"Not sound: {_found(faults)}. {took}"
    so_far = f", as far as looked at (without: {', '.join(left_out)})" if left_out else ""
    aside = f" {_found(faults)}." if faults else ""
    return f"Sound{so_far}.{aside} {took}"


def _found(faults: Iterable[Fault]) -> str:
    known = list(faults)
    errors = _errors(known)
    warnings = len(known) - errors
    parts = [counted(errors, "fault")] if errors else []
    return " and ".join([*parts, counted(warnings, "warning")] if warnings else parts)


def _errors(faults: Iterable[Fault]) -> int:
    return sum(fault.severity is Severity.ERROR for fault in faults)


def counted(count: int, noun: str) -> str:
    """Return a number with its noun: "1 file", "2,510 triples", "42 quality queries"."""
    return f"{count:,} {noun if count == 1 else _plural(noun)}"


def _plural(noun: str) -> str:
    if noun.startswith("case "):
        return noun.replace("case", "cases", 1)
    if noun.endswith("class"):
        return noun + "es"
    return noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
