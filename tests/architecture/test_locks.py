"""What the program imports is installed by the lock file that serves it, not only beside tests."""

import ast
import re
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("ontology", "kg", "quizzes", "app")


def _imported(path):
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        if isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.partition(".")[0]


def _locked():
    text = (ROOT / "requirements-serve.lock").read_text("utf-8")
    return {_normal(name) for name in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}


def _normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("package", PACKAGES)
def test_every_import_is_of_a_distribution_that_the_serving_lock_names(package):
    imported = {name for path in (ROOT / package).rglob("*.py") for name in _imported(path)}
    third_party = imported - sys.stdlib_module_names - set(PACKAGES)
    distributions, locked = packages_distributions(), _locked()

    missing = {
        name
        for name in third_party
        if not {_normal(one) for one in distributions.get(name, ())} & locked
    }

    # Of PostgreSQL's driver the extra "postgres" says that it is wanted.
    assert missing - {"pg8000"} == set()
