import json
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator

from kg.case import Absent, Bound, Case, Present, Value
from kg.derivation import Status, Verdict
from quizzes.case_claims import CriterionClaim, EditClaim, VerdictClaim
from quizzes.claims import TruthClaim
from quizzes.document_claims import CitedClaim
from quizzes.errors import ContentError
from quizzes.judgement import Truth
from quizzes.loading import read_item, read_vignette
from quizzes.model import ChoiceStep, CommonError, Kind, NumericStep, Option, Rationale, Stage
from quizzes.quantities import QuantityBound
from quizzes.validation import published_schema

SINGLE = """\
id: an-item
kind: single-best-answer
guideline: broth-for-colds
status: active
tags: [soup]
case:
  present: [HeadCold]
  values: {Days: {exactly: 2.9, unit: d}}
stem: A cold.
lead_in: What now?
options:
  - id: broth
    text: Broth
    claim: {verdict: indicated}
    rationale: Because it is a head cold.
    statements: [st-1]
  - id: none
    text: No broth
    claim: {verdict: contraindicated}
    rationale: There is no celery allergy.
    statements: [st-1, st-2]
  - id: later
    text: Broth, were it not for the cold
    claim: {edit: {absent: Cold}, verdict: not indicated}
    rationale: Without a cold there is none.
    statements: [st-1]
explanation: Broth helps.
"""

TRUTH = """\
id: an-item
kind: true-false-cannot-tell
guideline: broth-for-colds
status: draft
lead_in: "True, false or cannot tell: celery is a problem."
case: {present: [HeadCold]}
claim: {criterion: X1, status: met}
options:
  - {answer: cannot tell, rationale: Nobody asked about celery., statements: [st-2]}
  - {answer: true, rationale: Nobody said that it is so., statements: [st-2]}
  - {answer: false, rationale: Nobody said that it is not., statements: [st-2]}
explanation: Ask.
"""

NUMERIC = """\
id: an-item
kind: numeric
guideline: broth-for-colds
status: active
lead_in: How much at most?
answer_from: {statement: st-3, quantity: volume, bound: upper}
unit: mL
tolerance: 0.5
rationale: That is what the source says.
statements: [st-3]
common_errors:
  - {value: 200, rationale: That is the lower end of it., statements: [st-3]}
explanation: A bowl.
"""

KEY_FEATURE = """\
id: an-item
kind: key-feature
guideline: broth-for-colds
status: active
vignette: a-story
steps:
  - lead_in: Is it cited?
    options:
      - id: a
        text: Yes it is
        claim: {statement: st-1, cited: true}
        rationale: It does have a number.
        statements: [st-1]
      - id: b
        text: No
        claim: {statement: st-1, cited: false}
        rationale: It does have a number.
        statements: [st-1]
  - lead_in: Which are?
    kind: multiple-answer
    options:
      - id: a
        text: The first
        claim: {statement: st-1, cited: true}
        rationale: It does have a number.
        statements: [st-1]
      - id: b
        text: The other
        claim: {statement: st-2, cited: true}
        rationale: There is no number on it.
        statements: [st-2]
explanation: Look at the numbers.
"""

VIGNETTE = """\
id: a-story
guideline: broth-for-colds
title: A cold night
narrative: She sneezes.
present: [Sneezing]
absent: [Allergy]
values:
  Days: {at_least: 1, less_than: 3, unit: d}
twin_of: another-story
teaches: [X1]
comment: A comment.
"""


def defects(read, source, guideline):
    with pytest.raises(ContentError) as caught:
        read(source, guideline)
    return [str(defect) for defect in caught.value.defects]


def test_a_single_best_answer_is_read_whole(source, guideline):
    read = source(SINGLE)

    item = read_item(read, guideline)

    facts = frozenset({Present("HeadCold"), Value("Days", Bound.EXACTLY, Decimal("2.9"))})
    assert (item.id, item.kind, item.stage) == ("an-item", Kind.SINGLE_BEST_ANSWER, Stage.ACTIVE)
    assert (item.tags, item.stem, item.explanation) == (("soup",), "A cold.", "Broth helps.")
    assert (item.vignette, item.case) == (None, Case("an-item", "broth-for-colds", facts))
    assert item.digest == read.digest
    assert item.steps == (
        ChoiceStep(
            "What now?",
            (
                Option(
                    "broth",
                    "Broth",
                    VerdictClaim(Verdict.INDICATED),
                    Rationale("Because it is a head cold.", ("st-1",)),
                ),
                Option(
                    "none",
                    "No broth",
                    VerdictClaim(Verdict.CONTRAINDICATED),
                    Rationale("There is no celery allergy.", ("st-1", "st-2")),
                ),
                Option(
                    "later",
                    "Broth, were it not for the cold",
                    EditClaim(Absent("Cold"), Verdict.NOT_INDICATED),
                    Rationale("Without a cold there is none.", ("st-1",)),
                ),
            ),
        ),
    )


def test_a_true_false_item_gets_its_three_options_in_the_usual_order(source, guideline):
    (step,) = read_item(source(TRUTH), guideline).steps

    claim = CriterionClaim("X1", Status.MET)
    assert step.fixed_order
    assert [(o.id, o.text, o.claim, o.rationale.text) for o in step.options] == [
        ("true", "True", TruthClaim(claim, Truth.TRUE), "Nobody said that it is so."),
        ("false", "False", TruthClaim(claim, Truth.FALSE), "Nobody said that it is not."),
        (
            "cannot-tell",
            "Cannot tell",
            TruthClaim(claim, Truth.UNKNOWN),
            "Nobody asked about celery.",
        ),
    ]


def test_a_numeric_item_asks_for_a_number_of_the_source(source, guideline):
    item = read_item(source(NUMERIC), guideline)

    assert item.steps == (
        NumericStep(
            lead_in="How much at most?",
            statement="st-3",
            quantity="volume",
            bound=QuantityBound.UPPER,
            unit="mL",
            tolerance=Decimal("0.5"),
            rationale=Rationale("That is what the source says.", ("st-3",)),
            common_errors=(
                CommonError(Decimal(200), Rationale("That is the lower end of it.", ("st-3",))),
            ),
        ),
    )


def test_each_step_of_a_key_feature_item_has_its_own_kind(source, guideline):
    item = read_item(source(KEY_FEATURE), guideline)

    assert item.vignette == "a-story"
    assert [(step.lead_in, step.multiple) for step in item.steps] == [
        ("Is it cited?", False),
        ("Which are?", True),
    ]
    assert item.steps[1].option("b").claim == CitedClaim("st-2", True)


def test_a_vignette_is_a_case_with_a_few_keys_more(source, guideline):
    vignette = read_vignette(source(VIGNETTE, "a-story"), guideline)

    assert vignette.case == Case(
        "a-story",
        "broth-for-colds",
        frozenset(
            {
                Present("Sneezing"),
                Absent("Allergy"),
                Value("Days", Bound.AT_LEAST, Decimal(1)),
                Value("Days", Bound.LESS_THAN, Decimal(3)),
            }
        ),
        "A cold night",
        "She sneezes.",
    )
    assert (vignette.twin_of, vignette.teaches, vignette.comment, vignette.stage) == (
        "another-story",
        ("X1",),
        "A comment.",
        Stage.ACTIVE,
    )


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


@pytest.mark.parametrize("name", ["item", "vignette"])
def test_the_published_schemas_are_valid_and_describe_every_property(name):
    schema = published_schema(name)

    Draft202012Validator.check_schema(schema)

    assert list(_undescribed(schema, name)) == []


def test_the_schema_reads_the_same_numbers_as_other_tools(source, guideline):
    data = json.loads(json.dumps(source(NUMERIC).data, default=float))

    assert list(Draft202012Validator(published_schema("item")).iter_errors(data)) == []


def _undescribed(schema, path):
    if isinstance(schema, dict):
        for key, value in schema.get("properties", {}).items():
            # A key that is only forbidden or narrowed in one kind is described at the top.
            narrowed = path.endswith((".if", ".then"))
            if not narrowed and not value.get("description"):
                target = value.get("$ref", "")
                if not target:
                    yield f"{path}.{key}"
        for key, value in schema.items():
            yield from _undescribed(value, f"{path}.{key}")
    elif isinstance(schema, list):
        for entry in schema:
            yield from _undescribed(entry, path)
