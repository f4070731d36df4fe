"""What is wrong with a file is told with its place and a remedy."""

import pytest
from broth_texts import NUMERIC, SINGLE, TRUTH, VIGNETTE

from quizzes.errors import ContentError
from quizzes.loading import read_item, read_vignette


def defects(read, source, guideline):
    with pytest.raises(ContentError) as caught:
        read(source, guideline)
    return [str(defect) for defect in caught.value.defects]


@pytest.mark.parametrize(
    ("text", "old", "new", "expected"),
    [
        (
            SINGLE,
            "kind: single-best-answer",
            "kind: single-best-anser",
            "2: kind: 'single-best-anser' is not allowed here. Did",
        ),
        (
            SINGLE,
            "lead_in: What",
            "leadin: What",
            "10: leadin: There is no key 'leadin' here. Did you mean lead_in?",
        ),
        (
            SINGLE,
            "lead_in: What now?\n",
            "",
            "1: The key 'lead_in' is missing. It holds: The question itself",
        ),
        (
            SINGLE,
            "status: active",
            "status: final",
            "4: status: 'final' is not allowed here. Allowed: draft, active, retired.",
        ),
        (
            SINGLE,
            "stem: A cold.",
            "steps: []",
            "9: steps: This key is not used in an item of this kind. Remove it.",
        ),
        (
            SINGLE,
            "stem: A cold.",
            "vignette: a-story",
            "1: 'vignette' and 'case' cannot stand together. Keep one.",
        ),
        (
            SINGLE,
            "    rationale: There is no celery allergy.\n",
            "",
            "17: options[1]: The key 'rationale' is missing. It holds: Why this option",
        ),
        (
            SINGLE,
            "There is no celery allergy.",
            "No.",
            "20: options[1].rationale: The text is too short; it needs 20 characters.",
        ),
        (
            SINGLE,
            "statements: [st-1, st-2]",
            "statements: []",
            "21: options[1].statements: At least 1 entries are needed; there are 0.",
        ),
        (
            SINGLE,
            "{verdict: contraindicated}",
            "{verdict: forbidden}",
            "19: options[1].claim.verdict: 'forbidden' is not allowed here. Allowed: indicated,",
        ),
        (
            SINGLE,
            "{verdict: contraindicated}",
            "{verdikt: contraindicated}",
            "19: options[1].claim: Exactly one of these sets of keys is needed: verdict;",
        ),
        (
            SINGLE,
            "{verdict: contraindicated}",
            "{criterion: X1, state: met}",
            "19: options[1].claim.state: There is no key 'state' here. Did you mean status?",
        ),
        (
            SINGLE,
            "{verdict: contraindicated}",
            "{decides: {present: Cold, absent: Allergy}}",
            "19: options[1].claim.decides:",
        ),
        (
            SINGLE,
            "[HeadCold]",
            "[HedCold]",
            "7: case.present[0]: There is no finding named 'HedCold'. Did you mean HeadCold",
        ),
        (
            SINGLE,
            "unit: d}",
            "unit: mL}",
            "8: case.values.Days: The unit 'mL' cannot be turned into 'd'.",
        ),
        (
            SINGLE,
            "{absent: Cold}",
            "{absent: Colt}",
            "24: options[2].claim.edit.absent: There is no finding named 'Colt'.",
        ),
        (
            SINGLE,
            "id: an-item",
            "id: another",
            "1: id: The id must be the name of the file. Write: id: an-item",
        ),
        (
            SINGLE,
            "guideline: broth-for-colds",
            "guideline: broth",
            "3: guideline: This is no content of the guideline 'broth-for-colds'.",
        ),
        (SINGLE, "lead_in: What now?", "lead_in: What: now?", "10: This is not YAML:"),
        (
            SINGLE,
            "stem: A cold.",
            "lead_in: Twice",
            "10: The key 'lead_in' stands here twice. Remove one.",
        ),
        (
            TRUTH,
            "answer: true",
            "answer: false",
            "8: options: There must be one option for each answer; ",
        ),
        (TRUTH, "answer: true", "answer: yes", "10: options[1].answer: 'yes' is not allowed here."),
        (NUMERIC, "bound: upper", "bound: top", "6: answer_from.bound: 'top' is not allowed here."),
        (
            NUMERIC,
            "tolerance: 0.5",
            "tolerance: little",
            "8: tolerance: 'little' is not of the type number.",
        ),
    ],
)
def test_a_broken_item_is_named_with_file_line_key_and_remedy(
    source, guideline, text, old, new, expected
):
    broken = text.replace(old, new, 1)
    assert broken != text

    def read(content, guideline):
        return read_item(source(content), guideline)

    messages = defects(read, broken, guideline)

    assert [m for m in messages if m.startswith(f"an-item.yaml:{expected}")], messages


def test_a_value_with_two_bounds_is_no_single_fact(source, guideline):
    two = "{edit: {values: {Days: {at_least: 1, less_than: 3, unit: d}}}, verdict: indicated}"
    read = source(SINGLE.replace("{edit: {absent: Cold}, verdict: not indicated}", two))

    assert defects(read_item, read, guideline) == [
        "an-item.yaml:24: options[2].claim.edit: A single fact is needed here. "
        "Give the value one bound only."
    ]


def test_all_faults_of_a_file_are_told_at_once(source, guideline):
    broken = VIGNETTE.replace("[Sneezing]", "[Sneezin]").replace("[Allergy]", "[Alergy]")

    assert defects(read_vignette, source(broken, "a-story"), guideline) == [
        "a-story.yaml:5: present[0]: There is no finding named 'Sneezin'. Did you mean Sneezing?",
        "a-story.yaml:6: absent[0]: There is no finding named 'Alergy'. Did you mean Allergy or "
        "CeleryAllergy?",
    ]


def test_a_vignette_without_any_fact_is_refused(source, guideline):
    bare = "".join(VIGNETTE.splitlines(keepends=True)[:4]) + "teaches: [X1]\n"

    assert defects(read_vignette, source(bare, "a-story"), guideline) == [
        "a-story.yaml:1: One of 'present', 'absent', 'values' is needed."
    ]


def test_a_verdict_cannot_be_stored_in_a_vignette(source, guideline):
    told = VIGNETTE + "verdict: indicated\n"

    (message,) = defects(read_vignette, source(told, "a-story"), guideline)

    assert message.startswith("a-story.yaml:12: verdict: There is no key 'verdict' here.")
