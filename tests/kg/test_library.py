"""The shipped library, and what an ontology folder must not hold."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Store

from kg.errors import AxiomError, SourceError, UnknownNameError
from kg.library import Library, open_library
from kg.model import Role
from kg.sources import ontology_folder

SLUG = "bilateral-sacroplasty"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the ontology folder that a test may spoil."""
    return Path(shutil.copytree(ontology_folder(), tmp_path / "ontology"))


def spoil(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "guidelines" / SLUG / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_first_guideline_has_its_criteria_in_order(library: Library) -> None:
    criteria = library.guideline(SLUG).criteria.values()

    assert " ".join(c.id for c in criteria) == "I1 I2 I3 I4 I5 I6 I7 X1 X2 X3 X4 X5 S1 S2"
    assert [c.id for c in criteria if c.role is Role.SUPPORTING] == ["S1", "S2"]


def test_the_dump_holds_every_triple(library: Library) -> None:
    store = Store()

    store.load(library.dump(), format=RdfFormat.N_TRIPLES)

    assert len(store) == len(library.store)


def test_an_unknown_guideline_is_named_with_one_that_looks_alike(library: Library) -> None:
    with pytest.raises(UnknownNameError, match=f"Did you mean {SLUG}"):
        library.reasoner("bilateral-sacroplasy")


def test_an_absence_class_that_speaks_of_another_finding_is_refused(folder: Path) -> None:
    spoil(folder, "findings.ttl", "gg:absenceOf bs:PmmaAllergy", "gg:absenceOf bs:Osteoporosis")

    with pytest.raises(AxiomError, match="PmmaAllergy is no finding with an absence class"):
        open_library(folder)


def test_a_file_that_is_not_turtle_is_named_with_the_line(folder: Path) -> None:
    spoil(
        folder, "findings.ttl", "bs:SacralFracture a owl:Class ;", "bs:SacralFracture a owl:Class"
    )

    with pytest.raises(SourceError, match=r"findings\.ttl, line \d+: this is not Turtle"):
        open_library(folder)
