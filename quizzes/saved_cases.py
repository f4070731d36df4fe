"""Cases that learners made themselves and keep, beside everything else that is kept of them."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Row, func, insert, select
from sqlalchemy.exc import DBAPIError

from kg.case import Fact
from quizzes.case_steps import facts_from_json, facts_to_json
from quizzes.database import is_violation
from quizzes.errors import RecordsError
from quizzes.tables import SAVED_CASE

#: How many cases one learner keeps; a list of more could not be read.
MOST_CASES = 100
_LONGEST_NAME = 80
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class SavedCase:
    """A case of a learner's own. *name* is free text, so it is untrusted."""

    id: str
    learner: str
    guideline: str
    name: str
    facts: frozenset[Fact]
    saved: datetime


class SavedCases:
    """The cases that learners keep, in the database of their records."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, case: SavedCase) -> SavedCase:
        """
        Store *case* and return it as it is stored, its name in one line.

        Raises:
            RecordsError: If its id is malformed, its name empty, too long or taken, its learner
                unknown, or if the learner keeps as many as can be kept.
        """
        named = replace(case, name=" ".join(case.name.split()))
        if not _ID.fullmatch(named.id):
            raise RecordsError(f"'{named.id}' is no id: 32 hexadecimal digits are needed.")
        if not 0 < len(named.name) <= _LONGEST_NAME:
            raise RecordsError(f"Give the case a name of 1 to {_LONGEST_NAME} characters.")
        try:
            with self._engine.begin() as connection:
                mine = select(func.count()).where(SAVED_CASE.c.learner == named.learner)
                if connection.execute(mine).scalar_one() >= MOST_CASES:
                    raise RecordsError(
                        f"You keep {MOST_CASES} cases already. Delete one of them first."
                    )
                values = {**asdict(named), "facts": facts_to_json(named.facts)}
                connection.execute(insert(SAVED_CASE).values(**values))
        except DBAPIError as error:
            if not is_violation(error):
                raise
            raise RecordsError(
                f"You keep a case named “{named.name}” already. Choose another name."
            ) from error
        return named

    def of(self, learner: str, guideline: str) -> tuple[SavedCase, ...]:
        """Return the cases that a learner keeps for one guideline, the latest first."""
        mine = (SAVED_CASE.c.learner == learner) & (SAVED_CASE.c.guideline == guideline)
        latest = select(SAVED_CASE).where(mine).order_by(SAVED_CASE.c.saved.desc(), SAVED_CASE.c.id)
        with self._engine.connect() as connection:
            return tuple(map(_case, connection.execute(latest)))

    def delete(self, case: str, learner: str) -> None:
        """Delete a case; nothing happens if that learner has none of this id."""
        mine = (SAVED_CASE.c.id == case) & (SAVED_CASE.c.learner == learner)
        with self._engine.begin() as connection:
            connection.execute(SAVED_CASE.delete().where(mine))


def _case(row: Row[Any]) -> SavedCase:
    values = dict(row._mapping)
    return SavedCase(**{**values, "facts": facts_from_json(values["facts"])})
