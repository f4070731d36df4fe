"""`guidegraph check` and `guidegraph verify-source`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from shutil import get_terminal_size
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress as Bar

from app.check_report import as_data, as_text
from app.checking import CheckRequest, SourceDocument, run_check
from app.commands.exits import FOUND, own_errors, read_text, wrong
from app.commands.options import FIRST_GUIDELINE, ContentFolder
from kg.library import open_library
from kg.oracle import Progress
from kg.sources import ontology_folder
from kg.verify_source import verify_source as compare_source
from quizzes.bank import content_folder

_WIDEST = 100


class ReportFormat(Enum):
    """How `check` prints."""

    TEXT = "text"
    JSON = "json"


def check(
    ontology: Annotated[
        Path | None,
        typer.Option(
            help="The ontology folder to check; by default the installed one.",
            exists=True,
            file_okay=False,
        ),
    ] = None,
    content: ContentFolder = None,
    source: Annotated[
        Path | None, typer.Option(help="Compare this source document as well: its plain text.")
    ] = None,
    guideline: Annotated[
        str, typer.Option(help="The guideline that encodes the source document.")
    ] = FIRST_GUIDELINE,
    with_oracle: Annotated[
        bool,
        typer.Option(
            "--with-oracle/--without-oracle", help="Put everything to HermiT too; takes longest."
        ),
    ] = True,
    format: Annotated[ReportFormat, typer.Option(help="How to print.")] = ReportFormat.TEXT,
) -> None:
    """Check ontology, items and vignettes; name every fault with its place and the remedy."""
    request = CheckRequest(
        ontology=ontology or ontology_folder(),
        content=_content(content or content_folder()),
        source=None if source is None else SourceDocument(source, read_text(source), guideline),
        oracle=with_oracle,
    )
    report = run_check(request, _watch)
    if format is ReportFormat.JSON:
        typer.echo(json.dumps(as_data(report), indent=2, ensure_ascii=False))
    else:
        typer.echo(as_text(report, Path.cwd(), min(get_terminal_size().columns, _WIDEST)))
    raise typer.Exit(0 if report.sound else FOUND)


def verify_source(
    file: Annotated[Path, typer.Argument(help="The source document as plain text.")],
    guideline: Annotated[
        str, typer.Option(help="The guideline that encodes it.")
    ] = FIRST_GUIDELINE,
) -> None:
    """Compare the source document with the encoding: lines, citations, numbers, thresholds."""
    with own_errors():
        library = open_library()
        library.guideline(guideline)
        report = compare_source(library.store, guideline, read_text(file))
    for mismatch in report.mismatches:
        typer.echo(f"{file}: {mismatch.message}")
    typer.echo(
        f"{report.lines} lines, {report.statements} statements, {report.quantities} quantities, "
        f"{report.thresholds} thresholds compared: "
        + ("all match." if report.matches else f"{len(report.mismatches)} mismatches.")
    )
    raise typer.Exit(0 if report.matches else FOUND)


def _content(folder: Path) -> Path:
    if not any((folder / part).is_dir() for part in ("items", "vignettes")):
        raise wrong(f"{folder} has neither a folder 'items' nor a folder 'vignettes'.")
    return folder


@contextmanager
def _watch(title: str) -> Iterator[Progress]:
    """Show a bar on standard error while a stage runs, if that is a terminal."""
    console = Console(stderr=True)
    with Bar(console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield show
