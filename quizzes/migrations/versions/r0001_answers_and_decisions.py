"""
Learners, quiz runs, answers and decisions on cases.

The first released tables were created without Alembic, one by one. A store that has some or all of
them is completed here and loses nothing.
"""

import sqlalchemy as sa
from alembic import op

revision = "r0001"
down_revision = None


def upgrade() -> None:
    """Create what is missing."""
    op.create_table(
        "learner",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("since", sa.String(40), nullable=False),
        if_not_exists=True,
    )
    op.create_table(
        "quiz_run",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("learner", sa.String(32), sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("guideline", sa.String(100), nullable=False),
        sa.Column("items", sa.JSON, nullable=False),
        sa.Column("seed", sa.String(100), nullable=False),
        sa.Column("started", sa.String(40), nullable=False),
        sa.Column("finished", sa.String(40)),
        if_not_exists=True,
    )
    op.create_index("quiz_run_of_learner", "quiz_run", ["learner"], if_not_exists=True)
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("learner", sa.String(32), sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("run", sa.String(64), sa.ForeignKey("quiz_run.id"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("step", sa.Integer, nullable=False),
        sa.Column("item", sa.String(100), nullable=False),
        sa.Column("item_digest", sa.String(64), nullable=False),
        sa.Column("guideline_version", sa.String(100), nullable=False),
        sa.Column("response", sa.JSON, nullable=False),
        sa.Column("score", sa.Float, nullable=False),
        sa.Column("answered", sa.String(40), nullable=False),
        sa.UniqueConstraint("run", "position", "step"),
        if_not_exists=True,
    )
    op.create_index("answer_of_learner", "answer", ["learner"], if_not_exists=True)
    op.create_table(
        "case_decision",
        sa.Column("id", sa.String(64), primary_key=True),
        sa.Column("learner", sa.String(32), sa.ForeignKey("learner.id"), nullable=False),
        sa.Column("vignette", sa.String(100), nullable=False),
        sa.Column("facts_digest", sa.String(64), nullable=False),
        sa.Column("guideline_version", sa.String(100), nullable=False),
        sa.Column("chosen", sa.String(20), nullable=False),
        sa.Column("confidence", sa.Integer),
        sa.Column("derived", sa.String(20), nullable=False),
        sa.Column("decided", sa.String(40), nullable=False),
        if_not_exists=True,
    )
    op.create_index("case_decision_of_learner", "case_decision", ["learner"], if_not_exists=True)
