"""The item bank: all items and vignettes of a guideline, with derived keys and all defects."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from kg.case import Case, Fact
from kg.contradictions import Refusal
from kg.derivation import Derivation, Status
from kg.errors import UnknownNameError
from kg.model import Guideline, Role
from kg.rendering import contradiction_sentence, sentence
from kg.yaml_text import Place
from quizzes.case_claims import implies, subject
from quizzes.document_claims import enclosing_sections
from quizzes.errors import ContentError, Defect
from quizzes.judgement import Knowledge, named
from quizzes.keys import derive_key, key_statements
from quizzes.loading import read_item, read_vignette
from quizzes.model import Item, Key, Opening, Stage, Vignette
from quizzes.yaml_source import YamlSource, read_yaml

_Content = TypeVar("_Content", Item, Vignette)


@dataclass(frozen=True)
class KeyedItem:
    """
    An item whose key was derived.

    *statements*, *criteria* and *sections* are what it assesses: those behind its right answers;
    *sections* holds the enclosing ones too.
    """

    item: Item
    key: Key
    case: Case | None
    statements: tuple[str, ...]
    criteria: tuple[str, ...]
    sections: tuple[str, ...]


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
        self._derivations: dict[str, Derivation] = {}

    def bank(self) -> ItemBank:
        told = self._read("vignettes", read_vignette)
        vignettes = {id_: tale for id_, tale in told.items() if self._is_sound(tale, told)}
        items = {}
        for item in self._read("items", read_item).values():
            try:
                items[item.id] = self._keyed(item, vignettes)
            except ContentError as error:
                self._defects += error.defects
        derivations = {id_: self._derivations[id_] for id_ in vignettes}
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

    def _is_sound(self, vignette: Vignette, all_vignettes: Mapping[str, Vignette]) -> bool:
        try:
            self._derive(vignette.source, vignette.case)
            for index, criterion in enumerate(vignette.teaches):
                self._check_name(
                    vignette.source,
                    ("teaches", index),
                    "criterion",
                    criterion,
                    self._knowledge.guideline.criteria,
                )
            if vignette.opening is not None:
                self._check_opening(vignette, vignette.opening)
            if vignette.twin_of is not None:
                self._check_twin(vignette, vignette.twin_of, all_vignettes)
        except ContentError as error:
            self._defects += error.defects
            return False
        return True

    def _check_opening(self, vignette: Vignette, opening: Opening) -> None:
        """Check that the opening says nothing but what the case holds, and decides nothing."""
        source, place = vignette.source, ("opening_facts",)
        guideline = self._knowledge.guideline
        for fact in sorted(opening.facts, key=repr):
            if not implies(vignette.case.facts, fact, self._knowledge):
                said = sentence(fact, guideline)
                message = f"'{said}' does not follow from the case. Correct one of the two."
                raise ContentError(
                    source.defect(source.find(place, subject(fact)), "opening", message)
                )
        told = self._knowledge.assess(replace(vignette.case, facts=opening.facts))
        results = () if isinstance(told, Refusal) else told.criteria
        for result in results:
            deciding = guideline.criteria[result.criterion].role is not Role.SUPPORTING
            if deciding and result.status is not Status.UNKNOWN:
                message = (
                    f"{result.criterion} is {result.status.value} by the opening alone. An opening"
                    " decides nothing: leave the fact to be asked for."
                )
                raise ContentError(source.defect(place, "opening", message))

    def _check_twin(
        self, vignette: Vignette, twin_id: str, vignettes: Mapping[str, Vignette]
    ) -> None:
        source = vignette.source
        self._check_vignette(source, ("twin_of",), twin_id, vignettes)
        twin = vignettes[twin_id]
        mine = self._derive(source, vignette.case)
        other = self._derive(twin.source, twin.case)
        if mine.verdict is other.verdict:
            message = f"Both twins are '{mine.verdict.value}'. A contrast twin has another verdict."
            raise ContentError(source.defect(("twin_of",), "twin", message))
        differing = vignette.case.facts ^ twin.case.facts
        if not self._is_one_change(differing):
            names = ", ".join(sorted({subject(fact) for fact in differing}))
            message = f"The twins differ in more than one finding or value: {names}."
            raise ContentError(source.defect(("twin_of",), "twin", message))

    def _is_one_change(self, differing: frozenset[Fact]) -> bool:
        """Tell whether all differing facts are about one finding or value, or its relatives."""
        subjects = {subject(fact) for fact in differing}
        return any(all(self._related(one, other) for other in subjects) for one in subjects)

    def _related(self, one: str, other: str) -> bool:
        hierarchy = self._knowledge.hierarchy
        if one == other:
            return True
        if one not in hierarchy.broader or other not in hierarchy.broader:
            return False
        kin = hierarchy.broader[one] | hierarchy.narrower[one] | hierarchy.ruled_out[one]
        return other in kin

    def _keyed(self, item: Item, vignettes: Mapping[str, Vignette]) -> KeyedItem:
        guideline = self._knowledge.guideline
        case = item.case
        derivation = None if case is None else self._derive(item.source, case, ("case",))
        if item.vignette is not None:
            vignette = self._vignette_of(item, item.vignette, vignettes)
            case, derivation = vignette.case, self._derivations[vignette.id]
        key = derive_key(item, self._knowledge, derivation)
        statements = key_statements(item, key, guideline)
        criteria = tuple(
            criterion.id
            for criterion in guideline.criteria.values()
            if not set(statements).isdisjoint(criterion.statements)
        )
        around = {
            section.id
            for statement in statements
            for section in enclosing_sections(guideline, guideline.statements[statement].section)
        }
        sections = tuple(section for section in guideline.sections if section in around)
        return KeyedItem(item, key, case, statements, criteria, sections)

    def _vignette_of(self, item: Item, id_: str, vignettes: Mapping[str, Vignette]) -> Vignette:
        place: Place = ("vignette",)
        self._check_vignette(item.source, place, id_, vignettes)
        vignette = vignettes[id_]
        if item.stage is Stage.ACTIVE and vignette.stage is not Stage.ACTIVE:
            message = f"The vignette is {vignette.stage.value}; an active item needs it active."
            raise ContentError(item.source.defect(place, "vignette", message))
        return vignette

    def _check_vignette(
        self, source: YamlSource, place: Place, id_: str, vignettes: Mapping[str, Vignette]
    ) -> None:
        if id_ not in vignettes and (self._folder / "vignettes" / f"{id_}.yaml").exists():
            message = "The vignette has defects of its own. Mend them first."
            raise ContentError(source.defect(place, "vignette", message))
        self._check_name(source, place, "vignette", id_, vignettes)

    def _derive(self, source: YamlSource, case: Case, place: Place = ()) -> Derivation:
        """Return the derivation of a case, reasoned about once; ContentError if contradictory."""
        if not place and case.id in self._derivations:
            return self._derivations[case.id]
        result = self._knowledge.assess(case)
        if isinstance(result, Refusal):
            raise ContentError(*self._contradictions(source, result, place))
        if not place:
            self._derivations[case.id] = result
        return result

    def _contradictions(
        self, source: YamlSource, refusal: Refusal, place: Place
    ) -> Iterator[Defect]:
        for contradiction in refusal.contradictions:
            message = contradiction_sentence(contradiction, self._knowledge.guideline)
            first = min(subject(fact) for fact in contradiction.facts)
            yield source.defect(source.find(place, first), "contradiction", message)

    def _check_name(
        self, source: YamlSource, place: Place, kind: str, name: str, known: Mapping[str, object]
    ) -> None:
        try:
            named(kind, name, known)
        except UnknownNameError as error:
            raise ContentError(source.defect(place, "name", str(error))) from error
