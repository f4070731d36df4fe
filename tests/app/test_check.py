"""
`guidegraph check` on copies of the ontology and the content, each with one planted fault.

A copy of the content holds one vignette pair with its items unless the fault needs more: what is
tested is that a fault is told where it is and what to do, not the rest of the content again.
"""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.checking import CheckRequest, SourceDocument, run_check
from app.cli import main
from kg.oracle import Progress
from kg.sources import ontology_folder
from quizzes.bank import content_folder

GUIDELINE = "ontology/guidelines/bilateral-sacroplasty"
STATEMENTS, FINDINGS = f"{GUIDELINE}/statements.ttl", f"{GUIDELINE}/findings.ttl"
CRITERIA, REFERENCES = f"{GUIDELINE}/criteria.ttl", f"{GUIDELINE}/references.ttl"
VIGNETTE = "content/vignettes/the-calendar-on-the-fridge.yaml"
TWIN = "content/vignettes/the-calendar-recounted.yaml"
ITEM = "content/items/headline/calendar-three-weeks.yaml"
LACKS_OSTEOPOROSIS = (
    "owl:complementOf [ a owl:Restriction ; owl:onProperty gg:hasFinding ;"
    " owl:someValuesFrom bs:Osteoporosis ]"
)


@dataclass(frozen=True)
class Copy:
    """A copy of both folders, which `check` is run on."""

    folder: Path

    def edit(self, file: str, old: str, new: str) -> int:
        """Replace the only or first *old* and return its line."""
        path = self.folder / file
        text = path.read_text("utf-8")
        assert old in text, f"{old!r} is not in {file}"
        path.write_text(text.replace(old, new, 1), "utf-8")
        return text[: text.index(old)].count("\n") + 1

    def line_of(self, file: str, text: str) -> int:
        lines = (self.folder / file).read_text("utf-8").splitlines()
        return next(n for n, line in enumerate(lines, start=1) if line.startswith(text))

    def check(self, *options: str) -> tuple[int, str]:
        folders = [f"--ontology={self.folder}/ontology", f"--content={self.folder}/content"]
        result = CliRunner().invoke(main, ["check", *folders, "--without-oracle", *options])
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result.exit_code, result.output

    def faults(self) -> list[tuple[str, str]]:
        """Return where each fault is and its message; the exit code must say that there are any."""
        code, output = self.check("--format=json")
        assert code == 1
        found = [fault for stage in json.loads(output)["stages"] for fault in stage["faults"]]
        return [(self._place(fault), fault["message"]) for fault in found]

    def _place(self, fault: dict[str, str]) -> str:
        file = Path(fault["file"]).relative_to(self.folder)
        return f"{file}:{fault['line']}: {fault['key'] or fault['term']}"


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ontology_folder(), tmp_path / "ontology", ignore=ignored)
    for name in (VIGNETTE, TWIN, ITEM):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(content_folder() / Path(name).relative_to("content"), tmp_path / name)
    return Copy(tmp_path)


@contextmanager
def unwatched(title: str) -> Iterator[Progress]:
    yield lambda done, total: None


def test_untouched_copies_are_sound_and_fill_one_screen(copy: Copy) -> None:
    code, output = copy.check()

    lines = output.splitlines()
    assert code == 0
    assert [line.split("  ")[0].strip() for line in lines[:7]] == [*["ok"] * 6, "skipped"]
    assert re.search(r" \d{2,} shapes, \d{2,} quality queries ", lines[1])
    assert "1 sound item, 2 sound vignettes" in lines[4]
    assert "502 cases" in lines[5]
    assert lines[-1].startswith("Sound, as far as looked at (without: HermiT agrees). ")
    assert len(lines) < 24
    assert max(map(len, lines)) <= 100


#: The file, what stands there, what is planted, the term, its file, and the message.
IN_THE_ONTOLOGY = {
    "a deleted citation": (
        *(STATEMENTS, "    gg:cites bs:ref-4 ;\n", "", "st-20a", STATEMENTS),
        "The statement is called cited, yet cites nothing. Add gg:cites with each reference that"
        " the source gives, or call it gg:Uncited.",
    ),
    "a wrong unit": (
        *(STATEMENTS, "gg:unit unit:PERCENT", "gg:unit unit:MilliL", "st-52a-rate", STATEMENTS),
        "The QUDT unit and the UCUM code name different units. Correct one of them. Found: %.",
    ),
    "a missing label": (
        *(REFERENCES, '    rdfs:label "reference 3"@en ;\n', "", "ref-3", REFERENCES),
        "The term needs a label. Add rdfs:label with its name in English.",
    ),
    "an undefined finding in an axiom": (
        *(CRITERIA, "bs:Osteoporosis ]", "bs:Osteoporsis ]", "S1Met", CRITERIA),
        "The axiom names a finding that no class of findings.ttl describes. Correct its spelling"
        " or add it. Found: Osteoporsis.",
    ),
    "a threshold that no statement gives": (
        *(CRITERIA, "xsd:minInclusive 3.0", "xsd:minInclusive 4.0", "I4", CRITERIA),
        "The number in the axiom stands in none of the quantities of its statements. Correct the"
        " axiom or the quantity. Found: 4.",
    ),
    "an incompatibility without an axiom": (
        FINDINGS,
        "gg:incompatibleWith bs:FractureAttributedPain ;",
        "gg:incompatibleWith bs:FractureAttributedPain, bs:Osteoporosis ;",
        "AsymptomaticSacralFracture",
        FINDINGS,
        "The reasoner does not know that the two exclude each other. Add the axiom at the end of"
        " findings.ttl. Found: Osteoporosis.",
    ),
    "an absence class of the wrong form": (
        FINDINGS,
        LACKS_OSTEOPOROSIS,
        "owl:complementOf bs:Osteoporosis",
        "NoOsteoporosis",
        FINDINGS,
        "gg:absenceOf and the axiom of this class must name the same finding. Correct one of them.",
    ),
    "a decision on a criterion that is not there": (
        *(CRITERIA, "( bs:X1Met bs:X2Met", "( bs:X1Mett bs:X2Met", "ContraindicatedCase", CRITERIA),
        "The term is used here but described in no file. Correct its spelling or describe it."
        " Found: X1Mett.",
    ),
    "a number that is none": (
        *(STATEMENTS, "gg:sourceLine 20 ;", 'gg:sourceLine "twenty" ;', "st-20a", STATEMENTS),
        "st-20a has the gg:sourceLine 'twenty', which is no such number. Correct it.",
    ),
}


@pytest.mark.parametrize("fault", IN_THE_ONTOLOGY.values(), ids=IN_THE_ONTOLOGY.keys())
def test_a_fault_in_the_ontology_is_told_with_file_line_term_and_remedy(
    copy: Copy, fault: tuple[str, str, str, str, str, str]
) -> None:
    file, old, new, term, where, message = fault
    copy.edit(file, old, new)

    faults = copy.faults()

    line = copy.line_of(where, f"bs:{term} ")
    assert (f"{where}:{line}: {term}", message) in faults


#: The file, what stands there, what is planted, the key, and the message.
IN_THE_CONTENT = {
    "an unknown finding": (
        *(VIGNETTE, "  - Malignancy\n", "  - Malignacy\n", "absent[1]"),
        "There is no finding named 'Malignacy'. Did you mean Malignancy?",
    ),
    "a text that is not YAML": (
        *(VIGNETTE, "title: ", "title: Calendar: ", "the-calendar-on-the-fridge"),
        "This is not YAML: mapping values are not allowed in this context. A text that holds ': '"
        " or starts with a special character must stand in quotes.",
    ),
    "a missing rationale": (
        ITEM,
        "    rationale: The form counts 3.0 weeks, and at least three includes three.\n",
        "",
        "options[0]",
        "The key 'rationale' is missing. It holds: Why this option is right or wrong, as Markdown."
        " References are not typed here: they come from the statements.",
    ),
}


@pytest.mark.parametrize("fault", IN_THE_CONTENT.values(), ids=IN_THE_CONTENT.keys())
def test_a_fault_in_the_content_is_told_with_file_line_key_and_remedy(
    copy: Copy, fault: tuple[str, str, str, str, str]
) -> None:
    file, old, new, key, message = fault
    line = copy.edit(file, old, new)

    faults = copy.faults()

    at = line - 1 if key.startswith("options") else line
    assert (f"{file}:{at}: {key}", message) in faults


def test_a_vignette_that_contradicts_itself_names_both_facts(copy: Copy) -> None:
    copy.edit(VIGNETTE, "absent:\n", "absent:\n  - SevereLowBackPain\n")

    places = dict(copy.faults())

    line = copy.line_of(VIGNETTE, "  - SevereLowBackPain")
    message = next(m for place, m in places.items() if place.startswith(f"{VIGNETTE}:{line}: "))
    assert "cannot both be so: one says present, the other absent. Remove one." in message


def test_what_only_follows_from_another_fault_says_so_and_comes_after_it(copy: Copy) -> None:
    copy.edit(VIGNETTE, "  - Malignancy\n", "  - Malignacy\n")

    faults = copy.faults()

    follow_up = "The vignette has defects of its own. Mend them first."
    assert [message for _, message in faults][1:] == [follow_up, follow_up]


def test_two_files_with_one_id_are_both_named(copy: Copy) -> None:
    other = copy.folder / "content/items/contraindications" / Path(ITEM).name
    other.parent.mkdir()
    shutil.copy(copy.folder / ITEM, other)

    assert copy.faults() == [
        (
            f"{ITEM}:1: id",
            "items/contraindications/calendar-three-weeks.yaml has this id too. Rename one of the"
            " files and its id.",
        )
    ]


def test_items_whose_wrong_options_become_true_by_a_changed_axiom_are_told(copy: Copy) -> None:
    shutil.rmtree(copy.folder / "content")
    shutil.copytree(content_folder(), copy.folder / "content")
    path = copy.folder / CRITERIA
    path.write_text(path.read_text("utf-8").replace("clusive 3.0", "clusive 2.0"), "utf-8")

    faults = copy.faults()

    messages = dict(faults)
    item = "content/items/headline/behind-the-counter-which-entry.yaml"
    assert messages[f"{item}:{copy.line_of(item, 'options:')}: options"] == (
        "Options 1, 2 and 4 are right. Exactly one may be."
    )
    twin = "content/vignettes/the-calendar-recounted.yaml"
    assert messages[f"{twin}:{copy.line_of(twin, 'twin_of:')}: twin_of"] == (
        "Both twins are 'indicated'. A contrast twin has another verdict."
    )
    assert messages[f"{CRITERIA}:{copy.line_of(CRITERIA, 'bs:I4 ')}: I4"].endswith("Found: 2.")


def test_a_file_that_is_not_turtle_is_told_with_its_line_and_nothing_else_is_looked_at(
    copy: Copy,
) -> None:
    line = copy.edit(STATEMENTS, "    gg:inGuideline bs:guideline ;", "    gg:inGuideline bs:gui")

    code, output = copy.check()

    assert code == 1
    assert f"{copy.folder}/{STATEMENTS}:{line + 1}\n    statements.ttl, line {line + 1}:" in output
    assert output.count("Mend the files first.") == 6


def test_a_file_of_the_ontology_that_is_missing_is_told(copy: Copy) -> None:
    (copy.folder / "ontology/schema.ttl").unlink()

    code, output = copy.check()

    assert code == 1
    assert "schema.ttl cannot be read: No such file or directory" in " ".join(output.split())


def test_the_text_names_every_fault_once_below_its_place(copy: Copy) -> None:
    copy.edit(REFERENCES, '    rdfs:label "reference 3"@en ;\n', "")

    code, output = copy.check()

    assert code == 1
    line = copy.line_of(REFERENCES, "bs:ref-3 ")
    assert "FOUND    shapes and quality" in output
    assert output.count(f"{REFERENCES}:{line}: ref-3\n    A reference needs one label.") == 1
    assert "Not sound: 2 faults. " in output.splitlines()[-1]


@pytest.mark.oracle
def test_a_class_that_nothing_can_be_in_is_found_by_the_oracle_alone(copy: Copy) -> None:
    copy.edit(
        FINDINGS,
        "bs:SacralMetastasis a owl:Class ;\n",
        "bs:SacralMetastasis a owl:Class ;\n    owl:disjointWith bs:Malignancy ;\n",
    )

    quick_code, quick = copy.check()
    code, output = copy.check("--with-oracle")

    assert (quick_code, code) == (0, 1), quick
    line = copy.line_of(FINDINGS, "bs:SacralMetastasis ")
    assert f"{FINDINGS}:{line}: SacralMetastasis\n    No case can ever be in this class" in output


def test_a_source_document_is_compared_when_it_is_given(copy: Copy, tmp_path: Path) -> None:
    document = tmp_path / "document.txt"
    document.write_text("Another document\n", "utf-8")
    request = CheckRequest(
        copy.folder / "ontology",
        copy.folder / "content",
        SourceDocument(document, "Another document\n", "bilateral-sacroplasty"),
        oracle=False,
    )

    report = run_check(request, unwatched)

    stage = next(stage for stage in report.stages if stage.title == "source document")
    assert stage.faults[0].file == document
    assert stage.faults[0].line == 1
    assert "was changed; it reads: 'Another document'" in stage.faults[0].message


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--ontology", "nowhere"], "'nowhere' does not exist"),
        (["--content", "."], ". has neither a folder 'items' nor a folder 'vignettes'."),
        (["--source", "nowhere.txt"], "nowhere.txt cannot be read as UTF-8 text"),
        (["--format", "xml"], "'xml' is not one of"),
    ],
)
def test_a_wrong_call_ends_with_code_2(
    options: list[str], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(main, ["check", *options])

    assert result.exit_code == 2
    assert message in result.output
