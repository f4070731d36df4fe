"""The import contracts of `pyproject.toml` hold, and each of them can fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    # Run as a program: import-linter imports what it looks at from the working directory.
    call = "import sys; sys.path.insert(0, '.'); from importlinter.cli import lint_imports_command;"
    return subprocess.run(
        [sys.executable, "-P", "-c", f"{call} lint_imports_command()", "--no-cache"],
        cwd=folder,
        capture_output=True,
        text=True,
    )


def test_imports_run_one_way() -> None:
    done = _lint_imports(ROOT)

    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for package in ("ontology", "kg", "quizzes", "app"):
        for path in (ROOT / package).rglob("*.py"):
            target = folder / path.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, target)
    return folder


@pytest.mark.parametrize(
    ("module", "line", "contract"),
    [
        ("kg/case.py", "import quizzes.model", "Folders depend downwards only"),
        ("quizzes/model.py", "import panel", "No web framework below app"),
        ("app/terms.py", "import rdflib", "RDF stays inside kg"),
        ("kg/errors.py", "import kg.model, kg.library", "No import cycles"),
        ("app/pages/about.py", "import app.pages.home", "Pages do not import each other"),
    ],
)
def test_each_contract_notices_when_it_is_broken(
    copy: Path, module: str, line: str, contract: str
) -> None:
    path = copy / module
    sound = path.read_text(encoding="utf-8")
    path.write_text(f"{sound}\n{line}\n", encoding="utf-8")

    done = _lint_imports(copy)

    path.write_text(sound, encoding="utf-8")
    assert f"{contract} BROKEN" in done.stdout
