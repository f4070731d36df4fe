"""The Turtle files of the ontology folder, parsed into one store."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

from pyoxigraph import RdfFormat, Store

from kg.errors import SourceError


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
        try:
            store.load(path=str(path), format=RdfFormat.TURTLE)
        except SyntaxError as error:
            raise SourceError(
                f"{path.name}, line {error.lineno}: this is not Turtle: {error.msg}"
            ) from error
        except OSError as error:
            raise SourceError(f"{path} cannot be read: {error.strerror or error}") from error
    return store
