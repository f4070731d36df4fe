from __future__ import annotations

from types import SimpleNamespace

import pytest

from app.services import Services
from kg.library import Library


@pytest.fixture(scope="session")
def services(library: Library) -> Services:
    """The real knowledge; pages of the shell use neither items, records nor the sandbox."""
    return Services(library=library, banks={}, records=None, sandbox=None)


@pytest.fixture
def empty_services() -> Services:
    return Services(SimpleNamespace(guidelines={}), banks={}, records=None, sandbox=None)
