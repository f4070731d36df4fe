"""By what a deleted learner is known, so that no open page brings the learner back."""

import sqlalchemy as sa
from alembic import op

revision = "r0005"
down_revision = "r0004"


def upgrade() -> None:
    """Add a table; who was deleted before left nothing to know them by."""
    op.create_table("deleted_learner", sa.Column("digest", sa.String(64), primary_key=True))
