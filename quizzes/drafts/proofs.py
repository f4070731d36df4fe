"""
What the graph says of the options of a draft, finished or not.

Each claim is judged by itself, so that an author sees its proof while the rest is still missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kg.case import Case
from kg.case_files import facts_from_mapping
from kg.contradictions import Refusal
from kg.derivation import Derivation
from kg.errors import UnknownNameError
from kg.rendering import plain_number, sentence
from kg.units import unit_words
from kg.yaml_text import Place, dotted
from quizzes.bank import ItemBank
from quizzes.claims import judge, needs_case
from quizzes.errors import ContentError
from quizzes.judgement import Judgement, Knowledge, Truth, named
from quizzes.loading import read_claim
from quizzes.quantities import QuantityBound, bound_of, find_quantity
from quizzes.validation import fits
from quizzes.yaml_source import YamlSource

_ANSWERS = {True: Truth.TRUE, False: Truth.FALSE, "cannot tell": Truth.UNKNOWN}


@dataclass(frozen=True, slots=True)
class Proof:
    """
    What is proven of the option or number at *place*, written as in a `Defect`.

    *truth* is TRUE for a right option, FALSE for one that is refuted, UNKNOWN for one that can be
    neither, and None as long as its claim is not complete. *facts* are those of the case that prove
    it, each a sentence.
    """

    place: str
    truth: Truth | None
    reason: str
    facts: tuple[str, ...] = ()


def case_of(
    data: Mapping[str, Any], bank: ItemBank, knowledge: Knowledge
) -> Derivation | Refusal | None:
    """Return what follows from the patient of an item; None if it has none that can be read."""
    vignette = data.get("vignette")
    if isinstance(vignette, str):
        return bank.derivations.get(vignette)
    return facts_of(data.get("case"), knowledge)


def facts_of(mapping: Any, knowledge: Knowledge) -> Derivation | Refusal | None:
    """Return what follows from `present`, `absent` and `values`; None if they cannot be read."""
    if not fits(mapping, "item", "case"):
        return None
    facts, faults = facts_from_mapping(mapping, knowledge.guideline)
    if faults:
        return None
    return knowledge.assess(Case("draft", knowledge.guideline.slug, facts))


def proofs_of(
    source: YamlSource, derivation: Derivation | None, knowledge: Knowledge
) -> tuple[Proof, ...]:
    """Return a proof for every option and for the number that a draft item asks for, in order."""
    return tuple(_ProofReader(source, derivation, knowledge).proofs())


class _ProofReader:
    """Judges the claims of one draft item; nothing about its shape is taken for granted."""

    def __init__(
        self, source: YamlSource, derivation: Derivation | None, knowledge: Knowledge
    ) -> None:
        self._source = source
        self._derivation = derivation
        self._knowledge = knowledge

    def proofs(self) -> Iterator[Proof]:
        data: Mapping[str, Any] = self._source.data
        match data.get("kind"):
            case "key-feature":
                for index, step in _mappings(data.get("steps")):
                    yield from self._options(step, ("steps", index))
            case "true-false-cannot-tell":
                yield from self._answers(data)
            case "numeric":
                yield self._number(data.get("answer_from"))
            case _:
                yield from self._options(data, ())

    def _options(self, step: Mapping[str, Any], place: Place) -> Iterator[Proof]:
        for index, option in _mappings(step.get("options")):
            here = (*place, "options", index)
            judged = self._judge(option.get("claim"), (*here, "claim"))
            if isinstance(judged, str):
                yield Proof(dotted(here), None, judged)
            else:
                yield Proof(dotted(here), judged.truth, judged.reason, self._facts(judged))

    def _answers(self, data: Mapping[str, Any]) -> Iterator[Proof]:
        judged = self._judge(data.get("claim"), ("claim",))
        for index, option in _mappings(data.get("options")):
            here = dotted(("options", index))
            answer = option.get("answer")
            if isinstance(judged, str):
                yield Proof(here, None, judged)
            elif answer in (True, False, "cannot tell"):
                is_right = _ANSWERS[answer] is judged.truth
                truth = Truth.TRUE if is_right else Truth.FALSE
                yield Proof(here, truth, judged.reason, self._facts(judged))

    def _number(self, asked: Any) -> Proof:
        place = "answer_from"
        guideline = self._knowledge.guideline
        match asked:
            case {"statement": str(id_), "bound": str(bound)} if bound in _BOUNDS:
                try:
                    statement = named("statement", id_, guideline.statements)
                    quantity = find_quantity(statement, asked.get("quantity"))
                except UnknownNameError as error:
                    return Proof(place, None, str(error))
                amount = bound_of(quantity, _BOUNDS[bound])
                if amount is None:
                    return Proof(place, Truth.UNKNOWN, f"{id_} does not give this number.")
                number = f"{plain_number(amount)} {unit_words(quantity.ucum)}".strip()
                return Proof(place, Truth.TRUE, f"{id_} gives {number}.")
        return Proof(place, None, "Choose the statement and the number that is asked for.")

    def _judge(self, mapping: Any, place: Place) -> Judgement | str:
        """Return the judgement of a claim, or why there can be none yet."""
        if not isinstance(mapping, Mapping) or not fits(mapping, "item", "claim"):
            return "Complete what this option claims." if mapping else "Choose a claim."
        try:
            claim = read_claim(self._source, place, mapping, self._knowledge.guideline)
            if needs_case(claim) and self._derivation is None:
                return "This claim is about a patient. Choose a vignette, or enter a case."
            return judge(claim, self._knowledge, self._derivation)
        except ContentError as error:
            return " ".join(defect.message for defect in error.defects)
        except UnknownNameError as error:
            return str(error)

    def _facts(self, judged: Judgement) -> tuple[str, ...]:
        guideline = self._knowledge.guideline
        return tuple(sorted(sentence(fact, guideline) for fact in judged.facts))


_BOUNDS = {bound.value: bound for bound in QuantityBound}


def _mappings(entries: Any) -> Iterable[tuple[int, Mapping[str, Any]]]:
    """Yield those of *entries* that have keys, with their places."""
    for index, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, Mapping):
            yield index, entry
