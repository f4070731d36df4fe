"""Defined classes read from Turtle, and the forms that are refused rather than skipped."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pyoxigraph import RdfFormat, Store

from kg.axioms import All, Any, AxiomReader, Comparison, Has, InClass, Lacks, Measure, leaves
from kg.case import Bound
from kg.errors import AxiomError

T = "https://w3id.org/guidegraph/toy/"
PREFIXES = f"""
@prefix t: <{T}> .
@prefix gg: <https://w3id.org/guidegraph/schema/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
t:Fever rdfs:subClassOf gg:Finding .
t:NoFever gg:absenceOf t:Fever ; owl:equivalentClass [ owl:intersectionOf ( gg:Case
    [ owl:complementOf [ owl:onProperty gg:hasFinding ; owl:someValuesFrom t:Fever ] ] ) ] .
t:Days gg:exactProperty t:days ; gg:atLeastProperty t:daysAtLeast .
"""
HAS_FEVER = "[ owl:onProperty gg:hasFinding ; owl:someValuesFrom t:Fever ]"


def reader(turtle: str) -> AxiomReader:
    store = Store()
    store.load(PREFIXES + turtle, format=RdfFormat.TURTLE)
    return AxiomReader(store)


def days(facets: str, datatype: str = "xsd:decimal") -> str:
    return (
        "t:A owl:equivalentClass [ owl:onProperty t:days ; owl:someValuesFrom"
        f" [ owl:onDatatype {datatype} ; owl:withRestrictions ( {facets} ) ] ] ."
    )


def test_a_definition_is_read_with_the_classes_it_names_written_out() -> None:
    axioms = reader(
        f"t:A owl:equivalentClass [ owl:unionOf ( t:NoFever t:B ) ] ."
        f"t:B owl:equivalentClass [ owl:intersectionOf ( gg:Case {HAS_FEVER} ) ] ."
    )

    assert axioms.definition(T + "A") == Any((Lacks("Fever"), Has("Fever")))


def test_a_class_that_is_given_stays_a_name() -> None:
    axioms = reader("t:A owl:equivalentClass [ owl:intersectionOf ( t:B t:NoFever ) ] .")

    assert axioms.definition(T + "A", frozenset({"B"})) == All((InClass("B"), Lacks("Fever")))


def test_facets_are_read_as_exact_decimals() -> None:
    axioms = reader(days("[ xsd:minInclusive 2.999999999999999999 ] [ xsd:maxExclusive 5 ]"))

    definition = axioms.definition(T + "A")

    exactly = Bound.EXACTLY
    low = Measure("Days", exactly, Comparison.AT_LEAST, Decimal("2.999999999999999999"))
    high = Measure("Days", exactly, Comparison.LESS_THAN, Decimal(5))
    assert definition == All((low, high))
    assert list(leaves(definition)) == [low, high]


def test_absence_classes_are_those_of_the_namespace() -> None:
    axioms = reader("")

    assert axioms.absence_classes(T) == {"Fever": "NoFever"}
    assert axioms.absence_classes("https://w3id.org/guidegraph/other/") == {}


def test_an_absence_class_that_is_not_the_complement_of_its_finding_is_refused() -> None:
    axioms = reader(f"t:NoCold gg:absenceOf t:Cold ; owl:equivalentClass {HAS_FEVER} .")

    with pytest.raises(AxiomError, match="NoCold must be the only gg:absenceOf Cold"):
        axioms.absence_classes(T)


@pytest.mark.parametrize(
    ("turtle", "message"),
    [
        ("", "A has 0 owl:equivalentClass"),
        ("t:A owl:equivalentClass t:NoFever, t:B .", "A has 2 owl:equivalentClass"),
        ("t:A owl:equivalentClass t:A .", "A is defined by itself"),
        ("t:A owl:equivalentClass [ owl:unionOf () ] .", "is empty"),
        ("t:A owl:equivalentClass [ owl:oneOf ( t:x ) ] .", "a form of OWL that is not compiled"),
        (
            f"t:A owl:equivalentClass {HAS_FEVER.replace('Fever', 'Fevr')} .",
            "Fevr is no finding",
        ),
        (f"t:A owl:equivalentClass {HAS_FEVER} . t:B rdfs:subClassOf t:A .", "is a subclass of"),
        (days("[ xsd:totalDigits 3 ]"), "totalDigits .* is not compiled"),
        (days("[ xsd:minInclusive 3e0 ]"), "minInclusive .* is not compiled"),
        (days(""), "is empty"),
        (days("[ xsd:minInclusive 3.0 ]", "xsd:double"), "must restrict xsd:decimal"),
    ],
)
def test_a_form_that_is_not_understood_is_refused(turtle: str, message: str) -> None:
    with pytest.raises(AxiomError, match=message):
        reader(turtle).definition(T + "A")
