"""Cases that learners made themselves and keep."""

import sqlalchemy as sa
from alembic import op

revision = "r0007"
down_revision = "r0006"


def upgrade() -> None:
    """Add a table."""
    op.create_table(
        "saved_case",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("learner", sa.String(32), sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("guideline", sa.String(100), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("facts", sa.JSON, nullable=False),
        sa.Column("saved", sa.String(40), nullable=False),
        sa.UniqueConstraint("learner", "guideline", "name"),
    )
