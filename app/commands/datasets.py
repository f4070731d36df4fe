"""`guidegraph dataset` and `guidegraph export`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from app.commands.exits import own_errors, wrong

if TYPE_CHECKING:
    from kg.exports.source import ExportedFile, ExportSource

_ALL = "all"


def dataset() -> None:
    """Write every named graph as N-Quads, to be loaded into a SPARQL server."""
    with own_errors():
        sys.stdout.buffer.write(export_source().dataset.dump_named())


def export(
    format: Annotated[
        str,
        typer.Argument(
            help="nquads, trig, jsonld, nanopubs, fhir, csv or graphml; or all.",
            metavar="FORMAT",
            show_default=False,
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(help="The file to write, or the folder for several; else standard output."),
    ] = None,
) -> None:
    """Write the data in a format of others; with `all`, every format and an RO-Crate manifest."""
    from kg.exports.losses import losses_of
    from kg.exports.registry import all_files, find_format

    with own_errors():
        whole = format == _ALL or find_format(format).whole
        write = all_files if format == _ALL else find_format(format).write
        with Progress(console=Console(stderr=True), transient=True) as progress:
            progress.add_task(f"Writing {format}", total=None)
            files = list(write(export_source(whole)))
    if out is None:
        _print(files, format)
        return
    for path, file in _places(files, out):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(file.content)
        except OSError as error:
            raise wrong(f"{path} cannot be written: {error.strerror or error}.") from error
        typer.echo(f"{path}: {file.title}, {len(file.content):,} bytes")
    for loss in losses_of(format):
        typer.echo(f"Not kept in {loss.element}: {loss.lost}", err=True)


def export_source(whole: bool = True) -> ExportSource:
    """Return what exports are written from: what ships, with items and vignettes if *whole*."""
    # Imported late: the other commands do not wait for the item bank.
    from kg.dataset import build_dataset
    from kg.exports.source import ExportSource
    from kg.library import open_library
    from quizzes.bank import content_folder, load_bank
    from quizzes.judgement import Knowledge
    from quizzes.resources import graph_contents

    library = open_library()
    if not whole:
        return ExportSource(library, build_dataset(library))
    banks = {
        slug: load_bank(
            content_folder(),
            Knowledge(guideline, library.reasoner(slug).assess),
            others=set(library.guidelines) - {slug},
        )
        for slug, guideline in library.guidelines.items()
    }
    return ExportSource(library, build_dataset(library, graph_contents(banks)))


def _print(files: Sequence[ExportedFile], format: str) -> None:
    if len(files) > 1:
        raise wrong(f"{format} has {len(files)} files. Name a folder for them with --out.")
    sys.stdout.buffer.write(files[0].content)


def _places(files: Sequence[ExportedFile], out: Path) -> list[tuple[Path, ExportedFile]]:
    if len(files) == 1 and not out.is_dir():
        return [(out, files[0])]
    return [(out / file.name, file) for file in files]
