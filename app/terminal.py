"""Tables for a terminal."""

from __future__ import annotations

from rich.console import Console
from rich.table import Column, Table
from rich.text import Text

from kg.namespaces import PREFIXES
from kg.query_answer import ResultTable, Term


def print_table(table: ResultTable, console: Console) -> None:
    """Print *table* with IRIs shortened, and the number of rows below it."""
    shown = Table(*(Column(Text(column)) for column in table.columns), header_style="bold")
    for row in table.rows:
        # Text, not str: a value may look like markup of the terminal library.
        shown.add_row(*(Text(short(term)) for term in row))
    console.print(shown)
    console.print(f"{len(table.rows)} {'row' if len(table.rows) == 1 else 'rows'}")


def short(term: Term | None) -> str:
    """Return *term* as people read it: `bs:I4` for an IRI, the bare text for a literal."""
    if term is None:
        return ""
    if term.kind == "uri":
        for prefix, namespace in PREFIXES.items():
            if term.value.startswith(namespace):
                return f"{prefix}:{term.value.removeprefix(namespace)}"
    return term.value
