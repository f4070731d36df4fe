"""Trusty IRIs by the specification, on nanopublications that others have published."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Quad

from kg.exports.nanopublications import broken_nanopublications
from kg.exports.trusty import PLACEHOLDER, artifact_code, with_code

PUBLISHED = Path(__file__).parent / "published"
_THIS = NamedNode(f"https://example.org/{PLACEHOLDER}")
_SAYS = NamedNode("https://example.org/says")


@pytest.mark.parametrize("path", sorted(PUBLISHED.glob("valid-*.trig")), ids=lambda path: path.stem)
def test_what_others_published_is_found_sound(path: Path) -> None:
    assert broken_nanopublications(path.read_bytes()) == {}


@pytest.mark.parametrize(
    "path", sorted(PUBLISHED.glob("invalid-*.trig")), ids=lambda path: path.stem
)
def test_what_others_published_as_broken_is_found_broken(path: Path) -> None:
    assert broken_nanopublications(path.read_bytes())


def test_a_code_names_the_set_of_quads_and_not_their_order() -> None:
    quads = [Quad(_THIS, _SAYS, Literal(text), _THIS) for text in ("b", "a", "b")]

    assert artifact_code(quads) == artifact_code(quads[:2][::-1])


@pytest.mark.parametrize(
    "other",
    [
        Literal("1"),
        Literal("1", language="en"),
        Literal("1", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        NamedNode("urn:1"),
        Literal("1\n"),
        Literal("1\\n"),
    ],
    ids=str,
)
def test_each_kind_of_term_has_a_code_of_its_own(other: Literal | NamedNode) -> None:
    plain = artifact_code([Quad(_THIS, _SAYS, Literal("2"), _THIS)])

    code = artifact_code([Quad(_THIS, _SAYS, other, _THIS)])

    assert len(code) == len(PLACEHOLDER)
    assert code != plain


def test_quads_that_were_given_their_code_have_that_code() -> None:
    code, quads = with_code([Quad(_THIS, _SAYS, _THIS, _THIS)])

    assert artifact_code(quads, code) == code
    assert PLACEHOLDER not in str(quads)


def test_what_has_no_iri_gets_no_code() -> None:
    with pytest.raises(ValueError, match="no IRI"):
        artifact_code([Quad(BlankNode("b"), _SAYS, Literal("x"), _THIS)])
