"""All that is kept of one learner: handed out whole, or deleted down to the bytes."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, insert, select

from quizzes.database import scrub
from quizzes.rows import digest_of, owner, plain, rows_of
from quizzes.tables import DELETED_LEARNER, LEARNER, METADATA

# Those first that others refer to.
_KEPT = tuple(table for table in METADATA.sorted_tables if table is not DELETED_LEARNER)


def everything_of(engine: Engine, learner: str) -> dict[str, Any]:
    """Return the rows of a learner by the name of their table, as plain data for JSON."""
    with engine.connect() as connection:
        return {
            table.name: [plain(row) for row in connection.execute(rows_of(table, learner))]
            for table in _KEPT
        }


def delete_everything(engine: Engine, learner: str) -> None:
    """
    Delete the rows of a learner, then their bytes in SQLite's files, and leave the digest.

    Raises:
        RecordsError: If other connections kept the files busy. The rows are gone then; the bytes
            go when this is called again.
    """
    with engine.begin() as connection:
        # PostgreSQL lets others add rows that refer to the learner until it is locked.
        connection.execute(select(LEARNER).where(owner(LEARNER) == learner).with_for_update())
        deleted = [
            connection.execute(table.delete().where(owner(table) == learner)).rowcount
            for table in reversed(_KEPT)
        ]
        if any(deleted):
            connection.execute(insert(DELETED_LEARNER).values(digest=digest_of(learner)))
    scrub(engine)
