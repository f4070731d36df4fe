"""What stands behind a row, as a tree of steps."""

from __future__ import annotations

import re

import pytest
from pyoxigraph import NamedNode, Triple

from app.row_view import DEEPEST, row_html, step_of
from kg.graphs import GraphRole, NamedGraph
from kg.grounds import Grounds
from kg.library import Library
from kg.manchester import Piece
from kg.namespaces import namespace_of
from kg.origins import Chain, Group, Member, Origins
from kg.proofs import Rule

NS = namespace_of("bilateral-sacroplasty")
FILES = NamedGraph(f"{NS}0.1.0", GraphRole.ASSERTED, "bilateral-sacroplasty")
TRIPLE = Triple(*[NamedNode("urn:x")] * 3)
PAYLOAD = "<img src=x onerror=alert(1)>"


def _address(iri: str) -> str:
    return f"/page/{iri.rpartition('/')[2]}"


def _leaf(text: str, *statements: str, iri: str = "") -> Grounds:
    iris = tuple(NS + name for name in statements)
    return Grounds(TRIPLE, (Piece(text, iri),), Rule.STATED, FILES, (), iris)


def _text(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).strip()


def test_a_tree_ends_at_statements_with_their_references_and_sums_them_up(library: Library) -> None:
    leaves = (_leaf("one", "st-20a", iri=f"{NS}X4"), _leaf("two", "st-17a"), _leaf("three"))
    top = Grounds(TRIPLE, (Piece("claim"),), Rule.DEFINITION, None, leaves)

    markup = row_html(3, Origins((top,)), library, _address)

    told = _text(markup)
    assert "Behind row 3" in told
    assert "rests on 3 stated triples and 2 statements of the guideline, 1 cited." in told
    assert "claim follows: from what the classes are defined to be Because of 3 steps" in told
    assert "st-20a · Contraindications · source line 20 [4] Wagner D" in told
    assert "Uncited st-17a · Contraindications · source line 17" in told
    assert '<a href="/page/X4">one</a>' in markup
    assert markup.count("<details open>") == 1


def test_what_lies_too_deep_is_cut_and_says_so(library: Library) -> None:
    grounds = _leaf("end")
    for _ in range(DEEPEST + 5):
        grounds = Grounds(TRIPLE, (Piece("step"),), Rule.CHAIN, None, (grounds,))

    step, depth = step_of(grounds, library, _address), 0
    while step.steps:
        step, depth = step.steps[0], depth + 1

    assert (depth, step.cut) == (DEEPEST, True)


def test_what_looks_like_markup_stays_text(library: Library) -> None:
    markup = row_html(1, Origins((_leaf(PAYLOAD),)), library, _address)

    assert "<img" not in markup


def test_a_row_without_triples_says_so(library: Library) -> None:
    assert "No triple of the data is behind this row" in row_html(1, Origins(), library, _address)


def test_a_path_is_shown_by_its_ends_and_its_triples(library: Library) -> None:
    ends = (Piece("bs:A", f"{NS}A"),), (Piece("bs:B"),)
    way = Chain("gg:p+", *ends, (_leaf("one"), _leaf("two")))
    empty = Chain("gg:p*", *ends, ())

    told = _text(row_html(1, Origins((way, empty)), library, _address))

    assert "bs:A gg:p+ bs:B path of 2 steps The shortest way one stated in the guideline" in told
    assert "bs:A gg:p* bs:B path of no step: start and end are the same" in told


def _group(count: int | None, shown: int, text: str = "") -> Group:
    member = Member((("s", (Piece("a" * 80),)),), Origins((_leaf("one"),)))
    return Group((("kind", (Piece("gg:Outcome"),)), ("other", ())), count, (member,) * shown, text)


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        (_group(3, 2), "1 more row is not shown here."),
        (_group(1, 1), "Made of 1 row where kind is gg:Outcome , other has no value Row 1 · s aaa"),
        (_group(None, 2), "There are more rows, which cannot be counted"),
        (_group(0, 0), "No row matches the patterns: the values are those of an empty group."),
        (_group(1, 1), f"Row 1 · s {'a' * 60} … one stated in the guideline"),
        (_group(1, 1, "SELECT * {}"), "other has no value · Ask for these rows Row 1"),
        (_group(1, 1, " " * 9000), "other has no value Row 1"),
    ],
)
def test_a_group_is_shown_by_its_rows(library: Library, group: Group, expected: str) -> None:
    assert expected in _text(row_html(1, Origins((group,)), library, _address))


@pytest.mark.parametrize(
    ("ways", "expected"),
    [
        (2, "2 matches of the patterns give this row; this is the first."),
        (100, "100 matches or more of the patterns give this row; this is the first."),
    ],
)
def test_one_of_several_matches_says_so(library: Library, ways: int, expected: str) -> None:
    assert expected in _text(row_html(1, Origins((_leaf("one"),), ways), library, _address))


def test_what_is_not_led_back_is_told_instead_of_silence(library: Library) -> None:
    told = _text(row_html(1, Origins(untold=("MINUS { … } holds.",)), library, _address))

    assert "MINUS { … } holds." in told
    assert "No triple of the data" not in told
