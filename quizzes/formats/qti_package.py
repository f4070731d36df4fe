"""
QTI content packages: a manifest, one file a step, and a test that puts the items in order.

The steps of a key-feature item are a section of their own, so that they stay together.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from lxml import etree

from quizzes.formats.exported import ExportedItem
from quizzes.formats.qti import Version, assessment_item, item_identifier, serialized

_LOM = "http://ltsc.ieee.org/xsd/LOM"
# A zip file without a date of its own: the same items make the same file.
_NO_DATE = (1980, 1, 1, 0, 0, 0)
_TEST = "assessment.xml"


@dataclass(frozen=True, slots=True)
class _Packaging:
    """How the packages of one version name themselves."""

    namespace: str
    schema: str
    schema_version: str
    item_type: str
    test_type: str


_PACKAGING = {
    Version.V3_0: _Packaging(
        "http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1",
        "QTI Package",
        "3.0.0",
        "imsqti_item_xmlv3p0",
        "imsqti_test_xmlv3p0",
    ),
    Version.V2_1: _Packaging(
        "http://www.imsglobal.org/xsd/imscp_v1p1",
        "QTIv2.1 Package",
        "1.0.0",
        "imsqti_item_xmlv2p1",
        "imsqti_test_xmlv2p1",
    ),
}


def as_qti(version: Version, items: Sequence[ExportedItem], at: datetime) -> bytes:
    """Return a zip file with the items in QTI of *version*; *at* is not used."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        write = partial(_write, folder)
        write("imsmanifest.xml", _manifest(items, version))
        write(_TEST, _test(items, version))
        for item in items:
            for index in range(len(item.steps)):
                write(_file(item, index), assessment_item(item, index, version))
    return packed.getvalue()


def _write(folder: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _NO_DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    folder.writestr(entry, content)


def _file(item: ExportedItem, index: int) -> str:
    return f"items/{item_identifier(item, index)}.xml"


def _test(items: Sequence[ExportedItem], version: Version) -> bytes:
    root = etree.Element("qti-assessment-test", identifier="test-guidegraph", title="GuideGraph")
    part = etree.SubElement(
        root,
        "qti-test-part",
        {"identifier": "part-1", "navigation-mode": "linear", "submission-mode": "individual"},
    )
    for item in items:
        attributes = {"identifier": f"section-{item.id}", "title": item.title, "visible": "true"}
        section = etree.SubElement(part, "qti-assessment-section", attributes)
        for index in range(len(item.steps)):
            reference = {"identifier": item_identifier(item, index), "href": _file(item, index)}
            etree.SubElement(section, "qti-assessment-item-ref", reference)
    return serialized(root, version)


def _manifest(items: Sequence[ExportedItem], version: Version) -> bytes:
    packaging = _PACKAGING[version]
    namespace = packaging.namespace
    root = etree.Element(
        f"{{{namespace}}}manifest",
        {"identifier": "manifest-guidegraph"},
        nsmap={None: namespace, "lom": _LOM},
    )
    metadata = etree.SubElement(root, f"{{{namespace}}}metadata")
    etree.SubElement(metadata, f"{{{namespace}}}schema").text = packaging.schema
    etree.SubElement(metadata, f"{{{namespace}}}schemaversion").text = packaging.schema_version
    etree.SubElement(root, f"{{{namespace}}}organizations")
    resources = etree.SubElement(root, f"{{{namespace}}}resources")
    steps = [(item, index) for item in items for index in range(len(item.steps))]
    test = _resource(resources, namespace, "test-guidegraph", packaging.test_type, _TEST)
    for item, index in steps:
        identifierref = item_identifier(item, index)
        etree.SubElement(test, f"{{{namespace}}}dependency", identifierref=identifierref)
    for item, index in steps:
        name, file = item_identifier(item, index), _file(item, index)
        resource = _resource(resources, namespace, name, packaging.item_type, file)
        metadata = etree.Element(f"{{{namespace}}}metadata")
        resource.insert(0, metadata)
        _describe(metadata, item)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _resource(
    resources: etree._Element, namespace: str, identifier: str, kind: str, href: str
) -> etree._Element:
    attributes = {"identifier": identifier, "type": kind, "href": href}
    resource = etree.SubElement(resources, f"{{{namespace}}}resource", attributes)
    etree.SubElement(resource, f"{{{namespace}}}file", href=href)
    return resource


def _describe(metadata: etree._Element, item: ExportedItem) -> None:
    """Add what the learning object metadata say of an item."""
    root = etree.SubElement(metadata, f"{{{_LOM}}}lom")
    general = etree.SubElement(root, f"{{{_LOM}}}general")
    identifier = etree.SubElement(general, f"{{{_LOM}}}identifier")
    etree.SubElement(identifier, f"{{{_LOM}}}catalog").text = item.guideline
    etree.SubElement(identifier, f"{{{_LOM}}}entry").text = item.id
    for tag in item.tags:
        _string(etree.SubElement(general, f"{{{_LOM}}}keyword"), tag)
    life_cycle = etree.SubElement(root, f"{{{_LOM}}}lifeCycle")
    _string(etree.SubElement(life_cycle, f"{{{_LOM}}}version"), item.version)
    if item.license:
        rights = etree.SubElement(root, f"{{{_LOM}}}rights")
        _string(etree.SubElement(rights, f"{{{_LOM}}}description"), f"Licence: {item.license}")


def _string(parent: etree._Element, text: str) -> None:
    etree.SubElement(parent, f"{{{_LOM}}}string", language="en").text = text
