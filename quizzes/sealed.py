"""
What may not be told yet: answers in an exam that goes on, and decisions that wait for a rationale.

Both follow from what the records hold and from the moment, whether or not anybody was looking: an
exam has ended once its time is over, though the process died before the end was noted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from quizzes.bank import KeyedItem
from quizzes.case_attempts import flow_of
from quizzes.case_flow import Phase
from quizzes.case_steps import Decided, step_from_json
from quizzes.entries import CaseDecision, Progress, RunMode
from quizzes.model import Vignette
from quizzes.records import Records
from quizzes.results import ended_at


def sealed_runs(
    runs: Iterable[Progress], items: Mapping[str, KeyedItem], at: datetime
) -> frozenset[str]:
    """Return the ids of the exams that go on at the moment *at*."""
    return frozenset(
        one.run.id
        for one in runs
        if one.run.mode is RunMode.EXAM and ended_at(one, items, at) is None
    )


def sealed_decisions(
    learner: str,
    decisions: Iterable[CaseDecision],
    records: Records,
    vignettes: Mapping[str, Vignette],
) -> frozenset[str]:
    """
    Return the ids of the decisions that wait for their rationale.

    A case that was withdrawn or has changed since asks for none.

    Args:
        learner: The pseudonym.
        decisions: All of the learner, read before this is called, so that none is made in between.
        records: Hold the steps of the learner.
        vignettes: Those in use, by id.
    """
    made = {decision.id: decision for decision in decisions if decision.vignette in vignettes}
    return frozenset(
        step.attempt
        for step in records.last_steps(learner)
        if step.attempt in made
        and isinstance(step_from_json(step.step), Decided)
        and _waits(made[step.attempt], records, vignettes[step.vignette])
    )


def _waits(decision: CaseDecision, records: Records, vignette: Vignette) -> bool:
    taken = records.steps(decision.learner, vignette.id)
    flow = flow_of(vignette, [step for step in taken if step.attempt == decision.id], decision)
    return flow is not None and flow.phase is Phase.REASONING
