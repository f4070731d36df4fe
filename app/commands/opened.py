"""What the commands for authors work on: one guideline with its content."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import Progress

from kg.drafts import Draft, draft_of
from kg.library import Library, open_library
from kg.reasoner import Reasoner
from quizzes.bank import ItemBank, content_folder, load_bank
from quizzes.judgement import Knowledge
from quizzes.lint.context import LintContext
from quizzes.lint.linter import lint_item
from quizzes.proving import KeyedItem

#: Is called with how much is done and how much there is.
Step = Callable[[int, int], None]


@dataclass(frozen=True)
class Opened:
    """A guideline, its reasoner and what is taught by it."""

    library: Library
    reasoner: Reasoner
    bank: ItemBank

    @cached_property
    def draft(self) -> Draft:
        """The guideline as a draft in which nothing is changed."""
        return draft_of(self.reasoner)

    @cached_property
    def context(self) -> LintContext:
        """What the linter knows beside an item."""
        return LintContext(self.bank, Knowledge(self.reasoner.guideline, self.reasoner.assess))

    def lint(self, keyed: KeyedItem) -> tuple[str, ...]:
        """Return what the linter finds in an item."""
        return tuple(str(finding) for finding in lint_item(keyed.item, self.context))


def open_content(guideline: str | None, content: Path | None) -> Opened:
    """
    Open one guideline with its content; the first one and the installed content if None.

    Raises:
        UnknownNameError: If there is no guideline of that slug.
    """
    library = open_library()
    reasoner = library.reasoner(guideline or next(iter(library.guidelines)))
    slug = reasoner.guideline.slug
    knowledge = Knowledge(reasoner.guideline, reasoner.assess)
    others = set(library.guidelines) - {slug}
    bank = load_bank(content or content_folder(), knowledge, others)
    if bank.defects:
        message = f"{len(bank.defects)} defects: what has one is left out. See guidegraph check."
        typer.echo(message, err=True)
    return Opened(library, reasoner, bank)


@contextmanager
def progress_bar(what: str) -> Iterator[Step]:
    """Show on standard error how far something is."""
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=None)

        def step(done: int, total: int) -> None:
            progress.update(task, completed=done, total=total)

        yield step
