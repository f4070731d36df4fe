"""
The group `guidegraph items`: what educators do with items outside the app.

Each command has a module of its own, `items_<name>.py`, and is registered here:
`items.command("lint", epilog=examples("items lint"))(lint)`.
"""

from __future__ import annotations

import typer

items = typer.Typer(
    help="Write, check, take along and bring in items.",
    no_args_is_help=True,
    rich_markup_mode="rich",
)
