from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store

from kg.manchester import ManchesterWriter, Piece

TURTLE = """
@prefix : <http://e/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:named owl:equivalentClass :other .
:some owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom :C ] .
:only owl:equivalentClass [ owl:onProperty :p ; owl:allValuesFrom :C ] .
:value owl:equivalentClass [ owl:onProperty :p ; owl:hasValue 3 ] .
:not owl:equivalentClass [ owl:complementOf [ owl:onProperty :p ; owl:someValuesFrom :C ] ] .
:and owl:equivalentClass [ owl:intersectionOf ( :A [ owl:unionOf ( :B :C ) ] ) ] .
:facet owl:equivalentClass [ owl:onProperty :p ; owl:someValuesFrom [
    owl:onDatatype xsd:decimal ;
    owl:withRestrictions ( [ xsd:minInclusive 3.5 ] [ xsd:maxExclusive 9 ] ) ] ] .
:list owl:equivalentClass ( :A [ owl:onProperty :p ; owl:someValuesFrom :C ] ( :B ) ) .
:limit owl:equivalentClass [ xsd:minInclusive 3.5 ] .
:strange owl:equivalentClass [ owl:oneOf ( :a ) ] .
"""


@pytest.fixture(scope="module")
def store() -> Store:
    store = Store()
    store.load(TURTLE.encode(), format=RdfFormat.TURTLE)
    return store


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("named", "other"),
        ("some", "p some C"),
        ("only", "p only C"),
        ("value", "p value 3"),
        ("not", "not (p some C)"),
        ("and", "A and (B or C)"),
        ("facet", "p some xsd:decimal[< 9, >= 3.5]"),
        ("strange", "an unnamed node"),
        ("list", "list (A, p some C, list (B))"),
        ("limit", ">= 3.5"),
    ],
)
def test_an_expression_is_written_as_people_read_it(store: Store, name: str, written: str) -> None:
    equivalent = NamedNode("http://www.w3.org/2002/07/owl#equivalentClass")
    (quad,) = store.quads_for_pattern(NamedNode(f"http://e/{name}"), equivalent, None)

    pieces = ManchesterWriter(store).write(quad.object)

    assert "".join(piece.text for piece in pieces) == written


def test_a_piece_knows_the_term_that_it_names(store: Store) -> None:
    equivalent = NamedNode("http://www.w3.org/2002/07/owl#equivalentClass")
    (quad,) = store.quads_for_pattern(NamedNode("http://e/some"), equivalent, None)

    assert ManchesterWriter(store).write(quad.object) == (
        Piece("p", "http://e/p"),
        Piece(" some "),
        Piece("C", "http://e/C"),
    )
