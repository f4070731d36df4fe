"""What is installed elsewhere is complete: the ontology, the queries, the content, the assets."""

from __future__ import annotations

import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parents[2]
PACKAGES = ("ontology", "kg", "quizzes", "app")


@pytest.fixture(scope="module")
def names_in_wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("dist")
    (wheel,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_every_file_of_the_packages_is_in_the_wheel(names_in_wheel: set[str]) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True
    )
    tracked = {name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()}

    assert tracked
    assert tracked - names_in_wheel == set()


def test_nothing_else_is_in_the_wheel(names_in_wheel: set[str]) -> None:
    tops = {name.split("/")[0] for name in names_in_wheel}

    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
