"""
One learner's attempt at one case, as it stands in the records.

The session keeps only which step the page shows. A step is stored at the place that follows it, and
that place is taken once: of two tabs the first writer wins, the second is told. After a reload or a
crash the attempt is read from the records and goes on at its place.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from app.services import Services
from kg.derivation import Derivation
from kg.model import Guideline
from kg.reasoner import Reasoner
from quizzes.bank import ItemBank
from quizzes.case_flow import CaseFlow, replay
from quizzes.case_steps import CaseStep, Decided, Skipped, step_from_json, step_to_json
from quizzes.entries import CaseDecision, StepTaken, attempt_id, facts_digest
from quizzes.errors import GoneError, ResponseError
from quizzes.model import Vignette
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
    """
    Where an attempt stands.

    *stale* tells that the facts of the case have changed since, *overtaken* that another tab went
    ahead, so that the step made last was not stored.
    """

    attempt: str
    flow: CaseFlow
    stale: bool = False
    overtaken: bool = False


@dataclass
class Attempts:
    """
    The attempts of one learner at one case, seen from one open page.

    Every method that returns a standing is followed by showing it.

    Raises:
        GoneError: By each method, once the learner was deleted.
    """

    services: Services
    learner: str
    told: Told
    _shown: Standing | None = field(default=None, init=False)

    def standing(self) -> Standing:
        """Return where the attempt of this page stands: the latest, until another is begun."""
        attempts = self._attempts()
        if self._shown is None:
            return self._at(next(reversed(attempts), self._next(attempts)), attempts)
        return self._at(self._shown.attempt, attempts)

    def begin(self) -> Standing:
        """Begin another attempt, or go on with one that another tab has begun."""
        attempts = self._attempts()
        latest = next(reversed(attempts), None)
        if latest is None or self._decision(latest) is not None:
            latest = self._next(attempts)
        return self._at(latest, attempts)

    def take(self, step: CaseStep) -> Standing:
        """Store *step*, made on what the page shows, and return where the attempt stands then."""
        standing = self._shown or self.standing()
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
        stored = services.records.record_step(taken, decision)
        return replace(self.standing(), overtaken=not stored)

    def _at(self, attempt: str, attempts: Mapping[str, list[StepTaken]]) -> Standing:
        """Return where one attempt stands, and remember it as what the page shows."""
        standing = self._replayed(attempt, attempts[attempt]) if attempt in attempts else None
        if standing is None:
            attempt = self._next(attempts) if attempt in attempts else attempt
            standing = Standing(attempt, self.told.replayed(()))
        self._shown = standing
        return standing

    def _next(self, attempts: Mapping[str, list[StepTaken]]) -> str:
        """Return the id of the attempt after *attempts*, the same in every tab."""
        return attempt_id(self.learner, self.told.vignette.id, len(attempts))

    def _attempts(self) -> dict[str, list[StepTaken]]:
        """Return the steps by attempt, the latest last; decisions from before steps have none."""
        if self.services.records.was_deleted(self.learner):
            raise GoneError(f"The learner {self.learner} was deleted.")
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

    def _replayed(self, attempt: str, taken: list[StepTaken]) -> Standing | None:
        """Return where an attempt stands; None if it is of no use any more."""
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
            return None
        return Standing(attempt, self.told.replayed(as_told), stale=True)
