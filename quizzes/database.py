"""
Opening the database of the learners' records and bringing its tables up to date.

The one module that knows which database it is: everything that only SQLite or only PostgreSQL
understands stands here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from json import JSONDecoder
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from quizzes.errors import RecordsError

# A number for PostgreSQL by which programs that upgrade the same database know of each other.
_UPGRADE_LOCK = 0x47_47_72_65_63
# Alembic keeps the migration that runs in a variable of its module: one at a time in a process.
_MIGRATING = Lock()
_JSON = JSONDecoder()


def open_database(url: str, patience: float) -> Engine:
    """
    Return an engine for the database at *url*, created or upgraded if need be.

    Any number of processes may do so at once: one upgrades, the others wait for it, at most
    *patience* seconds on SQLite. An upgrade that fails leaves everything as it was.

    Raises:
        RecordsError: If a newer version of the program has written the database.
    """
    is_sqlite = make_url(url).get_backend_name() == "sqlite"
    arguments = {"timeout": patience} if is_sqlite else {}
    engine = create_engine(url, connect_args=arguments, json_deserializer=_from_json)
    if is_sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        _use_write_ahead_log(engine, patience)
    try:
        _upgrade(engine)
    except BaseException:
        engine.dispose()
        raise
    return engine


def _from_json(text: str) -> Any:
    """Return what `json.dumps` wrote: around it is no white space, for which `loads` looks long."""
    return _JSON.raw_decode(text)[0]


def migrations(connection: Connection) -> Config:
    """Return the configuration with which Alembic finds the migrations and *connection*."""
    config = Config(attributes={"connection": connection})
    # Alembic reads a percent sign as the begin of a placeholder.
    folder = str(Path(__file__).parent / "migrations").replace("%", "%%")
    config.set_main_option("script_location", folder)
    return config


def scrub(engine: Engine) -> None:
    """
    Overwrite what was deleted, where the database allows it.

    SQLite's file is rebuilt and its write-ahead log emptied. PostgreSQL reuses the space in its
    own time, and its log and backups are the operator's.

    Raises:
        RecordsError: If other connections keep the old bytes alive.
    """
    if engine.dialect.name != "sqlite":
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM"))
        busy = connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)")).scalar_one()
    if busy:
        raise RecordsError("The store is in use, so deleted bytes remain. Delete again later.")


def is_violation(error: DBAPIError) -> bool:
    """Tell whether the database refused a row because of one of its constraints."""
    if isinstance(error, IntegrityError):
        return True
    # pg8000 tells only of unique constraints by the class of the error; SQLSTATE tells of all.
    told = error.orig.args[0] if error.orig and error.orig.args else None
    return isinstance(told, dict) and str(told.get("C", "")).startswith("23")


def _upgrade(engine: Engine) -> None:
    with engine.connect() as connection:
        if _is_current(connection):
            return
    with _MIGRATING, _exclusively(engine) as connection:
        if not _is_current(connection):
            command.upgrade(migrations(connection), "head")


def _is_current(connection: Connection) -> bool:
    """Tell whether all migrations were run; RecordsError if there were more than we know of."""
    script = ScriptDirectory.from_config(migrations(connection))
    revision = MigrationContext.configure(connection).get_current_revision()
    known = {known.revision for known in script.walk_revisions()}
    if revision is not None and revision not in known:
        raise RecordsError(
            f"The records were written by a newer version of this program (revision {revision})."
            " Install that version, or open another file."
        )
    return revision == script.get_current_head()


@contextmanager
def _exclusively(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in a transaction that no other upgrade overlaps."""
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _UPGRADE_LOCK})
            yield connection
        return
    # Python's driver begins no transaction for CREATE and ALTER, so it is begun by hand.
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")


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
