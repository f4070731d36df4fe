import json
from dataclasses import replace

import pytest
from cohorts import AT, cohort, plain_items
from typer.testing import CliRunner

from app.cli import main
from kg.library import open_library
from quizzes.bank import content_folder, load_bank
from quizzes.entries import QuizRun
from quizzes.judgement import Knowledge
from quizzes.records import Records

SLUG = "bilateral-sacroplasty"
ITEM = "items/imaging-findings/ct-as-confirmation.yaml"


@pytest.fixture
def run():
    return lambda *arguments: CliRunner().invoke(main, ["items", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path):
    """A content folder with one item, which has a flaw."""
    source = next(content_folder().rglob("imaging-afterwards.yaml"))
    file = tmp_path / "items" / source.name
    file.parent.mkdir()
    text = source.read_text("utf-8").replace("text: CT\n", "text: Always CT\n")
    file.write_text(text, encoding="utf-8")
    return tmp_path


def test_one_sound_item_has_nothing_to_be_told(run):
    result = run("lint", "quarry-weakest-link", "the-ferryman")

    assert (result.exit_code, result.stdout) == (0, "0 errors, 0 warnings.\n")


def test_a_warning_is_told_with_its_place_and_source_and_fails_when_strict(run, folder):
    file = folder / "items" / "imaging-afterwards.yaml"

    kind, strict = run("lint", file, "--content", folder), run("lint", file, "--strict")

    assert (kind.exit_code, strict.exit_code) == (0, 1)
    assert ": options[" in kind.stdout
    assert "W3 'Always' is absolute" in kind.stdout
    assert "0 errors, 1 warning." in kind.stdout
    assert "NBME 2020" in kind.stdout


def test_a_folder_is_linted_as_a_whole_and_its_errors_fail(run, folder):
    (folder / "items" / "broken.yaml").write_text("id: broken\n")

    result = run("lint", folder, "--format", "json")

    found = json.loads(result.stdout)
    assert result.exit_code == 1
    assert {one["rule"] for one in found} >= {"S0", "W3", "B3"}
    assert {one["severity"] for one in found} == {"error", "warning"}


def test_only_the_rules_asked_for_are_told(run, folder):
    result = run("lint", folder, "--rule", "w3", "--format", "json")

    assert [one["rule"] for one in json.loads(result.stdout)] == ["W3"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["lint", "nope"], "There is no item or vignette named 'nope'."),
        (["lint", "--rule", "W99"], "There is no rule named 'W99'. Did you mean W9"),
        (["lint", "--guideline", "x"], "x"),
        (["reviewed", "nope"], "There is no sound item or vignette named 'nope'."),
        (["statistics", "--data", "/nowhere"], "/nowhere holds no records."),
    ],
)
def test_a_wrong_call_is_told_and_gives_2(run, arguments, told):
    result = run(*arguments)

    assert result.exit_code == 2
    assert told in result.stderr


def test_a_review_is_noted_in_the_file_and_only_once(run, folder):
    file = folder / "items" / "imaging-afterwards.yaml"
    before = file.read_text("utf-8")

    for _ in range(2):
        noted = run("reviewed", "imaging-afterwards", "--by", "Dr. B.", "--content", folder)
        assert noted.exit_code == 0

    after = file.read_text("utf-8")
    assert after.startswith(before.rstrip("\n"))
    assert after.count("reviewed:") == 1
    assert 'by: "Dr. B.", date: "20' in after
    assert run("lint", file, "--content", folder, "--rule", "S5").exit_code == 0


def test_a_review_of_a_vignette_is_noted_and_goes_stale_in_the_same_way(run, folder):
    source = next(content_folder().rglob("behind-the-counter.yaml"))
    file = folder / "vignettes" / source.name
    file.parent.mkdir()
    file.write_text(source.read_text("utf-8"), encoding="utf-8")
    noted = run("reviewed", "behind-the-counter", "--by", "Dr. B.", "--content", folder)
    fresh = run("lint", "behind-the-counter", "--content", folder, "--rule", "S5")
    written, version = file.read_text("utf-8"), open_library().guideline(SLUG).version

    changed = written.replace("teaches: [I4]", "teaches: [I4, X3]")
    file.write_text(changed, encoding="utf-8")
    stale = run("lint", "behind-the-counter", "--content", folder, "--rule", "S5")

    assert noted.stdout == f"{file}: reviewed against version {version}.\n"
    assert 'by: "Dr. B.", date: "20' in written
    assert (fresh.exit_code, stale.exit_code) == (0, 1)
    assert "guidegraph items reviewed behind-the-counter" in stale.stdout


def test_a_stale_item_is_told(run, folder):
    file = folder / "items" / "imaging-afterwards.yaml"
    old = 'reviewed: {version: "0.0.1", basis: "0000000000000000"}\n'
    file.write_text(file.read_text("utf-8") + old, encoding="utf-8")

    result = run("lint", file, "--content", folder, "--rule", "S5")

    assert result.exit_code == 1
    assert "guidegraph items reviewed imaging-afterwards" in result.stdout


@pytest.fixture
def records(tmp_path):
    """A folder with the answers of 20 learners, one key of which is wrong."""
    library = open_library()
    knowledge = Knowledge(library.guideline(SLUG), library.reasoner(SLUG).assess)
    bank = load_bank(content_folder(), knowledge)
    items = tuple(plain_items(bank, 6))
    answers = cohort(bank, dict.fromkeys(items, 0.0), 20, 3, miskeyed=frozenset(items[5:]))
    with Records(f"sqlite:///{tmp_path / 'records.sqlite3'}") as store:
        for learner in sorted({answer.learner for answer in answers}):
            store.add_learner(learner, AT)
            store.start_run(QuizRun(learner, learner, SLUG, items, "1", AT))
        for answer in answers:
            store.record_answer(replace(answer, position=items.index(answer.item)))
    return tmp_path


def test_statistics_are_told_as_text_and_data_and_a_doubtful_key_gives_1(run, records):
    text, tree = (run("statistics", "--data", records, "--format", one) for one in ("text", "json"))

    assert [result.exit_code for result in (text, tree)] == [1, 1]
    assert "20 learners, 120 first answers." in text.stdout
    assert "key doubtful" in " ".join(text.stdout.split())
    data = json.loads(tree.stdout)
    assert (data["learners"], len(data["steps"]), data["reliability"]) == (20, 6, None)
    shown = [option["chosen"] for step in data["steps"] for option in step["options"]]
    assert [count for count in shown if count is not None and 0 < count < 5] == []
