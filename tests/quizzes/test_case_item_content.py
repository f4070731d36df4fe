"""What the shipped items on cases must ask together."""

from collections import Counter

import pytest

from kg.derivation import Verdict
from quizzes.case_claims import DecisiveFactClaim, ObtainClaim, VerdictClaim
from quizzes.judgement import Truth
from quizzes.model import ChoiceKey, ContentStatus, Kind


@pytest.fixture(scope="module")
def case_items(bank):
    """The active items about a case."""
    return [
        keyed
        for keyed in bank.items.values()
        if keyed.case is not None and keyed.item.status is ContentStatus.ACTIVE
    ]


def test_there_are_items_of_every_kind_that_asks_about_a_case(case_items):
    kinds = Counter(keyed.item.kind for keyed in case_items)

    assert sum(kinds.values()) >= 32
    assert kinds[Kind.KEY_FEATURE] >= 8
    assert kinds[Kind.TRUE_FALSE_CANNOT_TELL] >= 6
    assert kinds[Kind.SINGLE_BEST_ANSWER] >= 1
    assert kinds[Kind.MULTIPLE_ANSWER] >= 1


def test_every_active_vignette_is_asked_about(bank, case_items):
    active = {tale.id for tale in bank.vignettes.values() if tale.status is ContentStatus.ACTIVE}

    asked = {keyed.item.vignette for keyed in case_items}

    assert active - asked == set()


def test_every_criterion_is_behind_the_key_of_a_case_item(bank, case_items):
    assessed = {criterion for keyed in case_items for criterion in keyed.criteria}

    assert set(bank.guideline.criteria) - assessed == set()


def test_a_case_item_lies_in_the_folder_of_a_section_that_it_assesses(case_items):
    astray = {
        keyed.item.id
        for keyed in case_items
        if f"section-{keyed.item.source.file.split('/')[-2]}" not in keyed.sections
    }

    assert astray == set()


def test_true_false_items_on_cases_have_each_answer_as_key_at_least_twice(case_items):
    keys = Counter(
        answer
        for keyed in case_items
        if keyed.item.kind is Kind.TRUE_FALSE_CANNOT_TELL
        for answer in keyed.key.steps[0].options
    )

    assert {truth for truth in Truth if keys[truth.value.replace(" ", "-")] < 2} == set()


def test_a_key_feature_item_asks_for_the_decision_and_then_for_what_decides_or_is_missing(
    bank, case_items
):
    wrong = []
    for keyed in case_items:
        if keyed.item.kind is not Kind.KEY_FEATURE:
            continue
        first, second = ({type(o.claim) for o in step.options} for step in keyed.item.steps[:2])
        open_case = bank.derivations[keyed.item.vignette].verdict is Verdict.CANNOT_TELL
        then = ObtainClaim if open_case else DecisiveFactClaim
        if (first, second) != ({VerdictClaim}, {then}):
            wrong.append(keyed.item.id)

    assert wrong == []


def test_every_rationale_on_a_case_has_at_least_eight_words(case_items):
    short = [
        (keyed.item.id, option.id)
        for keyed in case_items
        for step in keyed.item.steps
        for option in step.options
        if len(option.rationale.text.split()) < 8
    ]

    assert short == []


def test_the_longest_option_is_the_key_no_more_often_than_by_chance(case_items):
    steps = [
        (step, key)
        for keyed in case_items
        for step, key in zip(keyed.item.steps, keyed.key.steps, strict=True)
        if isinstance(key, ChoiceKey) and not step.multiple and not step.fixed_order
    ]

    longest = sum(_is_longest(step, key) for step, key in steps)

    assert longest <= len(steps) / 4


def _is_longest(step, key):
    (right,) = key.options
    rest = [len(option.text) for option in step.options if option.id != right]
    return len(step.option(right).text) > max(rest)
