from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest

from app.opening import open_services
from app.services import Services


@pytest.fixture(scope="session")
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    """What the pages work with, as `guidegraph serve` opens it; records in a folder of the run."""
    with open_services(tmp_path_factory.mktemp("records")) as opened:
        yield opened


@pytest.fixture
def empty_services() -> Services:
    return Services(SimpleNamespace(guidelines={}), banks={}, records=None, sandbox=None)
