"""
Each shape lets its valid examples pass and names what is wrong with each invalid one.

The examples are on disk, `shapes/<topic>/valid*.ttl` and `invalid-*.ttl`; the first line of an
invalid one names the one shape that it breaks.
"""

from pathlib import Path

import pytest
from rdflib import RDF, Graph, Namespace
from rdflib.namespace import SH

from kg.sources import ontology_folder
from kg.validation import check_shapes, read_shapes

GG = Namespace("https://w3id.org/guidegraph/schema/")
EXAMPLES = Path(__file__).parent / "shapes"
VALID = sorted(EXAMPLES.glob("*/valid*.ttl"))
INVALID = sorted(EXAMPLES.glob("*/invalid-*.ttl"))


@pytest.fixture(scope="module")
def schema() -> Graph:
    return Graph().parse(ontology_folder() / "schema.ttl")


def example_id(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def expected_rule(path: Path) -> str:
    first = path.read_text("utf-8").splitlines()[0]
    assert first.startswith("# expect: gg:"), f"{path.name} does not say which shape it breaks"
    return first.removeprefix("# expect: gg:").strip()


def broken_rules(path: Path, schema: Graph) -> set[str]:
    shapes = Graph().parse(ontology_folder() / "shapes" / f"{path.parent.name}.ttl")
    return {finding.rule for finding in check_shapes(schema + Graph().parse(path), shapes)}


@pytest.mark.parametrize("path", VALID, ids=example_id)
def test_a_valid_example_breaks_no_shape(path: Path, schema: Graph) -> None:
    assert broken_rules(path, schema) == set()


@pytest.mark.parametrize("path", INVALID, ids=example_id)
def test_an_invalid_example_breaks_exactly_the_shape_that_it_names(
    path: Path, schema: Graph
) -> None:
    assert broken_rules(path, schema) == {expected_rule(path)}


def test_every_shape_with_a_message_has_an_invalid_example() -> None:
    shapes = read_shapes(ontology_folder())
    with_message = {str(s).removeprefix(str(GG)) for s in shapes.subjects(SH.message)}

    untested = with_message - {expected_rule(path) for path in INVALID}

    assert untested == set()


def test_every_folder_of_examples_has_shapes_of_its_name_and_the_reverse() -> None:
    files = {path.stem for path in (ontology_folder() / "shapes").glob("*.ttl")}

    assert {path.parent.name for path in VALID} == files


def test_every_property_shape_has_a_message_for_the_person_who_made_the_mistake() -> None:
    shapes = read_shapes(ontology_folder())

    silent = {
        s for s in shapes.subjects(RDF.type, SH.PropertyShape) if not shapes.value(s, SH.message)
    }

    assert silent == set()
