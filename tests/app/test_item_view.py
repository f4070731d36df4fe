from dataclasses import replace

import pytest

from app.item_view import review_words
from quizzes.bank import ItemBank
from quizzes.model import Reviewed
from quizzes.review import review_of

ITEM = "anabolic-agents-afterwards"


def test_no_shipped_item_pretends_to_be_reviewed(bank: ItemBank) -> None:
    told = {review_words(keyed, bank.guideline) for keyed in bank.items.values()}

    assert told == {"Not reviewed by a clinician."}


@pytest.mark.parametrize(
    ("by", "date", "told"),
    [
        ("Dr. B.", "2026-11-22", "Reviewed by Dr. B. on 2026-11-22, against version 0.1.0"),
        ("", "", "Reviewed, against version 0.1.0"),
    ],
)
def test_a_review_is_told_with_whoever_and_whenever_it_was(
    bank: ItemBank, by: str, date: str, told: str
) -> None:
    guideline = replace(bank.guideline, version="0.1.0")
    keyed = bank.items[ITEM]
    noted = review_of(keyed, guideline, by, date)

    words = review_words(replace(keyed, item=replace(keyed.item, reviewed=noted)), guideline)

    assert words == f"{told} of the guideline."


def test_a_stale_review_says_so(bank: ItemBank) -> None:
    keyed = bank.items[ITEM]
    old = replace(keyed.item, reviewed=Reviewed("0.0.1", "0" * 16))

    words = review_words(replace(keyed, item=old), bank.guideline)

    assert words.endswith("What it rests on has changed since.")
