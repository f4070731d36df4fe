"""What a run is about, as its learner chose it."""

import sqlalchemy as sa
from alembic import op

revision = "r0004"
down_revision = "r0003"


def upgrade() -> None:
    """Add a column; of older runs nobody knows the topic."""
    op.add_column("quiz_run", sa.Column("topic", sa.String(120)))
