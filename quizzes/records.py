"""
Learners' records: quiz runs, an append-only log of answers, and decisions on cases.

Everything is written on the event itself. When a method returns, what it wrote survives the death
of the process and the loss of power. Ids and times are passed in.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from time import monotonic, sleep
from types import TracebackType
from typing import Any, Self

from sqlalchemy import Engine, Row, Table, create_engine, event, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.schema import CreateIndex, CreateTable

from kg.case import Fact, Value
from kg.derivation import Verdict
from quizzes.errors import RecordsError
from quizzes.tables import ANSWER, CASE_DECISION, LEARNER, METADATA, QUIZ_RUN

# 128 random bits in hexadecimal: nobody guesses a run's address, and no id says who somebody is.
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class QuizRun:
    """One quiz of one learner: the ids of its items in order, and the seed of its orders."""

    id: str
    learner: str
    guideline: str
    items: tuple[str, ...]
    seed: str
    started: datetime
    finished: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """
    The answer to one step of one item, with the versions of what graded it.

    *position* is the 0-based place in the run, *step* that in the item. *response* is one entry of
    `quizzes.responses.responses_to_json`. *score* is between 0 and 1.
    """

    learner: str
    run: str
    position: int
    step: int
    item: str
    item_digest: str
    guideline_version: str
    response: Any
    score: float
    answered: datetime


@dataclass(frozen=True, slots=True)
class CaseDecision:
    """
    What a learner decided on a vignette before anything was revealed.

    *facts_digest* tells which facts the vignette had then. *confidence* is from 1 to 3, if given.
    """

    id: str
    learner: str
    vignette: str
    facts_digest: str
    guideline_version: str
    chosen: Verdict
    confidence: int | None
    derived: Verdict
    decided: datetime


@dataclass(frozen=True, slots=True)
class Progress:
    """A run with the answers given so far, in the order of the run."""

    run: QuizRun
    answers: tuple[Answer, ...]

    def place(self, step_counts: Sequence[int]) -> tuple[int, int] | None:
        """
        Return the first position and step not answered yet; None if nothing is left.

        Args:
            step_counts: How many steps each item of the run has.
        """
        given = {(answer.position, answer.step) for answer in self.answers}
        for position, count in enumerate(step_counts):
            for step in range(count):
                if (position, step) not in given:
                    return position, step
        return None


class Records:
    """
    The store of learners' records, at an SQLAlchemy URL such as `sqlite:///records.db`.

    Any number of processes and threads may have the same store open. *patience* is how many
    seconds one writer waits for another, such as a second tab.
    """

    def __init__(self, url: str, patience: float = 30) -> None:
        self._engine = _open(url, patience)

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
        """
        _check_id(learner)
        with self._engine.connect() as connection:
            known = select(LEARNER).where(LEARNER.c.id == learner)
            if connection.execute(known).first() is not None:
                return
        self._insert(LEARNER, {"id": learner, "since": since})

    def start_run(self, run: QuizRun) -> None:
        """
        Store a new run.

        Raises:
            RecordsError: If its id is malformed or taken, or its learner unknown.
        """
        _check_id(run.id)
        if not self._insert(QUIZ_RUN, {**asdict(run), "items": list(run.items)}):
            raise RecordsError(f"The run {run.id} exists already, or its learner does not.")

    def record_answer(self, answer: Answer) -> Answer:
        """
        Append *answer* and return it; if that place was answered before, return that answer.

        Raises:
            RecordsError: If there is no such run of that learner, or no such place in it.
        """
        run = self.progress(answer.run).run
        if run.learner != answer.learner:
            raise RecordsError(f"The run {answer.run} belongs to another learner.")
        if not 0 <= answer.position < len(run.items) or run.items[answer.position] != answer.item:
            raise RecordsError(
                f"The run {answer.run} has no item {answer.item} at {answer.position}."
            )
        if self._insert(ANSWER, asdict(answer)):
            return answer
        for earlier in self.progress(answer.run).answers:
            if (earlier.position, earlier.step) == (answer.position, answer.step):
                return earlier
        raise RecordsError(f"The run {answer.run} is gone.")

    def finish_run(self, run: str, at: datetime) -> None:
        """Note when a run was finished; the first time stands."""
        with self._engine.begin() as connection:
            unfinished = (QUIZ_RUN.c.id == run) & QUIZ_RUN.c.finished.is_(None)
            connection.execute(QUIZ_RUN.update().where(unfinished).values(finished=at))

    def progress(self, run: str) -> Progress:
        """
        Return a run with its answers.

        Raises:
            RecordsError: If there is no such run.
        """
        with self._engine.connect() as connection:
            row = connection.execute(select(QUIZ_RUN).where(QUIZ_RUN.c.id == run)).first()
            if row is None:
                raise RecordsError(f"There is no quiz run {run}.")
            given = select(ANSWER).where(ANSWER.c.run == run)
            in_order = given.order_by(ANSWER.c.position, ANSWER.c.step)
            return Progress(_run(row), tuple(_answer(a) for a in connection.execute(in_order)))

    def runs(self, learner: str) -> tuple[QuizRun, ...]:
        """Return the runs of a learner, the latest first."""
        with self._engine.connect() as connection:
            mine = select(QUIZ_RUN).where(QUIZ_RUN.c.learner == learner)
            rows = connection.execute(mine.order_by(QUIZ_RUN.c.started.desc()))
            return tuple(_run(row) for row in rows)

    def answers(self, learner: str) -> tuple[Answer, ...]:
        """Return every answer of a learner, in the order given."""
        with self._engine.connect() as connection:
            mine = select(ANSWER).where(ANSWER.c.learner == learner).order_by(ANSWER.c.id)
            return tuple(_answer(row) for row in connection.execute(mine))

    def record_decision(self, decision: CaseDecision) -> None:
        """
        Append a decision; nothing happens if its id is known.

        Raises:
            RecordsError: If its id is malformed or its learner unknown.
        """
        _check_id(decision.id)
        values = asdict(decision) | {
            "chosen": decision.chosen.value,
            "derived": decision.derived.value,
        }
        if not self._insert(CASE_DECISION, values) and decision not in self.decisions(
            decision.learner
        ):
            raise RecordsError(f"The learner of the decision {decision.id} is not known.")

    def decisions(self, learner: str) -> tuple[CaseDecision, ...]:
        """Return the decisions of a learner, in the order given."""
        with self._engine.connect() as connection:
            mine = select(CASE_DECISION).where(CASE_DECISION.c.learner == learner)
            rows = connection.execute(mine.order_by(CASE_DECISION.c.decided))
            return tuple(_decision(row) for row in rows)

    def export_learner(self, learner: str) -> dict[str, Any]:
        """Return everything that is kept of a learner, as plain data for JSON."""
        with self._engine.connect() as connection:
            return {
                table.name: [_plain(row) for row in connection.execute(_rows_of(table, learner))]
                for table in METADATA.sorted_tables
            }

    def delete_learner(self, learner: str) -> None:
        """
        Delete everything that is kept of a learner, down to the bytes in SQLite's files.

        Raises:
            RecordsError: If other connections kept the files busy. The rows are gone then; the
                bytes go when this is called again.
        """
        with self._engine.begin() as connection:
            for table in reversed(METADATA.sorted_tables):
                owner = table.c.id if table is LEARNER else table.c.learner
                connection.execute(table.delete().where(owner == learner))
        if self._engine.dialect.name == "sqlite":
            _scrub(self._engine)

    def _insert(self, table: Table, values: dict[str, Any]) -> bool:
        """Insert one row and return whether the constraints allowed it."""
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(table).values(**values))
        except IntegrityError:
            return False
        return True


def facts_digest(facts: Iterable[Fact]) -> str:
    """Return a digest that is equal for equal facts, whatever their order."""
    lines = sorted(
        f"{fact.observable} {fact.bound.value} {fact.amount.normalize():f}"
        if isinstance(fact, Value)
        else f"{fact.finding} {type(fact).__name__}"
        for fact in facts
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _open(url: str, patience: float) -> Engine:
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    engine = create_engine(url, connect_args={"timeout": patience} if is_sqlite else {})
    if is_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        _use_write_ahead_log(engine, patience)
    with engine.begin() as connection:
        for table in METADATA.sorted_tables:
            connection.execute(CreateTable(table, if_not_exists=True))
            for index in sorted(table.indexes, key=lambda i: str(i.name)):
                connection.execute(CreateIndex(index, if_not_exists=True))
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    """Make commits durable, references checked, and deletions thorough."""
    cursor = connection.cursor()
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _use_write_ahead_log(engine: Engine, patience: float) -> None:
    """
    Switch the file to a write-ahead log, which then stays its mode.

    Only the switch itself does not wait for others that open the file at the same moment.
    """
    deadline = monotonic() + patience
    while True:
        try:
            with engine.connect() as connection:
                connection.execute(text("PRAGMA journal_mode=WAL"))
        except OperationalError:
            if monotonic() > deadline:
                raise
            sleep(0.01)
        else:
            return


def _scrub(engine: Engine) -> None:
    """Overwrite what was deleted: rebuild the file and empty the write-ahead log."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM"))
        busy = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).scalar_one()
    if busy:
        raise RecordsError("The store is in use, so deleted bytes remain. Delete again later.")


def _check_id(id_: str) -> None:
    if not _ID.fullmatch(id_):
        raise RecordsError(f"'{id_}' is no id: 32 hexadecimal digits are needed, drawn at random.")


def _rows_of(table: Table, learner: str) -> Any:
    owner = table.c.id if table is LEARNER else table.c.learner
    return select(table).where(owner == learner).order_by(table.c.id)


def _plain(row: Row[Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in row._mapping.items()
    }


def _run(row: Row[Any]) -> QuizRun:
    return QuizRun(**{**row._mapping, "items": tuple(row._mapping["items"])})


def _answer(row: Row[Any]) -> Answer:
    return Answer(**{name: value for name, value in row._mapping.items() if name != "id"})


def _decision(row: Row[Any]) -> CaseDecision:
    values = dict(row._mapping)
    chosen, derived = Verdict(values.pop("chosen")), Verdict(values.pop("derived"))
    return CaseDecision(**values, chosen=chosen, derived=derived)
