"""`guidegraph items import`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.commands.exits import own_errors, wrong
from app.commands.options import FIRST_GUIDELINE
from kg.library import open_library
from kg.model import Guideline
from quizzes.errors import QuizError
from quizzes.formats.gift_reading import read_gift
from quizzes.formats.importing import Imported, as_drafts, report
from quizzes.formats.moodle_reading import read_moodle_xml
from quizzes.formats.own_files import read_own_file

_REPORT = "import-report.txt"


def import_items(
    file: Annotated[
        Path,
        typer.Argument(help="Moodle XML (.xml), GIFT (.gift, .txt) or an item of ours (.yaml)."),
    ],
    out: Annotated[Path, typer.Option(help="The content folder to write drafts to.")],
    guideline: Annotated[str, typer.Option(help="The guideline of the drafts.")] = FIRST_GUIDELINE,
) -> None:
    """
    Bring in items as drafts, and say what is to be linked and what could not be taken over.

    Which answer is right is derived from claims, so every answer is to be linked to the guideline.
    """
    with own_errors():
        known = open_library().guideline(guideline)
    try:
        imported = _read(file, known)
    except QuizError as error:
        raise wrong(str(error)) from error
    paths = [(out / item.folder / f"{item.id}.yaml", item.text) for item in imported.items]
    for path, _ in paths:
        if path.exists():
            raise wrong(f"{path} is there already. Choose another folder, or move it away.")
    told = report(imported, file.name)
    try:
        for path, text in (*paths, (out / _REPORT, told)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise wrong(f"{out} cannot be written to: {error.strerror or error}.") from error
    typer.echo(told, nl=False)
    typer.echo(f"\nWritten to {out}. See what is left to do: guidegraph check --content {out}")


def _read(file: Path, guideline: Guideline) -> Imported:
    try:
        content = file.read_bytes()
    except OSError as error:
        raise wrong(f"{file} cannot be read: {error.strerror or error}.") from error
    match file.suffix.lower():
        case ".xml":
            return as_drafts(read_moodle_xml(content, file.name), guideline.slug)
        case ".gift" | ".txt":
            return as_drafts(read_gift(content, file.name), guideline.slug)
        case ".yaml" | ".yml":
            return read_own_file(content, file.stem, file.name, guideline)
    raise wrong(f"{file} is of no known format. It must end in .xml, .gift, .txt or .yaml.")
