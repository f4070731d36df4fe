"""Patterns with the values of a match, led to the triples of a small graph."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, Store, Triple

from kg.active_graph import ActiveGraph, Value
from kg.pattern_triples import Sought, Spot, Unknown, found_for
from kg.property_path import read_path
from kg.walks import Effort, TooFarError

A, B, P, Q = (NamedNode(f"urn:{name}") for name in "abpq")
ONE, OTHER, THIRD = (BlankNode(name) for name in ("one", "other", "third"))
X, Y = Unknown("x"), Unknown("y")


def _graph(*triples: tuple[Value, NamedNode, Value]) -> ActiveGraph:
    store = Store()
    store.extend([Quad(*parts, DefaultGraph()) for parts in triples])
    return ActiveGraph(store, [DefaultGraph()])


def _found(
    graph: ActiveGraph, patterns: Sequence[tuple[Spot, NamedNode | str, Spot]], most: int = 1000
) -> list[tuple[Triple, ...]] | None:
    sought = [
        Sought(
            subject,
            read_path(verb, lambda name: name[1:-1]) if isinstance(verb, str) else verb,
            value,
            graph,
        )
        for subject, verb, value in patterns
    ]
    found = found_for(sought, Effort(most))
    return None if found is None else [one.triples for one in found]


def test_a_blank_node_is_the_one_that_fits_every_pattern() -> None:
    graph = _graph((A, P, ONE), (A, P, OTHER), (OTHER, Q, B))

    assert _found(graph, [(A, P, X), (X, Q, B)]) == [
        (Triple(A, P, OTHER),),
        (Triple(OTHER, Q, B),),
    ]


def test_one_name_is_one_node_and_two_names_are_two() -> None:
    graph = _graph((ONE, P, OTHER), (THIRD, P, THIRD))

    assert _found(graph, [(X, P, X)]) == [(Triple(THIRD, P, THIRD),)]
    assert _found(graph, [(X, P, Y)]) == [(Triple(ONE, P, OTHER),)]


def test_a_blank_node_is_never_a_term_with_a_name() -> None:
    assert _found(_graph((A, P, B)), [(A, P, X)]) is None


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ((A, "<urn:p>+", X), (Triple(A, P, ONE),)),
        ((X, "<urn:p>+", B), (Triple(OTHER, P, B),)),
        ((X, "<urn:p>/<urn:p>", Y), None),
        ((X, "<urn:p>+", Y), (Triple(ONE, P, OTHER),)),
        ((A, "<urn:p>+", B), (Triple(A, P, ONE), Triple(ONE, P, OTHER), Triple(OTHER, P, B))),
        ((B, "<urn:p>+", A), None),
    ],
)
def test_a_path_may_start_and_end_at_blank_nodes(
    pattern: tuple[Spot, str, Spot], expected: tuple[Triple, ...] | None
) -> None:
    graph = _graph((A, P, ONE), (ONE, P, OTHER), (OTHER, P, B))

    assert _found(graph, [pattern]) == (None if expected is None else [expected])


def test_the_search_ends_when_its_effort_is_spent() -> None:
    nodes = [BlankNode(f"n{number}") for number in range(12)]
    graph = _graph(*((one, P, other) for one in nodes for other in nodes))
    everything = [(Unknown(str(i)), P, Unknown(str(i + 1))) for i in range(13)]

    with pytest.raises(TooFarError):
        _found(graph, everything)
