"""What the linter costs: each shipped item by itself, as the editor lints one at every pause."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median

from benchmarks.measure import Cost, high, measure
from benchmarks.report import Target, seconds, table
from kg.library import Library
from quizzes.bank import content_folder, load_bank
from quizzes.judgement import Knowledge
from quizzes.lint.context import LintContext
from quizzes.lint.linter import lint_bank, lint_item
from quizzes.model import Item

#: Whoever writes must not feel it.
_AIM = 50.0  # ms an item


@dataclass(frozen=True)
class Linting:
    """The first call, which reads the dictionary; one entry an item; and the whole bank."""

    first: Cost
    items: tuple[Cost, ...]
    bank: Cost


def measure_linting(library: Library, slug: str, most: int | None = None) -> Linting:
    """Return the cost of linting the shipped items, the first *most* of them."""
    knowledge = Knowledge(library.guideline(slug), library.reasoner(slug).assess)
    context = LintContext(load_bank(content_folder(), knowledge), knowledge)
    items = [keyed.item for keyed in context.bank.items.values()][:most]
    first = _cost(items[0], context)
    costs = tuple(_cost(item, context) for item in items)
    return Linting(first, costs, measure(lambda: lint_bank(context))[0])


def show(found: Linting) -> str:
    """Return the costs as a table."""
    cpu = [cost.cpu for cost in found.items]
    rows = [
        ("the first item, with the dictionary", seconds(found.first.cpu)),
        (f"one of {len(cpu)} items, median", seconds(median(cpu))),
        ("one item, 95 % below", seconds(high(cpu))),
        ("one item, at most", seconds(max(cpu))),
        ("all items, vignettes and the bank", seconds(found.bank.cpu)),
    ]
    return table(("Linted", "CPU time"), rows)


def aims(found: Linting) -> list[Target]:
    """Return what was aimed at."""
    slowest = 1000 * max(cost.cpu for cost in found.items)
    return [Target("linting the slowest item", _AIM, slowest, "ms")]


def _cost(item: Item, context: LintContext) -> Cost:
    return measure(lambda: lint_item(item, context))[0]
