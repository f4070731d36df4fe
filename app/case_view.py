"""
A case laid out for the eye, at each place of its flow: what the `case_*.html.j2` templates show.

Nothing is decided here; facts become phrases, questions become rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from app.derivation_view import what_if_link
from app.told_case import Told
from kg.case import Case, Fact
from kg.derivation import Verdict
from kg.model import Criterion, Statement
from kg.rendering import sentence, sentences
from quizzes.case_claims import subject
from quizzes.case_flow import CaseFlow, Known, learnt, questions, reply, review_asking
from quizzes.case_steps import Asked, Marked, Wanted
from quizzes.rationale import (
    ObtainGrade,
    RationaleGrade,
    Readings,
    compare_readings,
    grade_obtain,
    grade_rationale,
    obtainable,
)
from quizzes.twins import Twin, change_options

_WANTED_OPTIONS = 6
_WORTH_AT_MOST = 3
_ANSWERS = {
    Known.PRESENT: "Yes",
    Known.ABSENT: "No",
    Known.NOT_KNOWN: "Not known: nobody has looked",
}


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question. *answer* is None until it is asked or follows; *fresh* is the last asked."""

    subject: str
    question: str
    answer: str | None
    known: Known | None
    asked: bool
    fresh: bool


@dataclass(frozen=True, slots=True)
class StageView:
    """The questions of one stage; it is open if the last question was one of them."""

    name: str
    rows: tuple[QuestionRow, ...]
    asked: int
    open: bool


@dataclass(frozen=True, slots=True)
class FactOption:
    """A fact that can be marked; *new* tells that the learner had not asked for it."""

    value: str
    phrase: str
    new: bool


@dataclass(frozen=True, slots=True)
class NamedPhrase:
    """A phrase with a remark."""

    phrase: str
    remark: str


@dataclass(frozen=True, slots=True)
class RationaleView:
    """A graded rationale in phrases."""

    right: bool
    hits: tuple[str, ...]
    missing: tuple[str, ...]
    superfluous: tuple[str, ...]
    irrelevant: tuple[NamedPhrase, ...]
    derivations: int


@dataclass(frozen=True, slots=True)
class WantedView:
    """A graded wish for one more fact."""

    name: str
    grade: ObtainGrade
    needed: bool


@dataclass(frozen=True, slots=True)
class ReadingsView:
    """Open and closed world side by side."""

    readings: Readings
    assumed: tuple[NamedPhrase, ...]


@dataclass(frozen=True, slots=True)
class AskingView:
    """What is noticed about the questions put, and what the verdict was on what was known."""

    asked: int
    irrelevant: tuple[str, ...]
    on_what_was_known: Verdict


@dataclass(frozen=True, slots=True)
class TwinView:
    """
    The contrast twin for one criterion.

    *choice* is what the learner took for the change, None before; *options* are pairs of id and
    name. *story* is that of a written twin, "" for a generated one, which *known* describes.
    """

    twin: Twin
    criterion: Criterion
    statements: tuple[Statement, ...]
    story: str
    known: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    choice: str | None
    chosen: str
    changed: str
    before: tuple[str, ...]
    after: tuple[str, ...]
    href: str
    title: str


def stages_of(flow: CaseFlow, told: Told) -> tuple[StageView, ...]:
    """Return everything that can be asked for, with the answers so far, by stage."""
    hierarchy = told.reasoner.hierarchy
    known = learnt(flow, hierarchy)
    last = flow.asked[-1] if flow.asked else None

    def row(name: str) -> QuestionRow:
        asked = name in flow.asked
        answer = reply(flow.case.facts if asked else known, name, hierarchy)
        shown = asked or answer.known is not Known.NOT_KNOWN
        return QuestionRow(
            subject=name,
            question=_question(name, told),
            answer=_answer(answer.facts, answer.known, told) if shown else None,
            known=answer.known if shown else None,
            asked=asked,
            fresh=name == last,
        )

    views = []
    for stage, names in questions(told.guideline, hierarchy).items():
        rows = tuple(map(row, names))
        asked = sum(each.asked for each in rows)
        views.append(StageView(stage.value, rows, asked, any(each.fresh for each in rows)))
    return tuple(views)


def announced_answer(flow: CaseFlow, told: Told) -> str:
    """Return the last question and its answer as one text."""
    last = next(s.subject for s in reversed(flow.steps) if isinstance(s, Asked))
    answer = reply(flow.case.facts, last, told.reasoner.hierarchy)
    return f"{_question(last, told)} {_answer(answer.facts, answer.known, told)}."


def known_phrases(flow: CaseFlow, told: Told) -> list[str]:
    """Return what the learner has been told, as phrases."""
    return sentences(learnt(flow, told.reasoner.hierarchy), told.guideline)


def fact_options(flow: CaseFlow, told: Told) -> list[FactOption]:
    """Return the facts of the case, to be marked."""
    known = learnt(flow, told.reasoner.hierarchy)
    new = {f for f in flow.case.facts if f not in known and subject(f) not in flow.asked}
    return [
        FactOption(str(n), sentence(fact, told.guideline), fact in new)
        for n, fact in enumerate(_in_order(flow.case.facts, told))
    ]


def marked_facts(values: Iterable[str], told: Told) -> frozenset[Fact]:
    """Return the facts whose options have these *values*; others are passed over."""
    by_value = {str(n): f for n, f in enumerate(_in_order(told.vignette.case.facts, told))}
    return frozenset(by_value[value] for value in values if value in by_value)


def wanted_options(told: Told) -> list[tuple[str, str]]:
    """Return a few findings and values that could be obtained next, as id and question."""

    def shuffled(name: str) -> str:
        return sha256(f"{told.vignette.id} {name}".encode()).hexdigest()

    worth, idle = obtainable(told.derivation, told.reasoner.hierarchy, told.relevance)
    shown = sorted(worth, key=shuffled)[:_WORTH_AT_MOST]
    shown += sorted(idle, key=shuffled)[: _WANTED_OPTIONS - len(shown)]
    return [(name, _question(name, told)) for name in sorted(shown, key=shuffled)]


def rationale_of(flow: CaseFlow, told: Told) -> RationaleView | WantedView | None:
    """Return the rationale that was given, graded; None if it was skipped."""
    match flow.rationale:
        case Marked(facts):
            grade = grade_rationale(told.derivation, facts, told.relevance)
            return _rationale(grade, told)
        case Wanted(name):
            grade_of = grade_obtain(told.derivation, name, told.reasoner.hierarchy)
            needed = told.derivation.verdict is Verdict.CANNOT_TELL
            return WantedView(_question(name, told), grade_of, needed)
        case _:
            return None


def readings_of(flow: CaseFlow, told: Told) -> ReadingsView | None:
    """Return what the decision took for granted, None if nothing."""
    if flow.decision is None:
        return None
    known = learnt(flow, told.reasoner.hierarchy)
    readings = compare_readings(told.reasoner, flow.case, known, flow.decision.verdict)
    if readings is None:
        return None
    assumed = tuple(
        NamedPhrase(sentence(a.fact, told.guideline), a.record.value) for a in readings.assumed
    )
    return ReadingsView(readings, assumed)


def asking_of(flow: CaseFlow, told: Told) -> AskingView | None:
    """Return what is noticed about the questions, None if the whole story had been told."""
    if flow.opening is None or flow.decision is None or flow.decision.told:
        return None
    hierarchy = told.reasoner.hierarchy
    review = review_asking(flow, told.relevance, hierarchy)
    known = told.reasoner.verdicts([_with(flow, learnt(flow, hierarchy))])
    return AskingView(
        review.asked,
        tuple(_name(each, told) for each in review.irrelevant),
        known[flow.case.id],
    )


def twin_view(twin: Twin, flow: CaseFlow, told: Told) -> TwinView:
    """Return a contrast twin laid out, with the change once it was guessed."""
    guideline = told.guideline
    criterion = guideline.criteria[twin.criterion]
    written = None if twin.vignette is None else told.bank.vignettes[twin.vignette]
    options = change_options(twin, flow.case, told.reasoner.hierarchy)
    choice = flow.compared.get(twin.criterion)
    return TwinView(
        twin=twin,
        criterion=criterion,
        statements=tuple(guideline.statements[s] for s in criterion.statements),
        story="" if written is None else written.case.narrative,
        known=tuple(sentences(twin.case.facts, guideline)),
        options=tuple((option, _name(option, told)) for option in options),
        choice=choice,
        chosen="" if choice is None else _name(choice, told),
        changed=_name(twin.changed, told),
        before=tuple(sentences(twin.removed, guideline)),
        after=tuple(sentences(twin.added, guideline)),
        href=f"/cases/{written.id}" if written else what_if_link(twin.case.facts, guideline),
        title="" if written is None else written.case.title,
    )


def _with(flow: CaseFlow, facts: frozenset[Fact]) -> Case:
    return replace(flow.case, facts=facts)


def _rationale(grade: RationaleGrade, told: Told) -> RationaleView:
    def phrases(facts: frozenset[Fact]) -> tuple[str, ...]:
        return tuple(sentences(facts, told.guideline))

    return RationaleView(
        right=grade.right,
        hits=phrases(grade.hits),
        missing=phrases(grade.missing),
        superfluous=phrases(grade.superfluous),
        irrelevant=tuple(
            NamedPhrase(sentence(fact, told.guideline), _idle(subject(fact), told))
            for fact in _in_order(grade.irrelevant, told)
        ),
        derivations=len(told.derivation.supports),
    )


def _idle(name: str, told: Told) -> str:
    supports = told.relevance.supporting.get(name)
    if supports is None:
        return "no criterion asks for it"
    return f"reported by {' and '.join(supports)}, never decides"


def _in_order(facts: Iterable[Fact], told: Told) -> list[Fact]:
    return sorted(facts, key=lambda fact: (sentence(fact, told.guideline), repr(fact)))


def _question(name: str, told: Told) -> str:
    guideline = told.guideline
    if name in guideline.findings:
        return guideline.findings[name].question
    return guideline.observables[name].question


def _name(name: str, told: Told) -> str:
    guideline = told.guideline
    if name in guideline.findings:
        return guideline.findings[name].label
    return guideline.observables[name].label


def _answer(facts: frozenset[Fact], known: Known, told: Told) -> str:
    if known is not Known.MEASURED:
        return _ANSWERS[known]
    # The label of the observable stands in the question already.
    values = (sentence(fact, told.guideline).partition(": ")[2] for fact in facts)
    return "; ".join(sorted(values))
