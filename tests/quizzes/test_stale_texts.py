from dataclasses import replace
from decimal import Decimal

import pytest

from kg.differences import Difference, NumberChange
from quizzes.bank import ItemBank
from quizzes.stale_texts import stale_texts


def found(bank, guideline, texts, before, after, ucum):
    """Return the excerpts in *texts*, put into the explanation of one item each."""
    item = bank.items["calendar-decision"]
    items = {
        f"item-{n}": replace(
            item, case=None, item=replace(item.item, id=f"item-{n}", steps=(), explanation=text)
        )
        for n, text in enumerate(texts)
    }
    change = NumberChange(Decimal(before), None if after is None else Decimal(after), ucum)
    difference = Difference("statement", "st-1", "", frozenset(), frozenset(), (change,))
    only = ItemBank(guideline, items, {}, {}, ())
    return [
        int(text.owner.removeprefix("item-"))
        for text in stale_texts(only, guideline, (difference,))
    ]


@pytest.mark.parametrize(
    ("text", "is_stale"),
    [
        ("at least 3 weeks", True),
        ("three weeks or longer", True),
        ("a three-week minimum", True),
        ("exactly 3.0 weeks", True),
        ("for 21 days", True),
        ("2.9 weeks", False),
        ("13 weeks", False),
        ("3 months", False),
        ("three of the patients", False),
        ("line 3", False),
    ],
)
def test_a_number_is_told_by_its_unit_in_digits_words_and_other_units(
    bank, guideline, text, is_stale
):
    assert found(bank, guideline, [text], "3", "6", "wk") == ([0] if is_stale else [])


def test_percentages_volumes_and_scores_are_found(bank, guideline):
    assert found(bank, guideline, ["about 12 %", "12 percent", "12 mL"], "12", "15", "%") == [0, 1]
    assert found(bank, guideline, ["4 mL", "4 millilitres", "4 weeks"], "4", "5", "mL") == [0, 1]
    assert found(bank, guideline, ["8.8 out of 10", "8.8 points"], "8.8", None, "{score}") == [0, 1]


def test_a_patients_own_value_is_no_text_on_the_guideline(bank):
    calendar = bank.vignettes["the-calendar-on-the-fridge"]
    change = NumberChange(Decimal(3), Decimal(6), "wk")
    difference = Difference("axiom", "I4", "", frozenset({"st-02d"}), frozenset({"I4"}), (change,))

    places = {(text.owner, text.place) for text in stale_texts(bank, bank.guideline, (difference,))}

    assert "3.0 weeks" in calendar.case.narrative
    assert (calendar.id, "narrative") not in places
    assert (calendar.id, "comment") in places
    assert ("I4", "label") in places
