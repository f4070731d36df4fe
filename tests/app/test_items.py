"""An item by itself, and how items are laid out for the eye."""

from __future__ import annotations

import pytest
from quiz_reader import ANN, KEY_FEATURE, SINGLE, open_item

from app.errors import PageNotFoundError
from app.item_view import ShownItem, inline, outcome
from app.services import Services
from quizzes.bank import ItemBank
from quizzes.titles import title_of


def test_an_item_by_itself_is_graded_but_not_recorded(quiz_services: Services) -> None:
    reader = open_item(quiz_services, KEY_FEATURE)
    for step, values in enumerate((["not-indicated"], ["metastasis"], ["imaging"])):
        assert f"Step {step + 1} of 3" in reader.text
        reader.answer(*values)
        assert "Your answer: right" in reader.text
        if step < 2:
            reader.do("next")

    assert "Explanation" in reader.text
    assert 'href="/quiz?section=' in reader.html
    assert quiz_services.records.answers(ANN) == ()
    assert quiz_services.records.runs(ANN) == ()
    reader.do("again")
    assert "Step 1 of 3" in reader.text


def test_a_resent_step_of_an_item_by_itself_changes_nothing(quiz_services: Services) -> None:
    reader = open_item(quiz_services, KEY_FEATURE)
    reader.answer("not-indicated")

    reader.answer("contraindicated", step="0")

    assert "Step 2 of 3" in reader.text
    assert "You: Not indicated" in reader.text


def test_an_unknown_item_is_answered_with_those_that_sound_alike(quiz_services: Services) -> None:
    with pytest.raises(PageNotFoundError) as caught:
        open_item(quiz_services, "piano-tuner-decide-and-justfy")

    assert (KEY_FEATURE, f"/items/{KEY_FEATURE}") in caught.value.suggestions


def test_an_item_in_the_order_of_its_seed_keeps_its_order(bank: ItemBank) -> None:
    orders = {
        tuple(
            choice.id
            for choice in ShownItem(bank.items[SINGLE], bank.guideline, seed).question(0).choices
        )
        for seed in ("a", "a", "b", "c", "d")
    }

    assert 1 < len(orders) <= 4


@pytest.mark.parametrize(
    ("score", "words"), [(1.0, "Right"), (0.0, "Wrong"), (0.5, "Partly right (50 %)")]
)
def test_a_score_is_put_in_words(score: float, words: str) -> None:
    assert outcome(score) == words


@pytest.mark.parametrize(
    ("text", "html"),
    [("*One* day", "<em>One</em> day"), ("- one", "<ul>\n<li>one</li>\n</ul>\n"), ("", "")],
)
def test_one_paragraph_goes_where_no_block_may_stand(text: str, html: str) -> None:
    assert inline(text) == html


@pytest.mark.parametrize(
    ("item_id", "title"),
    [
        ("called-rare", "Complications"),
        # The key is a section that an option names.
        ("where-malignancy-stands", "Patient Selection Criteria"),
        ("what-rests-on-the-cadaver-study", "Indications for Bilateral Sacroplasty"),
        ("card-decision", "The card in the wallet"),
        ("allergy-to-pmma", "A patient in brief"),
    ],
)
def test_the_title_of_an_item_does_not_give_its_key_away(
    bank: ItemBank, item_id: str, title: str
) -> None:
    assert title_of(bank.items[item_id], bank.guideline) == title


def test_no_title_of_an_item_stands_in_one_of_its_options(bank: ItemBank) -> None:
    telling = [
        id_
        for id_, keyed in bank.items.items()
        for step in keyed.item.steps
        for option in getattr(step, "options", ())
        if keyed.case is None and title_of(keyed, bank.guideline).lower() in option.text.lower()
    ]

    assert telling == []
