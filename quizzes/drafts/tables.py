"""The tables of drafts: in the database of the learners' records, with no learner in them."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, MetaData, String, Table, Text

from quizzes.tables import UtcTime

#: Apart from the learners' tables: what is kept of a learner is exported and deleted as a whole.
DRAFT_METADATA = MetaData()

DRAFT = Table(
    "draft",
    DRAFT_METADATA,
    Column("id", String(32), primary_key=True),
    Column("part", String(10), nullable=False),
    Column("guideline", String(100), nullable=False),
    Column("started", UtcTime, nullable=False),
)

# What is left of a draft that was deleted, for those who had it open.
DELETED_DRAFT = Table(
    "deleted_draft",
    DRAFT_METADATA,
    Column("id", String(32), primary_key=True),
    Column("author", String(80), nullable=False),
    Column("deleted", UtcTime, nullable=False),
)

# Append-only. The key makes two versions of one number impossible.
DRAFT_VERSION = Table(
    "draft_version",
    DRAFT_METADATA,
    Column("draft", ForeignKey("draft.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("base", Integer),
    Column("author", String(80), nullable=False),
    Column("saved", UtcTime, nullable=False),
    Column("stage", String(10), nullable=False),
    Column("text", Text, nullable=False),
    Column("parallel", Boolean, nullable=False),
)

# Append-only as well. Both are deleted with their draft, as long as it was never published.
DRAFT_COMMENT = Table(
    "draft_comment",
    DRAFT_METADATA,
    Column("id", Integer, primary_key=True),
    Column("draft", ForeignKey("draft.id"), nullable=False),
    Column("version", Integer, nullable=False),
    Column("author", String(80), nullable=False),
    Column("written", UtcTime, nullable=False),
    Column("text", Text, nullable=False),
    Index("draft_comment_of_draft", "draft"),
)
