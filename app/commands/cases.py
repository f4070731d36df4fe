"""`guidegraph assess`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer
from rich.console import Console

from app.commands.exits import FOUND, own_errors
from kg.case_files import read_case
from kg.contradictions import Refusal
from kg.derivation_data import as_data, as_turtle
from kg.library import open_library
from kg.rendering import as_text

# Fewer cases are decided in less than a second.
_MANY = 50


class CaseFormat(Enum):
    """How `assess` prints."""

    TEXT = "text"
    JSON = "json"
    TURTLE = "turtle"


def assess(
    cases: Annotated[list[Path], typer.Argument(help="Case files, YAML or JSON.", metavar="CASE")],
    format: Annotated[CaseFormat, typer.Option(help="How to print.")] = CaseFormat.TEXT,
) -> None:
    """Decide cases and say why: criteria, facts, statements, references, and what is missing."""
    with own_errors():
        library = open_library()
        refused = False
        documents = []
        for path in _with_progress(cases, "Deciding"):
            case = read_case(path, library.guidelines)
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


def _with_progress(paths: list[Path], what: str) -> Iterator[Path]:
    """Yield *paths*, with a progress bar on standard error where there are enough to wait for."""
    if len(paths) < _MANY:
        yield from paths
        return
    from rich.progress import track

    yield from track(paths, description=what, console=Console(stderr=True))
