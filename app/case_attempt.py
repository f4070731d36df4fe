"""
One learner's attempt at one case, as it stands in the records.

The session keeps only which step the page shows. A step is stored at the place that follows it, and
that place is taken once: of two tabs the first writer wins, the second is told. After a reload or a
crash the attempt is read from the records and goes on at its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from app.services import Services
from app.told_case import Told
from quizzes.case_attempts import as_told, flow_of, replayed
from quizzes.case_flow import CaseFlow, Phase
from quizzes.case_steps import CaseStep, Decided, step_to_json
from quizzes.entries import CaseDecision, StepTaken, attempt_id, facts_digest
from quizzes.errors import GoneError, ResponseError


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


@dataclass(frozen=True, slots=True)
class _Kept:
    """
    What the records hold of one learner at one case.

    *steps* holds them by attempt, the latest last; attempts from before steps were kept have none.
    *decisions* holds those of the attempts that have one.
    """

    steps: Mapping[str, list[StepTaken]]
    decisions: Mapping[str, CaseDecision]


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
        kept = self._kept()
        if self._shown is None:
            return self._at(next(reversed(kept.steps), self._next(kept)), kept)
        return self._at(self._shown.attempt, kept)

    def begin(self) -> Standing:
        """Begin another attempt, unless the latest goes on, in another tab perhaps."""
        kept = self._kept()
        latest = self._at(next(reversed(kept.steps), self._next(kept)), kept)
        if latest.flow.phase is not Phase.REVEALED:
            return latest
        return self._at(self._next(kept), kept)

    def take(self, step: CaseStep) -> Standing:
        """Store *step*, made on what the page shows, and return where the attempt stands then."""
        standing = self._shown or self.standing()
        if standing.stale:  # what it would be about is not told any more
            return self.standing()
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

    def _at(self, attempt: str, kept: _Kept) -> Standing:
        """Return where one attempt stands, and remember it as what the page shows."""
        standing = self._replayed(attempt, kept) if attempt in kept.steps else None
        if standing is None:
            attempt = self._next(kept) if attempt in kept.steps else attempt
            standing = Standing(attempt, replayed(self.told.vignette, ()))
        self._shown = standing
        return standing

    def _next(self, kept: _Kept) -> str:
        """Return the id of the attempt after those that are kept, the same in every tab."""
        return attempt_id(self.learner, self.told.vignette.id, len(kept.steps))

    def _kept(self) -> _Kept:
        """Return what the records hold now."""
        records, vignette = self.services.records, self.told.vignette.id
        if records.was_deleted(self.learner):
            raise GoneError(f"The learner {self.learner} was deleted.")
        taken = records.steps(self.learner, vignette)
        mine = records.decisions(self.learner)
        decisions = {decision.id: decision for decision in mine if decision.vignette == vignette}
        steps: dict[str, list[StepTaken]] = {step.attempt: [] for step in taken}
        for step in taken:
            steps[step.attempt].append(step)
        without = {attempt: [] for attempt in decisions if attempt not in steps}
        return _Kept({**without, **steps}, decisions)

    def _replayed(self, attempt: str, kept: _Kept) -> Standing | None:
        """Return where an attempt stands; None if it is of no use any more."""
        taken, decision = kept.steps[attempt], kept.decisions.get(attempt)
        flow = flow_of(self.told.vignette, taken, decision)
        if flow is not None:
            return Standing(attempt, flow)
        # What was asked and marked was about other facts or another opening; a decision stands.
        if decision is None:
            return None
        return Standing(attempt, replayed(self.told.vignette, as_told(decision)), stale=True)
