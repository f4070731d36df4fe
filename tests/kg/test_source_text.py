from decimal import Decimal

import pytest

from kg.source_text import SourceLine, number_of_words, numbers_in, read_line, split_lines


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ("- confirmed by imaging (MRI preferred) 2, 1", (2, 1)),
        ("for at least 3 weeks. 1", (1,)),
        ("in extravasation rates 5.", (5,)),
        ("scores reduced to 2.1/10 by day 2 1", (1,)),
        ("- Fractures without symptoms", ()),
    ],
)
def test_citation_markers_are_the_list_of_numbers_at_the_end(
    text: str, markers: tuple[int, ...]
) -> None:
    assert read_line(text, [1, 2, 3, 4, 5], cited=True).markers == markers


def test_a_number_at_the_end_of_an_uncited_line_is_no_marker_unless_it_is_a_reference() -> None:
    line = read_line("- Older than 60", [1, 2], cited=False)

    assert line == SourceLine("- Older than 60", (), (Decimal(60),))


def test_a_reference_number_at_the_end_of_an_uncited_line_is_a_marker() -> None:
    assert read_line("- Fractures 4", [1, 4], cited=False).markers == (4,)


def test_numbers_are_read_from_left_to_right_without_the_markers() -> None:
    line = read_line("scores of 8.8/10 reduced to 2.1/10 by day 2 1", [1], cited=True)

    assert line.numbers == (Decimal("8.8"), Decimal(10), Decimal("2.1"), Decimal(10), Decimal(2))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("4-6 mL", ("4", "6")), ("about 12%", ("12",)), ("18+ months", ("18",)), ("S1 and T12", ())],
)
def test_a_number_is_what_is_written_in_digits_and_is_not_part_of_a_name(
    text: str, numbers: tuple[str, ...]
) -> None:
    assert numbers_in(text) == tuple(map(Decimal, numbers))


@pytest.mark.parametrize(
    ("words", "number"),
    [("Single-shot", 1), ("the day after", 1), ("Twice", 2), ("often", None), ("someone", None)],
)
def test_words_state_a_number_only_as_whole_words(words: str, number: int | None) -> None:
    assert number_of_words(words) == number


def test_lines_lose_the_white_space_at_their_ends_and_nothing_else() -> None:
    assert split_lines("Pain \r\n\n  - 3  weeks\n") == ("Pain", "", "- 3  weeks")
