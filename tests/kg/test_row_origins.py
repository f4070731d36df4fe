from __future__ import annotations

from collections.abc import Iterator

import pytest

from kg.dataset import GraphDataset, build_dataset
from kg.exercises import PROLOGUE
from kg.graphs import GraphRole
from kg.library import Library
from kg.row_origins import Grounds, Origin, grounds_of_row, shown_term
from kg.sandbox import Limits, QuerySandbox


@pytest.fixture(scope="module")
def dataset(library: Library) -> GraphDataset:
    return build_dataset(library)


@pytest.fixture(scope="module")
def sandbox(dataset: GraphDataset) -> Iterator[QuerySandbox]:
    with QuerySandbox(dataset.dump(), Limits(), graphs=dataset.names) as opened:
        yield opened


def _told(grounds: Grounds) -> tuple[str, Origin, list[str]]:
    def line(triple: tuple[str, str, str]) -> str:
        return " ".join(map(shown_term, triple))

    return line(grounds.triple), grounds.origin, [line(one) for one in grounds.premises]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "SELECT ?c { VALUES ?c { bs:X4 } ?c a gg:Criterion }",
            (
                "bs:X4 rdf:type gg:Criterion",
                Origin.BROADER,
                [
                    "bs:X4 rdf:type gg:ExclusionCriterion",
                    "gg:ExclusionCriterion rdfs:subClassOf gg:Criterion",
                ],
            ),
        ),
        (
            "SELECT ?c { VALUES ?c { bs:X4 } ?c gg:code ?code }",
            ('bs:X4 gg:code "X4"', Origin.STATED, []),
        ),
        (
            "SELECT ?x { VALUES ?x { bs:NoSacralInsufficiencyFracture } "
            "?x rdfs:subClassOf bs:NoBilateralSacralInsufficiencyFracture }",
            (
                "bs:NoSacralInsufficiencyFracture rdfs:subClassOf "
                "bs:NoBilateralSacralInsufficiencyFracture",
                Origin.CLASS_OF,
                [],
            ),
        ),
    ],
)
def test_a_triple_behind_a_row_is_traced_to_what_is_stated(
    sandbox: QuerySandbox,
    dataset: GraphDataset,
    query: str,
    expected: tuple[str, Origin, list[str]],
) -> None:
    text = PROLOGUE + query
    table = sandbox.select(text, dataset.of_roles((GraphRole.ASSERTED, GraphRole.INFERRED)))
    row = {name: term for name, term in zip(table.columns, table.rows[0], strict=True) if term}

    grounds = grounds_of_row(text, row, sandbox, dataset)

    assert [_told(one) for one in grounds] == [expected]


def test_a_row_of_computed_values_has_no_triple_behind_it(
    sandbox: QuerySandbox, dataset: GraphDataset
) -> None:
    assert grounds_of_row("SELECT (1 AS ?one) {}", {}, sandbox, dataset) == ()
