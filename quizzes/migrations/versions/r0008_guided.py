"""Who was guided through a first case."""

import sqlalchemy as sa
from alembic import op

revision = "r0008"
down_revision = "r0007"


def upgrade() -> None:
    """Add a table."""
    op.create_table(
        "guided",
        sa.Column("learner", sa.String(32), sa.ForeignKey("learner.id"), primary_key=True),
        sa.Column("at", sa.String(40), nullable=False),
    )
