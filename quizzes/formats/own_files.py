"""Our own item and vignette files, brought in as they are."""

from __future__ import annotations

from kg.model import Guideline
from quizzes.errors import ContentError, Defect
from quizzes.formats.importing import Imported, ImportedItem
from quizzes.loading import read_item, read_vignette
from quizzes.yaml_source import parse_yaml


def read_own_file(content: bytes, stem: str, name: str, guideline: Guideline) -> Imported:
    """
    Return the file unchanged, with what has to be mended in it as notes.

    Args:
        content: The bytes of the file.
        stem: Its name without the ending, which its id must be.
        name: What messages call it.
        guideline: The guideline that it must belong to.

    Raises:
        ContentError: If it is not YAML, or neither an item nor a vignette.
    """
    source = parse_yaml(content, stem, name)
    if not isinstance(source.data, dict):
        message = "This is no item and no vignette: it has no keys."
        raise ContentError(Defect(name, 1, "", stem, "file", message))
    folder = "vignettes" if "narrative" in source.data else "items"
    read = read_vignette if folder == "vignettes" else read_item
    try:
        read(source, guideline)
        notes: tuple[str, ...] = ()
    except ContentError as error:
        notes = tuple(f"To be mended: {defect}" for defect in error.defects)
    text = content.decode("utf-8")
    return Imported((ImportedItem(stem, "the whole file", text, (), notes, folder),), ())
