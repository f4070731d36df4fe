"""
One learner's attempt at one case, as it stands in the records.

Nothing is kept in the session: each event reads the steps anew, so that a reload, a crash and a
second tab all see the same attempt.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.services import Services
from kg.derivation import Derivation
from kg.model import Guideline
from kg.reasoner import Reasoner
from quizzes.bank import ItemBank
from quizzes.case_flow import CaseFlow, replay
from quizzes.case_steps import CaseStep, Decided, Skipped, step_from_json, step_to_json
from quizzes.errors import ResponseError
from quizzes.model import Vignette
from quizzes.records import CaseDecision, StepTaken, facts_digest
from quizzes.relevance import Relevance

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Told:
    """A vignette with everything that the pages need to know of it."""

    vignette: Vignette
    derivation: Derivation
    bank: ItemBank
    reasoner: Reasoner
    relevance: Relevance

    @property
    def guideline(self) -> Guideline:
        """The guideline that decides the case."""
        return self.bank.guideline

    def replayed(self, steps: Iterable[CaseStep]) -> CaseFlow:
        """Return the flow after *steps*; ResponseError if they do not fit the case."""
        opening = self.vignette.opening
        return replay(self.vignette.case, None if opening is None else opening.facts, steps)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an attempt stands; *stale* tells that the facts of the case have changed since."""

    attempt: str
    flow: CaseFlow
    stale: bool = False


@dataclass
class Attempts:
    """
    The attempts of one learner at one case, seen from one open page.

    *current* is the attempt that the page is at, "" for the latest there is.
    """

    services: Services
    learner: str
    told: Told
    current: str = field(default="")

    def standing(self) -> Standing:
        """Return where the attempt of this page stands."""
        attempts = self._attempts()
        latest = next(reversed(attempts), None)
        # A page that has not begun an attempt follows another tab that has, and is not through.
        follows = not self.current or (latest is not None and self._decision(latest) is None)
        if latest is not None and self.current not in attempts and follows:
            self.current = latest
        if self.current in attempts:
            return self._replayed(self.current, attempts[self.current])
        self.current = self.current or self.services.new_id()
        return Standing(self.current, self.told.replayed(()))

    def begin(self) -> None:
        """Begin another attempt."""
        self.current = self.services.new_id()

    def take(self, standing: Standing, step: CaseStep) -> Standing:
        """
        Store *step* and return where the attempt stands then.

        A step that another tab has overtaken is not stored; the standing tells what came instead.
        """
        try:
            flow = standing.flow.after(step)
        except ResponseError:
            return self.standing()
        services = self.services
        now = services.clock()
        digest = facts_digest(flow.case.facts)
        vignette = self.told.vignette.id
        position = len(flow.steps) - 1
        taken = StepTaken(
            standing.attempt, position, self.learner, vignette, digest, step_to_json(step), now
        )
        decision = None
        if isinstance(step, Decided):
            decision = CaseDecision(
                id=standing.attempt,
                learner=self.learner,
                vignette=vignette,
                facts_digest=digest,
                guideline_version=self.told.guideline.version,
                chosen=step.verdict,
                confidence=step.confidence,
                derived=self.told.derivation.verdict,
                decided=now,
            )
        services.records.add_learner(self.learner, now)
        services.records.record_step(taken, decision)
        return self.standing()

    def _attempts(self) -> dict[str, list[StepTaken]]:
        """Return the steps by attempt, the latest last; decisions from before steps have none."""
        taken = self.services.records.steps(self.learner, self.told.vignette.id)
        attempts: dict[str, list[StepTaken]] = {step.attempt: [] for step in taken}
        for step in taken:
            attempts[step.attempt].append(step)
        without = [d.id for d in self._decisions() if d.id not in attempts]
        return {**{attempt: [] for attempt in without}, **attempts}

    def _decisions(self) -> list[CaseDecision]:
        vignette = self.told.vignette.id
        mine = self.services.records.decisions(self.learner)
        return [decision for decision in mine if decision.vignette == vignette]

    def _decision(self, attempt: str) -> CaseDecision | None:
        return next((d for d in self._decisions() if d.id == attempt), None)

    def _replayed(self, attempt: str, taken: list[StepTaken]) -> Standing:
        decision = self._decision(attempt)
        as_told: tuple[CaseStep, ...] = ()
        if decision is not None:
            as_told = (Decided(decision.chosen, decision.confidence, told=True), Skipped())
        digests = {entry.facts_digest for entry in taken}
        if decision is not None:
            digests.add(decision.facts_digest)
        if digests == {facts_digest(self.told.vignette.case.facts)}:
            steps = [step_from_json(entry.step) for entry in taken]
            before = () if taken and taken[0].position == 0 else as_told
            try:
                return Standing(attempt, self.told.replayed([*before, *steps]))
            except ResponseError:
                _log.warning("the steps of attempt %s do not fit the case any more", attempt)
        # What was asked and marked was about other facts or another opening; a decision stands.
        if decision is None:
            self.begin()
            return Standing(self.current, self.told.replayed(()))
        return Standing(attempt, self.told.replayed(as_told), stale=True)
