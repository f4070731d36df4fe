"""How far drafts and shipped content are, in two numbers; remembered, since linting takes time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quizzes.bank import KeyedItem
from quizzes.drafts.check import check_draft
from quizzes.drafts.model import Draft
from quizzes.lint.context import LintContext
from quizzes.lint.findings import LintFinding, Severity
from quizzes.lint.linter import lint_item, lint_vignette
from quizzes.model import Vignette


@dataclass(frozen=True, slots=True)
class Standing:
    """How much stands against publishing, and how much advice the linter gives."""

    errors: int
    advice: int


class Standings:
    """What was found out before, as long as neither a text nor the item bank changes."""

    def __init__(self) -> None:
        self._shipped: dict[str, Standing] = {}
        self._drafts: dict[str, tuple[int, LintContext, Standing]] = {}

    def of_draft(self, draft: Draft, context: LintContext) -> Standing:
        """Return how far the latest version of a draft is."""
        known = self._drafts.get(draft.id)
        if known is None or known[0] != draft.latest.number or known[1] is not context:
            check = check_draft(draft.latest.text, draft.part, context)
            errors = len(check.problems) + len(check.errors)
            standing = Standing(errors, len(check.lint) - len(check.errors))
            known = self._drafts[draft.id] = (draft.latest.number, context, standing)
        return known[2]

    def of_item(self, keyed: KeyedItem, context: LintContext) -> Standing:
        """Return what the linter finds in an item of the bank."""
        digest = keyed.item.digest
        if digest not in self._shipped:
            self._shipped[digest] = _counted(lint_item(keyed.item, context))
        return self._shipped[digest]

    def of_vignette(self, vignette: Vignette, context: LintContext) -> Standing:
        """Return what the linter finds in a vignette of the bank."""
        digest = vignette.source.digest
        if digest not in self._shipped:
            self._shipped[digest] = _counted(lint_vignette(vignette, context))
        return self._shipped[digest]


def _counted(findings: Iterable[LintFinding]) -> Standing:
    severities = [found.severity for found in findings]
    errors = severities.count(Severity.ERROR)
    return Standing(errors, len(severities) - errors)
