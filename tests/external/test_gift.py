"""gift-pegjs reads our GIFT as we mean it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from format_readers import parted, seen
from hostile_items import hostile_items
from item_changes import AT
from scoring import our_score, responses, score_of_shares

from quizzes.formats.exported import ExportedChoice, ExportedFeedback, ExportedNumber
from quizzes.formats.registry import write
from quizzes.formats.words import option_html
from quizzes.markup import safe_html

pytestmark = pytest.mark.external

ITEMS = hostile_items(1000)
STEPS = [(item, index, step) for item in ITEMS for index, step in enumerate(item.steps)]


@pytest.fixture(scope="module")
def questions(
    node: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, Any]]:
    path: Path = tmp_path_factory.mktemp("gift") / "items.gift"
    path.write_bytes(write("gift", ITEMS, AT))
    return [one for one in node("gift_parse.js", path) if one["type"] != "Category"]


def _told(feedback: ExportedFeedback) -> tuple[str, ...]:
    return seen(safe_html(feedback.text))


def _read(feedback: dict[str, str] | None) -> tuple[str, ...]:
    return seen(parted(feedback["text"]).get("", "")) if feedback else ()


def _shares(question: dict[str, Any]) -> list[float]:
    return [
        float(one["isCorrect"]) if one["weight"] is None else one["weight"] / 100
        for one in question["choices"]
    ]


def _title(title: str) -> str:
    return title.replace("&&", "& &")


def test_every_step_is_a_question_with_its_id_and_tags(questions: list[dict[str, Any]]) -> None:
    read = [(one["id"], tuple(one["tags"] or ()), one["title"]) for one in questions]

    assert read == [
        (
            item.step_id(index),
            item.tags,
            _title(item.title if len(item.steps) == 1 else f"{item.title} ({index + 1})"),
        )
        for item, index, _ in STEPS
    ]


def test_texts_of_questions_and_options_are_ours(questions: list[dict[str, Any]]) -> None:
    for question, (item, _, step) in zip(questions, STEPS, strict=True):
        parts = parted(question["stem"]["text"])
        general = parted(question["globalFeedback"]["text"])
        assert seen(parts["gg-lead-in"]) == seen(safe_html(step.lead_in))
        assert seen(parts.get("gg-story", "")) == seen(safe_html(item.story))
        assert seen(parts.get("gg-stem", "")) == seen(safe_html(item.stem))
        assert seen(general["gg-explanation"]) == seen(safe_html(item.explanation))
        if isinstance(step, ExportedChoice):
            read = [
                (seen(one["text"]["text"]), _read(one["feedback"])) for one in question["choices"]
            ]
            assert read == [
                (seen(option_html(option.text)), _told(option.feedback)) for option in step.options
            ]


def test_every_response_scores_as_with_us(questions: list[dict[str, Any]]) -> None:
    for question, (_, _, step) in zip(questions, STEPS, strict=True):
        if isinstance(step, ExportedChoice):
            shares = _shares(question)
            for chosen in responses(step):
                score = score_of_shares(shares, chosen)
                assert score == pytest.approx(our_score(step, chosen), abs=1e-4)


def test_numbers_have_our_tolerance_and_foreseen_errors(questions: list[dict[str, Any]]) -> None:
    for question, (_, _, step) in zip(questions, STEPS, strict=True):
        if isinstance(step, ExportedNumber):
            read = [
                (
                    Decimal(str(one["text"]["number"])),
                    Decimal(str(one["text"]["range"])),
                    one["weight"],
                    _read(one["feedback"]),
                )
                for one in question["choices"]
            ]
            wrong = [(error.amount, 0, 0, _told(error.feedback)) for error in step.errors]
            assert read == [(step.amount, step.tolerance, None, ()), *wrong]
