"""Example calls at the foot of a command's help."""

from __future__ import annotations


def examples(*calls: str) -> str:
    """Return example calls of `guidegraph` as Rich markup, each on a line of its own."""
    # An empty line keeps each call on a line of its own.
    shown = "\n\n".join(f"[bold]guidegraph {call}[/bold]" for call in calls)
    return f"{'Example' if len(calls) == 1 else 'Examples'}:\n\n{shown}"
