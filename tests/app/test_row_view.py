"""What stands behind a row, as a tree of steps."""

from __future__ import annotations

import re

from app.row_view import DEEPEST, row_html, step_of
from kg.graphs import GraphRole, NamedGraph
from kg.library import Library
from kg.manchester import Piece
from kg.namespaces import namespace_of
from kg.proofs import Rule
from kg.row_origins import Grounds

NS = namespace_of("bilateral-sacroplasty")
FILES = NamedGraph(f"{NS}0.1.0", GraphRole.ASSERTED, "bilateral-sacroplasty")
PAYLOAD = "<img src=x onerror=alert(1)>"


def _address(iri: str) -> str:
    return f"/page/{iri.rpartition('/')[2]}"


def _leaf(text: str, *statements: str, iri: str = "") -> Grounds:
    iris = tuple(NS + name for name in statements)
    return Grounds((Piece(text, iri),), Rule.STATED, FILES, (), iris)


def _text(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup)).strip()


def test_a_tree_ends_at_statements_with_their_references_and_sums_them_up(library: Library) -> None:
    leaves = (_leaf("one", "st-20a", iri=f"{NS}X4"), _leaf("two", "st-17a"), _leaf("three"))
    top = Grounds((Piece("claim"),), Rule.DEFINITION, None, leaves)

    markup = row_html(3, [top], library, _address)

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
        grounds = Grounds((Piece("step"),), Rule.CHAIN, None, (grounds,))

    step, depth = step_of(grounds, library, _address), 0
    while step.steps:
        step, depth = step.steps[0], depth + 1

    assert (depth, step.cut) == (DEEPEST, True)


def test_what_looks_like_markup_stays_text(library: Library) -> None:
    markup = row_html(1, [_leaf(PAYLOAD)], library, _address)

    assert "<img" not in markup


def test_a_row_without_triples_says_so(library: Library) -> None:
    assert "no single triple is behind it" in row_html(1, [], library, _address)
