"""Drafts of items and vignettes: their versions, and comments on them."""

import sqlalchemy as sa
from alembic import op

revision = "r0006"
down_revision = "r0005"


def upgrade() -> None:
    """Add the tables of drafts."""
    op.create_table(
        "draft",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("part", sa.String(10), nullable=False),
        sa.Column("guideline", sa.String(100), nullable=False),
        sa.Column("started", sa.String(40), nullable=False),
    )
    op.create_table(
        "draft_version",
        sa.Column("draft", sa.String(32), sa.ForeignKey("draft.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("base", sa.Integer),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("saved", sa.String(40), nullable=False),
        sa.Column("stage", sa.String(10), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("parallel", sa.Boolean, nullable=False),
    )
    op.create_table(
        "draft_comment",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("draft", sa.String(32), sa.ForeignKey("draft.id"), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("author", sa.String(80), nullable=False),
        sa.Column("written", sa.String(40), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.create_index("draft_comment_of_draft", "draft_comment", ["draft"])
