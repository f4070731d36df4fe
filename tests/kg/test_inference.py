"""What is inferred is what HermiT infers, and nothing that is stated."""

from __future__ import annotations

from decimal import Decimal

import pytest
from pyoxigraph import NamedNode

from kg.axioms import All, Any, Comparison, Has, Lacks, Measure
from kg.case import Bound
from kg.hierarchy import FindingHierarchy
from kg.inference import inferred
from kg.library import Library
from kg.namespaces import BASE, RDF, RDFS, namespace_of
from kg.oracle import Oracle
from kg.subsumption import implies

SLUG = "bilateral-sacroplasty"
SUBCLASS = NamedNode(RDFS + "subClassOf")
TYPE = NamedNode(RDF + "type")

# small is below thing; other cannot be with thing.
HIERARCHY = FindingHierarchy(
    broader={
        "thing": frozenset({"thing"}),
        "small": frozenset({"small", "thing"}),
        "other": frozenset({"other"}),
    },
    narrower={
        "thing": frozenset({"thing", "small"}),
        "small": frozenset({"small"}),
        "other": frozenset({"other"}),
    },
    ruled_out={
        "thing": frozenset({"other"}),
        "small": frozenset({"other"}),
        "other": frozenset({"thing", "small"}),
    },
)


def weeks(comparison: Comparison, amount: str, bound: Bound = Bound.EXACTLY) -> Measure:
    return Measure("weeks", bound, comparison, Decimal(amount))


AT_LEAST, MORE, AT_MOST, LESS = (
    Comparison.AT_LEAST,
    Comparison.MORE_THAN,
    Comparison.AT_MOST,
    Comparison.LESS_THAN,
)


@pytest.mark.parametrize(
    ("narrow", "broad", "expected"),
    [
        (Has("small"), Has("thing"), True),
        (Has("thing"), Has("small"), False),
        (Lacks("thing"), Lacks("small"), True),
        (Lacks("small"), Lacks("thing"), False),
        (Has("small"), Lacks("other"), True),
        (Lacks("other"), Has("thing"), False),
        (weeks(AT_LEAST, "4"), weeks(AT_LEAST, "3"), True),
        (weeks(AT_LEAST, "3"), weeks(AT_LEAST, "4"), False),
        (weeks(MORE, "3"), weeks(AT_LEAST, "3"), True),
        (weeks(AT_LEAST, "3"), weeks(MORE, "3"), False),
        (weeks(LESS, "3"), weeks(AT_MOST, "3"), True),
        (weeks(AT_MOST, "3"), weeks(LESS, "3"), False),
        (weeks(AT_MOST, "2"), weeks(LESS, "3"), True),
        (weeks(AT_LEAST, "4"), weeks(AT_MOST, "5"), False),
        (weeks(AT_LEAST, "4"), weeks(AT_LEAST, "3", Bound.AT_LEAST), False),
        (Any((Has("small"), Has("thing"))), Has("thing"), True),
        (Any((Has("small"), Has("other"))), Has("thing"), False),
        (Has("small"), Any((Has("other"), Has("thing"))), True),
        (All((Has("small"), Lacks("other"))), Has("thing"), True),
        (Has("small"), All((Has("thing"), Lacks("other"))), True),
        (Has("thing"), All((Has("thing"), Has("small"))), False),
        (All((Has("thing"), Any((Has("small"), Has("other"))))), Has("thing"), True),
    ],
)
def test_an_expression_implies_another(narrow: object, broad: object, expected: bool) -> None:
    assert implies(narrow, broad, HIERARCHY) is expected


def test_nothing_that_is_stated_is_inferred(library: Library) -> None:
    stated = {quad.triple for quad in library.store}

    found = inferred(library.store, library.reasoners)

    assert found
    assert stated.isdisjoint(found)


def test_an_individual_is_of_the_broader_classes_of_its_own(library: Library) -> None:
    found = {str(triple) for triple in inferred(library.store, library.reasoners)}

    criterion = f"<{namespace_of(SLUG)}X4> {TYPE} <{BASE}schema/Criterion>"
    assert criterion in found


@pytest.mark.oracle
def test_the_inferred_class_hierarchy_is_that_of_hermit(library: Library) -> None:
    taxonomy = Oracle(library, SLUG).taxonomy()
    stated = library.store.quads_for_pattern(None, SUBCLASS, None)
    follows = inferred(library.store, library.reasoners)
    pairs = {
        (t.subject, t.object)
        for t in (*(q.triple for q in stated), *follows)
        if t.predicate == SUBCLASS
    }

    ours = {(one.value, other.value) for one, other in pairs if isinstance(other, NamedNode)}

    assert taxonomy is not None
    hermits = {
        (name, other)
        for name, others in taxonomy.broader.items()
        for other in others - {name}
        if name.startswith(BASE) and other.startswith(BASE)
    }
    assert {pair for pair in ours if pair[0].startswith(BASE)} == hermits
