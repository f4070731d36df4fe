"""
A case worked up under uncertainty: ask, decide, say why, compare with the twin.

The flow is a value. It holds the case, what the opening tells, and every step in order; where the
learner stands follows from the steps, so a flow is resumed by replaying them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum

from kg.case import Absent, Case, Fact, Present, Value
from kg.derivation import Verdict
from kg.hierarchy import FindingHierarchy
from kg.model import Guideline, Stage
from quizzes.case_steps import Asked, CaseStep, Compared, Decided, Marked, Skipped, Wanted
from quizzes.errors import ResponseError
from quizzes.relevance import Relevance

FactSet = frozenset[Fact]


class Phase(Enum):
    """What the learner is at, in this order."""

    ASKING = "asking"
    REASONING = "reasoning"
    REVEALED = "revealed"


class Known(Enum):
    """What a case has to say of a finding or an observable."""

    PRESENT = "present"
    ABSENT = "absent"
    MEASURED = "measured"
    NOT_KNOWN = "not known"


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer of a case to one question; *facts* is empty where nobody has looked."""

    subject: str
    known: Known
    facts: FactSet


@dataclass(frozen=True, slots=True)
class CaseFlow:
    """
    One attempt at a case.

    *opening* holds the facts that the opening tells, None where the whole story is told at once.
    """

    case: Case
    opening: FactSet | None
    steps: tuple[CaseStep, ...] = ()

    @property
    def asked(self) -> tuple[str, ...]:
        """The questions put, in order, with repetitions."""
        return tuple(step.subject for step in self.steps if isinstance(step, Asked))

    @property
    def decision(self) -> Decided | None:
        """The decision, None before it is made."""
        return next((step for step in self.steps if isinstance(step, Decided)), None)

    @property
    def rationale(self) -> Marked | Wanted | Skipped | None:
        """What the learner gave as the rationale, None before that."""
        given = (step for step in self.steps if isinstance(step, Marked | Wanted | Skipped))
        return next(given, None)

    @property
    def compared(self) -> dict[str, str]:
        """What the learner took for the difference of the twin, by criterion."""
        return {s.criterion: s.choice for s in self.steps if isinstance(s, Compared)}

    @property
    def phase(self) -> Phase:
        """Where the learner stands."""
        if self.decision is None:
            return Phase.ASKING
        return Phase.REASONING if self.rationale is None else Phase.REVEALED

    def after(self, step: CaseStep) -> CaseFlow:
        """
        Return the flow with *step* made.

        Raises:
            ResponseError: If the step is not possible where the learner stands.
        """
        if not self._allows(step):
            name = type(step).__name__
            raise ResponseError(f"{name} is not possible on {self.case.id} while {self.phase}.")
        return replace(self, steps=(*self.steps, step))

    def _allows(self, step: CaseStep) -> bool:
        cannot_tell = self.decision is not None and self.decision.verdict is Verdict.CANNOT_TELL
        match step:
            case Asked():
                return self.phase is Phase.ASKING and self.opening is not None
            case Decided(told=told):
                return self.phase is Phase.ASKING and (told or self.opening is not None)
            case Marked(facts):
                possible = self.phase is Phase.REASONING and not cannot_tell
                return possible and facts <= self.case.facts
            case Wanted():
                return self.phase is Phase.REASONING and cannot_tell
            case Skipped():
                return self.phase is Phase.REASONING
            case Compared(criterion):
                return self.phase is Phase.REVEALED and criterion not in self.compared


@dataclass(frozen=True, slots=True)
class AskingReview:
    """
    What is to be noticed about the questions put; nothing of it is held against the learner.

    *asked* counts all questions. *irrelevant* holds those that no deciding criterion needs,
    *repeated* those put again, *known* those whose answer followed from what was known before; each
    in the order in which it was put.
    """

    asked: int
    irrelevant: tuple[str, ...]
    repeated: tuple[str, ...]
    known: tuple[str, ...]


def replay(case: Case, opening: FactSet | None, steps: Iterable[CaseStep]) -> CaseFlow:
    """
    Return the flow after *steps*.

    Raises:
        ResponseError: If a step is not possible where it stands.
    """
    flow = CaseFlow(case, opening)
    for step in steps:
        flow = flow.after(step)
    return flow


def questions(guideline: Guideline, hierarchy: FindingHierarchy) -> dict[Stage, tuple[str, ...]]:
    """Return the ids of everything that can be asked for, by stage; broader findings go first."""

    def path(finding: str) -> tuple[str, ...]:
        above = sorted(guideline.findings[finding].parents)
        return (*(path(above[0]) if above else ()), finding)

    subjects = [*sorted(hierarchy.broader, key=path), *guideline.observables]
    stage_of = {
        **{finding.id: finding.stage for finding in guideline.findings.values()},
        **{observable.id: observable.stage for observable in guideline.observables.values()},
    }
    return {stage: tuple(s for s in subjects if stage_of[s] is stage) for stage in Stage}


def reply(facts: FactSet, subject: str, hierarchy: FindingHierarchy) -> Reply:
    """
    Return what *facts* say of a finding or observable, with what the finding hierarchy implies.

    The facts of the reply speak of the subject itself: who asks for low back pain in a case of
    severe low back pain learns that there is low back pain, no more.
    """
    present = {fact.finding for fact in facts if isinstance(fact, Present)}
    absent = {fact.finding for fact in facts if isinstance(fact, Absent)}
    if subject in hierarchy.implied_present(present):
        return Reply(subject, Known.PRESENT, frozenset({Present(subject)}))
    if subject in hierarchy.implied_absent(present, absent):
        return Reply(subject, Known.ABSENT, frozenset({Absent(subject)}))
    values = {f for f in facts if isinstance(f, Value) and f.observable == subject}
    return Reply(subject, Known.MEASURED if values else Known.NOT_KNOWN, frozenset[Fact](values))


def learnt(flow: CaseFlow, hierarchy: FindingHierarchy) -> FactSet:
    """Return the facts that the learner has been told: opening and replies, or the whole story."""
    told = flow.decision is not None and flow.decision.told
    if told or flow.opening is None:
        return flow.case.facts
    replies = (reply(flow.case.facts, subject, hierarchy).facts for subject in flow.asked)
    return flow.opening.union(*replies)


def review_asking(
    flow: CaseFlow, relevance: Relevance, hierarchy: FindingHierarchy
) -> AskingReview:
    """Return what is to be noticed about the questions of *flow*."""
    irrelevant: dict[str, None] = {}
    repeated: dict[str, None] = {}
    known: dict[str, None] = {}
    seen: set[str] = set()
    told = flow.opening or frozenset()
    for subject in flow.asked:
        if subject in seen:
            repeated[subject] = None
        elif reply(told, subject, hierarchy).known is not Known.NOT_KNOWN:
            known[subject] = None
        if subject not in relevance.deciding:
            irrelevant[subject] = None
        seen.add(subject)
        told |= reply(flow.case.facts, subject, hierarchy).facts
    return AskingReview(len(flow.asked), tuple(irrelevant), tuple(repeated), tuple(known))
