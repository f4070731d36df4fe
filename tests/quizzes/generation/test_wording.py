from random import Random

import pytest

from quizzes.generation.difficulty import Knobs, Level, level_of, predicted_difficulty
from quizzes.generation.distractors import balanced
from quizzes.generation.wording import capital, listed, merged


@pytest.mark.parametrize(
    ("phrases", "text"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a, or none", "b"], "a, or none; and b"),
    ],
)
def test_a_list_reads_as_a_list(phrases, text):
    assert listed(phrases) == text


@pytest.mark.parametrize(
    ("phrases", "joined"),
    [
        (
            ["severe low back pain", "disabling low back pain"],
            ["severe and disabling low back pain"],
        ),
        (["no infection", "no coagulopathy"], ["no infection or coagulopathy"]),
        # "no allergy to cement or pain" would say that there is pain.
        (["no allergy to cement", "no pain"], ["no pain", "no allergy to cement"]),
        (["infection", "no pain"], ["infection", "no pain"]),
    ],
)
def test_what_belongs_together_is_said_together(phrases, joined):
    assert merged(phrases) == joined


def test_a_capital_leaves_abbreviations_alone():
    assert (capital("no infection"), capital("MRI and CT")) == ("No infection", "MRI and CT")


def test_distractors_share_the_words_that_would_give_the_key_away():
    others = ["fever", "cough", "an allergy to eggs", "a rash", "thirst"]

    chosen = balanced("an allergy to nuts", others, 3, "She has an allergy.", str, Random("a"))

    assert len(chosen) == 3
    assert "an allergy to eggs" in chosen


@pytest.mark.parametrize(
    ("easier", "harder"),
    [
        (Knobs(criteria=1), Knobs(criteria=12)),
        (Knobs(distance=1.0), Knobs(distance=0.0)),
        (Knobs(irrelevant=0), Knobs(irrelevant=4)),
        (Knobs(similar=0.0), Knobs(similar=1.0)),
        (Knobs(steps=0), Knobs(steps=1)),
        (Knobs(unknown=False), Knobs(unknown=True)),
    ],
)
def test_each_knob_makes_an_item_harder(easier, harder):
    assert predicted_difficulty(easier) < predicted_difficulty(harder)


def test_the_levels_lie_between_nobody_and_everybody_wrong():
    assert [level_of(share) for share in (0.1, 0.4, 0.9)] == [Level.EASY, Level.MEDIUM, Level.HARD]
