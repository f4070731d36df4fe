import pytest
from linter_scores import FLAWS, scores, table

from quizzes.lint.rules import RULES


@pytest.fixture(scope="module")
def found(lint_context):
    return scores(lint_context)


def test_every_rule_is_scored_on_ten_planted_flaws_and_twenty_clean_items_at_least(found):
    too_few = {rule for rule, score in found.items() if score.flaws < FLAWS or score.clean < 20}

    assert FLAWS >= 10
    assert too_few == set()
    # S0 is about files that cannot be read as items.
    assert found.keys() == RULES.keys() - {"S0"}


def test_every_rule_finds_what_is_planted(found):
    assert {rule: score for rule, score in found.items() if score.recall < 0.95} == {}


def test_no_rule_cries_wolf(found):
    assert {rule: score for rule, score in found.items() if score.false_alarms > 0.05} == {}


def test_the_table_has_a_row_for_every_rule(found):
    rows = table(found).splitlines()

    assert [row.split()[0] for row in rows[1:]] == [rule for rule in RULES if rule in found]
