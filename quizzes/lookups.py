"""
What every event of a page asks the records, as statements that are built once.

To build a statement takes SQLAlchemy longer than it takes SQLite to answer it.
"""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from sqlalchemy import BindParameter, Select, Table, bindparam, exists, insert, select

from quizzes.entries import Answer, CaseDecision, StepTaken
from quizzes.tables import (
    ANSWER,
    CASE_DECISION,
    CASE_STEP,
    DELETED_LEARNER,
    LEARNER,
    METADATA,
    QUIZ_RUN,
)

_LEARNER: BindParameter[str] = bindparam("learner")
_RUN: BindParameter[str] = bindparam("run")
_VIGNETTE: BindParameter[str] = bindparam("vignette")


def entries_of(table: Table, entry: type[Any]) -> Select[Any]:
    """Return the query for rows of *table* with a column for each field of *entry*, in order."""
    return select(*(table.c[field.name] for field in fields(entry)))


#: A row if the learner is known.
KNOWN = select(LEARNER.c.id).where(LEARNER.c.id == _LEARNER)

#: A row if the learner of this digest was deleted.
DELETED = select(DELETED_LEARNER).where(DELETED_LEARNER.c.digest == bindparam("digest"))

#: One run, and the answers given in it in the order of the run.
RUN = select(QUIZ_RUN).where(QUIZ_RUN.c.id == _RUN)
ANSWERS_IN_RUN = (
    entries_of(ANSWER, Answer)
    .where(ANSWER.c.run == _RUN)
    .order_by(ANSWER.c.position, ANSWER.c.step)
)

#: The runs of a learner, the latest first.
RUNS = select(QUIZ_RUN).where(QUIZ_RUN.c.learner == _LEARNER).order_by(QUIZ_RUN.c.started.desc())

#: The answers of a learner in the order given.
ANSWERS = entries_of(ANSWER, Answer).where(ANSWER.c.learner == _LEARNER).order_by(ANSWER.c.id)

#: The decisions of a learner in the order given.
DECISIONS = (
    entries_of(CASE_DECISION, CaseDecision)
    .where(CASE_DECISION.c.learner == _LEARNER)
    .order_by(CASE_DECISION.c.decided)
)

#: The steps of a learner in the order taken, at all cases and at one.
STEPS = (
    entries_of(CASE_STEP, StepTaken)
    .where(CASE_STEP.c.learner == _LEARNER)
    .order_by(CASE_STEP.c.taken)
)
STEPS_AT_CASE = STEPS.where(CASE_STEP.c.vignette == _VIGNETTE)

#: The last step of each attempt of a learner, in the order taken.
_LATER = CASE_STEP.alias()
LAST_STEPS = STEPS.where(
    ~exists().where(
        _LATER.c.attempt == CASE_STEP.c.attempt, _LATER.c.position > CASE_STEP.c.position
    )
)

#: How a row is added to each table.
INSERT = {table.name: insert(table) for table in METADATA.sorted_tables}
