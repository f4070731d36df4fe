"""The link of a statement, and of a criterion that has several."""

from __future__ import annotations

from dataclasses import replace

from kg.derivation import Link, StatementSupport
from kg.evidence import best_link, strength, support_of
from kg.model import CitationStatus, Confidence, Guideline


def test_an_uncited_statement_has_no_reference(guideline: Guideline) -> None:
    statement = guideline.statements["st-17a"]

    assert support_of(statement, guideline) == StatementSupport("st-17a", Link.UNCITED, None)


def test_a_statement_is_as_strong_as_its_best_reference(guideline: Guideline) -> None:
    one, other = sorted(guideline.references)[:2]
    cited = replace(
        guideline.statements["st-39a"],
        citation_status=CitationStatus.CITED,
        references=(one, other),
    )
    poor = replace(guideline.references[one], confidence=Confidence.UNRESOLVED)
    good = replace(guideline.references[other], confidence=Confidence.PROBABLE)
    changed = replace(guideline, references={one: poor, other: good})

    assert support_of(cited, changed) == StatementSupport("st-39a", Link.PROBABLE, other)


def test_a_criterion_is_as_strong_as_its_best_statement() -> None:
    supports = [
        StatementSupport("a", Link.UNCITED, None),
        StatementSupport("b", Link.PROBABLE, "r"),
    ]

    assert best_link(supports) is Link.PROBABLE


def test_links_are_ordered_from_uncited_to_confirmed() -> None:
    assert sorted(Link, key=strength) == [
        Link.UNCITED,
        Link.UNRESOLVED,
        Link.PROBABLE,
        Link.CONFIRMED,
    ]
