"""What a sound file says is read whole."""

from decimal import Decimal

from broth_texts import KEY_FEATURE, NUMERIC, SINGLE, TRUTH, VIGNETTE

from kg.case import Absent, Bound, Case, Present, Value
from kg.derivation import Status, Verdict
from quizzes.case_claims import CriterionClaim, EditClaim, VerdictClaim
from quizzes.claims import TruthClaim
from quizzes.document_claims import CitedClaim
from quizzes.judgement import Truth
from quizzes.loading import read_item, read_vignette
from quizzes.model import (
    ChoiceStep,
    CommonError,
    ContentStatus,
    Kind,
    NumericStep,
    Option,
    Rationale,
)
from quizzes.quantities import QuantityBound


def test_a_single_best_answer_is_read_whole(source, guideline):
    read = source(SINGLE)

    item = read_item(read, guideline)

    facts = frozenset({Present("HeadCold"), Value("Days", Bound.EXACTLY, Decimal("2.9"))})
    assert (item.id, item.kind, item.status) == (
        "an-item",
        Kind.SINGLE_BEST_ANSWER,
        ContentStatus.ACTIVE,
    )
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
    assert (vignette.twin_of, vignette.teaches, vignette.comment, vignette.status) == (
        "another-story",
        ("X1",),
        "A comment.",
        ContentStatus.ACTIVE,
    )
