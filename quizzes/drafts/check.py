"""
Checking a draft: what is still missing, what its options prove, and what the linter says.

Pure and fast enough for every keystroke: nothing is stored, and no file is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kg.contradictions import Refusal
from kg.derivation import Derivation
from kg.yaml_text import Place, dotted
from quizzes.bank import ItemBank
from quizzes.drafts.merging import source_of
from quizzes.drafts.model import Part
from quizzes.drafts.proofs import Proof, case_of, facts_of, proofs_of
from quizzes.errors import ContentError, Defect
from quizzes.lint.context import LintContext
from quizzes.lint.findings import LintFinding, Severity
from quizzes.lint.linter import lint_item, lint_vignette
from quizzes.loading import read_item, read_vignette
from quizzes.model import Item, Vignette
from quizzes.proving import KeyedItem, Prover
from quizzes.validation import SchemaFault, schema_faults
from quizzes.yaml_source import YamlSource

_CASE_KEYS = ("present", "absent", "values")
# Where a draft names a vignette.
_VIGNETTES = ("vignette", "twin_of")


@dataclass(frozen=True, slots=True)
class Problem:
    """
    Why a draft cannot be published yet: *place* as in a `Defect`, and what to do.

    *is_gap* tells what is merely still to be written from what is wrong.
    """

    place: str
    message: str
    is_gap: bool = False


@dataclass(frozen=True)
class DraftCheck:
    """
    What is to be said of one text.

    *data* is what it holds, {} if that is no mapping. *item* or *vignette* is there as soon as the
    text breaks no rule of the format, *keyed* as soon as every option is proven. *derivation* is
    what follows for the patient, None without one.
    """

    part: Part
    data: Mapping[str, Any]
    problems: tuple[Problem, ...]
    proofs: tuple[Proof, ...] = ()
    lint: tuple[LintFinding, ...] = ()
    derivation: Derivation | Refusal | None = None
    item: Item | None = None
    keyed: KeyedItem | None = None
    vignette: Vignette | None = None

    @property
    def errors(self) -> tuple[LintFinding, ...]:
        """The findings of the linter that block publishing."""
        return tuple(found for found in self.lint if found.severity is Severity.ERROR)

    @property
    def can_be_published(self) -> bool:
        """Whether nothing stands against publishing."""
        return not self.problems and not self.errors


def check_draft(text: str, part: Part, context: LintContext) -> DraftCheck:
    """
    Check the text of a draft against the guideline and the item bank of *context*.

    What is wrong is a value too: nothing is raised, whatever the text is.
    """
    try:
        source = source_of(text, "draft")
    except ContentError as error:
        return DraftCheck(part, {}, _problems(error))
    check = _check_item if part is Part.ITEM else _check_vignette
    return check(source, context)


def _check_item(source: YamlSource, context: LintContext) -> DraftCheck:
    knowledge, bank = context.knowledge, context.bank
    patient = case_of(source.data, bank, knowledge)
    derivation = patient if isinstance(patient, Derivation) else None
    told = DraftCheck(
        Part.ITEM,
        source.data,
        (),
        proofs_of(source, derivation, knowledge),
        derivation=patient,
    )
    try:
        item = read_item(source, knowledge.guideline)
    except ContentError as error:
        return replace(told, problems=_gaps(source.data, "item") or _problems(error))
    try:
        keyed = Prover(knowledge, (), bank.derivations).item(item, bank.vignettes)
    except ContentError as error:
        problems = _proof_problems(error, source, bank)
        lint = _beside(problems, lint_item(item, context))
        return replace(told, problems=problems, item=item, lint=lint)
    return replace(told, item=item, keyed=keyed, lint=lint_item(item, context))


def _check_vignette(source: YamlSource, context: LintContext) -> DraftCheck:
    knowledge, bank = context.knowledge, context.bank
    facts = {key: source.data[key] for key in _CASE_KEYS if key in source.data}
    told = DraftCheck(
        Part.VIGNETTE,
        source.data,
        (),
        derivation=facts_of(facts, knowledge),
    )
    try:
        vignette = read_vignette(source, knowledge.guideline)
    except ContentError as error:
        return replace(told, problems=_gaps(source.data, "vignette") or _problems(error))
    others = {id_: known for id_, known in bank.derivations.items() if id_ != vignette.id}
    lint = lint_vignette(vignette, context)
    try:
        Prover(knowledge, (), others).vignette(vignette, {**bank.vignettes, vignette.id: vignette})
    except ContentError as error:
        problems = _proof_problems(error, source, bank)
        return replace(told, problems=problems, vignette=vignette, lint=_beside(problems, lint))
    return replace(told, vignette=vignette, lint=lint)


def _gaps(data: Mapping[str, Any], schema: str) -> tuple[Problem, ...]:
    """Return what breaks the format, in the words of somebody who fills in a form."""
    problems = {_gap(fault, data) for fault in schema_faults(data, schema)}
    return tuple(sorted(problems, key=lambda problem: (problem.place, problem.message)))


def _gap(fault: SchemaFault, data: Any) -> Problem:
    claim = _claim_in(fault.place)
    if claim is not None:
        return Problem(dotted(claim), "Complete the claim.", is_gap=True)
    if fault.missing:
        message = "Complete the claim." if fault.missing == "claim" else "This is still empty."
        return Problem(dotted((*fault.place, fault.missing)), message, is_gap=True)
    for step in fault.place:
        data = data.get(step) if isinstance(step, str) else data[step]
    if data in ("", []):
        return Problem(dotted(fault.place), "This is still empty.", is_gap=True)
    return Problem(dotted(fault.place), fault.message)


def _claim_in(place: Place) -> Place | None:
    """Return the place of the claim that holds *place*."""
    return place[: place.index("claim") + 1] if "claim" in place else None


def _problems(error: ContentError) -> tuple[Problem, ...]:
    return tuple(_problem(defect) for defect in error.defects)


def _proof_problems(error: ContentError, source: YamlSource, bank: ItemBank) -> tuple[Problem, ...]:
    """Return what was found by proving; a vignette that is missing may be a draft still."""
    return tuple(
        Problem(
            defect.key,
            f"No vignette '{source.data[defect.key]}' is published. Publish it first, or choose"
            " another.",
        )
        if defect.key in _VIGNETTES and source.data[defect.key] not in bank.vignettes
        else _problem(defect)
        for defect in error.defects
    )


def _problem(defect: Defect) -> Problem:
    return Problem(defect.key, defect.message)


def _beside(problems: Iterable[Problem], lint: Iterable[LintFinding]) -> tuple[LintFinding, ...]:
    """Return what the linter finds beyond *problems*: an error at the same place is the same."""
    places = {problem.place for problem in problems}
    return tuple(
        found for found in lint if found.severity is not Severity.ERROR or found.place not in places
    )
