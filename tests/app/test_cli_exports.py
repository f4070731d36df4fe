"""`guidegraph export`, `convert`, and what `assess` and `query` take and give besides."""

import json
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, parse
from typer.testing import CliRunner, Result

from app.cli import main
from app.commands.queries import AnswerFormat

CASE = """\
guideline: bilateral-sacroplasty
id: marta
present: [Malignancy]
absent: [Infection]
values:
  ConservativeManagementDuration: {at_least: 4, unit: wk}
"""
LINES = "SELECT ?line { ?statement <schema/sourceLine> ?line }"
GRAPH = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o . ?s <schema/code> 'X4' }"


def call(*arguments: object, stdin: str | None = None) -> Result:
    """Call the command; no exception but that which ends a program may come out of it."""
    result = CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(CASE, "utf-8")
    return path


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports") / "data"
    assert call("export", "all", "--out", folder).exit_code == 0
    return folder


def test_all_formats_come_with_a_manifest_of_them(everything: Path) -> None:
    manifest = json.loads((everything / "ro-crate-metadata.json").read_text("utf-8"))
    (root,) = (entity for entity in manifest["@graph"] if entity["@id"] == "./")

    listed = {part["@id"] for part in root["hasPart"]}

    assert listed == {path.name for path in everything.iterdir()} - {"ro-crate-metadata.json"}


def test_the_dataset_holds_items_and_vignettes_too(everything: Path) -> None:
    quads = parse(path=str(everything / "guidegraph.nq"), format=RdfFormat.N_QUADS)

    roles = {str(quad.graph_name).rstrip(">").rpartition("/")[2] for quad in quads}

    assert {"inferred", "items", "vignettes", "mappings", "catalog"} <= roles


def test_a_format_of_one_file_goes_to_standard_output_or_into_a_file(
    everything: Path, tmp_path: Path
) -> None:
    path = tmp_path / "new" / "graph.xml"

    printed, written = call("export", "graphml"), call("export", "graphml", "--out", path)

    expected = (everything / "bilateral-sacroplasty.graphml").read_bytes()
    assert printed.stdout_bytes == expected
    assert path.read_bytes() == expected
    assert str(path) in written.stdout


def test_what_fhir_does_not_keep_is_said(tmp_path: Path) -> None:
    result = call("export", "fhir", "--out", tmp_path)

    assert "Not kept in EvidenceVariable.characteristic.exclude" in result.stderr
    assert (tmp_path / "bilateral-sacroplasty.fhir.json").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["trgi"], "There is no format named 'trgi'. Did you mean trig"),
        (["csv"], "csv has 17 files. Name a folder for them with --out."),
        (["fhir", "--out", "/dev/null/x"], "cannot be written"),
    ],
)
def test_what_cannot_be_exported_is_told(arguments: list[str], message: str) -> None:
    result = call("export", *arguments)

    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


@pytest.mark.parametrize("format", ["fhir", "phenopacket", "case"])
def test_a_converted_case_gets_the_same_verdict(case: Path, tmp_path: Path, format: str) -> None:
    path = tmp_path / "marta.json"

    converted = call("convert", case, "--to", format, "--out", path)

    assert converted.stdout == f"{path}: 3 facts\n"
    expected = call("assess", case, "--format", "json").stdout
    assert call("assess", path, "--format", "json").stdout == expected
    assert call("assess", path, "--from", format, "--format", "json").stdout == expected
    assert (
        call("convert", path, "--to", "case").stdout == call("convert", case, "--to", "case").stdout
    )


def test_what_is_left_out_of_a_bundle_is_said(case: Path, tmp_path: Path) -> None:
    bundle = json.loads(call("convert", case, "--to", "fhir").stdout)
    bundle["entry"].append({"resource": {"resourceType": "Encounter", "id": "e1"}})
    path = tmp_path / "bundle.json"
    path.write_text(json.dumps(bundle), "utf-8")

    result = call("assess", path)

    assert "Verdict: not indicated" in result.stdout
    assert f"{path}: left out: Encounter e1:" in result.stderr


def test_a_file_of_another_kind_than_said_is_told(case: Path) -> None:
    result = call("assess", case, "--from", "fhir")

    assert result.exit_code == 2
    assert f"{case}:1: this is not JSON" in result.stderr


def test_a_variable_is_bound(tmp_path: Path) -> None:
    result = call("query", "-", "--set", "statement=bs:st-30a", "--format", "csv", stdin=LINES)

    assert result.stdout.split() == ["line", "30"]


@pytest.mark.parametrize(
    ("setting", "message"),
    [
        ("statement", "write NAME=VALUE"),
        ("=1", "write NAME=VALUE"),
        ("statment=1", "Did you mean statement"),
    ],
)
def test_a_setting_that_binds_nothing_is_told(setting: str, message: str) -> None:
    result = call("query", "-", "--set", setting, stdin=LINES)

    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


@pytest.mark.parametrize("format", AnswerFormat)
def test_every_format_prints_rows_or_triples(format: AnswerFormat) -> None:
    answers = [call("query", "-", "--format", format.value, stdin=text) for text in (LINES, GRAPH)]

    assert any(answer.exit_code == 0 and answer.stdout.strip() for answer in answers)
