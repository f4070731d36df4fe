"""Tables for the terminal, which are Markdown at the same time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """A figure that was aimed at and what was measured, both in *unit*."""

    name: str
    aim: float
    measured: float
    unit: str

    @property
    def met(self) -> bool:
        """Whether the measured figure is below the aim."""
        return self.measured < self.aim


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table with aligned columns; the first is text, the others are figures."""
    cells = [list(head), *map(list, rows)]
    widths = [max(len(row[n]) for row in cells) for n in range(len(head))]
    lines = [
        "| "
        + " | ".join(_aligned(text, width, n) for n, (text, width) in _columns(row, widths))
        + " |"
        for row in cells
    ]
    rule = "|" + "|".join(
        "-" * (width + 2) if n == 0 else "-" * (width + 1) + ":" for n, width in enumerate(widths)
    )
    return "\n".join([lines[0], rule + "|", *lines[1:]])


def targets(measured: Iterable[Target]) -> str:
    """Return a table of what was aimed at and what was measured."""
    rows = [
        (t.name, f"{t.aim:g} {t.unit}", f"{t.measured:.3g} {t.unit}", "met" if t.met else "MISSED")
        for t in measured
    ]
    return table(("Aim", "less than", "measured", ""), rows)


def seconds(value: float) -> str:
    """Return a time with three digits in a unit that suits it."""
    for factor, unit in ((1, "s"), (1e3, "ms")):
        if value * factor >= 1:
            return f"{value * factor:,.3g} {unit}" if value < 1000 else f"{value:,.0f} s"
    return f"{value * 1e6:.3g} µs"


def times(value: float) -> str:
    """Return a ratio as a factor."""
    return f"{value:,.0f}x" if value >= 100 else f"{value:.2g}x"


def _columns(row: Sequence[str], widths: Sequence[int]) -> Iterable[tuple[int, tuple[str, int]]]:
    return enumerate(zip(row, widths, strict=True))


def _aligned(text: str, width: int, column: int) -> str:
    return text.ljust(width) if column == 0 else text.rjust(width)
