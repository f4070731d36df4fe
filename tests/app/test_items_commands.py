"""`guidegraph items new`, `generate`, `coverage` and `impact`, as they are called."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from app.cli import main
from kg.derivation import Verdict
from kg.library import open_library
from quizzes.bank import load_bank
from quizzes.entries import CaseDecision
from quizzes.judgement import Knowledge
from quizzes.records import Records

SLUG = "bilateral-sacroplasty"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


def _call(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["items", *arguments])


def _defects(folder: Path) -> list[str]:
    library = open_library()
    knowledge = Knowledge(library.guideline(SLUG), library.reasoner(SLUG).assess)
    return [str(defect) for defect in load_bank(folder, knowledge).defects]


def test_generated_items_are_written_as_sound_drafts(tmp_path: Path) -> None:
    result = _call("generate", "--count", "4", "--criterion", "I4", "--out", str(tmp_path))

    assert result.exit_code == 0, result.output
    written = list(tmp_path.rglob("*.yaml"))
    assert len(written) == 4
    assert all("status: draft" in path.read_text("utf-8") for path in written)
    assert _defects(tmp_path) == []


def test_generated_vignettes_are_written_with_their_twins(tmp_path: Path) -> None:
    result = _call(
        "generate", "--vignettes", "--count", "2", "--verdict", "indicated", "--out", str(tmp_path)
    )

    assert result.exit_code == 0, result.output
    assert len(list((tmp_path / "vignettes").iterdir())) >= 2
    assert _defects(tmp_path) == []


def test_a_new_item_is_a_sound_one_to_change(tmp_path: Path) -> None:
    result = _call("new", "my-number", "--kind", "numeric", "--out", str(tmp_path))

    assert result.exit_code == 0, result.output
    (path,) = tmp_path.rglob("my-number.yaml")
    assert path.read_text("utf-8").startswith("id: my-number\nkind: numeric\n")
    assert _defects(tmp_path) == []


def test_an_id_that_is_taken_is_refused() -> None:
    result = _call("new", "calendar-decision")

    assert result.exit_code == 2
    assert "There is an item calendar-decision already." in result.output


def test_an_unknown_criterion_is_refused_with_its_neighbours() -> None:
    result = _call("generate", "--criterion", "I44")

    assert result.exit_code == 2
    assert "There is no criterion named 'I44'. Did you mean I4" in result.output


def test_coverage_of_the_shipped_content_has_no_gaps() -> None:
    result = _call("coverage")

    assert result.exit_code == 0
    assert "68 of 68 statements stand behind a right answer." in result.output
    assert "No gaps." in result.output


def test_impact_lists_what_changes_and_counts_decisions(tmp_path: Path) -> None:
    with Records(f"sqlite:///{tmp_path / 'records.sqlite3'}") as records:
        records.add_learner("1" * 32, NOW)
        records.record_decision(
            CaseDecision(
                "2" * 32, "1" * 32, "the-ferryman", "0" * 64, "0.1.0", Verdict.INDICATED, None,
                Verdict.INDICATED, NOW,
            )
        )  # fmt: skip

    result = _call("impact", "--set", "I4=6", "--data", str(tmp_path))

    assert result.exit_code == 1
    assert "the-ferryman: indicated -> cannot tell" in result.output
    assert "decisions: 1" in result.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "Name a changed --ontology folder"),
        (["--set", "I4"], "'I4' sets no threshold"),
        (["--set", "I3=6"], "I3 tests no value"),
        (["--drop", "X9"], "There is no criterion named 'X9'"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused(arguments: list[str], said: str) -> None:
    result = _call("impact", *arguments)

    assert result.exit_code == 2
    assert said in result.output
