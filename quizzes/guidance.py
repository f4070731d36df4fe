"""Who has been guided through a first case, or wants no guide: noted once, by learner."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, insert, select
from sqlalchemy.exc import DBAPIError

from quizzes.database import is_violation
from quizzes.tables import GUIDED


class Guidance:
    """The notes that learners need no guide any more, in the database of their records."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def is_over(self, learner: str) -> bool:
        """Tell whether a learner was guided before, or waved the guide away."""
        mine = select(GUIDED.c.learner).where(GUIDED.c.learner == learner)
        with self._engine.connect() as connection:
            return connection.execute(mine).first() is not None

    def end(self, learner: str, at: datetime) -> None:
        """Note that a learner needs no guide; the first note stands, nobody else has any."""
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(GUIDED).values(learner=learner, at=at))
        except DBAPIError as error:
            if not is_violation(error):
                raise
