"""How the values of `quizzes.entries` are written as rows of the tables, and read back."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, select

from kg.derivation import Verdict
from quizzes.entries import CaseDecision, QuizRun, RunMode
from quizzes.tables import DELETED_LEARNER, LEARNER, LEARNER_NAME


def digest_of(learner: str) -> str:
    """Return what is kept of a deleted learner."""
    return hashlib.sha256(learner.encode()).hexdigest()


def mark_of(learner: str) -> ColumnElement[bool]:
    """Return the condition that a row of `deleted_learner` is about *learner*."""
    return DELETED_LEARNER.c.digest == digest_of(learner)


def owner(table: Table) -> Any:
    """Return the column that tells whose a row of *table* is."""
    return table.c.id if table is LEARNER else table.c.learner


def rows_of(table: Table, learner: str) -> Select[Any]:
    """Return the query for a learner's rows in *table*, in the order of its key."""
    in_order = table.primary_key.columns
    return select(table).where(owner(table) == learner).order_by(*in_order)


def profiles() -> Select[Any]:
    """Return the query for the profiles of all learners, in no order."""
    others = [column for column in LEARNER.c if column is not LEARNER.c.id]
    columns = (LEARNER.c.id.label("learner"), LEARNER_NAME.c.name, *others)
    return select(*columns).outerjoin_from(LEARNER, LEARNER_NAME)


def plain(row: Row[Any]) -> dict[str, Any]:
    """Return a row as plain data for JSON."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row._mapping.items()
    }


def run_of(row: Row[Any]) -> QuizRun:
    """Return the run that a row of `quiz_run` holds."""
    values = dict(row._mapping)
    items, mode = tuple(values.pop("items")), RunMode(values.pop("mode"))
    return QuizRun(**values, items=items, mode=mode)


def decision_values(decision: CaseDecision) -> dict[str, Any]:
    """Return the row of `case_decision` that holds *decision*."""
    verdicts = {"chosen": decision.chosen.value, "derived": decision.derived.value}
    return asdict(decision) | verdicts


def decision_of(row: Row[Any]) -> CaseDecision:
    """Return the decision that a row of `quizzes.lookups.DECISIONS` holds."""
    values = dict(row._mapping)
    chosen, derived = Verdict(values.pop("chosen")), Verdict(values.pop("derived"))
    return CaseDecision(**values, chosen=chosen, derived=derived)
