"""What the rules know beside the item itself."""

from __future__ import annotations

from dataclasses import dataclass

from quizzes.bank import ItemBank
from quizzes.judgement import Knowledge


@dataclass(frozen=True)
class LintContext:
    """The item bank around an item, and the guideline with its reasoner; built once."""

    bank: ItemBank
    knowledge: Knowledge
