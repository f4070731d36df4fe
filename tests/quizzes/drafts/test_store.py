from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from quizzes.drafts.model import Comment, Draft, DraftStage, Part, Saved, Version
from quizzes.drafts.store import Drafts
from quizzes.errors import DeletedDraftError, DraftError

AT = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
ONE, OTHER = "1" * 32, "2" * 32


def start(drafts, draft=ONE, text="a: 1\n"):
    return drafts.start(draft, Part.ITEM, "colds", text, author="Ann", at=AT)


def save(drafts, base, text, author="Ann", minutes=1, stage=None, draft=ONE):
    at = AT + timedelta(minutes=minutes)
    return drafts.save(draft, base, text, author=author, at=at, stage=stage)


def version(number, base, text, author="Ann", minutes=1, **more):
    at = AT + timedelta(minutes=minutes)
    values = {"stage": DraftStage.DRAFT, **more}
    return Version(ONE, number, base, author, at, text=text, **values)


def test_a_draft_begins_with_its_first_version(drafts):
    started = start(drafts)

    first = version(1, None, "a: 1\n", minutes=0)
    assert started == Draft(ONE, Part.ITEM, "colds", AT, first, None)
    assert drafts.draft(ONE) == started
    assert drafts.all() == (started,)


def test_each_save_is_one_more_version_and_all_stay(drafts):
    start(drafts)

    saved = save(drafts, 1, "a: 2\n")

    second = version(2, 1, "a: 2\n")
    assert saved == Saved(second, second)
    assert drafts.versions(ONE) == (version(1, None, "a: 1\n", minutes=0), second)


def test_a_text_that_differs_in_nothing_adds_no_version(drafts):
    first = start(drafts).latest

    assert save(drafts, 1, "a: 1\n") == Saved(first, first)
    assert len(drafts.versions(ONE)) == 1


def test_the_second_of_two_authors_is_told_and_her_text_is_kept_beside(drafts):
    start(drafts)
    save(drafts, 1, "ann: 1\n")

    saved = save(drafts, 1, "bob: 1\n", author="Bob", minutes=2)

    beside = version(3, 1, "bob: 1\n", author="Bob", minutes=2, parallel=True)
    assert saved == Saved(beside, version(2, 1, "ann: 1\n"))
    assert saved.is_parallel
    assert drafts.draft(ONE).latest.number == 2
    assert drafts.version(ONE, 3) == beside


def test_a_parallel_version_is_merged_by_saving_it_against_the_latest(drafts):
    start(drafts)
    save(drafts, 1, "ann: 1\n")
    save(drafts, 1, "bob: 1\n", author="Bob")

    merged = save(drafts, 2, "ann: 1\nbob: 1\n", author="Bob")

    assert not merged.is_parallel
    assert drafts.draft(ONE).latest.text == "ann: 1\nbob: 1\n"


def test_of_many_who_save_at_once_one_goes_on_and_nothing_is_lost(drafts):
    start(drafts)

    with ThreadPoolExecutor(8) as pool:
        saved = list(pool.map(lambda n: save(drafts, 1, f"n: {n}\n"), range(40)))

    assert [one.is_parallel for one in saved].count(False) == 1
    assert sorted(one.version.number for one in saved) == list(range(2, 42))
    assert {one.text for one in drafts.versions(ONE)[1:]} == {f"n: {n}\n" for n in range(40)}


def test_writing_on_makes_a_draft_of_what_was_published_and_residents_keep_that(drafts):
    start(drafts)
    published = save(drafts, 1, "a: 1\n", stage=DraftStage.PUBLISHED).version

    save(drafts, 2, "a: 2\n")

    draft = drafts.draft(ONE)
    assert (draft.latest.stage, draft.served) == (DraftStage.DRAFT, published)


def test_writing_on_in_review_stays_in_review(drafts):
    start(drafts)
    save(drafts, 1, "a: 1\n", stage=DraftStage.IN_REVIEW)

    assert save(drafts, 2, "a: 2\n").version.stage is DraftStage.IN_REVIEW


def test_what_is_retired_is_served_no_more_until_it_is_published_again(drafts):
    start(drafts)
    published = save(drafts, 1, "a: 1\n", stage=DraftStage.PUBLISHED).version
    save(drafts, 2, "a: 1\n", stage=DraftStage.RETIRED)
    retired = drafts.draft(ONE)

    again = save(drafts, 3, "a: 3\n", stage=DraftStage.PUBLISHED).version

    assert (retired.published, retired.is_retired, retired.served) == (published, True, None)
    assert drafts.draft(ONE).served == again


def test_a_parallel_version_is_never_served(drafts):
    start(drafts)
    save(drafts, 1, "a: 2\n")

    save(drafts, 1, "a: 3\n", stage=DraftStage.PUBLISHED)

    assert drafts.draft(ONE).served is None


def test_the_draft_saved_last_comes_first(drafts):
    start(drafts)
    start(drafts, OTHER)
    save(drafts, 1, "a: 2\n", minutes=5)

    assert [draft.id for draft in drafts.all()] == [ONE, OTHER]


def test_comments_stay_in_the_order_written(drafts):
    start(drafts)
    told = [Comment(ONE, 1, name, AT, f"says {name}") for name in ("Bob", "Cyd")]

    for comment in told:
        drafts.comment(comment)

    assert drafts.comments(ONE) == tuple(told)
    assert drafts.comments(OTHER) == ()


@pytest.mark.parametrize("text", ["", "  ", "x" * 4001])
def test_a_comment_says_something_short(drafts, text):
    start(drafts)

    with pytest.raises(DraftError, match="1 to 4000"):
        drafts.comment(Comment(ONE, 1, "Bob", AT, text))


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda d: d.draft(OTHER), "There is no draft 2222"),
        (lambda d: d.versions(OTHER), "There is no draft 2222"),
        (lambda d: d.version(ONE, 7), "has no version 7"),
        (lambda d: save(d, 7, "a"), "has no version 7"),
        (lambda d: save(d, 1, "a", author="x" * 81), "at most 80"),
        (lambda d: save(d, 1, "x" * 200_001), "Shorten it"),
        (lambda d: start(d), "There is a draft 1111"),
        (lambda d: start(d, "short"), "32 hexadecimal"),
        (lambda d: d.comment(Comment(ONE, 9, "", AT, "hm")), "has no version 9"),
    ],
)
def test_what_cannot_be_is_refused_by_name(drafts, act, message):
    start(drafts)

    with pytest.raises(DraftError, match=message):
        act(drafts)


def test_a_draft_is_deleted_with_all_that_belongs_to_it_and_says_so(drafts):
    start(drafts)
    start(drafts, OTHER)
    save(drafts, 1, "a: 2\n")
    drafts.comment(Comment(ONE, 2, "Bob", AT, "says Bob"))
    drafts.comment(Comment(OTHER, 1, "Bob", AT, "stays"))

    assert drafts.delete(ONE, 2, author="Ann", at=AT)

    assert [draft.id for draft in drafts.all()] == [OTHER]
    assert drafts.comments(ONE) == ()
    assert len(drafts.comments(OTHER)) == 1
    for act in (
        lambda: drafts.draft(ONE),
        lambda: drafts.versions(ONE),
        lambda: save(drafts, 2, "a: 3\n"),
        lambda: drafts.comment(Comment(ONE, 2, "Bob", AT, "too late")),
        lambda: drafts.delete(ONE, 2, author="Ann", at=AT),
    ):
        with pytest.raises(DeletedDraftError, match=r"^Ann deleted this draft on 2026-11-22\.$"):
            act()


def test_a_draft_that_never_was_cannot_be_deleted(drafts):
    with pytest.raises(DraftError, match="There is no draft 1111"):
        drafts.delete(ONE, 1, author="Ann", at=AT)

    start(drafts)
    assert drafts.draft(ONE).latest.number == 1


@pytest.mark.parametrize(
    ("base", "stage"), [(1, None), (2, None), (2, DraftStage.PUBLISHED)], ids=str
)
def test_what_was_saved_since_or_published_ever_is_not_deleted(drafts, base, stage):
    start(drafts)
    save(drafts, 1, "a: 2\n")
    save(drafts, base, "a: 3\n", author="Bob", stage=stage)
    last = 3 if stage else 2
    before = drafts.versions(ONE)

    assert not drafts.delete(ONE, last, author="Ann", at=AT)

    assert drafts.versions(ONE) == before
    assert save(drafts, drafts.draft(ONE).latest.number, "a: 4\n").version.number == 4


def test_of_deleting_and_saving_at_once_one_is_told_and_no_half_of_a_draft_stays(drafts):
    for number in range(20):
        draft = f"{number:032x}"
        start(drafts, draft)
        with ThreadPoolExecutor(2) as pool:
            gone = pool.submit(drafts.delete, draft, 1, author="Ann", at=AT)
            kept = pool.submit(save, drafts, 1, "n: 1\n", draft=draft)
        is_kept = not isinstance(kept.exception(), DeletedDraftError)

        assert gone.result() is not is_kept
        assert (draft in {one.id for one in drafts.all()}) is is_kept


@pytest.mark.postgres
def test_postgres_keeps_drafts_the_same_way(postgres_url):
    with Drafts(postgres_url) as drafts:
        start(drafts)
        save(drafts, 1, "ann: ü\n", stage=DraftStage.PUBLISHED)
        saved = save(drafts, 1, "bob: 1\n", author="Bob")

        assert saved.is_parallel
        assert drafts.draft(ONE).served.text == "ann: ü\n"
        start(drafts, OTHER)
        assert not drafts.delete(ONE, 3, author="Ann", at=AT)
        assert drafts.delete(OTHER, 1, author="Ann", at=AT)
        with pytest.raises(DeletedDraftError):
            save(drafts, 1, "ann: 2\n", draft=OTHER)
