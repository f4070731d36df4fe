from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from types import SimpleNamespace

import pytest
from live_server import live_server
from pyoxigraph import Store
from quiz_reader import ANN, AT, Clock

from app.opening import open_services
from app.services import Services
from kg.dataset import GraphDataset
from quizzes.bank import ItemBank
from quizzes.records import Records


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """What the pages work with, as `guidegraph serve` opens it; records in a folder of the run."""
    with open_services(tmp_path_factory.mktemp("records")) as opened:
        yield opened


@pytest.fixture(scope="session")
def live_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the real server in a process of its own."""
    with live_server(tmp_path_factory.mktemp("answers")) as url:
        yield url


@pytest.fixture
def empty_services() -> Services:
    return Services(
        SimpleNamespace(guidelines={}),
        banks={},
        records=None,
        sandbox=None,
        workshop=None,
        dataset=GraphDataset((), Store(), ""),
    )


@pytest.fixture
def study_services(services: Services, tmp_path: Path) -> Iterator[Services]:
    """The services with empty records, on a Sunday morning that does not pass."""
    with Records(f"sqlite:///{tmp_path / 'records.sqlite3'}") as records:
        now = datetime(2026, 11, 22, 9, tzinfo=UTC)
        yield replace(services, records=records, clock=lambda: now)


@pytest.fixture(scope="session")
def bank(services: Services) -> ItemBank:
    """The items and vignettes of the first guideline."""
    return next(iter(services.banks.values()))


@pytest.fixture
def quiz_services(services: Services, tmp_path: Path) -> Iterator[Services]:
    """The services with one learner and nothing else on record; each look at the clock is later."""
    ids = (f"{number:032x}" for number in count(1000))
    with Records(f"sqlite:///{tmp_path / 'records.sqlite3'}") as records:
        records.add_learner(ANN, AT)
        yield replace(services, records=records, clock=Clock(), new_id=lambda: next(ids))
