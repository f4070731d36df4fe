import pytest
from draft_texts import ITEM, ON_VIGNETTE, VIGNETTE
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.contradictions import Refusal
from kg.derivation import Verdict
from quizzes.drafts.check import Problem, check_draft
from quizzes.drafts.model import DraftStage, Part
from quizzes.drafts.proofs import Proof
from quizzes.drafts.text import blank, draft_text
from quizzes.judgement import Truth
from quizzes.model import Kind

SLUG = "bilateral-sacroplasty"
KEYS = ("id", "kind", "guideline", "vignette", "case", "options", "claim", "steps", "answer_from")
words = st.sampled_from([*KEYS, *(kind.value for kind in Kind), SLUG, "", "x"])
shapes = st.recursive(
    words | st.integers() | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
    max_leaves=10,
)


def problems(text, part, linting):
    return [
        (problem.place, problem.message) for problem in check_draft(text, part, linting).problems
    ]


def test_a_whole_item_is_keyed_and_can_be_published(linting):
    check = check_draft(ITEM, Part.ITEM, linting)

    assert check.keyed.key.steps[0].options == {"a"}
    assert (check.problems, check.errors, check.can_be_published) == ((), (), True)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_shipped_item_has_the_proofs_of_its_key(linting, kind):
    keyed = next(k for k in linting.bank.items.values() if k.item.kind is kind)

    check = check_draft(draft_text(keyed.item.source.data, DraftStage.DRAFT), Part.ITEM, linting)

    right = [proof for proof in check.proofs if proof.truth is Truth.TRUE]
    assert check.keyed.key == keyed.key
    assert len(right) == sum(len(getattr(key, "options", "1")) for key in keyed.key.steps)
    assert {proof.truth for proof in check.proofs} <= {Truth.TRUE, Truth.FALSE}


@pytest.mark.parametrize("kind", Kind)
def test_of_a_new_item_everything_is_still_to_be_written(linting, kind):
    text = draft_text(blank(Part.ITEM, "new", SLUG, kind), DraftStage.DRAFT)

    check = check_draft(text, Part.ITEM, linting)

    assert check.problems
    assert all(problem.is_gap for problem in check.problems)
    assert {proof.truth for proof in check.proofs} == {None}


def test_a_claim_is_proven_while_the_rest_is_missing(linting):
    text = (
        "kind: single-best-answer\noptions:\n"
        "  - {id: a, claim: {criterion: X1, role: exclusion}}\n"
        "  - {id: b, claim: {criterion: X1, role: inclusion}}\n"
        "  - {id: c, claim: {criterion: X1, role: ''}}\n"
        "  - {id: d}\n"
    )

    proofs = check_draft(text, Part.ITEM, linting).proofs

    label = linting.knowledge.guideline.criteria["X1"].label
    reason = f"X1 ({label}) is of the role: exclusion."
    assert proofs == (
        Proof("options[0]", Truth.TRUE, reason),
        Proof("options[1]", Truth.FALSE, reason),
        Proof("options[2]", None, "Complete what this option claims."),
        Proof("options[3]", None, "Choose a claim."),
    )


def test_a_wrong_option_that_is_merely_unstated_is_not_proven(linting):
    claim = "{content: {subject: ShortAxisApproach, aspect: needlePath, value: Cement}}"
    topic = next(iter(linting.knowledge.guideline.topics))
    text = f"kind: single-best-answer\noptions:\n  - claim: {claim.replace('Cement', topic)}\n"

    (proof,) = check_draft(text, Part.ITEM, linting).proofs

    assert proof.truth is Truth.UNKNOWN


def test_a_claim_on_a_patient_needs_one(linting):
    text = "kind: single-best-answer\noptions:\n  - claim: {verdict: indicated}\n"

    (without,) = check_draft(text, Part.ITEM, linting).proofs
    (within,) = check_draft(f"{text}case: {{present: [PmmaAllergy]}}\n", Part.ITEM, linting).proofs

    assert without.truth is None
    assert "Choose a vignette" in without.reason
    assert within.truth is Truth.FALSE
    assert within.facts == ("allergy to PMMA",)


def test_two_right_options_are_told_of(linting):
    text = ITEM.replace("statement: st-07a,", "statement: st-15b,").replace("st-15b", "st-18a")

    assert ("options", "Options 1 and 2 are right. Exactly one may be.") in problems(
        text, Part.ITEM, linting
    )


def test_a_vignette_is_decided_while_its_story_is_missing(linting):
    check = check_draft("present: [PmmaAllergy]\n", Part.VIGNETTE, linting)

    assert check.derivation.verdict is Verdict.CONTRAINDICATED
    assert Problem("title", "This is still empty.", is_gap=True) in check.problems


def test_a_whole_vignette_can_be_published(linting):
    check = check_draft(VIGNETTE, Part.VIGNETTE, linting)

    assert check.problems == ()
    assert check.vignette.id == "the-lamplighter"


def test_facts_that_clash_are_a_refusal(linting):
    text = VIGNETTE.replace("teaches", "absent: [Malignancy]\nteaches")

    check = check_draft(text, Part.VIGNETTE, linting)

    assert isinstance(check.derivation, Refusal)
    assert not check.can_be_published


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "The file is empty."),
        ("- 1", "The text holds no keys. Start with: id, guideline."),
        ("a: &x 1\nb: *x", "Anchors and aliases are not used here. Write the value out."),
    ],
)
@pytest.mark.parametrize("part", Part)
def test_what_is_no_draft_at_all_says_so(linting, text, message, part):
    assert problems(text, part, linting) == [("", message)]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
@given(data=st.dictionaries(st.sampled_from(KEYS), shapes))
def test_nothing_that_is_brought_along_breaks_the_check(linting, data):
    text = draft_text(data, DraftStage.DRAFT)

    for part in Part:
        assert not check_draft(text, part, linting).can_be_published


@pytest.mark.parametrize(
    ("text", "part", "place"),
    [
        (ON_VIGNETTE, Part.ITEM, "vignette"),
        (f"{VIGNETTE}twin_of: the-lantern\n", Part.VIGNETTE, "twin_of"),
    ],
)
def test_a_vignette_that_is_not_published_yet_is_to_be_published_first(linting, text, part, place):
    named = "the-lamplighter" if part is Part.ITEM else "the-lantern"

    found = problems(text, part, linting)

    message = f"No vignette '{named}' is published. Publish it first, or choose another."
    assert found == [(place, message)]
