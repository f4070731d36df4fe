"""The guideline that `docs/curators.md` encodes is built from its snippets, validated and used."""

from __future__ import annotations

import re
import shutil
from hashlib import sha256
from pathlib import Path

import pytest

from kg.case import Case
from kg.case_files import parse_case
from kg.derivation import Derivation, Verdict
from kg.drafts import draft_of
from kg.library import Library, open_library
from kg.sources import ontology_folder
from kg.validation import validate_ontology
from kg.verify_source import verify_source
from quizzes.generation.generator import Wish, generate

GUIDE = (Path(__file__).parents[2] / "docs" / "curators.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", GUIDE, re.DOTALL))
PREFIXES = next(t for t in re.findall(r"```turtle\n(.*?)```", GUIDE, re.DOTALL) if "@prefix" in t)
DOCUMENT = FILES["example.txt"].removesuffix("\n")


def _with_digests(turtle: str) -> str:
    digests = {"document": DOCUMENT} | {
        f"line {number}": line for number, line in enumerate(DOCUMENT.split("\n"), 1)
    }
    for mark, text in digests.items():
        turtle = turtle.replace(f"@{mark}@", sha256(text.encode()).hexdigest())
    return turtle


def _case(text: str, library: Library) -> Case:
    return parse_case(text.encode(), "case.yaml", "case", library.guidelines)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An ontology folder with the schema, the shapes and the guideline of the guide."""
    shutil.copy(ontology_folder() / "schema.ttl", tmp_path)
    shutil.copytree(ontology_folder() / "shapes", tmp_path / "shapes")
    for name, text in FILES.items():
        if name.endswith(".ttl"):
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(PREFIXES + _with_digests(text), encoding="utf-8")
    return tmp_path


@pytest.fixture
def library(folder: Path) -> Library:
    return open_library(folder)


def test_the_worked_example_has_no_defect(folder: Path) -> None:
    report = validate_ontology(folder)

    assert [f"{f.file} {f.term}: {f.message} ({f.rule})" for f in report.findings] == []


def test_the_worked_example_matches_its_document(library: Library) -> None:
    report = verify_source(library.store, "example", DOCUMENT)

    assert report.mismatches == ()


def test_the_worked_example_finds_a_changed_document(library: Library) -> None:
    report = verify_source(library.store, "example", DOCUMENT.replace("2 weeks", "3 weeks"))

    assert not report.matches


def test_the_case_of_the_guide_cannot_be_decided_without_the_duration(library: Library) -> None:
    case = _case(FILES["case.yaml"], library)

    derivation = library.reasoner("example").assess(case)

    assert isinstance(derivation, Derivation)
    assert derivation.verdict is Verdict.CANNOT_TELL
    assert {value.observable for plan in derivation.settling for value in plan.facts} == {
        "HiccupDuration"
    }


@pytest.mark.parametrize(
    ("facts", "verdict"),
    [
        ("present: [Asleep]", Verdict.CONTRAINDICATED),
        ("values: {HiccupDuration: {less_than: 2, unit: wk}}", Verdict.NOT_INDICATED),
        (
            "absent: [Asleep]\nvalues: {HiccupDuration: {exactly: 14, unit: d}}",
            Verdict.INDICATED,
        ),
    ],
)
def test_the_worked_example_gives_every_verdict(
    library: Library, facts: str, verdict: Verdict
) -> None:
    case = _case(f"guideline: example\n{facts}\n", library)

    derivation = library.reasoner("example").assess(case)

    assert isinstance(derivation, Derivation)
    assert derivation.verdict is verdict


def test_items_are_proposed_from_data_alone(library: Library) -> None:
    """Nothing in the engine speaks of the first guideline: the worked example has items as well."""
    draft = draft_of(library.reasoner("example"))

    proposed = generate(draft, Wish(12), "a", lambda keyed: ())

    assert len(proposed.accepted) == 12
    assert proposed.rejected == ()
    texts = " ".join(proposal.yaml(draft.guideline) for proposal, _ in proposed.accepted)
    assert "sacr" not in texts
    assert {"application", "boundary"} <= {p.kind.value for p, _ in proposed.accepted}
