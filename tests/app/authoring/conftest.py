from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from own_workshop import with_own_workshop

from app.services import Services


@pytest.fixture
def own_services(study_services: Services, tmp_path: Path) -> Iterator[Services]:
    """Services with a workshop of their own, in which nothing is written."""
    with with_own_workshop(study_services, tmp_path) as services:
        yield services
