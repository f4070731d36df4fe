"""
What the documentation shows works: cases load, Turtle parses, queries answer, commands run.

Snippets under a comment `<!-- file: NAME -->` are files of a worked example; the educators' and the
curators' guide each have a test that builds theirs, and the informaticians' guide has one that runs
its commands against a server. Commands of the command line run in a folder
with a case and a query in it, and must exit with 0, or with what a comment behind them says
(`# exits with 1`). Those that would not end, need the source document or take minutes are not run;
their options must exist.
"""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import typer
from pyoxigraph import RdfFormat, parse

from app.cli import main
from kg.case_files import parse_case
from kg.library import Library
from kg.namespaces import PREFIXES
from kg.sandbox import Limits, QuerySandbox
from kg.stored_queries import stored_query
from kg.yaml_text import read_yaml_text

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("ontology/*.md")])
_FENCE = re.compile(
    r"(?:<!-- file: (?P<file>\S+) -->\n)?^(?P<indent> *)```(?P<language>\w+)\n(?P<text>.*?)^ *```$",
    re.DOTALL | re.MULTILINE,
)
_NOT_RUN = {"serve", "check", "verify-source"}
_COMMANDS = typer.main.get_command(main)


@dataclass(frozen=True)
class Snippet:
    """A fenced block; *file* is empty where it is no file of a worked example."""

    page: str
    line: int
    language: str
    file: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


def _snippets() -> list[Snippet]:
    found = []
    for path in PAGES:
        content = path.read_text(encoding="utf-8")
        for match in _FENCE.finditer(content):
            line = content.count("\n", 0, match.start("language")) + 1
            page = path.relative_to(ROOT).as_posix()
            file = match["file"] or ""
            found.append(Snippet(page, line, match["language"], file, match["text"]))
    return found


SNIPPETS = _snippets()
SHELL = {"bash", "sh", "shell", "console"}


def _of(*languages: str) -> list[Snippet]:
    return [snippet for snippet in SNIPPETS if snippet.language in languages]


def _calls(program: str) -> list[tuple[str, str]]:
    """Return where each call of *program* stands and the call, from blocks and from prose."""
    calls = []
    for snippet in _of(*SHELL):
        for line in snippet.text.replace("\\\n", " ").splitlines():
            for part in line.removeprefix("$ ").split(" | "):
                if part.startswith(program + " "):
                    calls.append((str(snippet), part))
    for path in PAGES:
        prose = _FENCE.sub("", path.read_text(encoding="utf-8"))
        calls += [
            (path.name, call) for call in re.findall(rf"`({re.escape(program)} [^`]+)`", prose)
        ]
    return calls


def test_the_languages_of_all_snippets_are_known() -> None:
    # A new language needs a test here; otherwise nobody would know that it is not tried.
    known = SHELL | {"yaml", "json", "turtle", "sparql", "python", "text", "mermaid", "http"}

    assert {snippet.language for snippet in SNIPPETS} <= known


@pytest.mark.parametrize("snippet", [s for s in _of("yaml", "json") if not s.file], ids=str)
def test_cases_can_be_read(library: Library, snippet: Snippet) -> None:
    data = read_yaml_text(snippet.text.encode()).data
    assert isinstance(data, dict)
    assert "guideline" in data, "a snippet that is no case needs '<!-- file: NAME -->' and a test"

    case = parse_case(snippet.text.encode(), str(snippet), "snippet", library.guidelines)

    assert case.facts


@pytest.mark.parametrize("snippet", _of("turtle"), ids=str)
def test_turtle_is_turtle(snippet: Snippet) -> None:
    prefixes = {**PREFIXES, "ex": "https://w3id.org/guidegraph/example/"}
    head = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in prefixes.items())

    triples = list(parse(head + snippet.text, format=RdfFormat.TURTLE))

    assert triples or "@prefix" in snippet.text


@pytest.fixture(scope="module")
def sandbox(library: Library) -> QuerySandbox:
    with QuerySandbox(library.dump(), Limits()) as sandbox:
        yield sandbox


@pytest.mark.parametrize("snippet", _of("sparql"), ids=str)
def test_queries_have_an_answer(sandbox: QuerySandbox, snippet: Snippet) -> None:
    assert sandbox.select(snippet.text).rows


@pytest.mark.parametrize("snippet", _of("python"), ids=str)
def test_python_is_python(snippet: Snippet) -> None:
    compile(snippet.text, str(snippet), "exec")


def _command(group: Any, name: str) -> Any:
    found = group.get_command(group.make_context("guidegraph", [], resilient_parsing=True), name)
    assert found is not None, f"there is no command {name}"
    return found


@pytest.mark.parametrize(("place", "call"), _calls("guidegraph"))
def test_commands_and_their_options_exist(place: str, call: str) -> None:
    name, *arguments = shlex.split(call.split(" > ")[0], comments=True)[1:]
    if name.startswith("--"):
        assert name in {"--help", "--version"}
        return
    command = _command(_COMMANDS, name)
    while arguments and hasattr(command, "get_command"):
        command = _command(command, arguments.pop(0))
    # Prose names a command without its arguments.
    if arguments:
        command.make_context(name, arguments)
    if name == "query" and arguments and re.fullmatch(r"[a-z0-9-]{2,}", arguments[0]):
        assert stored_query("competency", arguments[0])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the files that the commands name."""
    case = next(s for s in SNIPPETS if s.page == "docs/case-format.md" and s.language == "yaml")
    query = next(s for s in SNIPPETS if s.language == "sparql")
    (tmp_path / "case.yaml").write_text(case.text, encoding="utf-8")
    (tmp_path / "question.rq").write_text(query.text, encoding="utf-8")
    return tmp_path


def _runnable() -> list[str]:
    lines = [
        line.removeprefix("$ ")
        for snippet in _of(*SHELL)
        if snippet.page != "docs/informaticians.md"
        for line in snippet.text.replace("\\\n", " ").splitlines()
        if "guidegraph " in line
    ]
    return [
        line
        for line in dict.fromkeys(lines)
        if not _NOT_RUN & set(shlex.split(line, comments=True))
    ]


@pytest.mark.parametrize("line", _runnable())
def test_commands_exit_as_documented(folder: Path, line: str) -> None:
    documented = re.search(r"# exits with (\d)", line)
    expected = int(documented[1]) if documented else 0
    program = f"{shlex.quote(sys.executable)} -c 'from app.cli import main; main()'"

    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", re.sub(r"\bguidegraph\b(?= )", lambda _: program, line)],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == expected, done.stderr


def test_the_commands_of_the_set_up_script_exist() -> None:
    documented = {re.split(r"\s", call)[2] for _, call in _calls("python3 run.py")}

    usage = subprocess.run([sys.executable, "run.py"], cwd=ROOT, capture_output=True, text=True)

    assert usage.returncode == 2
    assert documented == set(re.findall(r"^ +python3 run\.py (\w+)", usage.stderr, re.MULTILINE))


@pytest.mark.parametrize(
    "path",
    sorted({p for s in _of(*SHELL) for p in re.findall(r"\b(?:tests|docs)/[\w./-]+", s.text)}),
)
def test_files_that_commands_name_exist(path: str) -> None:
    assert (ROOT / path).exists()
