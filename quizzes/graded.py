"""How many answers each version of an item and of its guideline has graded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Engine, func, select

from quizzes.tables import ANSWER, CASE_DECISION


@dataclass(frozen=True, slots=True)
class Graded:
    """
    What learners did, counted by what graded it.

    *answers* is keyed by item, digest of its file and version of the guideline; *decisions* by
    vignette and version. An answer keeps its key for good: nothing is graded again.
    """

    answers: Mapping[tuple[str, str, str], int]
    decisions: Mapping[tuple[str, str], int]

    def answers_to(self, item: str, digest: str, version: str) -> int:
        """Return how many answers one version of an item graded under one guideline version."""
        return self.answers.get((item, digest, version), 0)

    def decisions_on(self, vignette: str, version: str) -> int:
        """Return how many decisions on a vignette were compared with one guideline version."""
        return self.decisions.get((vignette, version), 0)


NOBODY = Graded({}, {})


def graded_by(engine: Engine) -> Graded:
    """Count what *engine* holds, over all learners."""
    by_key = (ANSWER.c.item, ANSWER.c.item_digest, ANSWER.c.guideline_version)
    by_case = (CASE_DECISION.c.vignette, CASE_DECISION.c.guideline_version)
    with engine.connect() as connection:
        answers = connection.execute(select(*by_key, func.count()).group_by(*by_key))
        decisions = connection.execute(select(*by_case, func.count()).group_by(*by_case))
        return Graded(
            {(item, digest, version): count for item, digest, version, count in answers},
            {(vignette, version): count for vignette, version, count in decisions},
        )
