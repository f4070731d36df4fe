from collections import Counter
from dataclasses import replace

import pytest

from quizzes.model import ChoiceKey, ChoiceStep, ContentStatus, Kind
from quizzes.quiz import Selection, choose_items, shown_options


def test_the_same_seed_gives_the_same_quiz_and_another_seed_another(bank):
    first = choose_items(bank, Selection(), 10, "a")

    assert first == choose_items(bank, Selection(), 10, "a")
    assert first != choose_items(bank, Selection(), 10, "b")
    assert len(first) == len(set(first)) == 10


def test_the_order_of_a_quiz_does_not_depend_on_the_machine(bank):
    step = bank.items["first-refuted-criterion"].item.steps[0]

    order = [option.id for option in shown_options(step, "first-refuted-criterion", 0, "a seed")]

    # Written down once: a change would show a running quiz in another order after an update.
    assert order == ["severity", "imaging", "persistence", "duration"]


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(sections=frozenset({"section-contraindications"})), "section"),
        (Selection(criteria=frozenset({"X2"})), "criterion"),
        (Selection(kinds=frozenset({Kind.NUMERIC})), "kind"),
        (Selection(tags=frozenset({"evidence"})), "tag"),
    ],
)
def test_only_items_of_the_topic_are_chosen(bank, selection, expected):
    chosen = set(choose_items(bank, selection, 1000, "a"))

    def has(keyed):
        return {
            "section": "section-contraindications" in keyed.sections,
            "criterion": "X2" in keyed.criteria,
            "kind": keyed.item.kind is Kind.NUMERIC,
            "tag": "evidence" in keyed.item.tags,
        }[expected]

    assert chosen == {id_ for id_, keyed in bank.items.items() if has(keyed)} - set(_inactive(bank))
    assert chosen


def test_drafts_and_retired_items_are_never_chosen(bank):
    def marked(id_, status):
        keyed = bank.items[id_]
        return replace(keyed, item=replace(keyed.item, status=status))

    ids = list(bank.items)[:3]
    statuses = dict(zip(ids, ContentStatus, strict=True))
    mixed = replace(bank, items={id_: marked(id_, status) for id_, status in statuses.items()})

    chosen = choose_items(mixed, Selection(), 10, "a")

    assert [statuses[id_] for id_ in chosen] == [ContentStatus.ACTIVE]


def test_wishes_narrow_each_other(bank):
    both = Selection(kinds=frozenset({Kind.NUMERIC}), sections=frozenset({"section-headline"}))

    chosen = choose_items(bank, both, 1000, "a")

    assert all(
        bank.items[id_].item.kind is Kind.NUMERIC and "section-headline" in bank.items[id_].sections
        for id_ in chosen
    )


def test_options_are_only_reordered_never_changed(bank):
    for keyed in bank.items.values():
        for index, step in enumerate(keyed.item.steps):
            if isinstance(step, ChoiceStep):
                shown = shown_options(step, keyed.item.id, index, "a")
                assert sorted(o.id for o in shown) == sorted(o.id for o in step.options)


def test_true_false_and_cannot_tell_keep_their_order(bank):
    step = bank.items["coagulopathy-of-unknown-kind"].item.steps[0]

    assert [o.id for o in shown_options(step, "x", 0, "any")] == ["true", "false", "cannot-tell"]


def test_the_key_is_not_first_by_habit(bank):
    step = bank.items["first-refuted-criterion"].item.steps[0]
    key = bank.items["first-refuted-criterion"].key.steps[0]
    assert isinstance(key, ChoiceKey)
    (right,) = key.options

    places = Counter(
        [o.id for o in shown_options(step, "first-refuted-criterion", 0, str(seed))].index(right)
        for seed in range(400)
    )

    assert set(places) == {0, 1, 2, 3}
    assert all(70 <= count <= 130 for count in places.values()), places


def _inactive(bank):
    return [
        id_ for id_, keyed in bank.items.items() if keyed.item.status is not ContentStatus.ACTIVE
    ]
