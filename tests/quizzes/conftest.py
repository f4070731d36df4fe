import os
import shutil
import signal
import subprocess
import tempfile
from decimal import Decimal
from pathlib import Path
from time import monotonic, sleep

import pytest
from kept_records import ANN, AT, RUN
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from kg.library import open_library
from kg.model import (
    Aspect,
    CitationStatus,
    Confidence,
    Content,
    Criterion,
    EncodingDecision,
    Finding,
    Guideline,
    Observable,
    Quantity,
    Reference,
    Role,
    Section,
    Stage,
    Statement,
    Topic,
)
from quizzes.bank import content_folder, load_bank
from quizzes.judgement import Knowledge
from quizzes.records import Records
from quizzes.yaml_source import parse_yaml

SLUG = "bilateral-sacroplasty"


@pytest.fixture(scope="session")
def guideline():
    """A small guideline made by hand: broth for colds."""
    return Guideline(
        slug="broth-for-colds",
        iri="https://example.org/broth/",
        title="Broth for colds",
        version="1",
        disclaimer="",
        source_digest="",
        sections=_by_id(
            Section("whole", "", "Broth for colds", 1, None),
            Section("who", "", "Who gets broth", 2, "whole"),
            Section("how", "", "How to serve it", 5, "whole"),
        ),
        statements=_by_id(
            _statement(
                "st-1",
                "who",
                "indication",
                "asserted",
                ("ref-1",),
                quantities=(_quantity("days of cold", 3, None, "d"),),
            ),
            _statement("st-2", "who", "contraindication", "asserted", ()),
            _statement(
                "st-3",
                "how",
                "detail",
                "typically",
                ("ref-1", "ref-2"),
                quantities=(
                    _quantity("volume", 200, 300, "mL"),
                    Quantity("happy eaters", None, None, 11, 13, "eaters", "{#}", ""),
                ),
                contents=(
                    Content("Broth", "servedIn", "Bowl"),
                    Content("Broth", "goesWith", "Bread"),
                ),
            ),
            _statement("st-4", "who", "descriptor", "asserted", ()),
        ),
        references=_by_id(
            _reference("ref-1", 1, Confidence.CONFIRMED, "a trial"),
            _reference("ref-2", 2, Confidence.PROBABLE, "a cookbook"),
            _reference("ref-3", 3, Confidence.UNRESOLVED, ""),
        ),
        findings=_by_id(
            _finding("Cold"),
            _finding("HeadCold", parents=("Cold",)),
            _finding("Allergy"),
            _finding("CeleryAllergy", parents=("Allergy",), incompatible=("LovesCelery",)),
            _finding("LovesCelery", incompatible=("CeleryAllergy",)),
            _finding("Sneezing"),
        ),
        observables=_by_id(
            _observable("Days", "DAY", "d"),
            _observable("Age", "YR", "a"),
        ),
        criteria=_by_id(
            Criterion("I1", "", "a cold", "", Role.INCLUSION, ("st-1",), ()),
            Criterion("X1", "", "celery allergy", "", Role.EXCLUSION, ("st-2",), ("A1",)),
            Criterion("S1", "", "sneezing", "", Role.SUPPORTING, ("st-4",), ()),
        ),
        encoding_decisions=_by_id(
            EncodingDecision("A1", "", "Celery", "", "", "", "", ("st-2",), ("X1",)),
            EncodingDecision("A2", "", "All", "", "", "", "", (), ()),
        ),
        topics=_by_id(*(_topic(name) for name in ("Broth", "Bowl", "Cup", "Bread", "Rice"))),
        aspects=_by_id(
            Aspect("servedIn", "", "is served in", True, ("Bowl", "Cup")),
            Aspect("goesWith", "", "goes with", False, ()),
        ),
    )


@pytest.fixture(scope="session")
def library():
    return open_library()


@pytest.fixture(scope="session")
def knowledge(library):
    """The real guideline with its real reasoner."""
    return Knowledge(library.guideline(SLUG), library.reasoner(SLUG).assess)


@pytest.fixture(scope="session")
def bank(knowledge):
    """All the content that is shipped."""
    return load_bank(content_folder(), knowledge)


@pytest.fixture
def source():
    """Return a function that reads YAML text as if it stood in a file of that stem."""

    def parse(text, stem="an-item"):
        return parse_yaml(text.encode(), stem, f"{stem}.yaml")

    return parse


@pytest.fixture
def content(tmp_path):
    """Return a content folder to write into, by names such as "items/who/an-item.yaml"."""

    class Folder:
        path: Path = tmp_path

        def write(self, name: str, text: str) -> None:
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")

    return Folder()


@pytest.fixture(scope="session")
def postgres_server():
    """The URL of a PostgreSQL of our own, which ends with the tests."""
    programs = [shutil.which("initdb"), *Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    initdb = next((Path(program) for program in programs if program), None)
    if initdb is None:
        pytest.skip("PostgreSQL is not installed.")
    # It refuses to be run by root, and its socket's name must be short.
    as_whom = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="gg-"))
    if as_whom:
        shutil.chown(folder, "postgres", "postgres")
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "cwd": folder}
    made = [str(initdb), "-D", str(folder / "data"), "-U", "guidegraph", "-A", "trust", "--no-sync"]
    subprocess.run(made, check=True, **quiet, **as_whom)
    postgres = str(initdb.resolve().with_name("postgres"))
    options = ["-D", str(folder / "data"), "-k", str(folder), "-c", "listen_addresses=", "-F"]
    with subprocess.Popen([postgres, *options], **quiet, **as_whom) as server:
        url = f"postgresql+pg8000://guidegraph@/postgres?unix_sock={folder / '.s.PGSQL.5432'}"
        _wait_for(url)
        yield url
        server.send_signal(signal.SIGQUIT)  # at once: nothing here is worth a clean end
    shutil.rmtree(folder)


@pytest.fixture
def postgres_url(postgres_server):
    """The URL of an empty PostgreSQL database."""
    _execute(postgres_server, "DROP SCHEMA public CASCADE")
    _execute(postgres_server, "CREATE SCHEMA public")
    return postgres_server


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def url(request, tmp_path):
    """The URL of an empty database, of each kind in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'records.db'}"
    return request.getfixturevalue("postgres_url")


@pytest.fixture
def records(url):
    """A store in which Ann has begun a quiz of three items."""
    with Records(url) as store:
        store.add_learner(ANN, AT)
        store.start_run(RUN)
        yield store


def _execute(url, statement):
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    try:
        with engine.connect() as connection:
            connection.execute(text(statement))
    finally:
        engine.dispose()


def _wait_for(url):
    deadline = monotonic() + 30
    while True:
        try:
            return _execute(url, "SELECT 1")
        except (DBAPIError, OSError):
            if monotonic() > deadline:
                raise
            sleep(0.05)


def _by_id(*things):
    return {thing.id: thing for thing in things}


def _statement(id_, section, kind, force, references, quantities=(), contents=()):
    status = CitationStatus.CITED if references else CitationStatus.UNCITED
    return Statement(
        id=id_,
        iri="",
        text=f"What {id_} says",
        line=1,
        section=section,
        kind=kind,
        force=force,
        citation_status=status,
        references=references,
        quantities=quantities,
        contents=contents,
        topics=(),
        note="",
    )


def _quantity(label, lower, upper, ucum):
    bounds = [None if bound is None else Decimal(bound) for bound in (lower, upper)]
    return Quantity(label, *bounds, None, None, ucum, ucum, "")


def _reference(id_, number, confidence, design):
    return Reference(id_, "", number, confidence, "", "", "", design, "", ())


def _finding(id_, parents=(), incompatible=()):
    words = (id_.lower(), f"no {id_.lower()}", "", "")
    return Finding(id_, "", *words, parents, incompatible, False, Stage.HISTORY)


def _observable(id_, unit, ucum):
    words = (id_.lower(), "", "")
    return Observable(id_, "", *words, unit, ucum, ucum, Decimal(0), None, Stage.HISTORY)


def _topic(id_):
    return Topic(id_, "", id_.lower(), "", "thing")
