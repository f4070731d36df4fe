"""Running the rules over an item, a vignette or a whole item bank."""

from __future__ import annotations

from quizzes.lint.context import LintContext
from quizzes.lint.findings import LintFinding
from quizzes.model import Item, Vignette


def lint_item(item: Item, context: LintContext) -> tuple[LintFinding, ...]:
    """
    Return what the rules find in *item*, in the order of its file; errors block publishing.

    The item need not be in the item bank, and its key need not be derivable: what keeps it from
    being derived is among the findings. Findings on its vignette's text are those of
    `lint_vignette`.
    """
    return ()


def lint_vignette(vignette: Vignette, context: LintContext) -> tuple[LintFinding, ...]:
    """Return what the rules find in the story and the case of *vignette*."""
    return ()


def lint_bank(context: LintContext) -> tuple[LintFinding, ...]:
    """Return what the rules find in all active content, and in the item bank as a whole."""
    return ()
