"""
Learners' records: profiles, quiz runs, an append-only log of answers, and decisions on cases.

Everything is written on the event itself. When a method returns, what it wrote survives the death
of the process and the loss of power. Ids and times are passed in.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import datetime
from itertools import starmap
from types import TracebackType
from typing import Any, Self
from zoneinfo import available_timezones

from sqlalchemy import Connection, Insert, Table, exists, func, insert, literal, select
from sqlalchemy.exc import DBAPIError

from quizzes import lookups
from quizzes.database import is_violation, open_database
from quizzes.entries import Answer, CaseDecision, Profile, Progress, QuizRun, StepTaken
from quizzes.errors import GoneError, RecordsError, RunOverError
from quizzes.graded import Graded, graded_by
from quizzes.guidance import Guidance
from quizzes.learner_data import delete_everything, everything_of
from quizzes.rows import (
    decision_of,
    decision_values,
    digest_of,
    mark_of,
    profiles,
    run_of,
)
from quizzes.saved_cases import SavedCases
from quizzes.tables import (
    ANSWER,
    CASE_DECISION,
    CASE_STEP,
    LEARNER,
    LEARNER_NAME,
    QUIZ_RUN,
)

# 128 random bits in hexadecimal: nobody guesses a run's address, and no id says who somebody is.
_ID = re.compile(r"[0-9a-f]{32}")
_LONGEST_NAME = 80


class Records:
    """
    The store of learners' records, at an SQLAlchemy URL such as `sqlite:///records.db`.

    `saved_cases` holds the cases that learners made themselves, `guidance` who needs no guide.

    Any number of processes and threads may have the same store open. *patience* is how many
    seconds one writer waits for another, such as a second tab.

    Raises:
        RecordsError: If a newer version of the program has written the store.
    """

    def __init__(self, url: str, patience: float = 30) -> None:
        self._engine = open_database(url, patience)
        self.saved_cases = SavedCases(self._engine)
        self.guidance = Guidance(self._engine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()

    def add_learner(self, learner: str, since: datetime) -> None:
        """
        Add a learner; nothing happens if the learner is known.

        Raises:
            RecordsError: If *learner* is not 128 bits in hexadecimal.
            GoneError: If *learner* was deleted: a pseudonym is never used again.
        """
        _check_id(learner)
        if self._is_known(learner):
            return
        values = {"id": learner, "since": since}
        row = select(*(literal(value, LEARNER.c[name].type) for name, value in values.items()))
        # One statement, so that nobody deletes the learner between the question and the row.
        unless_deleted = row.where(~exists().where(mark_of(learner)))
        self._store((insert(LEARNER).from_select(list(values), unless_deleted), {}))
        if not self._is_known(learner):
            raise GoneError(f"The learner {learner} was deleted.")

    def was_deleted(self, learner: str) -> bool:
        """Tell whether everything of *learner* was deleted."""
        with self._engine.connect() as connection:
            marked = connection.execute(lookups.DELETED, {"digest": digest_of(learner)})
            return marked.first() is not None

    def profile(self, learner: str) -> Profile:
        """
        Return the profile of a learner.

        Raises:
            GoneError: If there is no such learner.
        """
        with self._engine.connect() as connection:
            row = connection.execute(profiles().where(LEARNER.c.id == learner)).first()
        if row is None:
            raise GoneError(f"There is no learner {learner}.")
        return Profile(**row._mapping)

    def profiles(self) -> tuple[Profile, ...]:
        """Return the profiles of all learners, the first added first."""
        with self._engine.connect() as connection:
            rows = connection.execute(profiles().order_by(LEARNER.c.since, LEARNER.c.id))
            return tuple(Profile(**row._mapping) for row in rows)

    def change_profile(self, profile: Profile) -> None:
        """
        Store the name, time zone and daily limits of a learner that was added before.

        Raises:
            RecordsError: If one of the values cannot be.
            GoneError: If there is no such learner.
        """
        _check_profile(profile)
        mine = LEARNER.c.id == profile.learner
        its_name = LEARNER_NAME.c.learner == profile.learner
        with self._engine.begin() as connection:
            # First of all, because it makes a second tab that does the same wait.
            changed = connection.execute(
                LEARNER.update()
                .where(mine)
                .values(
                    time_zone=profile.time_zone,
                    new_per_day=profile.new_per_day,
                    reviews_per_day=profile.reviews_per_day,
                )
            )
            if not changed.rowcount:
                raise GoneError(f"There is no learner {profile.learner}.")
            connection.execute(LEARNER_NAME.delete().where(its_name))
            if profile.name is not None:
                named = {"learner": profile.learner, "name": profile.name}
                connection.execute(insert(LEARNER_NAME).values(**named))

    def start_run(self, run: QuizRun) -> None:
        """
        Store a new run.

        Raises:
            RecordsError: If its id is malformed or taken, or its time limit not positive.
            GoneError: If there is no such learner.
        """
        _check_id(run.id)
        if run.time_limit is not None and run.time_limit <= 0:
            raise RecordsError(f"A time limit of {run.time_limit} s leaves no time to answer.")
        values = {**asdict(run), "items": list(run.items), "mode": run.mode.value}
        if not self._insert((QUIZ_RUN, values)):
            if not self._is_known(run.learner):
                raise GoneError(f"There is no learner {run.learner}.")
            raise RecordsError(f"The run {run.id} exists already.")

    def record_answer(self, answer: Answer) -> Answer:
        """
        Append *answer* and return it; if that place was answered before, return that answer.

        Raises:
            RecordsError: If the run belongs to another learner, or has no such place.
            GoneError: If there is no such run.
            RunOverError: If the time limit had passed, or the exam was handed in.
        """
        _check_confidence(answer.confidence)
        run = self.run(answer.run)
        if run.learner != answer.learner:
            raise RecordsError(f"The run {answer.run} belongs to another learner.")
        if not 0 <= answer.position < len(run.items) or run.items[answer.position] != answer.item:
            raise RecordsError(
                f"The run {answer.run} has no item {answer.item} at {answer.position}."
            )
        if run.is_over(answer.answered):
            raise RunOverError(f"The run {answer.run} was over when {answer.item} was answered.")
        if self._insert((ANSWER, asdict(answer))):
            return answer
        for earlier in self.progress(answer.run).answers:
            if (earlier.position, earlier.step) == (answer.position, answer.step):
                return earlier
        raise GoneError(f"The run {answer.run} is gone.")

    def finish_run(self, run: str, at: datetime) -> None:
        """Note when a run was finished; the first time stands."""
        with self._engine.begin() as connection:
            unfinished = (QUIZ_RUN.c.id == run) & QUIZ_RUN.c.finished.is_(None)
            connection.execute(QUIZ_RUN.update().where(unfinished).values(finished=at))

    def run(self, run: str) -> QuizRun:
        """
        Return a run without its answers.

        Raises:
            GoneError: If there is no such run.
        """
        with self._engine.connect() as connection:
            return _run(connection, run)

    def progress(self, run: str) -> Progress:
        """
        Return a run with its answers.

        Raises:
            GoneError: If there is no such run.
        """
        with self._engine.connect() as connection:
            found = _run(connection, run)
            given = connection.execute(lookups.ANSWERS_IN_RUN, {"run": run})
            return Progress(found, tuple(starmap(Answer, given)))

    def runs(self, learner: str) -> tuple[QuizRun, ...]:
        """Return the runs of a learner, the latest first."""
        with self._engine.connect() as connection:
            return tuple(map(run_of, connection.execute(lookups.RUNS, {"learner": learner})))

    def answers(self, learner: str) -> tuple[Answer, ...]:
        """Return every answer of a learner, in the order given."""
        with self._engine.connect() as connection:
            rows = connection.execute(lookups.ANSWERS, {"learner": learner})
            return tuple(starmap(Answer, rows))

    def first_answers(self, guideline: str) -> tuple[Answer, ...]:
        """Return what each learner answered first to each step of each item of a guideline."""
        places = (ANSWER.c.learner, ANSWER.c.item, ANSWER.c.step)
        of_guideline = QUIZ_RUN.c.guideline == guideline
        first = select(func.min(ANSWER.c.id)).join(QUIZ_RUN).where(of_guideline).group_by(*places)
        with self._engine.connect() as connection:
            answers = lookups.entries_of(ANSWER, Answer).where(ANSWER.c.id.in_(first))
            return tuple(starmap(Answer, connection.execute(answers.order_by(ANSWER.c.id))))

    def graded(self) -> Graded:
        """Return how many answers and decisions of all learners each version has graded."""
        return graded_by(self._engine)

    def record_decision(self, decision: CaseDecision) -> None:
        """
        Append a decision; nothing happens if its id is known.

        Raises:
            RecordsError: If its id is malformed or its learner unknown.
        """
        _check_id(decision.id)
        _check_confidence(decision.confidence)
        stored = self._insert((CASE_DECISION, decision_values(decision)))
        if not stored and decision not in self.decisions(decision.learner):
            raise RecordsError(f"The learner of the decision {decision.id} is not known.")

    def record_step(self, step: StepTaken, decision: CaseDecision | None = None) -> bool:
        """
        Append a step at a case and, in the same breath, the decision that it is.

        Returns False, with nothing stored, if the place is taken: another tab went ahead.

        Raises:
            RecordsError: If an id is malformed.
            GoneError: If there is no such learner.
        """
        _check_id(step.attempt)
        rows = [(CASE_STEP, asdict(step))]
        if decision is not None:
            _check_id(decision.id)
            _check_confidence(decision.confidence)
            rows.append((CASE_DECISION, decision_values(decision)))
        stored = self._insert(*rows)
        if not stored and not self._is_known(step.learner):
            raise GoneError(f"There is no learner {step.learner}.")
        return stored

    def steps(self, learner: str, vignette: str | None = None) -> tuple[StepTaken, ...]:
        """
        Return the steps of a learner, attempt after attempt, each in its order.

        *vignette* leaves out those at other cases.
        """
        with self._engine.connect() as connection:
            rows = (
                connection.execute(lookups.STEPS, {"learner": learner})
                if vignette is None
                else connection.execute(
                    lookups.STEPS_AT_CASE, {"learner": learner, "vignette": vignette}
                )
            )
            taken = list(starmap(StepTaken, rows))
        begun = {step.attempt: n for n, step in reversed(list(enumerate(taken)))}
        return tuple(sorted(taken, key=lambda step: (begun[step.attempt], step.position)))

    def last_steps(self, learner: str) -> tuple[StepTaken, ...]:
        """Return the last step of each attempt of a learner, in the order taken."""
        with self._engine.connect() as connection:
            rows = connection.execute(lookups.LAST_STEPS, {"learner": learner})
            return tuple(starmap(StepTaken, rows))

    def decisions(self, learner: str) -> tuple[CaseDecision, ...]:
        """Return the decisions of a learner, in the order given."""
        with self._engine.connect() as connection:
            rows = connection.execute(lookups.DECISIONS, {"learner": learner})
            return tuple(map(decision_of, rows))

    def export_learner(self, learner: str) -> dict[str, Any]:
        """Return everything that is kept of a learner, as plain data for JSON."""
        return everything_of(self._engine, learner)

    def delete_learner(self, learner: str) -> None:
        """
        Delete everything that is kept of a learner, down to the bytes in SQLite's files.

        A digest of the pseudonym stays, by which `add_learner` refuses to add it again.

        Raises:
            RecordsError: If other connections kept the files busy. The rows are gone then; the
                bytes go when this is called again.
        """
        delete_everything(self._engine, learner)

    def _insert(self, *rows: tuple[Table, dict[str, Any]]) -> bool:
        """Insert all rows or none, and return whether the constraints allowed it."""
        return self._store(*((lookups.INSERT[table.name], values) for table, values in rows))

    def _store(self, *statements: tuple[Insert, dict[str, Any]]) -> bool:
        """Carry out all statements or none, and return whether the constraints allowed it."""
        try:
            with self._engine.begin() as connection:
                for statement, values in statements:
                    connection.execute(statement, values)
        except DBAPIError as error:
            if is_violation(error):
                return False
            raise
        return True

    def _is_known(self, learner: str) -> bool:
        with self._engine.connect() as connection:
            return connection.execute(lookups.KNOWN, {"learner": learner}).first() is not None


def _run(connection: Connection, run: str) -> QuizRun:
    row = connection.execute(lookups.RUN, {"run": run}).first()
    if row is None:
        raise GoneError(f"There is no quiz run {run}.")
    return run_of(row)


def _check_id(id_: str) -> None:
    if not _ID.fullmatch(id_):
        raise RecordsError(f"'{id_}' is no id: 32 hexadecimal digits are needed, drawn at random.")


def _check_confidence(confidence: int | None) -> None:
    if confidence not in (None, 1, 2, 3):
        raise RecordsError(f"A confidence is 1, 2 or 3, not {confidence}.")


def _check_profile(profile: Profile) -> None:
    if profile.name is not None and not 0 < len(profile.name.strip()) <= _LONGEST_NAME:
        raise RecordsError(f"A name has 1 to {_LONGEST_NAME} characters; leave it out for none.")
    if profile.time_zone not in available_timezones():
        raise RecordsError(f"There is no time zone '{profile.time_zone}'. Use Europe/Vienna, say.")
    if min(profile.new_per_day, profile.reviews_per_day) < 0:
        raise RecordsError("A daily limit is 0 or more.")
