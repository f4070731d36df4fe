from decimal import Decimal
from random import Random

import pytest

from kg.case import Absent, Bound, Present, Value
from quizzes.generation.difficulty import Knobs, Level, level_of, predicted_difficulty
from quizzes.generation.distractors import balanced
from quizzes.generation.story import amount, short_stem, story
from quizzes.generation.wording import capital, listed, merged

WEEKS = "ConservativeManagementDuration"


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


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Value(WEEKS, Bound.EXACTLY, Decimal("3.0")), "3 weeks"),
        (Value(WEEKS, Bound.EXACTLY, Decimal(1)), "1 week"),
        (Value(WEEKS, Bound.AT_LEAST, Decimal("2.5")), "at least 2.5 weeks"),
        (Value(WEEKS, Bound.LESS_THAN, Decimal(4)), "less than 4 weeks"),
    ],
)
def test_a_value_is_told_with_its_bound_and_unit(bank, value, text):
    assert amount(value, bank.guideline) == text


def test_a_story_tells_every_fact_and_no_other(bank):
    facts = frozenset(
        {
            Present("SevereLowBackPain"),
            Present("DisablingLowBackPain"),
            Absent("LimitedMobilityDueToPain"),
            Absent("Infection"),
            Value(WEEKS, Bound.AT_LEAST, Decimal(4)),
            Value("Age", Bound.EXACTLY, Decimal(81)),
        }
    )

    text = story(facts, bank.guideline, Random("a"))  # noqa: S311

    for words in ("aged 81", "low back pain", "Does pain limit mobility?", "no infection"):
        assert words in text
    assert "at least 4 weeks" in text
    assert "allergy" not in text


def test_a_short_stem_holds_one_entry(bank):
    text = short_stem([Present("PmmaAllergy")], bank.guideline, Random("a"))  # noqa: S311

    assert text.endswith("*allergy to PMMA*.")


def test_distractors_share_the_words_that_would_give_the_key_away():
    others = ["fever", "cough", "an allergy to eggs", "a rash", "thirst"]

    chosen = balanced("an allergy to nuts", others, 3, "She has an allergy.", str, Random("a"))  # noqa: S311

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
