"""Ways along property paths, compared with what Oxigraph answers for the same path."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store, Triple

from kg.active_graph import ActiveGraph
from kg.property_path import PropertyPath, is_path, read_path
from kg.walks import Effort, TooFarError, walks_from

NODES = [NamedNode(f"urn:{name}") for name in "abcd"]
LINKS = [NamedNode(f"urn:{name}") for name in "pqr"]
HUGE = 100_000

triples = st.builds(Triple, st.sampled_from(NODES), st.sampled_from(LINKS), st.sampled_from(NODES))
graphs = st.frozensets(triples, min_size=1, max_size=8)
names = st.sampled_from([f"<{link.value}>" for link in LINKS])
negated = st.one_of(
    names.map("!{}".format),
    st.lists(st.one_of(names, names.map("^{}".format)), min_size=1, max_size=2).map(
        lambda one: f"!({'|'.join(one)})"
    ),
)
paths = st.recursive(
    st.one_of(names, negated),
    lambda inner: st.one_of(
        st.builds("({}/{})".format, inner, inner),
        st.builds("({}|{})".format, inner, inner),
        st.builds("^({})".format, inner),
        st.builds("({}){}".format, inner, st.sampled_from("*+?")),
    ),
    max_leaves=4,
)


def _store(found: Iterable[Triple]) -> Store:
    store = Store()
    store.extend([Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in found])
    return store


def _path(text: str) -> PropertyPath:
    return read_path(text, lambda name: name[1:-1])


def _ways(
    store: Store, path: PropertyPath, start: NamedNode
) -> dict[NamedNode, tuple[Triple, ...]]:
    graph = ActiveGraph(store, [DefaultGraph()])
    found = walks_from(start, path, graph, Effort(HUGE))
    return {walk.end: walk.triples for walk in found}


def _leads(way: Iterable[Triple], start: NamedNode, text: str, end: NamedNode) -> bool:
    return bool(_store(way).query(f"ASK {{ {start} {text} {end} }}"))


@settings(max_examples=150, deadline=None)
@given(graphs, paths)
def test_a_way_leads_to_exactly_what_the_path_reaches(found: frozenset[Triple], text: str) -> None:
    store = _store(found)
    nodes = {node for triple in found for node in (triple.subject, triple.object)}

    reached = {(start, end) for start in nodes for end in _ways(store, _path(text), start)}

    solutions = store.query(f"SELECT DISTINCT ?start ?end {{ ?start {text} ?end }}")
    assert reached == {(one["start"], one["end"]) for one in solutions}


@settings(max_examples=150, deadline=None)
@given(graphs, paths)
def test_the_triples_of_a_way_are_there_and_suffice_and_the_path_turned_needs_as_many(
    found: frozenset[Triple], text: str
) -> None:
    store = _store(found)
    for start in NODES:
        for end, way in _ways(store, _path(text), start).items():
            back = _ways(store, _path(text).turned(), end)[start]

            assert set(way) <= found
            assert start == end if not way else _leads(way, start, text, end)
            assert len(back) == len(way)


def test_of_two_ways_the_shorter_is_taken_and_the_same_every_time() -> None:
    a, b, c, d = NODES
    p = LINKS[0]
    short = (Triple(a, p, b), Triple(b, p, d))
    store = _store([*short, Triple(a, p, c), Triple(c, p, d), Triple(b, p, c)])

    assert [_ways(store, _path("<urn:p>+"), a)[d] for _ in range(3)] == [short] * 3


def test_a_search_ends_when_its_effort_is_spent() -> None:
    store = _store(Triple(one, LINKS[0], other) for one in NODES for other in NODES)
    graph = ActiveGraph(store, [DefaultGraph()])

    with pytest.raises(TooFarError):
        list(walks_from(NODES[0], _path("<urn:p>*"), graph, Effort(5)))


@pytest.mark.parametrize(
    ("predicate", "expected"),
    [
        ("?p", False),
        ("a", False),
        ("gg:cites", False),
        ("<http://example.org/a/b+c>", False),
        ("^gg:cites", True),
        ("gg:cites*", True),
        ("!a", True),
        ("(gg:cites|gg:about)", True),
    ],
)
def test_a_path_is_told_from_a_single_property(predicate: str, expected: bool) -> None:
    assert is_path(predicate) is expected
