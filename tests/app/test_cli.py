"""The command line as people and programs call it: what it prints, and how it ends."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib import Graph, URIRef
from rdflib.namespace import RDF
from typer.testing import CliRunner, Result

from app import __version__
from app.cli import main
from kg.stored_queries import load_stored_queries
from quizzes.bank import content_folder

COMMANDS = ("serve", "check", "assess", "query", "verify-source")
HEAD_KEYS = {"case", "guideline", "version", "disclaimer"}
RESULT_KEYS = {
    *("verdict", "also", "criteria", "supports", "settling", "flips", "weakest_link"),
    "weakest_criteria",
}
GG = "https://w3id.org/guidegraph/schema/"
CASE = """\
guideline: bilateral-sacroplasty
id: marta
present: [BilateralFractureConfirmedOnMri, SevereLowBackPain]
absent: [Malignancy]
values:
  ConservativeManagementDuration: {at_least: 4, unit: wk}
"""
CONTRADICTORY = CASE.replace("absent: [", "absent: [SevereLowBackPain, ")
CONTRAINDICATED = CASE.replace("present: [", "present: [UncorrectableCoagulopathy, ")
STORED = "contraindications-without-citation"


def call(*arguments: object, stdin: str | bytes | None = None) -> Result:
    """Call the command; no exception but that which ends a program may come out of it."""
    result = CliRunner().invoke(main, [str(a) for a in arguments], input=stdin)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return written(tmp_path / "case.yaml", CASE)


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def test_the_installed_program_answers() -> None:
    program = Path(sys.executable).with_name("guidegraph")

    ran = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)

    assert ran.stdout == f"guidegraph {__version__}\n"


def test_without_arguments_the_commands_are_listed() -> None:
    result = call()

    assert result.exit_code == 2
    assert [name for name in COMMANDS if name not in result.output] == []


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_a_command_gives_an_example(command: str) -> None:
    result = call(command, "--help")

    assert result.exit_code == 0
    assert "Example" in result.output
    assert f"guidegraph {command}" in result.output.split("Example")[1]


def test_an_unknown_command_is_named_and_the_right_one_offered() -> None:
    result = call("asess")

    assert result.exit_code == 2
    assert "No such command 'asess'. Did you mean 'assess'?" in result.output


def test_a_case_is_decided_in_text(case: Path) -> None:
    result = call("assess", case)

    assert result.exit_code == 0
    assert "Verdict: cannot tell" in result.output
    assert "I4  met" in result.output


def test_a_case_is_decided_in_json_with_the_documented_keys(case: Path) -> None:
    result = call("assess", case, "--format", "json")

    data = json.loads(result.output)
    assert result.exit_code == 0
    assert data.keys() == HEAD_KEYS | RESULT_KEYS
    assert (data["case"], data["verdict"]) == ("marta", "cannot tell")
    assert {criterion["status"] for criterion in data["criteria"]} == {"met", "unknown"}
    assert all(
        {"status", "facts", "statements", "link", "decisive"} <= criterion.keys()
        for criterion in data["criteria"]
    )


def test_the_keys_of_an_answer_are_those_of_the_documentation() -> None:
    text = Path(__file__).parents[2].joinpath("docs/case-format.md").read_text("utf-8")
    table = text.split("## What comes out")[1]

    documented = set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))
    documented |= set(re.findall(r"`(weakest_\w+)`", table))

    assert documented == RESULT_KEYS | {"refused"}


def test_a_case_is_decided_in_turtle_that_reads_back(tmp_path: Path) -> None:
    file = written(tmp_path / "case.yaml", CONTRAINDICATED)

    result = call("assess", file, "--format", "turtle")

    graph = Graph().parse(data=result.output, format="turtle")
    node = URIRef("urn:guidegraph:case:marta")
    assert result.exit_code == 0
    assert (node, RDF.type, URIRef(f"{GG}Case")) in graph
    assert URIRef(f"{GG}Contraindicated") in set(graph.objects())


def test_several_cases_are_a_list_in_json_in_the_order_given(tmp_path: Path, case: Path) -> None:
    other = written(tmp_path / "other.json", json.dumps({"guideline": "bilateral-sacroplasty"}))

    result = call("assess", case, other, case, "--format", "json")

    assert [data["case"] for data in json.loads(result.output)] == ["marta", "other", "marta"]


@pytest.mark.parametrize("format", ["text", "json", "turtle"])
def test_a_contradictory_case_is_refused_with_both_facts_and_code_1(
    tmp_path: Path, case: Path, format: str
) -> None:
    contradictory = written(tmp_path / "odd.yaml", CONTRADICTORY)

    result = call("assess", contradictory, case, "--format", format)

    assert result.exit_code == 1
    if format == "json":
        assert "verdict" not in json.loads(result.stdout)[0]
        assert json.loads(result.stdout)[0]["refused"]
        assert json.loads(result.stdout)[1]["verdict"] == "cannot tell"
    else:
        assert "'severe low back pain' / 'low back pain that is not severe" in result.output


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("Malignancy", "Malignacy", "4: absent[0]: There is no finding named 'Malignacy'. Did you"),
        ("unit: wk", "unit: mo", "6: values.ConservativeManagementDuration: The unit 'mo' cannot"),
        ("at_least", "atleast", "6: values.ConservativeManagementDuration: Write the value as"),
        ("present:", "presents:", "3: presents: A case has no key 'presents'. Did you mean prese"),
        ("bilateral-", "", "1: guideline: There is no guideline named 'sacroplasty'."),
        ("marta", "[marta]", "2: id: 'id' must be a text."),
        ("[Malignancy]", "[[Malignancy]]", "4: absent[0]: There is no finding named"),
        ("present: [", "present: {", "3: This is not YAML: "),
        ("marta", '"\\ud800"', "2: This is not YAML: found invalid Unicode character escape code"),
    ],
)
def test_a_wrong_case_file_is_told_by_file_line_and_field(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    file = written(tmp_path / "wrong.yaml", CASE.replace(old, new, 1))

    result = call("assess", file)

    assert result.exit_code == 2
    assert result.output.startswith(f"{file}:{message}")


def test_a_case_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    result = call("assess", tmp_path / "nothing.yaml")

    assert result.exit_code == 2
    assert "the file cannot be read: No such file or directory." in result.output


KEYS = "guideline id title narrative present absent values exactly at_least less_than unit"
IDS = "bilateral-sacroplasty Malignancy Infection Pain Age PainScore ConservativeManagementDuration"
NAMES = st.sampled_from(f"{KEYS} {IDS} wk d".split())
SCALARS = st.one_of(
    *(NAMES, st.text(max_size=8), st.integers(), st.booleans(), st.none()),
    st.floats(allow_nan=False, allow_infinity=False),
)
NESTED = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=12,
)
NEAR_CASES = st.fixed_dictionaries(
    {"guideline": st.just("bilateral-sacroplasty") | NESTED},
    optional={name: NESTED | st.lists(NAMES) for name in ("id", "present", "absent", "values")},
)
MANGLED = st.builds(
    lambda start, length, new: CASE.encode()[:start] + new + CASE.encode()[start + length :],
    *(st.integers(0, len(CASE)), st.integers(0, 20), st.binary(max_size=6)),
)
GARBAGE = st.one_of(
    *(st.binary(max_size=60), MANGLED),
    NEAR_CASES.map(lambda data: json.dumps(data).encode()),
    st.text(alphabet=" \n\t-:[]{}&*!|>%@'\"#?,ab1", max_size=60).map(str.encode),
    st.integers(1, 3000).map(lambda depth: b"[" * depth),
)


@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(garbage=GARBAGE, format=st.sampled_from(["text", "json", "turtle"]))
def test_no_case_file_makes_the_program_break_down(
    tmp_path: Path, garbage: bytes, format: str
) -> None:
    file = tmp_path / "garbage.yaml"
    file.write_bytes(garbage)

    result = call("assess", file, "--format", format)

    assert result.exit_code in {0, 1, 2}
    assert "Traceback" not in result.output
    assert result.exit_code != 2 or result.output.startswith(f"{file}:")


def test_every_shipped_vignette_can_be_taken_for_a_case_once_its_own_keys_are_gone(
    tmp_path: Path,
) -> None:
    shared = ("guideline", "id", "title", "narrative", "present", "absent", "values")
    files = []
    for path in sorted((content_folder() / "vignettes").glob("*.yaml")):
        vignette = yaml.safe_load(path.read_text("utf-8"))
        case = {key: vignette[key] for key in shared if key in vignette}
        files.append(written(tmp_path / path.name, yaml.safe_dump(case)))

    result = call("assess", *files, "--format", "json")

    assert result.exit_code == 0
    assert [data["case"] for data in json.loads(result.output)] == [f.stem for f in files]


@pytest.fixture
def question(tmp_path: Path) -> Path:
    query = next(q for q in load_stored_queries("competency") if q.name == STORED)
    return written(tmp_path / "question.rq", query.text)


def test_a_query_is_read_from_a_file_from_standard_input_and_by_name(question: Path) -> None:
    by_file = call("query", question)
    by_stdin = call("query", "-", stdin=question.read_text("utf-8"))
    by_name = call("query", STORED)

    assert by_file.exit_code == 0
    assert "4 rows" in by_file.output
    assert by_file.output == by_stdin.output == by_name.output


def test_a_stored_query_is_asked_with_other_values_of_its_own() -> None:
    usual = call("query", "rests-on-reference", "--format", "csv").stdout
    same = call("query", "rests-on-reference", "--set", "number=5", "--format", "csv").stdout
    other = call("query", "rests-on-reference", "--set", "number=1", "--format", "csv").stdout
    wrong = call("query", "rests-on-reference", "--set", "number=five")

    assert usual == same
    assert set(usual.splitlines()) & set(other.splitlines()) == {"line,statement,text"}
    assert (wrong.exit_code, wrong.output) == (
        2,
        "guidegraph: Reference: 'five' is no whole number. Write one.\n",
    )


def test_without_a_query_the_stored_ones_are_listed_with_their_values() -> None:
    lines = call("query").output.splitlines()

    assert "rests-on-reference  number=5" in lines
    assert [line.strip() for line in lines[1::2]] == [
        query.summary for query in load_stored_queries("competency")
    ]


def test_an_answer_is_printed_as_csv_and_as_json(question: Path) -> None:
    as_csv = call("query", question, "--format", "csv").stdout.splitlines()
    as_json = json.loads(call("query", question, "--format", "json").stdout)

    assert len(as_csv) == 5
    assert as_csv[0].split(",") == as_json["head"]["vars"]
    assert len(as_json["results"]["bindings"]) == 4


def test_an_answer_that_is_a_graph_is_printed_as_turtle() -> None:
    text = f"CONSTRUCT {{ ?s a <{GG}Reference> }} WHERE {{ ?s a <{GG}Reference> }}"

    result = call("query", "-", "--format", "turtle", stdin=text)

    assert result.exit_code == 0
    assert len(Graph().parse(data=result.stdout, format="turtle")) == 5


@pytest.mark.parametrize(
    ("text", "options", "code", "message"),
    [
        ("DELETE WHERE { ?s ?p ?o }", [], 1, "would change the data"),
        ("SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }", [], 1, "SERVICE"),
        ("SELECT * { ?s ?p", [], 1, "Line 1, column"),
        ("", [], 1, ""),
        ("SELECT * { ?s ?p ?o }", ["--format", "turtle"], 2, "no answer as turtle"),
        (b"\xff", [], 2, "not UTF-8"),
    ],
    ids=["update", "service", "malformed", "empty", "select as turtle", "binary"],
)
def test_a_query_that_cannot_be_answered_is_told_in_a_sentence(
    text: str | bytes, options: list[str], code: int, message: str
) -> None:
    result = call("query", "-", *options, stdin=text)

    assert result.exit_code == code
    assert message in result.output
    assert result.output.startswith("guidegraph: ")


def test_a_query_that_takes_too_long_is_stopped() -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?g) }"

    result = call("query", "-", "--seconds", "0.5", stdin=text)

    assert result.exit_code == 1
    assert "0.5" in result.output


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nothing.rq", "There is no file nothing.rq."),
        ("contraindications", "There is no stored query named 'contraindications'."),
        (".", "cannot be read as UTF-8 text"),
    ],
)
def test_a_query_that_is_not_there_is_told(source: str, message: str) -> None:
    result = call("query", source)

    assert result.exit_code == 2
    assert result.output.startswith("guidegraph: ")
    assert message in result.output


def test_another_document_than_the_encoded_one_is_told_line_by_line(tmp_path: Path) -> None:
    document = written(tmp_path / "other.txt", "Indications for Tea\nTea is for colds. 1\n")

    result = call("verify-source", document)

    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert lines[0].startswith(f"{document}: Line 1, encoded as ")
    assert lines[-1].startswith("2 lines, 68 statements, ")
    assert lines[-1].endswith(" mismatches.")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing.txt"], "nothing.txt cannot be read as UTF-8 text"),
        (["nothing.txt", "--guideline", "tea"], "There is no guideline named 'tea'."),
    ],
)
def test_a_source_that_cannot_be_compared_is_told(arguments: list[str], message: str) -> None:
    result = call("verify-source", *arguments)

    assert result.exit_code == 2
    assert message in result.output
