"""Runs migrations on the connection that `quizzes.database` or Alembic's own command passes in."""

from alembic import context

from quizzes.drafts.tables import DRAFT_METADATA
from quizzes.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"], target_metadata=[METADATA, DRAFT_METADATA]
)
context.run_migrations()
