"""Where an attempt at a case stands by what the records hold of it, if the case is as it was."""

from __future__ import annotations

from collections.abc import Sequence

from quizzes.case_flow import CaseFlow, replay
from quizzes.case_steps import CaseStep, Decided, Skipped, step_from_json
from quizzes.entries import CaseDecision, StepTaken, facts_digest
from quizzes.errors import ResponseError
from quizzes.model import Vignette


def flow_of(
    vignette: Vignette, taken: Sequence[StepTaken], decision: CaseDecision | None
) -> CaseFlow | None:
    """
    Return the flow of an attempt; None if its facts or its steps no longer fit the case.

    Args:
        vignette: The case as it is now.
        taken: The steps of the attempt in their order; none if it is from before steps were kept.
        decision: That of the attempt, None if none was made.
    """
    digests = {entry.facts_digest for entry in taken}
    if decision is not None:
        digests.add(decision.facts_digest)
    if digests != {facts_digest(vignette.case.facts)}:
        return None
    steps = [step_from_json(entry.step) for entry in taken]
    before = () if taken and taken[0].position == 0 else as_told(decision)
    try:
        return replayed(vignette, [*before, *steps])
    except ResponseError:
        return None


def as_told(decision: CaseDecision | None) -> tuple[CaseStep, ...]:
    """Return the steps of an attempt of which only the decision is known; none without one."""
    if decision is None:
        return ()
    return Decided(decision.chosen, decision.confidence, told=True), Skipped()


def replayed(vignette: Vignette, steps: Sequence[CaseStep]) -> CaseFlow:
    """Return the flow after *steps*; ResponseError if they do not fit the case."""
    opening = vignette.opening
    return replay(vignette.case, None if opening is None else opening.facts, steps)
