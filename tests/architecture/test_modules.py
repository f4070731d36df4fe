"""Rules on modules that no linter knows."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("ontology", "kg", "quizzes", "app")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
SCRIPTS = sorted([*ROOT.glob("*.py"), *ROOT.glob("docs/*.py"), *ROOT.glob("benchmarks/**/*.py")])
MOST_LINES = 400
# Folders and modules named after a pattern collect everything.
PATTERNS = {"utils", "util", "helpers", "common", "misc", "constants", "types", "base"}


def _named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_packages_are_where_they_are_looked_for() -> None:
    assert {path.relative_to(ROOT).parts[0] for path in MODULES} == set(PACKAGES)


@pytest.mark.parametrize("path", [*MODULES, *SCRIPTS], ids=_named)
def test_no_module_is_longer_than_it_can_be_read(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= MOST_LINES, "split it by what it does"


@pytest.mark.parametrize("path", [*MODULES, *SCRIPTS], ids=_named)
def test_each_module_says_what_it_is_for(path: Path) -> None:
    docstring = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))

    assert docstring
    # The first sentence may go over the line.
    assert docstring.split("\n\n")[0].rstrip().endswith((".", ":"))


def test_modules_and_folders_are_named_after_the_domain() -> None:
    parts = {part for path in MODULES for part in path.relative_to(ROOT).with_suffix("").parts}

    assert parts & PATTERNS == set()


def test_no_module_of_app_is_named_like_a_package() -> None:
    """Bokeh can put the folder of an app first on the path, where such a module shadows it."""
    names = {path.stem for path in (ROOT / "app").glob("*")}

    assert names & set(PACKAGES) == set()


def test_tests_hold_no_init_file() -> None:
    """`tests/kg/__init__.py` would shadow the real `kg`."""
    assert list((ROOT / "tests").rglob("__init__.py")) == []


def test_test_modules_mirror_the_folders() -> None:
    folders = {path.name for path in (ROOT / "tests").iterdir() if any(path.glob("test_*.py"))}

    assert folders <= {*PACKAGES, "architecture", "docs", "ui", "benchmarks", "external"}


def test_an_older_python_can_read_the_set_up_script_to_be_told() -> None:
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 8))
