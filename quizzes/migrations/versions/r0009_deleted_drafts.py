"""Which drafts were deleted, by whom and when, so that a page left open can say so."""

import sqlalchemy as sa
from alembic import op

revision = "r0009"
down_revision = "r0008"


def upgrade() -> None:
    """Add a table."""
    op.create_table(
        "deleted_draft",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("deleted", sa.String(40), nullable=False),
    )
