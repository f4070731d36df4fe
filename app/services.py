"""What the pages work with, built once when the process starts and shared by all sessions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from kg.model import Guideline


class GuidelineLibrary(Protocol):
    """The part of `kg.library.Library` that the shell itself needs."""

    @property
    def guidelines(self) -> Mapping[str, Guideline]:
        """All guidelines by slug."""


@dataclass(frozen=True)
class Services:
    """
    The collaborators of every page.

    *library* holds guidelines and reasoners (kg), *bank* items and vignettes and *records* the log
    of answers (quizzes), *sandbox* runs SPARQL text from outside (kg.sandbox).
    """

    library: GuidelineLibrary
    bank: Any
    records: Any
    sandbox: Any
