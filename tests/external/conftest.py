"""
Running software of others, each in a process of its own.

A test hands a script beside it to `external_python` or `node` and gets what that prints, as JSON.
Both skip where `python3 run.py check --external` has not installed the software yet.
`sparql_server` is each SPARQL server of others in turn, with our dataset; `chromium` is a browser.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sparql_servers
from playwright.sync_api import Browser, sync_playwright

from kg.dataset import GraphDataset, build_dataset
from kg.library import Library
from quizzes.bank import content_folder, load_bank
from quizzes.judgement import Knowledge
from quizzes.resources import graph_contents

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PYTHON = ROOT / ".venv-external" / ("Scripts" if os.name == "nt" else "bin") / "python"
OXIGRAPH = PYTHON.parent / "oxigraph"
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


@pytest.fixture(scope="session")
def dataset(library: Library) -> GraphDataset:
    """What the endpoint answers from, as `guidegraph dataset` writes it."""
    banks = {
        slug: load_bank(content_folder(), Knowledge(guideline, library.reasoner(slug).assess))
        for slug, guideline in library.guidelines.items()
    }
    return build_dataset(library, graph_contents(banks))


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def sparql_server(
    request: pytest.FixtureRequest,
    dataset: GraphDataset,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[str, str]]:
    """The name of a server and the address of its endpoint."""
    folder: Path = tmp_path_factory.mktemp(request.param)
    data = folder / "guidegraph.nq"
    data.write_bytes(dataset.dump_named())
    if request.param == "oxigraph":
        if not OXIGRAPH.exists():
            pytest.skip(_MISSING)
        with sparql_servers.oxigraph(OXIGRAPH, data, folder) as url:
            yield request.param, url
        return
    if shutil.which("virtuoso-t") is None or shutil.which("isql-vt") is None:
        pytest.skip("Virtuoso is not installed: apt-get install virtuoso-opensource-7-bin")
    with sparql_servers.virtuoso(data, folder) as url:
        yield request.param, url


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser; closed before the next module, which may start another in its own way."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()
