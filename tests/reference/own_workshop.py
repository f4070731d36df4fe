"""The services with a workshop of a test's own: what is published there is in no other test."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from app.services import Services
from quizzes.drafts.store import Drafts
from quizzes.drafts.workshop import Workshop


@contextmanager
def with_own_workshop(services: Services, folder: Path) -> Iterator[Services]:
    """Yield *services* with a workshop in which nothing is written; its drafts are in *folder*."""
    shipped = services.workshop.shipped
    knowledge = {slug: services.workshop.context(slug).knowledge for slug in shipped}
    with Drafts(f"sqlite:///{folder / 'drafts.sqlite3'}") as drafts:
        workshop = Workshop(shipped, knowledge, drafts)
        yield replace(services, workshop=workshop, banks=workshop.banks)
