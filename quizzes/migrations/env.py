"""Runs migrations on the connection that `quizzes.database` or Alembic's own command passes in."""

from alembic import context

from quizzes.tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
context.run_migrations()
