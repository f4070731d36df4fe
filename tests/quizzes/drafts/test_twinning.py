"""Twins of what an author has written, against the real reasoner."""

from draft_texts import VIGNETTE

from kg.contradictions import find_contradictions
from kg.derivation import Verdict
from quizzes.bank import load_bank
from quizzes.case_claims import is_one_change
from quizzes.drafts.check import check_draft
from quizzes.drafts.model import DraftStage, Part
from quizzes.drafts.text import draft_text
from quizzes.drafts.twinning import twins_of

SLUG = "bilateral-sacroplasty"


def test_each_twin_is_one_change_away_and_has_another_verdict(linting, library):
    check = check_draft(VIGNETTE, Part.VIGNETTE, linting)
    reasoner = library.reasoner(SLUG)

    offers = twins_of(check, reasoner)

    assert offers
    assert len({offer.id for offer in offers}) == len(offers)
    for offer in offers:
        assert offer.twin.verdict is not check.derivation.verdict
        assert is_one_change(offer.twin.added | offer.twin.removed, reasoner.hierarchy)
        assert not find_contradictions(
            offer.twin.case.facts, reasoner.hierarchy, reasoner.guideline.observables
        )


def test_a_twin_and_its_vignette_are_content_without_defects(linting, library, knowledge, content):
    check = check_draft(VIGNETTE, Part.VIGNETTE, linting)
    id_ = check.data["id"]
    content.write(f"vignettes/{id_}.yaml", VIGNETTE)
    offers = twins_of(check, library.reasoner(SLUG))
    for offer in offers:
        text = draft_text(offer.data, DraftStage.DRAFT)
        content.write(f"vignettes/{offer.id}.yaml", text)

    loaded = load_bank(content.path, knowledge)

    assert [str(defect) for defect in loaded.defects] == []
    told = {offer.id: offer.twin.verdict for offer in offers}
    assert {id_: loaded.derivations[id_].verdict for id_ in told} == told


def test_a_twin_is_not_reviewed_because_its_vignette_is(linting, library):
    text = f"{VIGNETTE}reviewed: {{version: 0.1.0, basis: ab}}\n"

    offers = twins_of(check_draft(text, Part.VIGNETTE, linting), library.reasoner(SLUG))

    assert offers
    assert all("reviewed" not in offer.data for offer in offers)


def test_a_twin_ends_with_its_new_fact_and_says_what_is_to_be_done(linting, library):
    check = check_draft(VIGNETTE, Part.VIGNETTE, linting)

    offers = {offer.twin.criterion: offer for offer in twins_of(check, library.reasoner(SLUG))}

    offer = offers["X3"]
    assert offer.twin.verdict is Verdict.CONTRAINDICATED
    assert offer.data["narrative"].endswith(f"{offer.added[0]}.")
    assert offer.data["teaches"] == ["X3"]
    assert offer.added[0] in offer.note
    assert "Publish the original first." in offer.note


def test_facts_that_do_not_hold_together_have_no_twins(linting, library):
    text = VIGNETTE.replace("[Malignancy]", "[Malignancy]\nabsent: [Malignancy]")

    assert twins_of(check_draft(text, Part.VIGNETTE, linting), library.reasoner(SLUG)) == ()
    assert twins_of(check_draft("[]", Part.VIGNETTE, linting), library.reasoner(SLUG)) == ()
