"""`guidegraph items impact`."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.commands.exits import FOUND, own_errors, wrong
from app.commands.opened import open_content
from kg.drafts import Draft, draft_of, with_threshold, without_criterion
from kg.errors import UnknownNameError
from kg.library import open_library
from quizzes.graded import NOBODY, Graded
from quizzes.impact import Impact, impact_of
from quizzes.records import Records


def impact(
    ontology: Annotated[
        Path | None,
        typer.Option(help="A changed ontology folder.", exists=True, file_okay=False),
    ] = None,
    set: Annotated[
        list[str] | None,
        typer.Option("--set", help="Another threshold, such as I4=6; may be repeated."),
    ] = None,
    drop: Annotated[
        list[str] | None,
        typer.Option("--drop", help="A criterion that decides no more, such as X3."),
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(help="The data folder of a server, to count answers.", exists=True),
    ] = None,
    content: Annotated[
        Path | None, typer.Option(help="The folder with the content; else the installed one.")
    ] = None,
    guideline: Annotated[
        str | None, typer.Option(help="The guideline; the first one if left out.")
    ] = None,
) -> None:
    """Say what a changed guideline does to keys, verdicts, texts and answers. Writes nothing."""
    if (ontology is None) == (not set and not drop):
        raise wrong("Name a changed --ontology folder, or what to --set or --drop; not both.")
    with own_errors():
        opened = open_content(guideline, content)
        slug = opened.bank.guideline.slug
        if ontology is not None:
            after = draft_of(open_library(ontology).reasoner(slug))
        else:
            after = _changed(opened.draft, set or [], drop or [])
        found = impact_of(opened.bank, opened.draft, after, _graded(data))
    _print(found, Console())
    raise typer.Exit(FOUND if found.items or found.vignettes or found.texts else 0)


def _changed(draft: Draft, thresholds: list[str], dropped: list[str]) -> Draft:
    for text in thresholds:
        criterion, _, amount = text.partition("=")
        try:
            number = Decimal(amount)
        except InvalidOperation as error:
            raise wrong(f"'{text}' sets no threshold. Write it as I4=6.") from error
        draft = with_threshold(draft, _criterion(criterion, draft), number)
    for criterion in dropped:
        draft = without_criterion(draft, _criterion(criterion, draft))
    return draft


def _criterion(name: str, draft: Draft) -> str:
    if name not in draft.guideline.criteria:
        raise UnknownNameError("criterion", name, draft.guideline.criteria)
    return name


def _graded(folder: Path | None) -> Graded:
    if folder is None:
        return NOBODY
    path = folder / "records.sqlite3"
    if not path.exists():
        raise wrong(f"{folder} holds no records.sqlite3. Name the --data folder of the server.")
    with Records(f"sqlite:///{path}") as records:
        return records.graded()


def _print(found: Impact, console: Console) -> None:
    def say(text: str) -> None:
        console.print(text, highlight=False, markup=False)

    say("Changes")
    for difference in found.differences:
        say(f"  {difference.text}")
    say(f"\nItems whose key flips: {len(found.items)}")
    for flip in found.items:
        after = " | ".join(flip.after) if flip.after else f"no key: {' '.join(flip.problems)}"
        say(f"  {flip.item}: {' | '.join(flip.before)} -> {after}")
    say(f"\nVignettes whose verdict changes: {len(found.vignettes)}")
    for turned in found.vignettes:
        after = "contradicts itself" if turned.after is None else turned.after.value
        say(f"  {turned.vignette}: {turned.before.value} -> {after}")
    say(f"\nTexts that no longer agree: {len(found.texts)}")
    for text in found.texts:
        doubt = "" if text.certain else " (to be read: may mean something else)"
        say(f"  {text.owner}, {text.place}: {text.excerpt} [{text.before} -> {text.after}]{doubt}")
    say(f"\nAnswers graded by a key that flips: {found.answers}; decisions: {found.decisions}")
    say("They keep the version that graded them.")
    if found.same_version:
        say("The draft carries the published version: give it another owl:versionInfo.")
    say(f"\nTo be read again: {len(found.reread)} items. Untouched: {len(found.untouched)}.")
