import pytest

from quizzes.lint.bank_rules import chi_square_tail
from quizzes.lint.spelling import Spelling
from quizzes.lint.words import content_words, reading_grade, stems, syllables, word_count


def test_content_words_are_stems_with_their_places():
    found = [(root, word.text) for root, word in content_words("The *bones* of the patient's hips")]

    assert found == [("bone", "bones"), ("patient", "patient's"), ("hip", "hips")]


def test_words_of_one_stem_are_the_same():
    assert stems("displaced fractures") == stems("the fracture is displaced")


@pytest.mark.parametrize(
    ("word", "count"),
    [("bone", 1), ("sacrum", 2), ("sacroplasty", 4), ("table", 2), ("the", 1), ("see", 1)],
)
def test_syllables_are_estimated(word, count):
    assert syllables(word) == count


def test_the_grade_is_that_of_flesch_and_kincaid():
    # Ten words, one sentence, ten syllables: 0.39 * 10 + 11.8 * 1 - 15.59.
    assert reading_grade("The dog ran to the old house by the sea.") == pytest.approx(0.11)
    assert reading_grade("12 %") == 0


def test_numbers_count_as_words_to_be_read():
    assert word_count("4 to 6 mL, - at most") == 6


def test_spelling_knows_english_on_both_sides_of_the_sea_and_its_own_words():
    spelling = Spelling(frozenset({"osteotome"}))

    known = ["colour", "color", "tumours", "haematologist", "osteotome", "sacroplasty", "kerb"]

    assert [word for word in known if not spelling.knows(word)] == []
    assert not spelling.knows("osteotme")
    assert spelling.guess("osteotme") == "osteotome"
    assert spelling.guess("patint") == "patient"
    assert spelling.guess("zzzzzqqq") is None


@pytest.mark.parametrize(
    # From printed tables of the chi-square distribution.
    ("square", "freedom", "tail"),
    [(3.841, 1, 0.05), (9.210, 2, 0.01), (7.815, 3, 0.05), (13.277, 4, 0.01), (0, 3, 1)],
)
def test_the_tail_of_chi_square_is_that_of_the_tables(square, freedom, tail):
    assert chi_square_tail(square, freedom) == pytest.approx(tail, abs=2e-4)
