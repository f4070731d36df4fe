"""The rules of the linter, each with its source."""

from __future__ import annotations

from quizzes.lint.findings import Rule

_NBME = "NBME item-writing guide, technical item flaws"
_GRAPH = "GuideGraph: keys are derived from the guideline"

_ALL = (
    Rule(
        "S1",
        "key not entailed",
        "No option is proven right, or an option is neither proven right nor proven wrong.",
        _GRAPH,
    ),
    Rule("S2", "second right option", "More options are proven right than may be.", _GRAPH),
)

#: Every rule by its code, in the order of the codes.
RULES: dict[str, Rule] = {rule.code: rule for rule in _ALL}
