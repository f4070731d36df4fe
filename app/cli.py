"""
The command line: `guidegraph serve | check | assess | convert | query | export | items` and more.

Exit codes: 0 done and sound; 1 something was found (a fault, a mismatch, a refused case or query);
2 the call or a file it names is wrong.
"""

from __future__ import annotations

from typing import Annotated

import typer
from typer.core import TyperCommand, TyperGroup

from app import __version__
from app.commands.cases import assess, convert
from app.commands.checks import check, verify_source
from app.commands.datasets import dataset, export
from app.commands.examples import examples
from app.commands.queries import query
from app.commands.serving import serve


class _Commands(TyperGroup):
    """The commands; the group `items` is imported when it is asked for, as it costs a second."""

    def list_commands(self, ctx: typer.Context) -> list[str]:
        return [*super().list_commands(ctx), "items"]

    def get_command(self, ctx: typer.Context, cmd_name: str) -> TyperCommand | TyperGroup | None:
        if cmd_name != "items":
            return super().get_command(ctx, cmd_name)
        from app.commands.items import items

        return typer.main.get_command(items)


main = typer.Typer(
    name="guidegraph",
    cls=_Commands,
    help="An educational clinical-guideline knowledge graph. It teaches; not for clinical use.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
)


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


main.command(epilog=f"{examples('serve --port 8000')}, then open http://localhost:8000")(serve)
main.command(
    epilog=examples(
        "check", "check --without-oracle", "check --content my-items", "check --source document.txt"
    )
)(check)
main.command(
    epilog=examples(
        "assess case.yaml", "assess cases/*.yaml --format json", "assess bundle.json --from fhir"
    )
)(assess)
main.command(
    epilog=examples("convert case.yaml --to fhir", "convert bundle.json --to case --out case.json")
)(convert)
main.command(
    epilog=examples(
        "query question.rq",
        "query contraindications-without-citation --format json",
        "query question.rq --set criterion=bs:X4",
    )
    + "\n\n[bold]echo 'ASK {}' | guidegraph query -[/bold]"
)(query)
main.command(epilog=examples("dataset > guidegraph.nq"))(dataset)
main.command(
    epilog=examples(
        "export trig > guidegraph.trig", "export fhir --out guideline.json", "export all --out data"
    )
)(export)
main.command(epilog=examples("verify-source bilateral-sacroplasty.txt"))(verify_source)
