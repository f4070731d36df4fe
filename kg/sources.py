"""The Turtle files of the ontology folder, parsed into one store."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from kg.errors import SourceError

# What the parser says of the place, which a message says once.
_PARSER_PLACE = re.compile(r"^Parser error at .*?: ")


def ontology_folder() -> Path:
    """Return the ontology folder of the installed package."""
    return Path(str(files("ontology")))


def turtle_files(root: Path) -> Iterator[Path]:
    """
    Yield the schema and every guideline file under *root*, in a stable order.

    Shapes and mappings are not data and are not among them.
    """
    yield root / "schema.ttl"
    yield from sorted((root / "guidelines").glob("*/*.ttl"))


def load_store(root: Path) -> Store:
    """
    Return a store with every Turtle file under *root*.

    Raises:
        SourceError: If a file cannot be read or is not Turtle; names the file and the line.
    """
    store = Store()
    for path in turtle_files(root):
        load_file(store, path)
    return store


def load_file(store: Store, path: Path) -> None:
    """
    Load one Turtle file into *store*.

    Raises:
        SourceError: If it cannot be read or is not Turtle; names the file and the line.
    """
    try:
        store.load(path=str(path), format=RdfFormat.TURTLE)
    except SyntaxError as error:
        what = _PARSER_PLACE.sub("", error.msg)
        message = (
            f"{path.name}, line {error.lineno}: this is not Turtle: {what}, here or just before."
        )
        raise SourceError(message, path=path, line=error.lineno) from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}"
        raise SourceError(message, path=path) from error
