"""The exported item says what the item, its key and the guideline say."""

from __future__ import annotations

from decimal import Decimal

import pytest
from item_changes import AT

from kg.errors import UnknownNameError
from quizzes.bank import ItemBank
from quizzes.formats.exported import ExportedChoice, ExportedNumber, clean, exported_items
from quizzes.formats.registry import FORMATS, write
from quizzes.grading import grade_step
from quizzes.responses import ChoiceResponse, NumericResponse


def test_a_choice_carries_key_feedback_and_sources(bank: ItemBank) -> None:
    keyed = bank.items["quarry-weakest-link"]

    (item,) = exported_items([keyed], bank)

    (step,) = item.steps
    assert isinstance(step, ExportedChoice)
    assert [option.id for option in step.right] == ["probable"]
    assert (item.version, item.guideline) == (keyed.item.digest, "bilateral-sacroplasty")
    assert item.story.startswith("Thirty years among falling rock")
    assert item.title == "The quarry foreman"
    (statement,) = step.right[0].feedback.statements
    assert (statement.id, statement.section) == ("st-20a", "Contraindications")
    assert statement.citation_status == "cited"
    assert [reference.confidence for reference in statement.references] == ["probable"]


def test_a_number_carries_amount_tolerance_and_unit(bank: ItemBank) -> None:
    (item,) = exported_items([bank.items["average-score-before"]], bank)

    (step,) = item.steps
    assert isinstance(step, ExportedNumber)
    assert (step.amount, step.tolerance, step.unit) == (Decimal("8.8"), Decimal(0), "")
    assert [error.amount for error in step.errors] == [Decimal("2.1"), Decimal(8), Decimal(10)]


def test_steps_have_names_of_their_own_and_a_single_one_that_of_its_item(bank: ItemBank) -> None:
    keyed = [bank.items[id_] for id_ in ("average-score-before", "ferryman-decide-ask-and-foresee")]

    names = [
        [item.step_id(index) for index in range(len(item.steps))]
        for item in exported_items(keyed, bank)
    ]

    ferryman = "ferryman-decide-ask-and-foresee"
    assert names == [
        ["average-score-before"],
        [f"{ferryman}#step-1", f"{ferryman}#step-2", f"{ferryman}#step-3"],
    ]


def test_the_exported_key_is_what_grading_takes_for_right(bank: ItemBank) -> None:
    for keyed in bank.items.values():
        (item,) = exported_items([keyed], bank)
        for index, step in enumerate(item.steps):
            if isinstance(step, ExportedChoice):
                right = ChoiceResponse(frozenset(option.id for option in step.right))
                graded = grade_step(keyed, index, right, bank.guideline)
            else:
                graded = grade_step(keyed, index, NumericResponse(step.amount), bank.guideline)
            assert graded.score == 1


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("  a\r\nb\rc\u2028d ", "a\nb\nc\nd"),
        ("e\u0301", "é"),
        ("\x00\x7f\ufffe", "\ufffd\ufffd\ufffd"),
        ("𝔘 שלום 👩‍⚕️", "𝔘 שלום 👩‍⚕️"),
    ],
)
def test_texts_are_put_into_a_form_that_every_format_can_hold(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_nothing_and_everything(bank: ItemBank, name: str) -> None:
    everything = exported_items(list(bank.items.values())[:20], bank)

    empty, full = write(name, (), AT), write(name, everything, AT)

    assert len(empty) < len(full)


def test_a_format_that_is_not_there_is_named_with_what_is_like_it() -> None:
    with pytest.raises(UnknownNameError, match="Did you mean gift"):
        write("gfit", (), AT)
