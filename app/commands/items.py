"""
The group `guidegraph items`: what educators do with items outside the app.

Each command has a module of its own, `items_<name>.py`, and is registered here:
`items.command("lint", epilog=examples("items lint"))(lint)`.
"""

from __future__ import annotations

import typer

from app.commands.examples import examples
from app.commands.items_export import export, formats
from app.commands.items_generate import generate_content, new
from app.commands.items_impact import impact
from app.commands.items_import import import_items
from app.commands.items_lint import lint, reviewed
from app.commands.items_quality import coverage, mutate
from app.commands.items_statistics import statistics

items = typer.Typer(
    name="items",
    add_completion=False,
    help="Write, check, take along and bring in items.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
items.command("formats", epilog=examples("items formats"))(formats)
items.command(
    "export",
    epilog=examples(
        "items export moodle --out bank.xml",
        "items export handout --with-answers --topic X1",
        "items export anki --id quarry-weakest-link",
    ),
)(export)
items.command("import", epilog=examples("items import bank.xml --out my-items"))(import_items)
items.command(
    "lint", epilog=examples("items lint", "items lint my-items", "items lint --rule W4 --rule W5")
)(lint)
items.command("reviewed", epilog=examples("items reviewed quarry-weakest-link"))(reviewed)
items.command(
    "statistics",
    epilog=examples("items statistics --data answers", "items statistics --format csv"),
)(statistics)
items.command("new", epilog=examples("items new my-item --kind numeric --out my-items"))(new)
items.command(
    "generate",
    epilog=examples(
        "items generate --count 20 --out my-items",
        "items generate --kind boundary --criterion I4",
        'items generate --vignettes --verdict "cannot tell" --level hard',
    ),
)(generate_content)
items.command("coverage", epilog=examples("items coverage"))(coverage)
items.command("mutate", epilog=examples("items mutate", "items mutate --format json"))(mutate)
items.command(
    "impact",
    epilog=examples(
        "items impact --set I4=6", "items impact --drop X3", "items impact --ontology my-ontology"
    ),
)(impact)
