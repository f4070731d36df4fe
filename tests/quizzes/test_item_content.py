"""What the shipped items must cover together; that each one is sound is tested with the bank."""

from collections import Counter

import pytest

from quizzes.model import ChoiceKey, ContentStatus, Kind


@pytest.fixture(scope="module")
def active_items(bank):
    """The items that learners can be given."""
    return [keyed for keyed in bank.items.values() if keyed.item.status is ContentStatus.ACTIVE]


@pytest.fixture(scope="module")
def document_items(active_items):
    """The items that are about the source itself, without a patient."""
    return [keyed for keyed in active_items if keyed.case is None]


def folder_of(keyed):
    return keyed.item.source.file.split("/")[-2]


def test_there_are_at_least_sixty_active_items(active_items):
    assert len(active_items) >= 60


def test_every_kind_of_item_is_present(active_items):
    assert {keyed.item.kind for keyed in active_items} == set(Kind)


def test_every_section_is_assessed_by_at_least_two_items(active_items, bank):
    assessed = Counter(section for keyed in active_items for section in keyed.sections)

    assert {section for section in bank.guideline.sections if assessed[section] < 2} == set()


def test_every_statement_is_behind_the_key_of_an_item(active_items, bank):
    assessed = {statement for keyed in active_items for statement in keyed.statements}

    assert set(bank.guideline.statements) - assessed == set()


def test_a_document_item_lies_in_the_folder_of_a_section_that_it_assesses(document_items):
    astray = {
        keyed.item.id
        for keyed in document_items
        if f"section-{folder_of(keyed)}" not in keyed.sections
    }

    assert astray == set()


def test_guessing_one_answer_throughout_is_wrong_in_most_true_or_false_items(document_items):
    answers = Counter(
        answer
        for keyed in document_items
        if keyed.item.kind is Kind.TRUE_FALSE_CANNOT_TELL
        for step in keyed.key.steps
        if isinstance(step, ChoiceKey)
        for answer in step.options
    )

    assert set(answers) == {"true", "false", "cannot-tell"}
    assert max(answers.values()) < answers.total() / 2


def test_choosing_the_longest_option_is_wrong_in_most_single_best_answer_items(document_items):
    choices = [
        (step, key)
        for keyed in document_items
        if keyed.item.kind is Kind.SINGLE_BEST_ANSWER
        for step, key in zip(keyed.item.steps, keyed.key.steps, strict=True)
    ]

    hits = [
        max(step.options, key=lambda option: len(option.text)).id in key.options
        for step, key in choices
    ]

    assert sum(hits) < len(hits) / 2
