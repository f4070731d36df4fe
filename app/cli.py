"""
The command line: `guidegraph serve | check | assess | query | verify-source`.

Exit codes: 0 done and sound; 1 something was found (a defect, a mismatch, a refused case or query);
2 the call or a file it names is wrong.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Annotated
from urllib.parse import quote

import typer
from rich.console import Console

from app import __version__
from app.terminal import print_table
from kg.case_files import read_case
from kg.contradictions import Refusal
from kg.derivation_data import as_data, as_turtle
from kg.errors import CaseError, KnowledgeGraphError, QueryError
from kg.library import open_library
from kg.rendering import as_text
from kg.sandbox import Limits, QuerySandbox
from kg.stored_queries import stored_query
from kg.verify_source import verify_source as compare_source

FOUND = 1
WRONG_CALL = 2

main = typer.Typer(
    name="guidegraph",
    help="An educational clinical-guideline knowledge graph. It teaches; not for clinical use.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


class CaseFormat(Enum):
    """How `assess` prints."""

    TEXT = "text"
    JSON = "json"
    TURTLE = "turtle"


class AnswerFormat(Enum):
    """How `query` prints."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    TURTLE = "turtle"


_MEDIA_TYPE = {
    AnswerFormat.CSV: "text/csv",
    AnswerFormat.JSON: "application/sparql-results+json",
    AnswerFormat.TURTLE: "text/turtle",
}


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"guidegraph {__version__}")
        raise typer.Exit


@main.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print it.")
    ] = False,
) -> None: ...


@main.command(
    epilog="Example: [bold]guidegraph serve --port 8000[/bold], then open http://localhost:8000"
)
def serve(
    port: Annotated[int, typer.Option(help="The port to listen on; 0 for any free one.")] = 8000,
    address: Annotated[str, typer.Option(help="The address to listen on.")] = "127.0.0.1",
    host: Annotated[
        list[str] | None,
        typer.Option(help="A name:port under which browsers reach the server; may be repeated."),
    ] = None,
    data: Annotated[
        Path | None, typer.Option(help="The folder for answers; by default one of your own.")
    ] = None,
) -> None:
    """Start the web app and the SPARQL endpoint."""
    # Panel takes a second to import; the other commands do not wait for it.
    from app.errors import StartupError
    from app.opening import open_services
    from app.server import build_server, run

    folder = data or Path(typer.get_app_dir("guidegraph"))
    with _own_errors(), open_services(folder) as services:
        try:
            server = build_server(services, port=port, address=address, hosts=host or ())
        except StartupError as error:
            raise _wrong(str(error)) from error
        typer.echo(f"GuideGraph is at http://localhost:{server.port}/  (answers in {folder})")
        typer.echo("It teaches; it is not for clinical use. Stop it with Ctrl-C.")
        run(server)


@main.command(
    epilog="Examples: [bold]guidegraph assess case.yaml[/bold]   "
    "[bold]guidegraph assess cases/*.yaml --format json[/bold]"
)
def assess(
    cases: Annotated[list[Path], typer.Argument(help="Case files, YAML or JSON.", metavar="CASE")],
    format: Annotated[CaseFormat, typer.Option(help="How to print.")] = CaseFormat.TEXT,
) -> None:
    """Decide cases and say why: criteria, facts, statements, references, and what is missing."""
    with _own_errors():
        library = open_library()
        refused = False
        documents = []
        for path in _with_progress(cases, "Deciding"):
            case = read_case(path, library.guidelines)
            reasoner = library.reasoner(case.guideline)
            result = reasoner.assess(case)
            refused = refused or isinstance(result, Refusal)
            match format:
                case CaseFormat.TEXT:
                    typer.echo(as_text(result, reasoner.guideline))
                case CaseFormat.JSON:
                    documents.append(as_data(result, reasoner))
                case CaseFormat.TURTLE if isinstance(result, Refusal):
                    typer.echo(as_text(result, reasoner.guideline), err=True)
                case CaseFormat.TURTLE:
                    typer.echo(as_turtle(result, reasoner, f"urn:guidegraph:case:{quote(case.id)}"))
        if format is CaseFormat.JSON:
            shown = documents[0] if len(documents) == 1 else documents
            typer.echo(json.dumps(shown, indent=2, ensure_ascii=False))
    raise typer.Exit(FOUND if refused else 0)


@main.command(
    epilog="Examples: [bold]guidegraph query question.rq[/bold]   "
    "[bold]guidegraph query contraindications-without-citation[/bold]   "
    "[bold]echo 'ASK {}' | guidegraph query -[/bold]"
)
def query(
    source: Annotated[
        str, typer.Argument(help="A file, - for standard input, or a stored query.", metavar="FILE")
    ],
    format: Annotated[
        AnswerFormat, typer.Option(help="How to print; turtle is for CONSTRUCT and DESCRIBE.")
    ] = AnswerFormat.TABLE,
    seconds: Annotated[float, typer.Option(help="Stop the query after so long.")] = 30.0,
) -> None:
    """Run a SPARQL query on the guidelines; read-only, and without network."""
    with _own_errors():
        text = _query_text(source)
        library = open_library()
        with QuerySandbox(library.dump(), Limits(seconds=seconds)) as sandbox:
            try:
                _print_answer(sandbox, text, format)
            except QueryError as error:
                typer.echo(f"guidegraph: {error}", err=True)
                raise typer.Exit(FOUND) from error


@main.command(epilog="Example: [bold]guidegraph verify-source bilateral-sacroplasty.txt[/bold]")
def verify_source(
    file: Annotated[Path, typer.Argument(help="The source document as plain text.")],
    guideline: Annotated[str, typer.Option(help="The guideline that encodes it.")] = (
        "bilateral-sacroplasty"
    ),
) -> None:
    """Compare the source document with the encoding: lines, citations, numbers, thresholds."""
    with _own_errors():
        library = open_library()
        library.guideline(guideline)
        try:
            text = file.read_bytes().decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise _wrong(f"{file} cannot be read as UTF-8 text: {error}") from error
        report = compare_source(library.store, guideline, text)
    for mismatch in report.mismatches:
        typer.echo(f"{file}: {mismatch.message}")
    typer.echo(
        f"{report.lines} lines, {report.statements} statements, {report.quantities} quantities, "
        f"{report.thresholds} thresholds compared: "
        + ("all match." if report.matches else f"{len(report.mismatches)} mismatches.")
    )
    raise typer.Exit(0 if report.matches else FOUND)


def _query_text(source: str) -> str:
    if source == "-":
        return sys.stdin.read()
    path = Path(source)
    if path.exists():
        return path.read_text("utf-8")
    if path.suffix:
        raise _wrong(f"There is no file {source}.")
    return stored_query("competency", source).text


def _print_answer(sandbox: QuerySandbox, text: str, format: AnswerFormat) -> None:
    if format is AnswerFormat.TABLE:
        table = sandbox.select(text)
        print_table(table, Console())
        truncated = table.truncated
    else:
        try:
            answer = sandbox.run(text, format=_MEDIA_TYPE[format])
        except ValueError as error:
            raise _wrong(f"This query has no answer as {format.value}: {error}") from error
        sys.stdout.buffer.write(answer.body)
        truncated = answer.truncated
    if truncated:
        typer.echo(f"guidegraph: the rest was left out; the limit of {truncated} was met", err=True)


def _with_progress(paths: list[Path], what: str) -> Iterator[Path]:
    """Yield *paths*, with a progress bar on standard error where there are enough to wait for."""
    if len(paths) < 50:
        yield from paths
        return
    from rich.progress import track

    yield from track(paths, description=what, console=Console(stderr=True))


@contextmanager
def _own_errors() -> Iterator[None]:
    """Turn what we raise on purpose into a message and exit code 2."""
    try:
        yield
    except CaseError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(WRONG_CALL) from error
    except KnowledgeGraphError as error:
        raise _wrong(str(error)) from error


def _wrong(message: str) -> typer.Exit:
    typer.echo(f"guidegraph: {message}", err=True)
    return typer.Exit(WRONG_CALL)
