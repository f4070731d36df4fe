import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizzes.drafts.marks import Mark, Sign, entry_marks, marks_of, replaced

TEXTS = st.text(alphabet="ab .,\n–é", max_size=40)


def kept(text):
    return Mark(Sign.KEPT, text)


def removed(text):
    return Mark(Sign.REMOVED, text)


def added(text):
    return Mark(Sign.ADDED, text)


@given(TEXTS, TEXTS)
def test_the_marks_hold_both_texts_to_the_letter(before, after):
    marks = marks_of(before, after)

    assert "".join(mark.text for mark in marks if mark.sign is not Sign.ADDED) == before
    assert "".join(mark.text for mark in marks if mark.sign is not Sign.REMOVED) == after
    assert all(mark.text for mark in marks)


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [
        ("", "", ()),
        ("The pain is new.", "The pain is new.", (kept("The pain is new."),)),
        (
            "The pain is new.",
            "The pain is old.",
            (kept("The pain is"), removed(" new"), added(" old"), kept(".")),
        ),
        (
            "The pain is new.",
            "The pain is new. It began today.",
            (kept("The pain is new."), added(" It began today.")),
        ),
        ("The pain is new.", "", (removed("The pain is new."),)),
        # Where little stays, one text after the other is read more easily.
        ("A fall on ice.", "No fever.", (removed("A fall on ice."), added("No fever."))),
        # A comma that stays between two changes does not cut them into pieces.
        (
            "She is 81, frail and lives alone at home.",
            "She is 82; active, and lives alone at home.",
            (
                kept("She is"),
                removed(" 81, frail"),
                added(" 82; active,"),
                kept(" and lives alone at home."),
            ),
        ),
    ],
)
def test_words_are_marked_as_a_reader_would(before, after, marks):
    assert marks_of(before, after) == marks


def test_of_a_long_text_the_middle_is_replaced_as_a_whole():
    start, end = "At first. " * 400, " At last." * 400
    words = " ".join(f"word{n}" for n in range(700))

    marks = marks_of(f"{start}{words}{end}", f"{start}{words.upper()}{end}")

    assert [mark.sign for mark in marks] == [Sign.KEPT, Sign.REMOVED, Sign.ADDED, Sign.KEPT]


def test_of_two_lists_whole_entries_are_marked():
    assert entry_marks(("a b", "c"), ("c", "a d")) == (removed("a b"), kept("c"), added("a d"))


def test_what_is_replaced_is_marked_as_a_whole():
    assert replaced("not indicated", "indicated") == (removed("not indicated"), added("indicated"))
    assert replaced("indicated", "indicated") == (kept("indicated"),)
