from hashlib import sha256

import pytest
from draft_texts import ITEM, ON_VIGNETTE, VIGNETTE

from kg.derivation import Verdict
from quizzes.drafts.check import Problem
from quizzes.drafts.merging import source_of
from quizzes.drafts.model import DraftStage, Part, Version
from quizzes.drafts.standings import Standing
from quizzes.drafts.workshop import Blocked, Workshop
from quizzes.model import ContentStatus, Reviewed
from quizzes.review import vignette_basis

SLUG = "bilateral-sacroplasty"
SHIPPED = "aftercare-without-reference"


@pytest.fixture
def write(drafts, clock):
    """Start a draft and return its id."""
    ids = iter(f"{n:032x}" for n in range(1, 100))

    def write(text, part=Part.ITEM):
        return drafts.start(next(ids), part, SLUG, text, author="Ann", at=clock()).id

    return write


@pytest.fixture
def publish(workshop, drafts, clock):
    def publish(draft):
        return workshop.publish(draft, drafts.draft(draft).latest.number, author="Ann", at=clock())

    return publish


@pytest.fixture
def retire(workshop, drafts, clock):
    def retire(draft):
        return workshop.retire(draft, drafts.draft(draft).latest.number, author="Ann", at=clock())

    return retire


def test_a_published_item_is_in_the_bank_with_its_key_and_the_digest_of_its_version(
    workshop, write, publish
):
    version = publish(write(ITEM))

    keyed = workshop.banks[SLUG].items["what-excludes"]
    assert isinstance(version, Version)
    assert (version.stage, keyed.item.status) == (DraftStage.PUBLISHED, ContentStatus.ACTIVE)
    assert keyed.key.steps[0].options == {"a"}
    assert keyed.item.digest == sha256(version.text.encode()).hexdigest()


def test_publishing_notes_what_was_reviewed(workshop, write, publish):
    publish(write(ITEM))

    reviewed = workshop.banks[SLUG].items["what-excludes"].item.reviewed
    assert reviewed.version == workshop.banks[SLUG].guideline.version
    assert (reviewed.by, reviewed.date) == ("Ann", "2026-11-22")


def test_a_vignette_notes_its_review_as_an_item_does(workshop, write, publish):
    publish(write(VIGNETTE, Part.VIGNETTE))

    bank = workshop.banks[SLUG]
    vignette, derivation = (held["the-lamplighter"] for held in (bank.vignettes, bank.derivations))
    basis = vignette_basis(vignette, derivation, bank.guideline)
    assert vignette.reviewed == Reviewed(bank.guideline.version, basis, "Ann", "2026-11-22")


@pytest.mark.parametrize(("text", "part"), [(ITEM, Part.ITEM), (VIGNETTE, Part.VIGNETTE)])
def test_who_publishes_what_has_become_stale_reviews_it_anew(
    workshop, drafts, write, publish, text, part
):
    draft = write(f'{text}reviewed: {{version: "0.0.1", basis: "0000", by: Bob}}\n', part)

    published = publish(draft)

    assert isinstance(published, Version)
    noted = source_of(published.text, draft).data["reviewed"]
    assert (noted["by"], noted["basis"] != "0000") == ("Ann", True)


def test_a_reader_keeps_the_bank_that_it_has(workshop, bank, write, publish):
    before = workshop.banks[SLUG]

    publish(write(ITEM))

    assert before is bank
    assert "what-excludes" not in before.items
    assert workshop.banks[SLUG] is not before


def test_what_was_not_touched_is_the_same_object(workshop, bank, write, publish):
    publish(write(ITEM))

    after = workshop.banks[SLUG]
    assert all(after.items[id_] is keyed for id_, keyed in bank.items.items())


def test_what_cannot_be_proven_is_not_published_and_says_why(
    workshop, drafts, bank, write, publish
):
    draft = write(ITEM.replace("section-contraindications", "section-nowhere", 1))

    blocked = publish(draft)

    assert isinstance(blocked, Blocked)
    assert [problem.place for problem in blocked.problems] == ["options[0].claim.section"]
    assert workshop.banks[SLUG] is bank
    assert len(drafts.versions(draft)) == 1


def test_after_a_restart_it_is_still_there(workshop, drafts, bank, knowledge, write, publish):
    publish(write(ITEM))

    again = Workshop({SLUG: bank}, {SLUG: knowledge}, drafts)

    assert again.banks[SLUG].items.keys() == workshop.banks[SLUG].items.keys()


def test_what_is_retired_is_asked_no_more_but_old_answers_find_it(workshop, write, publish, retire):
    draft = write(ITEM)
    published = publish(draft)

    retire(draft)

    item = workshop.banks[SLUG].items["what-excludes"].item
    assert item.status is ContentStatus.RETIRED
    assert item.digest == sha256(published.text.encode()).hexdigest()


def test_a_draft_that_was_never_published_can_be_given_up(workshop, bank, write, retire):
    assert isinstance(retire(write("id: half\n")), Version)
    assert workshop.banks[SLUG].items.keys() == bank.items.keys()


def test_a_copy_replaces_what_was_shipped(workshop, write, publish):
    shipped = workshop.shipped[SLUG].items[SHIPPED].item
    text = ITEM.replace("id: what-excludes", f"id: {SHIPPED}")

    publish(write(text))

    now = workshop.banks[SLUG].items[SHIPPED].item
    assert now.steps != shipped.steps
    assert workshop.shipped[SLUG].items[SHIPPED].item is shipped


def test_an_id_stays_once_answers_can_be_stored_under_it(drafts, clock, write, publish):
    draft = write(ITEM)
    publish(draft)
    text = ITEM.replace("id: what-excludes", "id: renamed")
    drafts.save(draft, 2, text, author="Ann", at=clock())

    blocked = publish(draft)

    assert blocked == Blocked(
        (Problem("id", "Answers are stored under what-excludes, its published id. Keep that."),)
    )


def test_two_drafts_cannot_be_published_under_one_id(write, publish):
    publish(write(ITEM))

    blocked = publish(write(ITEM))

    assert blocked == Blocked(
        (Problem("id", "Another published draft has this id. Choose another."),)
    )


def test_who_has_read_an_older_version_does_not_publish(workshop, drafts, clock, write):
    draft = write(ITEM)
    drafts.save(draft, 1, f"{ITEM}tags: [new]\n", author="Bob", at=clock())

    blocked = workshop.publish(draft, 1, author="Ann", at=clock())

    assert blocked == Blocked((Problem("", "Bob has saved version 2 since."),))


def test_a_vignette_and_an_item_on_it_are_published_one_after_the_other(workshop, write, publish):
    item = write(ON_VIGNETTE)
    too_early = publish(item)
    publish(write(VIGNETTE, Part.VIGNETTE))

    publish(item)

    bank = workshop.banks[SLUG]
    assert isinstance(too_early, Blocked)
    assert bank.derivations["the-lamplighter"].verdict is Verdict.NOT_INDICATED
    assert bank.items["lamplighter-verdict"].key.steps[0].options == {"true"}


def test_a_vignette_that_items_need_is_not_taken_away(workshop, write, publish, retire):
    vignette = write(VIGNETTE, Part.VIGNETTE)
    publish(vignette)
    publish(write(ON_VIGNETTE))

    blocked = retire(vignette)

    message = "The vignette is retired; an active item needs it active."
    assert blocked == Blocked((Problem("", f"lamplighter-verdict: {message}"),))
    assert workshop.banks[SLUG].vignettes["the-lamplighter"].status is ContentStatus.ACTIVE


def test_keys_follow_a_vignette_that_changes(workshop, drafts, clock, write, publish):
    vignette = write(VIGNETTE, Part.VIGNETTE)
    publish(vignette)
    publish(write(ON_VIGNETTE))
    changed = VIGNETTE.replace("present: [Malignancy]", "present: [LowBackPain]")
    drafts.save(vignette, 2, changed, author="Ann", at=clock())

    publish(vignette)

    key = workshop.banks[SLUG].items["lamplighter-verdict"].key
    assert key.steps[0].options == {"false"}


def test_who_has_started_a_draft_deletes_it(workshop, drafts, clock, write):
    draft = write(ITEM)

    assert workshop.delete(draft, 1, author="Ann", at=clock()) is None

    assert drafts.all() == ()


def test_what_others_started_or_learners_got_stays(workshop, drafts, clock, write, publish, retire):
    draft, published = write(ITEM), write(ITEM.replace("id: what-", "id: who-"))
    publish(published)
    retire(published)

    of_ann = workshop.delete(draft, 1, author="Bob", at=clock())
    of_all = workshop.delete(published, 3, author="Ann", at=clock())

    assert of_ann == Blocked(
        (Problem("", "Ann started it, and only who started a draft deletes it. Retire it."),)
    )
    assert of_all == Blocked(
        (Problem("", "It was published, and answers may rest on it. Retire it instead."),)
    )
    assert len(drafts.all()) == 2


def test_what_was_saved_since_the_author_looked_is_not_deleted(workshop, drafts, clock, write):
    draft = write(ITEM)
    drafts.save(draft, 1, f"{ITEM}tags: [new]\n", author="Bob", at=clock())

    blocked = workshop.delete(draft, 1, author="Ann", at=clock())

    assert blocked == Blocked(
        (Problem("", "It was saved once more since you looked at it. Look again."),)
    )
    assert len(drafts.versions(draft)) == 2


def test_standings_tell_how_far_each_draft_is(workshop, write):
    whole, half = write(ITEM), write(ITEM.replace("lead_in", "led_in"))

    told = workshop.standings()

    assert told[half].errors == 2
    assert told[whole].errors == 0
    assert told[f"item/{SHIPPED}"] == Standing(0, told[f"item/{SHIPPED}"].advice)
