"""`guidegraph assess` and `guidegraph convert`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer
from rich.console import Console

from app.commands.exits import FOUND, own_errors, wrong
from kg.case import Case
from kg.contradictions import Refusal
from kg.derivation_data import as_data, as_turtle
from kg.exports import case_formats
from kg.exports.case_formats import read_case_file, write_case
from kg.library import Library, open_library
from kg.rendering import as_text

# Fewer cases are decided in less than a second.
_MANY = 50


class CaseFormat(Enum):
    """How `assess` prints."""

    TEXT = "text"
    JSON = "json"
    TURTLE = "turtle"


def assess(
    cases: Annotated[
        list[Path],
        typer.Argument(
            help="Case files: YAML or JSON of ours, FHIR Bundles, Phenopackets.", metavar="CASE"
        ),
    ],
    format: Annotated[CaseFormat, typer.Option(help="How to print.")] = CaseFormat.TEXT,
    source: Annotated[
        case_formats.CaseFormat | None,
        typer.Option("--from", help="What the files are; by default told from what they hold."),
    ] = None,
) -> None:
    """Decide cases and say why: criteria, facts, statements, references, and what is missing."""
    with own_errors():
        library = open_library()
        refused = False
        documents = []
        for path in _with_progress(cases, "Deciding"):
            case = _read(path, library, source)
            reasoner = library.reasoner(case.guideline)
            result = reasoner.assess(case)
            refused = refused or isinstance(result, Refusal)
            match format:
                case CaseFormat.TEXT:
                    typer.echo(as_text(result, reasoner.guideline))
                case CaseFormat.JSON:
                    documents.append(as_data(result, reasoner))
                case CaseFormat.TURTLE if isinstance(result, Refusal):
                    typer.echo(as_text(result, reasoner.guideline), err=True)
                case CaseFormat.TURTLE:
                    typer.echo(as_turtle(result, reasoner, f"urn:guidegraph:case:{quote(case.id)}"))
        if format is CaseFormat.JSON:
            shown = documents[0] if len(documents) == 1 else documents
            typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))
    raise typer.Exit(FOUND if refused else 0)


def convert(
    case: Annotated[Path, typer.Argument(help="A case file of any kind.", metavar="CASE")],
    to: Annotated[case_formats.CaseFormat, typer.Option(help="What to write.")],
    out: Annotated[
        Path | None, typer.Option(help="The file to write; else standard output.")
    ] = None,
    source: Annotated[
        case_formats.CaseFormat | None,
        typer.Option("--from", help="What the file is; by default told from what it holds."),
    ] = None,
) -> None:
    """Turn a case into a FHIR Bundle, a Phenopacket or a case file of ours, fact by fact."""
    with own_errors():
        library = open_library()
        found = _read(case, library, source)
        guideline = library.guideline(found.guideline)
        content = write_case(found, guideline, to, datetime.now(UTC).isoformat(timespec="seconds"))
    if out is None:
        typer.echo(content.decode(), nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise wrong(f"{out} cannot be written: {error.strerror or error}.") from error
    typer.echo(f"{out}: {len(found.facts)} facts")


def _read(path: Path, library: Library, source: case_formats.CaseFormat | None) -> Case:
    """Read a case, and say on standard error what of the file was left out."""
    read = read_case_file(path, library.guidelines, source)
    for left_out in read.left_out:
        typer.echo(f"{path}: left out: {left_out}", err=True)
    return read.case


def _with_progress(paths: list[Path], what: str) -> Iterator[Path]:
    """Yield *paths*, with a progress bar on standard error where there are enough to wait for."""
    if len(paths) < _MANY:
        yield from paths
        return
    from rich.progress import track

    yield from track(paths, description=what, console=Console(stderr=True))
