from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from app.opening import open_services
from app.services import Services
from quizzes.records import Records


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """What the pages work with, as `guidegraph serve` opens it; records in a folder of the run."""
    with open_services(tmp_path_factory.mktemp("records")) as opened:
        yield opened


@pytest.fixture
def empty_services() -> Services:
    return Services(SimpleNamespace(guidelines={}), banks={}, records=None, sandbox=None)


@pytest.fixture
def study_services(services: Services, tmp_path: Path) -> Iterator[Services]:
    """The services with empty records, on a Sunday morning that does not pass."""
    with Records(f"sqlite:///{tmp_path / 'records.sqlite3'}") as records:
        now = datetime(2026, 11, 22, 9, tzinfo=UTC)
        yield replace(services, records=records, clock=lambda: now)
