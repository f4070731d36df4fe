"""QTI packages are whole, and both versions hold the same items in their own names."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest
from hostile_items import hostile_items
from item_changes import AT, choice_item, number_item
from lxml import etree

from quizzes.formats.qti import Version, assessment_item
from quizzes.formats.registry import write


def _names(version: Version) -> set[str]:
    items = (choice_item(), number_item())
    trees = [etree.fromstring(assessment_item(item, 0, version)) for item in items]
    return {etree.QName(element).localname for tree in trees for element in tree.iter()}


def test_each_version_uses_its_own_names() -> None:
    new, old = _names(Version.V3_0), _names(Version.V2_1)

    assert {"qti-choice-interaction", "qti-modal-feedback", "qti-content-body"} <= new
    assert {"choiceInteraction", "modalFeedback", "mapResponse", "textEntryInteraction"} <= old
    # In 2.1 feedback holds its content itself; the schema of 2.1 knows no such element.
    assert "contentBody" not in old
    assert not any("-" in name for name in old)


@pytest.mark.parametrize("name", ["qti3", "qti21"])
def test_the_manifest_names_every_file_and_no_other(name: str) -> None:
    with zipfile.ZipFile(io.BytesIO(write(name, hostile_items(10), AT))) as packed:
        manifest = etree.fromstring(packed.read("imsmanifest.xml"))
        files = set(packed.namelist())

    named = {element.get("href") for element in manifest.iter("{*}file")}
    resources = {element.get("identifier") for element in manifest.iter("{*}resource")}
    needed = {element.get("identifierref") for element in manifest.iter("{*}dependency")}
    assert named == files - {"imsmanifest.xml"}
    assert needed == resources - {"test-guidegraph"}


def test_a_number_is_right_between_exact_bounds() -> None:
    tree = etree.fromstring(assessment_item(number_item(), 0, Version.V2_1))

    bounds = [
        Decimal(one.text or "") for one in tree.findall(".//{*}responseIf/{*}and/*/{*}baseValue")
    ]

    assert bounds == [Decimal(3), Decimal(4)]


def test_the_same_items_make_the_same_file() -> None:
    assert write("qti3", hostile_items(5), AT) == write("qti3", hostile_items(5), AT)
