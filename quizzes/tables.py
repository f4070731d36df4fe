"""
The tables of the learners' records, as they are after the last of `quizzes.migrations`.

Every type is one that SQLite and PostgreSQL both have.
"""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    UniqueConstraint,
)


class UtcTime(TypeDecorator[datetime]):
    """A moment in UTC, kept as ISO 8601 text: SQLite would drop the time zone."""

    impl = String(40)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """Return the text that is stored; ValueError if *value* has no time zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        return value.astimezone(UTC).isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """Return the moment that was stored."""
        return None if value is None else datetime.fromisoformat(value)


METADATA = MetaData()

LEARNER = Table(
    "learner",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("since", UtcTime, nullable=False),
    Column("time_zone", String(64), nullable=False, server_default="UTC"),
    Column("new_per_day", Integer, nullable=False, server_default="10"),
    Column("reviews_per_day", Integer, nullable=False, server_default="40"),
)

# Apart from everything else, so that whoever reads the rest never learns a name.
LEARNER_NAME = Table(
    "learner_name",
    METADATA,
    Column("learner", ForeignKey("learner.id"), primary_key=True),
    Column("name", String(80), nullable=False),
)

# Of a learner who was deleted nothing is kept but a digest of the pseudonym, so that a page which
# was left open cannot bring it back. The pseudonym is random, so nobody finds it from the digest.
DELETED_LEARNER = Table("deleted_learner", METADATA, Column("digest", String(64), primary_key=True))

QUIZ_RUN = Table(
    "quiz_run",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("learner", ForeignKey("learner.id"), nullable=False),
    Column("guideline", String(100), nullable=False),
    Column("items", JSON, nullable=False),
    Column("seed", String(100), nullable=False),
    Column("started", UtcTime, nullable=False),
    Column("finished", UtcTime),
    Column("mode", String(10), nullable=False, server_default="tutor"),
    Column("time_limit", Integer),
    Column("topic", String(120)),
    Index("quiz_run_of_learner", "learner"),
)

# Append-only: no row is ever changed. The unique key makes a second answer to one place impossible.
ANSWER = Table(
    "answer",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("learner", ForeignKey("learner.id"), nullable=False),
    Column("run", ForeignKey("quiz_run.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("step", Integer, nullable=False),
    Column("item", String(100), nullable=False),
    Column("item_digest", String(64), nullable=False),
    Column("guideline_version", String(100), nullable=False),
    Column("response", JSON, nullable=False),
    Column("score", Float, nullable=False),
    Column("answered", UtcTime, nullable=False),
    Column("confidence", Integer),
    UniqueConstraint("run", "position", "step"),
    Index("answer_of_learner", "learner"),
)

# Append-only as well. An attempt at a case is resumed by replaying its steps; the key makes a
# second step at one place impossible.
CASE_STEP = Table(
    "case_step",
    METADATA,
    Column("attempt", String(32), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("learner", ForeignKey("learner.id"), nullable=False),
    Column("vignette", String(100), nullable=False),
    Column("facts_digest", String(64), nullable=False),
    Column("step", JSON, nullable=False),
    Column("taken", UtcTime, nullable=False),
    Index("case_step_of_learner", "learner", "vignette"),
)

# Who has been guided through a first case, or has hidden the guide.
GUIDED = Table(
    "guided",
    METADATA,
    Column("learner", ForeignKey("learner.id"), primary_key=True),
    Column("at", UtcTime, nullable=False),
)

# Cases that learners made themselves and keep. Two of one name could not be told apart.
SAVED_CASE = Table(
    "saved_case",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("learner", ForeignKey("learner.id"), nullable=False),
    Column("guideline", String(100), nullable=False),
    Column("name", String(80), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("saved", UtcTime, nullable=False),
    UniqueConstraint("learner", "guideline", "name"),
)

# Append-only as well.
CASE_DECISION = Table(
    "case_decision",
    METADATA,
    Column("id", String(64), primary_key=True),
    Column("learner", ForeignKey("learner.id"), nullable=False),
    Column("vignette", String(100), nullable=False),
    Column("facts_digest", String(64), nullable=False),
    Column("guideline_version", String(100), nullable=False),
    Column("chosen", String(20), nullable=False),
    Column("confidence", Integer),
    Column("derived", String(20), nullable=False),
    Column("decided", UtcTime, nullable=False),
    Index("case_decision_of_learner", "learner"),
)
