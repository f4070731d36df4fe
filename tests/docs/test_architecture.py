"""What the map of the project names is there, and every folder is on it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("ontology", "kg", "quizzes", "app")


def test_every_file_and_folder_that_it_names_is_there(pages: dict[str, str]) -> None:
    named = set(re.findall(r"`([a-z_]+/[\w./-]*)`", pages["docs/architecture.md"]))

    assert len(named) > 40
    assert {path for path in named if not (ROOT / path).exists()} == set()


def test_every_folder_of_the_packages_is_on_it(pages: dict[str, str]) -> None:
    rows = re.findall(r"^\| (`.+?) \|", pages["docs/architecture.md"], re.MULTILINE)
    listed = {folder for row in rows for folder in re.findall(r"`([a-z_]+/(?:[a-z_]+/)?)`", row)}
    tracked = subprocess.run(
        ["git", "ls-files", *PACKAGES], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()

    folders = {"/".join(Path(file).parts[:2]) + "/" for file in tracked if file.count("/") > 1}

    # Those of the ontology are named in its row.
    assert {folder for folder in folders if not folder.startswith("ontology/")} - listed == set()
