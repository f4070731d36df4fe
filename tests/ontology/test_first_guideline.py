"""The first guideline as data: nothing of the source is missing, nothing is made up."""

from collections import Counter

import pytest

from kg.library import open_library
from kg.model import CitationStatus, Confidence, Guideline


@pytest.fixture(scope="module")
def guideline() -> Guideline:
    return open_library().guideline("bilateral-sacroplasty")


def test_all_68_statements_are_there_and_cited_as_the_source_cites(guideline: Guideline) -> None:
    statements = guideline.statements.values()
    status = Counter(statement.citation_status for statement in statements)
    references = Counter(reference for s in statements for reference in s.references)

    assert len(statements) == 68
    assert status == {CitationStatus.CITED: 45, CitationStatus.UNCITED: 23}
    assert references == {"ref-1": 26, "ref-2": 9, "ref-3": 7, "ref-4": 1, "ref-5": 5}


def test_each_of_the_64_lines_is_a_heading_or_has_a_statement(guideline: Guideline) -> None:
    headings = {section.line for section in guideline.sections.values()}
    stated = {statement.line for statement in guideline.statements.values()}

    assert headings | stated == set(range(1, 65))
    assert headings & stated == {2, 64}


def test_a_statement_stands_in_the_section_whose_heading_is_the_last_before_it(
    guideline: Guideline,
) -> None:
    for statement in guideline.statements.values():
        before = [s for s in guideline.sections.values() if s.line <= statement.line]
        assert statement.section == max(before, key=lambda section: section.line).id


def test_references_are_resolved_no_further_than_they_were_found(guideline: Guideline) -> None:
    found = {r.number: (r.confidence, r.doi) for r in guideline.references.values()}

    assert found == {
        1: (Confidence.PROBABLE, ""),
        2: (Confidence.CONFIRMED, ""),
        3: (Confidence.CONFIRMED, "10.3390/jcm13041101"),
        4: (Confidence.PROBABLE, "10.1007/s00068-015-0530-z"),
        5: (Confidence.CONFIRMED, ""),
    }


def test_every_ambiguity_of_the_first_analysis_has_its_encoding_decision(
    guideline: Guideline,
) -> None:
    assert {f"A{number}" for number in range(1, 23)} <= set(guideline.encoding_decisions)


def test_four_of_the_five_contraindications_are_uncited(guideline: Guideline) -> None:
    status = [
        s.citation_status for s in guideline.statements.values() if s.kind == "contraindication"
    ]

    assert Counter(status) == {CitationStatus.UNCITED: 4, CitationStatus.CITED: 1}
