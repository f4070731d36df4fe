from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest

from kg.case import Absent, Bound, Present, Value
from quizzes.generation.patients import reads_as_one
from quizzes.generation.story import short_stem, story
from quizzes.generation.telling import amount, content_told, joined, phrase

WEEKS = "ConservativeManagementDuration"


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


@pytest.mark.parametrize(
    ("sentences", "text"),
    [
        (["It rains."], "It rains."),
        (
            ["The patient has severe low back pain.", "The patient has dull low back pain."],
            "The patient has severe and dull low back pain.",
        ),
        (
            ["There is no fever.", "It hurts.", "There is no sign of a rash."],
            "There is no fever and no sign of a rash. It hurts.",
        ),
        # "There is a rash and no fever" may be read as a rash without fever.
        (["There is a rash.", "There is no fever."], "There is a rash. There is no fever."),
        (["No cut is deep.", "No cut is long."], "No cut is deep or long."),
    ],
)
def test_sentences_that_begin_alike_become_one(sentences, text):
    assert joined(sentences) == text


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

    text = story(facts, bank.guideline, Random("a"))

    opening, _, rest = text.partition(". ")
    assert "an 81-year-old patient" in opening.lower()
    assert rest in {
        f"The patient has {pain} low back pain. Conservative management has been tried for at least"
        " 4 weeks. Mobility is not limited by pain. There is no infection."
        for pain in ("severe and disabling", "disabling and severe")
    }


def test_a_short_stem_holds_one_sentence(bank):
    text = short_stem(Present("PmmaAllergy"), bank.guideline, Random("a"))

    assert text.endswith("“The patient is allergic to PMMA.”")


def test_what_the_guideline_has_no_words_for_is_told_by_its_label(bank):
    findings = {
        id_: replace(finding, told="", absent_told="")
        for id_, finding in bank.guideline.findings.items()
    }
    guideline = replace(bank.guideline, findings=findings)

    text = story({Present("Osteoporosis"), Absent("Pain")}, guideline, Random("a"))

    assert text.endswith(": osteoporosis and no pain.")
    assert phrase(Absent("Pain"), guideline) == "no pain"


def test_every_finding_value_and_content_of_the_first_guideline_has_words(bank):
    guideline = bank.guideline

    wordless = [f.id for f in guideline.findings.values() if not (f.told and f.absent_told)]
    wordless += [o.id for o in guideline.observables.values() if not o.told]
    wordless += [a.id for a in guideline.aspects.values() if not a.told]

    assert wordless == []


def test_a_content_is_told_in_a_sentence(bank):
    content = bank.guideline.statements["st-29a"].contents[1]

    text = content_told(content, "dorsal to ventral", bank.guideline)

    assert text == "In the short-axis approach, the path of the needle is dorsal to ventral."


def test_a_story_does_not_name_what_it_denies(bank):
    guideline = bank.guideline

    assert reads_as_one(frozenset({Present("Osteoporosis"), Absent("Infection")}), guideline)
    puzzling = frozenset({Present("FractureAttributedPain"), Absent("SacralFracture")})
    assert not reads_as_one(puzzling, guideline)
