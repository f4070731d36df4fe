"""The item bank: all items and vignettes of a guideline, with derived keys and all defects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from kg.derivation import Derivation
from kg.model import Guideline
from quizzes.errors import ContentError, Defect
from quizzes.judgement import Knowledge
from quizzes.loading import read_item, read_vignette
from quizzes.model import Item, Vignette
from quizzes.proving import KeyedItem, Prover, prove_each
from quizzes.yaml_source import YamlSource, read_yaml

__all__ = ["ItemBank", "KeyedItem", "content_folder", "load_bank"]

_Content = TypeVar("_Content", Item, Vignette)


@dataclass(frozen=True)
class ItemBank:
    """
    The sound content of one guideline by id, and the defects of the rest.

    *derivations* holds that of each vignette's case.
    """

    guideline: Guideline
    items: Mapping[str, KeyedItem]
    vignettes: Mapping[str, Vignette]
    derivations: Mapping[str, Derivation]
    defects: tuple[Defect, ...]


def content_folder() -> Path:
    """Return the content folder of the installed package."""
    return Path(str(files("quizzes"))) / "content"


def load_bank(folder: Path, knowledge: Knowledge, others: Collection[str] = ()) -> ItemBank:
    """
    Read everything under *folder* and derive the keys.

    Args:
        folder: Holds `items` and `vignettes`; items may be in folders of their own.
        knowledge: The guideline with its reasoner.
        others: Slugs of other guidelines, whose content is left alone.
    """
    return _Loader(folder, knowledge, others).bank()


class _Loader:
    """Reads a folder, putting sound content here and defects there."""

    def __init__(self, folder: Path, knowledge: Knowledge, others: Collection[str]) -> None:
        self._folder = folder
        self._knowledge = knowledge
        self._others = others
        self._defects: list[Defect] = []

    def bank(self) -> ItemBank:
        told = self._read("vignettes", read_vignette)
        written = {path.stem for path in (self._folder / "vignettes").glob("*.yaml")}
        prover = Prover(self._knowledge, written)
        derivations = prove_each(told, lambda tale: prover.vignette(tale, told), self._defects)
        vignettes = {id_: told[id_] for id_ in derivations}
        items = prove_each(
            self._read("items", read_item),
            lambda item: prover.item(item, vignettes),
            self._defects,
        )
        return ItemBank(
            self._knowledge.guideline,
            dict(sorted(items.items())),
            vignettes,
            derivations,
            tuple(sorted(self._defects)),
        )

    def _read(
        self, part: str, read: Callable[[YamlSource, Guideline], _Content]
    ) -> dict[str, _Content]:
        contents: dict[str, _Content] = {}
        for path in self._files(part):
            try:
                source = read_yaml(path, str(path.relative_to(self._folder)))
                if isinstance(source.data, dict) and source.data.get("guideline") in self._others:
                    continue
                content = read(source, self._knowledge.guideline)
                if content.id in contents:
                    other = contents[content.id].source.file
                    message = f"{other} has this id too. Rename one of the files and its id."
                    raise ContentError(source.defect(("id",), "id", message))
                contents[content.id] = content
            except ContentError as error:
                self._defects += error.defects
        return contents

    def _files(self, part: str) -> Iterator[Path]:
        for path in sorted((self._folder / part).rglob("*")):
            if path.suffix == ".yaml":
                yield path
            elif path.is_file():
                name = str(path.relative_to(self._folder))
                message = "This file is not read. Content files end in .yaml; rename or remove it."
                self._defects.append(Defect(name, 1, "", path.stem, "file", message))
