from dataclasses import replace

import pytest
import yaml

from kg.derivation import Verdict
from quizzes.model import Reviewed
from quizzes.review import is_stale, item_basis, review_words, stamped, vignette_basis

ITEM = "anabolic-agents-afterwards"  # rests on st-25a
VIGNETTE = "behind-the-counter"  # not indicated by I4, which rests on st-12b
UNDECIDED = "a-change-of-clinic"  # cannot tell


@pytest.fixture
def basis_of(bank):
    """Return the basis of an item or a vignette of the bank, by another guideline if given."""

    def basis_of(id_, guideline=bank.guideline):
        if id_ in bank.items:
            return item_basis(bank.items[id_], guideline)
        return vignette_basis(bank.vignettes[id_], bank.derivations[id_], guideline)

    return basis_of


def with_statement(guideline, id_, **changes):
    statement = replace(guideline.statements[id_], **changes)
    return replace(guideline, statements={**guideline.statements, id_: statement})


def with_criterion(guideline, id_, **changes):
    criterion = replace(guideline.criteria[id_], **changes)
    return replace(guideline, criteria={**guideline.criteria, id_: criterion})


def test_content_without_a_noted_review_is_not_stale(basis_of):
    assert not is_stale(None, basis_of(ITEM))


def test_content_is_stale_when_its_basis_is_another(basis_of):
    noted = Reviewed("0.1.0", basis_of(ITEM))

    assert not is_stale(noted, basis_of(ITEM))
    assert is_stale(noted, basis_of(VIGNETTE))


@pytest.mark.parametrize(
    ("id_", "statement", "changes", "other"),
    [
        (ITEM, "st-25a", {"text": "They help"}, True),
        (ITEM, "st-25a", {"force": "recommended"}, True),
        (ITEM, "st-25a", {"references": ()}, True),
        (ITEM, "st-26a", {"text": "They help"}, False),
        (ITEM, "st-25a", {"note": "A remark of the encoders"}, False),
        (VIGNETTE, "st-12b", {"text": "A month is needed"}, True),
        (VIGNETTE, "st-12b", {"quantities": ()}, True),
        (VIGNETTE, "st-25a", {"text": "They help"}, False),
        (VIGNETTE, "st-12b", {"note": "A remark of the encoders"}, False),
    ],
)
def test_the_basis_changes_with_the_statements_behind_the_content_and_no_others(
    bank, basis_of, id_, statement, changes, other
):
    changed = with_statement(bank.guideline, statement, **changes)

    assert (basis_of(id_) != basis_of(id_, changed)) is other


@pytest.mark.parametrize(
    ("id_", "criterion", "other"),
    [
        (VIGNETTE, "I4", True),  # refuted, and so decides
        (VIGNETTE, "X3", False),
        (UNDECIDED, "X4", True),  # unknown
        (UNDECIDED, "S1", False),  # unknown too, and supports at the most
    ],
)
def test_a_vignette_rests_on_the_criteria_that_lead_to_its_verdict(
    bank, basis_of, id_, criterion, other
):
    changed = with_criterion(bank.guideline, criterion, definition="Something else")

    assert (basis_of(id_) != basis_of(id_, changed)) is other


def test_a_vignette_rests_on_what_it_teaches(bank, basis_of):
    vignette, derivation = bank.vignettes[VIGNETTE], bank.derivations[VIGNETTE]

    teaching = replace(vignette, teaches=("X3",))

    assert vignette_basis(teaching, derivation, bank.guideline) != basis_of(VIGNETTE)


def test_another_key_or_verdict_is_another_basis(bank, basis_of):
    other_key = replace(bank.items[ITEM], key=bank.items["conscious-sedation"].key)
    other_verdict = replace(bank.derivations[VIGNETTE], verdict=Verdict.CONTRAINDICATED)
    vignette = bank.vignettes[VIGNETTE]

    assert item_basis(other_key, bank.guideline) != basis_of(ITEM)
    assert vignette_basis(vignette, other_verdict, bank.guideline) != basis_of(VIGNETTE)


@pytest.mark.parametrize("id_", [ITEM, VIGNETTE])
def test_a_new_version_alone_leaves_the_basis_as_it_is(bank, basis_of, id_):
    assert basis_of(id_, replace(bank.guideline, version="9.9")) == basis_of(id_)


def test_nothing_that_is_shipped_pretends_to_be_reviewed(bank):
    noted = {keyed.item.reviewed for keyed in bank.items.values()}
    noted |= {vignette.reviewed for vignette in bank.vignettes.values()}

    assert {review_words(one, "0" * 16) for one in noted} == {"Not reviewed by a clinician."}


@pytest.mark.parametrize(
    ("noted", "told"),
    [
        (
            Reviewed("0.1.0", "a", "Dr. B.", "2026-11-22"),
            "Reviewed by Dr. B. on 2026-11-22, against version 0.1.0 of the guideline.",
        ),
        (Reviewed("0.1.0", "a"), "Reviewed, against version 0.1.0 of the guideline."),
        (
            Reviewed("0.1.0", "b"),
            "Reviewed, against version 0.1.0 of the guideline. What it rests on has changed since.",
        ),
    ],
)
def test_a_review_is_told_with_whoever_and_whenever_it_was_and_whether_it_is_stale(noted, told):
    assert review_words(noted, "a") == told


def test_a_note_tells_who_and_when_and_takes_the_place_of_the_one_before():
    text = "id: a\nreviewed:\n  version: x\n  basis: y\n"

    once = stamped(text, Reviewed("0.1.0", "ab", 'Dr. "B"', "2026-11-22"))
    twice = stamped(once, Reviewed("0.1.0", "cd"))

    assert yaml.safe_load(once)["reviewed"] == {
        "version": "0.1.0",
        "basis": "ab",
        "by": 'Dr. "B"',
        "date": "2026-11-22",
    }
    assert yaml.safe_load(twice)["reviewed"] == {"version": "0.1.0", "basis": "cd"}
