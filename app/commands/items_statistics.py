"""`guidegraph items statistics`."""

from __future__ import annotations

import json
from enum import Enum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from app.commands.exits import FOUND, own_errors, wrong
from app.commands.options import FIRST_GUIDELINE, ContentFolder, GuidelineOfItems
from kg.library import open_library
from quizzes.bank import content_folder, load_bank
from quizzes.item_statistics.report import GATES, BankStatistics, bank_statistics
from quizzes.item_statistics.tables import as_csv, as_data, group, step_data
from quizzes.judgement import Knowledge
from quizzes.records import Records


class StatisticsFormat(Enum):
    """How `items statistics` prints."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


def statistics(
    data: Annotated[
        Path | None,
        typer.Option(help="The folder for answers that 'serve' names; by default one of your own."),
    ] = None,
    content: ContentFolder = None,
    format: Annotated[StatisticsFormat, typer.Option(help="How to print.")] = StatisticsFormat.TEXT,
    guideline: GuidelineOfItems = FIRST_GUIDELINE,
) -> None:
    """
    Tell how hard and how telling items are, from the first answers of all learners.

    Exit codes: 0 done; 1 a key may be wrong; 2 the call is wrong, or there are no records.
    """
    folder = data or Path(typer.get_app_dir("guidegraph"))
    file = folder / "records.sqlite3"
    if not file.is_file():
        raise wrong(f"{folder} holds no records. Give --data the folder that 'serve' names.")
    with own_errors():
        library = open_library()
        knowledge = Knowledge(library.guideline(guideline), library.reasoner(guideline).assess)
        others = set(library.guidelines) - {guideline}
        bank = load_bank(content or content_folder(), knowledge, others=others)
        with Records(f"sqlite:///{file}") as records:
            report = bank_statistics(bank, records.first_answers(guideline))
    match format:
        case StatisticsFormat.JSON:
            typer.echo(json.dumps(as_data(report), indent=2, ensure_ascii=False))
        case StatisticsFormat.CSV:
            typer.echo(as_csv(report), nl=False)
        case StatisticsFormat.TEXT:
            _print(report, Console())
    raise typer.Exit(FOUND if any(each.alarm for each in report.steps) else 0)


def _print(report: BankStatistics, console: Console) -> None:
    table = Table(header_style="bold", box=None, pad_edge=False)
    table.add_column("item", overflow="fold", ratio=1)
    for name in ("n", "right", "95 %", "r", "D", "work", "logits"):
        table.add_column(name, justify="right", no_wrap=True)
    for each in report.steps:
        row = step_data(each)
        interval = f"{row['facility_low']:.2f}-{row['facility_high']:.2f}" if each.facility else ""
        provisional = "?" if row["rasch_provisional"] else ""
        shown = [_figure(row[name]) for name in ("facility", "discrimination", "upper_lower")]
        table.add_row(
            _name(row, each.alarm is not None),
            str(row["answers"]),
            shown[0],
            interval,
            shown[1],
            shown[2],
            "" if each.functioning is None else str(each.functioning),
            _figure(row["rasch_difficulty"]) + provisional,
        )
    console.print(table)
    console.print(f"{group(report.learners)} learners, {group(report.answers)} first answers.")
    found = report.reliability
    if found:
        console.print(
            f"KR-20 {found.value:.2f} ({found.low:.2f} to {found.high:.2f}) over {found.steps} "
            f"steps that the same {found.learners} learners answered."
        )
    console.print(
        "n: first answers. right: share right, with its 95 % interval. r: correlation with the "
        "other answers. D: best less worst 27 %. work: distractors that function. logits: Rasch "
        f"difficulty, '?' while provisional. They need {GATES.facility}, {GATES.discrimination} or "
        f"{GATES.rasch} answers; a key is doubted from {GATES.alarm} on."
    )


def _name(row: dict[str, object], doubtful: bool) -> str:
    step = f" ({row['step']})" if row["step"] != 1 else ""
    return f"{row['item']}{step}" + (" [bold]key doubtful[/bold]" if doubtful else "")


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"
