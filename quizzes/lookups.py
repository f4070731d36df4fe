"""
What every event of a page asks the records, as statements that are built once.

To build a statement takes SQLAlchemy longer than it takes SQLite to answer it.
"""

from __future__ import annotations

from sqlalchemy import BindParameter, bindparam, insert, select

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

#: A row if the learner is known.
KNOWN = select(LEARNER.c.id).where(LEARNER.c.id == _LEARNER)

#: A row if the learner of this digest was deleted.
DELETED = select(DELETED_LEARNER).where(DELETED_LEARNER.c.digest == bindparam("digest"))

#: One run, and the answers given in it in the order of the run.
RUN = select(QUIZ_RUN).where(QUIZ_RUN.c.id == _RUN)
ANSWERS_IN_RUN = (
    select(ANSWER).where(ANSWER.c.run == _RUN).order_by(ANSWER.c.position, ANSWER.c.step)
)

#: The runs of a learner, the latest first.
RUNS = select(QUIZ_RUN).where(QUIZ_RUN.c.learner == _LEARNER).order_by(QUIZ_RUN.c.started.desc())

#: The answers of a learner in the order given.
ANSWERS = select(ANSWER).where(ANSWER.c.learner == _LEARNER).order_by(ANSWER.c.id)

#: The decisions of a learner in the order given.
DECISIONS = (
    select(CASE_DECISION)
    .where(CASE_DECISION.c.learner == _LEARNER)
    .order_by(CASE_DECISION.c.decided)
)

#: The steps of a learner in the order taken, at all cases and at one.
STEPS = select(CASE_STEP).where(CASE_STEP.c.learner == _LEARNER).order_by(CASE_STEP.c.taken)
STEPS_AT_CASE = STEPS.where(CASE_STEP.c.vignette == _VIGNETTE)

#: How a row is added to each table.
INSERT = {table.name: insert(table) for table in METADATA.sorted_tables}
