"""`guidegraph items coverage` and `guidegraph items mutate`."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.commands.exits import FOUND, own_errors
from app.commands.opened import Opened, open_content, progress_bar
from kg.derivation import Status
from quizzes.coverage import Coverage, Pair, coverage_of
from quizzes.mutation import MutationReport, Score, run_mutants

_Content = Annotated[
    Path | None, typer.Option(help="The folder with the content; else the installed one.")
]
_Guideline = Annotated[str | None, typer.Option(help="The guideline; the first one if left out.")]

#: What a bank should reach: every noticeable mutant of a decisive axiom, and nearly all others.
_ENOUGH = 0.95


class ReportFormat(Enum):
    """How a report is printed."""

    TEXT = "text"
    JSON = "json"


_Format = Annotated[ReportFormat, typer.Option("--format", help="How to print.")]


def coverage(
    format: _Format = ReportFormat.TEXT, content: _Content = None, guideline: _Guideline = None
) -> None:
    """Say which statements, sides of criteria and turns of the decision the content exercises."""
    with own_errors():
        opened = open_content(guideline, content)
        found = coverage_of(opened.bank, opened.draft)
    if format is ReportFormat.JSON:
        typer.echo(json.dumps(_coverage_data(found), indent=2, ensure_ascii=False))
    else:
        _print_coverage(found, opened, Console())
    raise typer.Exit(FOUND if found.gaps else 0)


def mutate(
    format: _Format = ReportFormat.TEXT, content: _Content = None, guideline: _Guideline = None
) -> None:
    """Change one thing of the guideline at a time, and see whether any content notices."""
    with own_errors():
        opened = open_content(guideline, content)
        with progress_bar("Changing the guideline") as step:
            report = run_mutants(opened.bank, opened.draft, step)
    if format is ReportFormat.JSON:
        typer.echo(json.dumps(_mutation_data(report), indent=2, ensure_ascii=False))
    else:
        _print_mutation(report, Console())
    enough = report.decisive.share == 1 and report.overall.share >= _ENOUGH
    raise typer.Exit(0 if enough else FOUND)


def _print_coverage(found: Coverage, opened: Opened, console: Console) -> None:
    guideline = opened.bank.guideline
    table = Table("criterion", "what it asks", *(s.value for s in Status), header_style="bold")
    for criterion in guideline.criteria.values():
        counts = (str(len(found.cells[criterion.id, status])) for status in Status)
        table.add_row(criterion.id, criterion.label, *counts)
    console.print(table)
    covered = sum(bool(items) for items in found.statements.values())
    console.print(f"{covered} of {len(found.statements)} statements stand behind a right answer.")
    console.print("Each criterion turns the decision:")
    for name, pair in found.pairs.items():
        console.print(f"  {name}: {'no pair of cases' if pair is None else _pair_text(pair)}")
    for gap in found.gaps:
        console.print(f"  gap: {gap}")
    if not found.gaps:
        console.print("No gaps.")


def _pair_text(pair: Pair) -> str:
    sides = " against ".join(
        f"{case.source}{' (supposed)' if case.imagined else ''} [{case.verdict.value}]"
        for case in (pair.first, pair.second)
    )
    masked = f", {', '.join(pair.masked)} differs too" if pair.masked else ""
    return f"{sides}{masked}".replace("[", "(").replace("]", ")")


def _coverage_data(found: Coverage) -> dict[str, object]:
    return {
        "statements": {statement: list(items) for statement, items in found.statements.items()},
        "criteria": {
            f"{criterion} {status.value}": list(sources)
            for (criterion, status), sources in found.cells.items()
        },
        "turns": {
            criterion: None
            if pair is None
            else {
                "cases": [pair.first.source, pair.second.source],
                "verdicts": [pair.first.verdict.value, pair.second.verdict.value],
                "differs too": list(pair.masked),
            }
            for criterion, pair in found.pairs.items()
        },
        "gaps": list(found.gaps),
    }


def _print_mutation(report: MutationReport, console: Console) -> None:
    table = Table("what is changed", "noticed", "cannot be noticed", "survived", "share")
    rows = [(kind.value, score) for kind, score in report.by_kind().items()]
    rows += [("decisive axioms", report.decisive), ("all", report.overall)]
    for name, score in rows:
        table.add_row(name, *_score_cells(score))
    console.print(table)
    by = ", ".join(f"{count} by {who.value}s" for who, count in report.by_notice().items())
    console.print(f"Noticed first: {by}.")
    if report.survivors:
        console.print("Survivors:")
    for fate in report.survivors:
        console.print(f"  {fate.id} {fate.change}\n     {fate.explanation}", highlight=False)


def _score_cells(score: Score) -> tuple[str, ...]:
    left = score.total - score.killed - score.equivalent
    return (
        f"{score.killed} of {score.total}",
        str(score.equivalent),
        str(left),
        f"{score.share:.1%}",
    )


def _mutation_data(report: MutationReport) -> dict[str, object]:
    return {
        "decisive": report.decisive.share,
        "overall": report.overall.share,
        "mutants": [
            {
                "id": fate.id,
                "kind": fate.kind.value,
                "term": fate.term,
                "change": fate.change,
                "decisive": fate.decisive,
                "noticed": None if fate.notice is None else fate.notice.value,
                "by": fate.by,
                "cannot_be_noticed": fate.equivalent,
                "explanation": fate.explanation,
            }
            for fate in report.fates
        ],
    }
