"""
Running software of others, each in a process of its own.

A test hands a script beside it to `external_python` or `node` and gets what that prints, as JSON.
Both skip where `python3 run.py check --external` has not installed the software yet.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PYTHON = ROOT / ".venv-external" / ("Scripts" if os.name == "nt" else "bin") / "python"
NODE_MODULES = HERE / "node_modules"
_MISSING = "not installed: python3 run.py check --external"

#: Runs a script of this folder with arguments and returns the JSON that it prints.
Run = Callable[..., Any]


def _run(command: list[str]) -> Any:
    done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout)


@pytest.fixture(scope="session")
def external_python() -> Run:
    """Run a script with the Python that has the software of `requirements-external.lock`."""
    if not PYTHON.exists():
        pytest.skip(_MISSING)
    return lambda script, *arguments: _run([str(PYTHON), script, *map(str, arguments)])


@pytest.fixture(scope="session")
def node() -> Run:
    """Run a script with Node.js and the packages of `package-lock.json`."""
    if shutil.which("node") is None or not NODE_MODULES.is_dir():
        pytest.skip(_MISSING)
    return lambda script, *arguments: _run(["node", script, *map(str, arguments)])


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The folder of the packages, for those that run in a browser."""
    if not NODE_MODULES.is_dir():
        pytest.skip(_MISSING)
    return NODE_MODULES
