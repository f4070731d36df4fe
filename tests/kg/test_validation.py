"""The report on an ontology folder: every defect with its rule, term, file and remedy."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Store

from kg.errors import SourceError
from kg.sources import ontology_folder
from kg.stored_queries import StoredQuery
from kg.validation import Severity, ValidationFinding, check_quality, validate_ontology

STATEMENTS = "guidelines/bilateral-sacroplasty/statements.ttl"
REFERENCES = "guidelines/bilateral-sacroplasty/references.ttl"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "ontology"
    shutil.copytree(ontology_folder(), copy, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.fixture
def edit(folder: Path) -> Callable[[str, str, str], None]:
    def replace_once(file: str, old: str, new: str) -> None:
        text = (folder / file).read_text("utf-8")
        assert text.count(old) >= 1, f"{old!r} is not in {file}"
        (folder / file).write_text(text.replace(old, new, 1), "utf-8")

    return replace_once


def rules_of(findings: tuple[ValidationFinding, ...]) -> set[tuple[str, str, str]]:
    return {(finding.file, finding.term, finding.rule) for finding in findings}


def test_our_ontology_conforms_to_every_shape_and_has_no_defect() -> None:
    report = validate_ontology()

    assert report.conforms
    assert report.findings == ()
    assert report.shapes > 80
    assert report.queries > 35


def test_a_deleted_citation_is_reported_with_its_file_and_the_remedy(
    folder: Path, edit: Callable[[str, str, str], None]
) -> None:
    edit(STATEMENTS, "    gg:cites bs:ref-4 ;\n", "")

    report = validate_ontology(folder)

    assert not report.conforms
    assert rules_of(report.findings) == {
        (REFERENCES, "ref-4", "reference_never_cited"),
        (STATEMENTS, "st-20a", "CitedStatementShape"),
        (STATEMENTS, "st-20a", "cited_without_reference"),
    }
    assert (
        "The statement is called cited, yet cites nothing. Add gg:cites with each reference that"
        " the source gives, or call it gg:Uncited."
    ) in {finding.message for finding in report.findings}


def test_a_word_in_place_of_a_unit_is_reported_with_what_stands_there(
    folder: Path, edit: Callable[[str, str, str], None]
) -> None:
    edit(STATEMENTS, "gg:unit unit:PERCENT", 'gg:unit "percent"')

    report = validate_ontology(folder)

    assert (
        ValidationFinding(
            file=STATEMENTS,
            term="st-52a-rate",
            rule="QuantityUnitShape",
            message=(
                "A quantity needs one unit of QUDT, such as unit:WK for weeks; unit:NUM for a"
                " count. Found: percent."
            ),
            severity=Severity.ERROR,
        )
        in report.findings
    )


def test_a_missing_label_and_a_wrong_name_of_a_term_are_reported(
    folder: Path, edit: Callable[[str, str, str], None]
) -> None:
    edit(REFERENCES, '    rdfs:label "reference 3"@en ;\n', "")
    edit(STATEMENTS, "gg:hasForce gg:Preferred", "gg:hasForce gg:Prefered")

    report = validate_ontology(folder)

    assert rules_of(report.findings) == {
        (REFERENCES, "ref-3", "ReferenceLabelShape"),
        (REFERENCES, "ref-3", "missing_label"),
        (STATEMENTS, "st-05b", "StatementForceShape"),
        (STATEMENTS, "st-05b", "undeclared_term"),
    }


def test_a_file_that_is_not_turtle_is_named_with_its_line(
    folder: Path, edit: Callable[[str, str, str], None]
) -> None:
    edit(STATEMENTS, "a gg:Statement, owl:NamedIndividual ;", "a gg:Statement, owl:NamedIndividual")

    with pytest.raises(SourceError, match=r"statements\.ttl, line \d+"):
        validate_ontology(folder)


def test_a_query_tagged_as_warning_gives_warnings() -> None:
    query = StoredQuery("odd", "Odd?", "Look.", ("warning",), "SELECT (<urn:x> AS ?term) WHERE {}")

    assert list(check_quality(Store(), query)) == [
        ValidationFinding("", "urn:x", "odd", "Look.", Severity.WARNING)
    ]


def test_a_quality_query_that_selects_no_term_is_refused() -> None:
    query = StoredQuery("odd", "Odd?", "Look.", (), "SELECT ?x WHERE { ?x ?y ?z }")

    with pytest.raises(SourceError, match="must select \\?term"):
        list(check_quality(Store(), query))
