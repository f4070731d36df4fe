"""The oracle objects where our reasoning and the axioms part; HermiT is really run."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kg.case import Absent, Case, Present
from kg.errors import OracleError
from kg.hermit import Hermit
from kg.library import Library, open_library
from kg.oracle import Disagreement, Oracle, OracleReport
from kg.sources import ontology_folder

SLUG = "bilateral-sacroplasty"

pytestmark = pytest.mark.oracle


def test_an_incompatibility_without_its_axiom_is_an_objection(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ontology_folder(), tmp_path / "ontology"))
    findings = folder / "guidelines" / SLUG / "findings.ttl"
    axiom = "rdfs:subClassOf bs:NoUncorrectableCoagulopathy"
    text = findings.read_text(encoding="utf-8")
    findings.write_text(text.replace(axiom, "rdfs:subClassOf gg:Case"), encoding="utf-8")
    case = Case("correctable", SLUG, frozenset({Present("CorrectableCoagulopathy")}))

    report = Oracle(open_library(folder), SLUG).check([case])

    assert report == OracleReport(
        consistent=True,
        hierarchy=(
            Disagreement("CorrectableCoagulopathy", (), ("no UncorrectableCoagulopathy",)),
            Disagreement("UncorrectableCoagulopathy", (), ("no CorrectableCoagulopathy",)),
        ),
        cases=(Disagreement("correctable", (), ("X2Refuted",)),),
        checked=1,
    )
    assert not report.agrees


def test_cases_that_we_refuse_are_not_put_to_hermit_and_progress_is_told(library: Library) -> None:
    odd = Case("odd", SLUG, frozenset({Present("Malignancy"), Absent("Malignancy")}))
    told: list[tuple[int, int]] = []

    report = Oracle(library, SLUG).check(
        [odd, Case("silent", SLUG)], lambda done, of: told.append((done, of))
    )

    assert report == OracleReport(consistent=True, refused=("odd",), checked=1)
    assert told == [(1, 1)]


def test_text_that_is_no_ontology_is_an_error_of_its_own() -> None:
    with pytest.raises(OracleError, match="HermiT"):
        list(Hermit().realise({"urn:x": b"this is not N-Triples"}))
