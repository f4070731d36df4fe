"""A check of a draft, laid out for the editor: what stands beside each option, and the panels."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup, escape

from app.authoring.fields import owner, place_rank, place_words
from app.components import safe_markdown
from app.components.fact_editor import implied_by
from app.derivation_view import view_of
from app.item_view import Choice, Question, ShownItem, Story, inline
from app.templating import opening_capital, render
from kg.contradictions import Refusal
from kg.derivation import Derivation
from kg.reasoner import Reasoner
from kg.rendering import contradiction_sentence
from kg.units import unit_words
from quizzes.bank import ItemBank
from quizzes.drafts.check import DraftCheck, Problem
from quizzes.drafts.model import Part
from quizzes.drafts.proofs import Proof
from quizzes.judgement import Truth
from quizzes.lint.findings import LintFinding, Severity
from quizzes.lint.rules import RULES
from quizzes.model import ChoiceKey, NumericKey
from quizzes.responses import ChoiceResponse, NumericResponse, StepResponse

_STATES = {Truth.TRUE: "right", Truth.FALSE: "wrong", Truth.UNKNOWN: "unproven", None: "open"}
# The preview has an order of its own, which stays while the author writes.
_SEED = "preview"


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to do or to consider: where (in words and as a place), what, and by which rule."""

    where: str
    place: str
    text: str
    suggestion: str = ""
    rule: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a draft is: what is still empty, what is wrong, and the linter's advice."""

    gaps: tuple[Note, ...]
    faults: tuple[Note, ...]
    advice: tuple[Note, ...]


def shown_check(check: DraftCheck, reasoner: Reasoner, bank: ItemBank) -> dict[str, Any]:
    """Return what the editor shows of *check*, as plain data for JSON; its HTML is trusted."""
    item = check.part is Part.ITEM
    preview = _item_preview(check, reasoner, bank) if item else _story_preview(check.data)
    return {
        "proofs": [_proof(proof) for proof in check.proofs],
        "standing": str(render("author_standing.html.j2", standing=standing_of(check))),
        "preview": str(preview),
        "verdict": str(_verdict(check, reasoner)),
        "implied": _implied(check, reasoner),
        "headline": _headline(check),
        "ready": check.can_be_published,
        "todo": len(check.problems) + len(check.errors),
        "advice": len(check.lint) - len(check.errors),
    }


def standing_of(check: DraftCheck) -> Standing:
    """Return what is to be done about a draft, gaps of one option together."""
    faults = [_note(problem) for problem in check.problems if not problem.is_gap]
    return Standing(
        gaps=tuple(_gaps(problem for problem in check.problems if problem.is_gap)),
        faults=(*faults, *(_found(found) for found in check.errors)),
        advice=tuple(_found(f) for f in check.lint if f.severity is Severity.WARNING),
    )


def notes_of(problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Return *problems* as plain data for JSON."""
    notes = (_note(problem) for problem in problems)
    return [{"where": note.where, "place": note.place, "text": note.text} for note in notes]


def _note(problem: Problem) -> Note:
    return Note(place_words(problem.place), problem.place, problem.message)


def _found(found: LintFinding) -> Note:
    rule = RULES[found.rule]
    return Note(
        place_words(found.place),
        found.place,
        found.message,
        found.suggestion,
        f"{rule.code} {rule.name}",
        rule.source,
    )


def _gaps(problems: Iterable[Problem]) -> Iterator[Note]:
    """Yield one note for each option or step with what is still to be written in it."""
    by_owner: dict[str, list[str]] = {}
    for place in sorted((problem.place for problem in problems), key=place_rank):
        by_owner.setdefault(owner(place) or place, []).append(place)
    for whole, places in by_owner.items():
        if places == [whole]:
            yield Note(place_words(whole), whole, "")
            continue
        parts = [place_words(place.removeprefix(f"{whole}.")).lower() for place in places]
        yield Note(place_words(whole), places[0], ", ".join(parts))


def _proof(proof: Proof) -> dict[str, Any]:
    return {
        "place": proof.place,
        "state": _STATES[proof.truth],
        "reason": proof.reason,
        "facts": list(proof.facts),
    }


def _headline(check: DraftCheck) -> str:
    """Return the verdict on a vignette in a word or two, for narrow windows."""
    if check.part is Part.ITEM or not isinstance(check.derivation, Derivation):
        return ""
    return opening_capital(check.derivation.verdict.value)


def _implied(check: DraftCheck, reasoner: Reasoner) -> dict[str, str]:
    if not isinstance(check.derivation, Derivation):
        return {}
    return implied_by(check.derivation.case.facts, reasoner)


def _verdict(check: DraftCheck, reasoner: Reasoner) -> Markup:
    """Return what follows for the patient: of a vignette in full, of an item in one line."""
    match check.derivation:
        case Refusal(contradictions=contradictions):
            told = [contradiction_sentence(one, reasoner.guideline) for one in contradictions]
            return render("author_refused.html.j2", messages=told)
        case Derivation() as derivation:
            return render(
                "author_verdict.html.j2",
                view=view_of(derivation, reasoner.guideline),
                whole=check.part is Part.VIGNETTE,
                leads=True,
            )
    return Markup("")


def _item_preview(check: DraftCheck, reasoner: Reasoner, bank: ItemBank) -> Markup:
    data = check.data
    marked = []
    if check.keyed is not None:
        shown = ShownItem(check.keyed, reasoner.guideline, _SEED)
        keys = enumerate(check.keyed.key.steps)
        marked = [shown.marked(index, _right_answer(key)) for index, key in keys]
    return render(
        "author_preview.html.j2",
        story=_story(data, bank),
        stem=safe_markdown(_text(data.get("stem"))),
        questions=list(_questions(data)),
        marked=marked,
        explanation=safe_markdown(_text(data.get("explanation"))),
    )


def _right_answer(key: ChoiceKey | NumericKey) -> StepResponse:
    if isinstance(key, ChoiceKey):
        return ChoiceResponse(key.options)
    return NumericResponse(key.amount)


def _story_preview(data: Mapping[str, Any]) -> Markup:
    return render(
        "author_story.html.j2",
        title=_text(data.get("title")),
        story=safe_markdown(_text(data.get("narrative"))),
        opening=safe_markdown(_text(data.get("opening"))),
    )


def _story(data: Mapping[str, Any], bank: ItemBank) -> Story | None:
    vignette = bank.vignettes.get(_text(data.get("vignette")))
    if vignette is None:
        return None
    return Story(vignette.case.title, safe_markdown(vignette.case.narrative), "")


def _questions(data: Mapping[str, Any]) -> Iterator[Question]:
    """Yield the questions as far as they are written; nothing about the data is taken for sure."""
    steps = data.get("steps") if data.get("kind") == "key-feature" else [data]
    steps = [step for step in steps if isinstance(step, Mapping)] if isinstance(steps, list) else []
    for index, step in enumerate(steps):
        kind = _text(step.get("kind")) if len(steps) > 1 else _text(data.get("kind"))
        yield Question(
            step=index,
            steps=len(steps),
            lead_in=inline(_text(step.get("lead_in")) or "…"),
            choices=tuple(_choices(step.get("options"), kind)),
            multiple=kind == "multiple-answer",
            unit=unit_words(_text(data.get("unit"))) if kind == "numeric" else "",
        )


def _choices(options: Any, kind: str) -> Iterator[Choice]:
    if kind == "numeric":
        return
    if kind == "true-false-cannot-tell":
        for word in ("True", "False", "Cannot tell"):
            yield Choice(word, escape(word))
        return
    for index, option in enumerate(options if isinstance(options, list) else ()):
        text = _text(option.get("text")) if isinstance(option, Mapping) else ""
        yield Choice(str(index), inline(text or "…"))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
