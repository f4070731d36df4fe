"""
Proving content: that a vignette is sound, and that each option of an item is right or wrong.

The item bank proves what was read from files, an author's draft is proven in the same way.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TypeVar

from kg.case import Case
from kg.contradictions import Refusal
from kg.derivation import Derivation, Status
from kg.errors import UnknownNameError
from kg.model import Role
from kg.rendering import contradiction_sentence, sentence
from kg.yaml_text import Place
from quizzes.case_claims import implies, is_one_change, subject
from quizzes.document_claims import enclosing_sections
from quizzes.errors import ContentError, Defect
from quizzes.judgement import Knowledge, named
from quizzes.keys import derive_key, key_statements, step_statements
from quizzes.model import ContentStatus, Item, Key, Opening, Vignette
from quizzes.yaml_source import YamlSource


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

    @cached_property
    def step_statements(self) -> tuple[frozenset[str], ...]:
        """The statements behind the right answer to each step."""
        steps = zip(self.item.steps, self.key.steps, strict=True)
        return tuple(step_statements(step, key) for step, key in steps)


_Content = TypeVar("_Content", Item, Vignette)
_Proven = TypeVar("_Proven", KeyedItem, Derivation)


def prove_each(
    contents: Mapping[str, _Content],
    prove: Callable[[_Content], _Proven],
    defects: list[Defect],
) -> dict[str, _Proven]:
    """Return what is proven by its id; what cannot be is left out, and told in *defects*."""
    proven = {}
    for id_, content in contents.items():
        try:
            proven[id_] = prove(content)
        except ContentError as error:
            defects += error.defects
    return proven


class Prover:
    """
    Proves content of one guideline; each vignette is reasoned about once.

    *written* are the ids of all vignettes, be it with defects. *derivations* are of vignettes that
    were proven before, by id.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        written: Collection[str],
        derivations: Mapping[str, Derivation] | None = None,
    ) -> None:
        self._knowledge = knowledge
        self._written = written
        self._derivations = dict(derivations or {})

    def vignette(self, vignette: Vignette, told: Mapping[str, Vignette]) -> Derivation:
        """
        Return the derivation of a vignette; *told* holds those that can be read.

        Raises:
            ContentError: If its case contradicts itself, its opening tells too much, its twin is
                none, or it names what is not there.
        """
        derivation = self._derive(vignette.source, vignette.case)
        criteria = self._knowledge.guideline.criteria
        for index, criterion in enumerate(vignette.teaches):
            self._check_name(vignette.source, ("teaches", index), "criterion", criterion, criteria)
        if vignette.opening is not None:
            self._check_opening(vignette, vignette.opening)
        if vignette.twin_of is not None:
            self._check_twin(vignette, vignette.twin_of, told)
        return derivation

    def item(self, item: Item, vignettes: Mapping[str, Vignette]) -> KeyedItem:
        """
        Return *item* with its key; *vignettes* are the sound ones.

        Raises:
            ContentError: If an option is neither proven right nor proven wrong, or if a name is
                unknown; lists every defect of the item.
        """
        guideline = self._knowledge.guideline
        case = item.case
        derivation = None if case is None else self._derive(item.source, case, ("case",))
        if item.vignette is not None:
            vignette = self._vignette_of(item, item.vignette, vignettes)
            case, derivation = vignette.case, self._derive(vignette.source, vignette.case)
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
        if item.status is ContentStatus.ACTIVE and vignette.status is not ContentStatus.ACTIVE:
            message = f"The vignette is {vignette.status.value}; an active item needs it active."
            raise ContentError(item.source.defect(place, "vignette", message))
        return vignette

    def _check_vignette(
        self, source: YamlSource, place: Place, id_: str, vignettes: Mapping[str, Vignette]
    ) -> None:
        if id_ not in vignettes and id_ in self._written:
            message = "The vignette has defects of its own. Mend them first."
            raise ContentError(source.defect(place, "vignette", message))
        self._check_name(source, place, "vignette", id_, vignettes)

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
        others = {id_: each for id_, each in vignettes.items() if id_ != vignette.id}
        self._check_vignette(source, ("twin_of",), twin_id, others)
        twin = vignettes[twin_id]
        mine = self._derive(source, vignette.case)
        other = self._derive(twin.source, twin.case)
        if mine.verdict is other.verdict:
            message = f"Both twins are '{mine.verdict.value}'. A contrast twin has another verdict."
            raise ContentError(source.defect(("twin_of",), "twin", message))
        differing = vignette.case.facts ^ twin.case.facts
        if not is_one_change(differing, self._knowledge.hierarchy):
            names = ", ".join(sorted({subject(fact) for fact in differing}))
            message = f"The twins differ in more than one finding or value: {names}."
            raise ContentError(source.defect(("twin_of",), "twin", message))

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
