from dataclasses import replace

import pytest
import yaml

from quizzes.model import Reviewed
from quizzes.review import is_stale, review_of, stamped

ITEM = "anabolic-agents-afterwards"  # rests on st-25a


def with_statement(guideline, id_, **changes):
    statement = replace(guideline.statements[id_], **changes)
    return replace(guideline, statements={**guideline.statements, id_: statement})


def test_a_review_notes_the_version_and_a_digest(bank):
    review = review_of(bank.items[ITEM], bank.guideline)

    assert review.version == bank.guideline.version
    assert len(review.basis) == 16


def test_an_item_without_a_noted_review_is_not_stale(bank):
    assert not is_stale(bank.items[ITEM], bank.guideline)


@pytest.mark.parametrize(
    ("statement", "changes", "stale"),
    [
        ("st-25a", {"text": "They help"}, True),
        ("st-25a", {"force": "recommended"}, True),
        ("st-25a", {"references": ()}, True),
        ("st-26a", {"text": "They help"}, False),
        ("st-25a", {"note": "A remark of the encoders"}, False),
    ],
)
def test_an_item_is_stale_once_what_it_rests_on_has_changed(bank, statement, changes, stale):
    keyed = bank.items[ITEM]
    noted = review_of(keyed, bank.guideline)
    reviewed = replace(keyed, item=replace(keyed.item, reviewed=noted))

    changed = with_statement(bank.guideline, statement, **changes)

    assert not is_stale(reviewed, bank.guideline)
    assert is_stale(reviewed, changed) is stale


def test_another_key_makes_an_item_stale(bank):
    keyed = bank.items[ITEM]
    noted = review_of(keyed, bank.guideline)
    other = bank.items["conscious-sedation"].key

    assert is_stale(
        replace(keyed, key=other, item=replace(keyed.item, reviewed=noted)), bank.guideline
    )


def test_a_new_version_alone_makes_nothing_stale(bank):
    keyed = bank.items[ITEM]
    basis = review_of(keyed, bank.guideline).basis
    noted = replace(keyed, item=replace(keyed.item, reviewed=Reviewed("0.0.1", basis)))

    assert not is_stale(noted, replace(bank.guideline, version="9.9"))


def test_a_note_tells_who_and_when_and_takes_the_place_of_the_one_before(bank):
    keyed = bank.items[ITEM]
    text = "id: a\nreviewed:\n  version: x\n  basis: y\n"

    once = stamped(text, review_of(keyed, bank.guideline, 'Dr. "B"', "2026-11-22"))
    twice = stamped(once, review_of(keyed, bank.guideline))

    assert yaml.safe_load(once)["reviewed"] == {
        "version": bank.guideline.version,
        "basis": review_of(keyed, bank.guideline).basis,
        "by": 'Dr. "B"',
        "date": "2026-11-22",
    }
    assert set(yaml.safe_load(twice)["reviewed"]) == {"version", "basis"}
