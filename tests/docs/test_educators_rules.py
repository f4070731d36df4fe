"""The educators' guide and the linter name the same rules, and the same least numbers."""

from __future__ import annotations

from quizzes.item_statistics.report import GATES, SMALLEST_GROUP
from quizzes.lint.rules import rule_table


def test_the_table_of_rules_is_that_of_the_linter(pages: dict[str, str]) -> None:
    assert f"\n\n{rule_table()}\n\n" in pages["docs/educators.md"]


def test_the_least_numbers_are_those_that_are_applied(pages: dict[str, str]) -> None:
    guide = pages["docs/educators.md"]

    said = [
        f"(Wilson) | {GATES.facility} answers |",
        f"(corrected point-biserial) | {GATES.discrimination} answers |",
        f"| {GATES.rasch} answers, provisional below {GATES.rasch_settled} |",
        f"answer it wrong | {GATES.alarm} answers |",
        f"| {GATES.reliability} learners with the same questions |",
        f"fewer than {GATES.formative} questions",
    ]

    assert [sentence for sentence in said if sentence not in guide] == []
    assert SMALLEST_GROUP == 5  # said in words
