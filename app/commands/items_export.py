"""`guidegraph items export` and `guidegraph items formats`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from app.commands.exits import own_errors, wrong
from app.commands.options import FIRST_GUIDELINE, ContentFolder, GuidelineOfItems
from kg.library import Library, open_library
from quizzes.bank import ItemBank, content_folder, load_bank
from quizzes.formats.exported import LICENSE, exported_items
from quizzes.formats.losses import in_words, losses_for, losses_of
from quizzes.formats.registry import FORMATS, find_format
from quizzes.judgement import Knowledge
from quizzes.selection import wanted_items

_HANDOUT = "handout"


def formats() -> None:
    """List the formats of `items export`, and what each of them loses."""
    for one in FORMATS.values():
        typer.echo(f"{one.name}: {one.title}, {one.purpose}.")
        typer.echo(f"  {in_words(losses_of(one.name))}\n")


def export(
    format: Annotated[
        str,
        typer.Argument(help=f"One of {', '.join(FORMATS)}.", metavar="FORMAT", show_default=False),
    ],
    out: Annotated[
        Path | None, typer.Option(help="The file to write; by default items.<ending> here.")
    ] = None,
    topic: Annotated[
        list[str] | None,
        typer.Option(help="Only items of this section, criterion, tag or kind; may be repeated."),
    ] = None,
    id: Annotated[
        list[str] | None,
        typer.Option(help="Only this item, a draft too; may be repeated."),
    ] = None,
    with_answers: Annotated[
        bool, typer.Option("--with-answers", help="Print the answers in a handout.")
    ] = False,
    content: ContentFolder = None,
    license: Annotated[
        str | None,
        typer.Option(help="The licence of the texts; by default MIT for the installed content."),
    ] = None,
    guideline: GuidelineOfItems = FIRST_GUIDELINE,
) -> None:
    """Write items in the format of other software, and say what it does not keep."""
    with own_errors():
        if with_answers and format != _HANDOUT:
            raise wrong(f"--with-answers is for the format {_HANDOUT}; others hold them anyway.")
        chosen = find_format(f"{_HANDOUT}-with-answers" if with_answers else format)
        bank = _bank(open_library(), guideline, content or content_folder())
        items = exported_items(
            wanted_items(bank, topic or (), id or ()),
            bank,
            license=license or ("" if content else LICENSE),
        )
    path = out or Path(f"items.{chosen.ending}")
    try:
        path.write_bytes(chosen.writer(items, datetime.now(UTC)))
    except OSError as error:
        raise wrong(f"{path} cannot be written: {error.strerror or error}.") from error
    counted = "1 item" if len(items) == 1 else f"{len(items)} items"
    typer.echo(f"{path}: {counted} in {chosen.title}.")
    typer.echo(in_words(losses_for(chosen.name, items)), err=True)


def _bank(library: Library, slug: str, folder: Path) -> ItemBank:
    knowledge = Knowledge(library.guideline(slug), library.reasoner(slug).assess)
    bank = load_bank(folder, knowledge, others=set(library.guidelines) - {slug})
    if bank.defects:
        message = (
            f"{len(bank.defects)} defects: what has one is not exported. See guidegraph check."
        )
        typer.echo(message, err=True)
    return bank
