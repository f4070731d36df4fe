from __future__ import annotations

import pytest

from kg.dataset import build_dataset
from kg.exports.registry import all_files
from kg.exports.source import ExportedFile, ExportSource
from kg.library import Library


@pytest.fixture(scope="session")
def source(library: Library) -> ExportSource:
    return ExportSource(library, build_dataset(library))


@pytest.fixture(scope="session")
def files(source: ExportSource) -> dict[str, ExportedFile]:
    """Every exported file by its name."""
    return {file.name: file for file in all_files(source)}
