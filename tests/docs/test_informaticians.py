"""What `docs/informaticians.md` shows runs as it stands, against a server as `serve` starts it."""

from __future__ import annotations

import dataclasses
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.query_request import ACCEPT_OF_FORMAT
from kg.library import Library
from kg.namespaces import PREFIXES
from kg.query_answer import GRAPH_FORMATS, SOLUTION_FORMATS
from kg.sandbox import Limits, QuerySandbox

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "informaticians.md").read_text(encoding="utf-8")
PROGRAM = """
import sys
from pathlib import Path
from app.opening import open_services
from app.server import build_server, run

with open_services(Path(sys.argv[1])) as services:
    server = build_server(services, port=0)
    print(server.port, flush=True)
    run(server)
"""


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)


COMMANDS = [line for block in _blocks("bash") for line in block.splitlines()]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    command = [sys.executable, "-c", PROGRAM, str(tmp_path_factory.mktemp("answers"))]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            port = next(line for line in process.stdout if line.strip().isdecimal()).strip()
            yield f"http://localhost:{port}"
        finally:
            process.kill()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the query that the page saves, and the command `guidegraph`."""
    (tmp_path / "question.rq").write_text(_blocks("sparql")[0], encoding="utf-8")
    command = tmp_path / "bin" / "guidegraph"
    command.parent.mkdir()
    command.write_text(f"#!{sys.executable}\nfrom app.cli import main\nmain()\n")
    command.chmod(0o755)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_runs_and_prints_something(server: str, folder: Path, command: str) -> None:
    if command.startswith("curl") and shutil.which("curl") is None:
        pytest.skip("curl is not installed")
    path = f"{folder / 'bin'}:{os.environ['PATH']}"

    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", command.replace("http://localhost:8000", server)],
        cwd=folder,
        env={**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


@pytest.mark.parametrize("query", _blocks("sparql"))
def test_every_query_has_an_answer(library: Library, query: str) -> None:
    with QuerySandbox(library.dump(), Limits()) as sandbox:
        assert sandbox.select(query).rows


@pytest.mark.parametrize("program", _blocks("python"))
def test_every_program_runs(server: str, program: str) -> None:
    text = program.replace("http://localhost:8000", server)

    done = subprocess.run(
        [sys.executable, "-c", text], cwd=ROOT, capture_output=True, text=True, timeout=60
    )

    assert done.returncode == 0, done.stderr


def test_the_prefixes_are_those_that_the_query_page_inserts() -> None:
    assert dict(re.findall(r"^\| `(\w+)` \| `(http\S+)` \|$", GUIDE, re.MULTILINE)) == PREFIXES


def test_the_limits_are_those_of_the_sandbox() -> None:
    table = GUIDE.split("### Limits")[1].split("Whatever lies beyond")[0]

    shown = [int(number.replace(",", "")) for number in re.findall(r"[\d,]*\d", table)]

    mebibyte = 1024 * 1024
    divisors = {"memory_bytes": mebibyte, "result_bytes": mebibyte}
    limits = dataclasses.asdict(Limits())
    assert shown == [limits[name] // divisors.get(name, 1) for name in limits]


def test_the_formats_are_those_of_the_endpoint() -> None:
    section = GUIDE.split("## The endpoint")[1].split("### Limits")[0]

    media_types = re.findall(r"`((?:text|application)/[\w.+-]+)`", section)
    named = re.findall(r"`(\w+)`", section.split("`format` stands for it:")[1].split(". ")[0])

    assert media_types == [*SOLUTION_FORMATS, *GRAPH_FORMATS]
    assert named == list(ACCEPT_OF_FORMAT)
