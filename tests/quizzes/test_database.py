import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

import quizzes.database
from kg.derivation import Verdict
from quizzes.drafts.tables import DRAFT_METADATA
from quizzes.entries import Answer, CaseDecision, Profile, QuizRun
from quizzes.errors import RecordsError
from quizzes.records import Records
from quizzes.tables import METADATA

ROOT = Path(__file__).parents[2]
# What `iterdump` told of a store that the first release had written.
VERSION_1 = Path(__file__).with_name("records_of_version_1.sql").read_text(encoding="utf-8")
AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ANN, BOB = "0123456789abcdef" * 2, "fedcba9876543210" * 2
OPEN = "import sys; from quizzes.records import Records; Records(sys.argv[1]).close()"


@pytest.fixture
def file(tmp_path):
    return tmp_path / "records.db"


@pytest.fixture
def url(file):
    return f"sqlite:///{file}"


def write(file, script):
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(script)


def processes_open(url, count):
    """Open the store from many processes at the same moment; return what they complained of."""
    started = [
        subprocess.Popen(
            [sys.executable, "-c", OPEN, url],
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for _ in range(count)
    ]
    return [process.communicate(timeout=60)[1] for process in started]


def test_a_store_of_the_first_version_is_upgraded_with_nothing_lost(file, url):
    write(file, VERSION_1)

    with Records(url) as records:
        profiles, runs = records.profiles(), (*records.runs(ANN), *records.runs(BOB))
        answers, decisions = records.answers(ANN), records.decisions(ANN)
        of_bob = records.answers(BOB)

    ann_run, bob_run = "1" * 32, "3" * 32
    assert profiles == (Profile(ANN, AT), Profile(BOB, AT + timedelta(hours=1)))
    assert runs == (
        QuizRun(ann_run, ANN, "colds", ("one", "two", "three"), "seed", AT),
        QuizRun(
            *(bob_run, BOB, "colds", ("one",), "other"),
            AT + timedelta(hours=2),
            AT + timedelta(hours=3),
        ),
    )
    assert answers == (
        Answer(
            *(ANN, ann_run, 0, 0, "one", "d1", "1.0", {"options": ["a"]}, 1.0),
            AT + timedelta(minutes=1),
        ),
        Answer(*(ANN, ann_run, 1, 0, "two", "d2", "1.0", None, 0.0), AT + timedelta(minutes=2)),
    )
    assert of_bob == (
        Answer(
            *(BOB, bob_run, 0, 0, "one", "d1", "1.0", {"amount": "2.1"}, 1.0),
            AT + timedelta(hours=3),
        ),
    )
    assert decisions == (
        CaseDecision(
            *("2" * 32, ANN, "a-story", "f1", "1.0", Verdict.CANNOT_TELL, 2),
            *(Verdict.NOT_INDICATED, AT),
        ),
    )


def test_a_store_of_which_only_the_first_table_was_made_is_completed(file, url):
    write(file, "CREATE TABLE learner (id VARCHAR(32) PRIMARY KEY, since VARCHAR(40) NOT NULL)")
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("INSERT INTO learner VALUES (?, ?)", (ANN, AT.isoformat()))

    with Records(url) as records:
        assert records.profiles() == (Profile(ANN, AT),)
        assert records.answers(ANN) == ()


def test_the_migrations_lead_to_the_tables_that_the_code_uses(url):
    Records(url).close()

    assert differences(url) == []


@pytest.mark.postgres
def test_the_migrations_lead_to_the_same_tables_on_postgres(postgres_url):
    Records(postgres_url).close()

    assert differences(postgres_url) == []


def differences(url):
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            context = MigrationContext.configure(
                connection, opts={"compare_type": True, "compare_server_default": True}
            )
            return compare_metadata(context, [METADATA, DRAFT_METADATA])
    finally:
        engine.dispose()


def test_a_migration_that_fails_leaves_everything_as_it_was(file, url, tmp_path, monkeypatch):
    write(file, VERSION_1)
    shutil.copytree(ROOT / "quizzes" / "migrations", tmp_path / "migrations")
    second = tmp_path / "migrations" / "versions" / "r0002_profiles_and_modes.py"
    second.write_text(f"{second.read_text()}    op.drop_table('nowhere')\n")
    monkeypatch.setattr(quizzes.database, "__file__", str(tmp_path / "database.py"))

    with pytest.raises(Exception, match="no such table: nowhere"):
        Records(url)

    monkeypatch.undo()
    with closing(sqlite3.connect(file)) as connection:
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
    assert not {"alembic_version", "learner_name"} & tables
    with Records(url) as records:
        assert len(records.answers(ANN)) == 2


def test_a_store_of_a_newer_version_is_refused_and_left_alone(file, url):
    Records(url).close()
    write(file, "UPDATE alembic_version SET version_num = 'r9999'")

    with pytest.raises(RecordsError, match=r"newer version of this program \(revision r9999\)"):
        Records(url)


@pytest.mark.parametrize("before", ["", VERSION_1], ids=["a new store", "a store of version 1"])
def test_processes_that_start_at_once_do_not_collide(file, url, before):
    write(file, before)

    complaints = processes_open(url, 4)

    assert complaints == [""] * 4
    assert differences(url) == []


@pytest.mark.postgres
def test_processes_that_start_at_once_on_postgres_do_not_collide(postgres_url):
    complaints = processes_open(postgres_url, 4)

    assert complaints == [""] * 4
    assert differences(postgres_url) == []


def test_threads_that_start_at_once_do_not_collide(file, url):
    write(file, VERSION_1)

    with ThreadPoolExecutor(8) as threads:
        stores = list(threads.map(lambda _: Records(url), range(8)))

    assert [len(store.answers(ANN)) for store in stores] == [2] * 8
    for store in stores:
        store.close()


def test_threads_that_upgrade_different_stores_at_once_do_not_collide(tmp_path):
    urls = [f"sqlite:///{tmp_path / str(number)}.db" for number in range(24)]

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda url: Records(url).close(), urls))

    assert [differences(url) for url in urls] == [[]] * 24


def test_a_folder_with_a_percent_sign_in_its_name_is_no_hindrance(tmp_path, monkeypatch):
    odd = tmp_path / "100%(of)s"
    shutil.copytree(ROOT / "quizzes" / "migrations", odd / "migrations")
    monkeypatch.setattr(quizzes.database, "__file__", str(odd / "database.py"))

    Records(f"sqlite:///{tmp_path / 'records.db'}").close()

    engine = create_engine(f"sqlite:///{tmp_path / 'records.db'}")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    assert "learner_name" in inspect(engine).get_table_names()
    engine.dispose()
