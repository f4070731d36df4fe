"""Profiles of several local learners, modes of a run with a time limit, confidence of an answer."""

import sqlalchemy as sa
from alembic import op

revision = "r0002"
down_revision = "r0001"


def upgrade() -> None:
    """Add columns that old rows have a value for, and a table for names alone."""
    op.add_column(
        "learner", sa.Column("time_zone", sa.String(64), nullable=False, server_default="UTC")
    )
    op.add_column(
        "learner", sa.Column("new_per_day", sa.Integer, nullable=False, server_default="10")
    )
    op.add_column(
        "learner", sa.Column("reviews_per_day", sa.Integer, nullable=False, server_default="40")
    )
    op.create_table(
        "learner_name",
        sa.Column("learner", sa.String(32), sa.ForeignKey("learner.id"), primary_key=True),
        sa.Column("name", sa.String(80), nullable=False),
    )
    op.add_column(
        "quiz_run", sa.Column("mode", sa.String(10), nullable=False, server_default="tutor")
    )
    op.add_column("quiz_run", sa.Column("time_limit", sa.Integer))
    op.add_column("answer", sa.Column("confidence", sa.Integer))
