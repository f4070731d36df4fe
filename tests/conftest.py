"""Collaborators that every test may share, because nothing can change them."""

from __future__ import annotations

import pytest

from kg.library import Library, open_library
from kg.model import Guideline
from kg.reasoner import Reasoner

SACROPLASTY = "bilateral-sacroplasty"


@pytest.fixture(scope="session")
def library() -> Library:
    """The shipped ontology folder."""
    return open_library()


@pytest.fixture(scope="session")
def guideline(library: Library) -> Guideline:
    """The first guideline."""
    return library.guideline(SACROPLASTY)


@pytest.fixture(scope="session")
def reasoner(library: Library) -> Reasoner:
    """The reasoner of the first guideline."""
    return library.reasoner(SACROPLASTY)
