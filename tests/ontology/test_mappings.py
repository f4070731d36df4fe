"""The SSSOM files: what the standard demands, and that each subject is a term of ours."""

import csv
from pathlib import Path

import pytest
import yaml
from pyoxigraph import NamedNode

from kg.namespaces import RDFS
from kg.sources import load_store, ontology_folder

FILES = sorted((ontology_folder() / "mappings").glob("*.sssom.tsv"))
COLUMNS = {
    "subject_id",
    "subject_label",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "comment",
}
PREDICATES = {f"skos:{kind}Match" for kind in ("exact", "close", "broad", "narrow", "related")}


def header_of(path: Path) -> dict[str, object]:
    lines = [line[1:] for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
    return dict(yaml.safe_load("\n".join(lines)))


def rows_of(path: Path) -> list[dict[str, str]]:
    lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


def test_there_is_a_mapping_file_for_the_first_guideline() -> None:
    assert [path.name for path in FILES] == ["bilateral-sacroplasty.sssom.tsv"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_header_has_id_version_licence_and_every_prefix_in_use(path: Path) -> None:
    header, rows = header_of(path), rows_of(path)
    slots = ("subject_id", "predicate_id", "object_id", "mapping_justification")
    used = {row[slot].split(":")[0] for row in rows for slot in slots}

    assert {"mapping_set_id", "mapping_set_version", "license"} <= set(header)
    assert set(header["curie_map"]) == used


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_row_maps_a_term_of_ours_under_its_own_label_and_says_where_it_was_read(
    path: Path,
) -> None:
    header, rows = header_of(path), rows_of(path)
    ours = header["curie_map"]["bs"]
    store = load_store(ontology_folder())

    for row in rows:
        term = NamedNode(ours + row["subject_id"].removeprefix("bs:"))
        labels = {
            q.object.value for q in store.quads_for_pattern(term, NamedNode(RDFS + "label"), None)
        }
        assert set(row) == COLUMNS
        assert labels == {row["subject_label"]}, row["subject_id"]
        assert row["predicate_id"] in PREDICATES
        assert row["comment"].startswith("Read in ")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_code_is_passed_on_whose_licence_forbids_it(path: Path) -> None:
    text = path.read_text("utf-8")

    assert not [name for name in ("SNOMED", "SCTID", "CPT", "UMLS") if name in text]
