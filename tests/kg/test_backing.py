from __future__ import annotations

import pytest
from pyoxigraph import NamedNode

from kg.backing import statements_behind
from kg.library import Library
from kg.namespaces import local_name, namespace_of

NAMESPACE = namespace_of("bilateral-sacroplasty")


@pytest.mark.parametrize(
    ("term", "statements"),
    [
        ("I4", ["st-02d", "st-12b"]),
        ("I4Met", ["st-02d", "st-12b"]),
        ("I4Refuted", ["st-02d", "st-12b"]),
        ("st-02d", ["st-02d"]),
        ("st-02d-minimum-duration", ["st-02d"]),
        ("SacralFracture", []),
        ("no-such-term", []),
    ],
)
def test_a_term_rests_on_the_statements_that_the_graph_names(
    library: Library, term: str, statements: list[str]
) -> None:
    found = statements_behind(library.store, NamedNode(NAMESPACE + term))

    assert [local_name(statement.value) for statement in found] == statements
