"""How commands end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import typer

from kg.errors import CaseError, KnowledgeGraphError

#: Something was found: a fault, a mismatch, a refused case or query.
FOUND = 1
#: The call or a file that it names is wrong.
WRONG_CALL = 2


@contextmanager
def own_errors() -> Iterator[None]:
    """Turn what we raise on purpose into a message and exit code 2."""
    try:
        yield
    except CaseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG_CALL) from error
    except KnowledgeGraphError as error:
        raise wrong(str(error)) from error


def wrong(message: str) -> typer.Exit:
    """Say on standard error what is wrong with the call, and return what ends the command."""
    typer.echo(f"guidegraph: {message}", err=True)
    return typer.Exit(WRONG_CALL)


def read_text(file: Path) -> str:
    """Return the text of *file* with its line ends as they are; ends the command if it has none."""
    try:
        return file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise wrong(f"{file} cannot be read as UTF-8 text: {error}") from error
