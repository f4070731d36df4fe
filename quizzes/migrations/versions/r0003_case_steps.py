"""The steps of an attempt at a case: questions, decision, rationale, comparison with the twin."""

import sqlalchemy as sa
from alembic import op

revision = "r0003"
down_revision = "r0002"


def upgrade() -> None:
    """Add a table; decisions that were made before have no steps."""
    op.create_table(
        "case_step",
        sa.Column("attempt", sa.String(32), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("learner", sa.String(32), sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("vignette", sa.String(100), nullable=False),
        sa.Column("facts_digest", sa.String(64), nullable=False),
        sa.Column("step", sa.JSON, nullable=False),
        sa.Column("taken", sa.String(40), nullable=False),
    )
    op.create_index("case_step_of_learner", "case_step", ["learner", "vignette"])
